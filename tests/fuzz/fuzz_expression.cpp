// SPDX-License-Identifier: MIT
// Any text is an expression or is refused at a place within it; one that is gives the same value
// each time, which is JSON, or fails at a place within it. So does any text with expressions.

#include "jmespath/interpolation.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <cstdlib>
#include <optional>

namespace {

using hif::json::Value;
namespace jmespath = timely::jmespath;

const Value& root() {
  static const Value value = hif::json::parse(
      R"({"a":{"b":[1,2.50,{"c":"x","d":null}],"e":12345678901234567890},"n":-1,"t":true,)"
      R"("s":"Ærlig \ud83d\ude00","list":[3,1,2],"people":[{"name":"Ann","age":7},{"name":"Bo"}]})");
  return value;
}

// Runs `body`; nothing where it is refused. A place outside of the text is a finding.
template <typename Body>
auto attempt(std::size_t size, const std::string& text, Body body)
    -> std::optional<decltype(body())> {
  try {
    return body();
  } catch (const jmespath::Error& error) {
    if (error.offset > size) std::abort();
    jmespath::with_caret(error.what(), text, error.offset);
    return std::nullopt;
  }
}

void hold(const Value& first, const std::optional<Value>& second) {
  if (!second || hif::json::print(first) != hif::json::print(*second)) std::abort();
  if (!(hif::json::parse(hif::json::print(first)) == first)) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try { // a configuration is JSON, and so all UTF-8
    hif::json::parse(hif::json::print(Value(text)));
  } catch (const hif::json::ParseError&) {
    return 0;
  }
  if (const auto expression = attempt(size, text, [&] { return jmespath::compile(text); })) {
    const auto evaluate = [&] {
      return attempt(size, text, [&] { return expression->evaluate(root()); });
    };
    if (const auto value = evaluate()) hold(*value, evaluate());
  }
  if (const auto whole = attempt(size, text, [&] { return jmespath::compile_text(text); })) {
    const auto fill = [&] { return attempt(size, text, [&] { return whole->fill(root()); }); };
    if (const auto value = fill()) hold(*value, fill());
  }
  return 0;
}
