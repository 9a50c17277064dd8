// SPDX-License-Identifier: MIT
// "TEMPLATE|RECORD": any template is read or refused at a place within it, and any record fills it
// with JSON or is rejected with a place of the template.

#include "template/skeleton.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <cstdlib>

namespace {

using hif::json::Value;
namespace skeleton = timely::skeleton;

constexpr std::string_view at = "/template";

void hold_place(const Value* pointer) {
  if (!pointer || !pointer->is_string() || !pointer->as_string().starts_with(at)) std::abort();
}

void fill(const skeleton::Part& part, const Value& record, bool null_on_error) {
  try {
    const auto made = skeleton::fill(part, record, {.null_on_error = null_on_error});
    if (made) hif::json::parse(hif::json::print(*made)); // throws: a finding
  } catch (const hif::sdk::Error& error) {
    hold_place(error.details.find("pointer"));
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto bar = text.rfind('|');
  if (bar == std::string::npos) return 0;
  Value tree, record;
  try {
    tree = hif::json::parse(text.substr(0, bar));
    record = hif::json::parse(text.substr(bar + 1));
  } catch (const hif::json::ParseError&) {
    return 0;
  }
  try {
    const auto part = skeleton::compile(tree, std::string(at));
    fill(part, record, false);
    fill(part, record, true);
  } catch (const hif::sdk::ConfigError& error) {
    for (const auto& problem : error.details.find("problems")->as_array())
      hold_place(problem.find("pointer"));
  }
  return 0;
}
