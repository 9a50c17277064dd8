// SPDX-License-Identifier: MIT
#include "subscriber/record_fields.hpp"

namespace timely {

template <typename T>
std::optional<T> RecordFields::member(std::string_view record, std::string_view name) {
  simdjson::ondemand::document document;
  const auto error =
      parser_.iterate(record.data(), record.size(), record.size() + simdjson::SIMDJSON_PADDING)
          .get(document);
  T value;
  if (error || document.find_field_unordered(name).get(value)) return std::nullopt;
  return value;
}

std::optional<std::string> RecordFields::text(std::string_view record, std::string_view name) {
  const auto text = member<std::string_view>(record, name);
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

bool RecordFields::is_true(std::string_view record, std::string_view name) {
  return member<bool>(record, name).value_or(false);
}

} // namespace timely
