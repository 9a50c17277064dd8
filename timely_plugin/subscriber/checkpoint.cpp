// SPDX-License-Identifier: MIT
#include "subscriber/checkpoint.hpp"

#include <hif/sdk/error.hpp>
#include <hif/sdk/json_parse.hpp>

namespace timely {
namespace {

namespace json = hif::json;

constexpr int version = 1;

const json::Value& need(const json::Value& from, std::string_view name) {
  const auto* value = from.find(name);
  if (!value) throw json::TypeError("\"" + std::string(name) + "\" is missing");
  return *value;
}

} // namespace

std::string print(const Checkpoint& checkpoint) {
  return json::print(json::Object{{"v", version},
                                  {"entity", checkpoint.entity},
                                  {"params_hash", checkpoint.params_hash},
                                  {"position", checkpoint.position},
                                  {"row", checkpoint.row},
                                  {"complete", checkpoint.complete}});
}

Checkpoint read_checkpoint(std::string_view text) {
  try {
    const auto value = json::parse(text);
    if (need(value, "v").as_int64() != version)
      throw json::TypeError("it is of a version that this package does not know");
    return {.entity = need(value, "entity").as_string(),
            .params_hash = need(value, "params_hash").as_string(),
            .position = need(value, "position").as_int64(),
            .row = static_cast<std::uint64_t>(need(value, "row").as_int64()),
            .complete = need(value, "complete").as_bool()};
  } catch (const std::runtime_error& error) {
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT, std::string("the checkpoint cannot be read: ") +
                                                    error.what() +
                                                    "; start over to go on without it");
  }
}

} // namespace timely
