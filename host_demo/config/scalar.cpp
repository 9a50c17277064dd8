// SPDX-License-Identifier: MIT
#include "config/scalar.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace host {

using hif::json::Number;
using hif::json::Value;

namespace {

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

bool is_json_number(const std::string& text) {
  static const RE2 number(R"(-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?)");
  return RE2::FullMatch(text, number);
}

std::optional<Value> boolean_of(const std::string& text) {
  if (is_any_of(text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})) return true;
  if (is_any_of(text, {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"}))
    return false;
  return std::nullopt;
}

// The JSON spelling of a decimal number of YAML 1.2: +5, 007, .5 and 5. are numbers there.
std::optional<Value> number_of(const std::string& text) {
  if (is_json_number(text)) return Number{text};
  static const RE2 decimal(R"(([+-]?)0*([0-9]*)(?:(\.)([0-9]*))?([eE][+-]?[0-9]+)?)");
  std::string sign, whole, point, fraction, exponent;
  if (!RE2::FullMatch(text, decimal, &sign, &whole, &point, &fraction, &exponent))
    return std::nullopt;
  const auto has_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto mantissa = text.substr(0, text.size() - exponent.size());
  if (std::ranges::none_of(mantissa, has_digit)) return std::nullopt;
  std::string spelled;
  if (sign == "-") spelled += '-';
  spelled += whole.empty() ? "0" : whole;
  if (!fraction.empty()) spelled.append(1, '.').append(fraction);
  return Number{spelled + exponent};
}

// Where enum alone says what is allowed.
Value listed_meaning(const Value& values, const std::string& text, bool is_plain) {
  const auto plain = is_plain ? plain_meaning(text) : Value(text);
  const auto& list = values.as_array();
  const bool is_listed = std::ranges::find(list, plain) != list.end();
  return is_listed ? plain : Value(text);
}

} // namespace

Value plain_meaning(const std::string& text) {
  if (is_any_of(text, {"true", "True", "TRUE"})) return true;
  if (is_any_of(text, {"false", "False", "FALSE"})) return false;
  if (is_any_of(text, {"null", "Null", "NULL", "~"})) return nullptr;
  if (is_json_number(text)) return Number{text};
  return text;
}

std::optional<Value> meaning(const Form& form, const std::string& text, bool is_plain) {
  const auto types = form.types();
  const auto* values = form.find("enum");
  if (types.empty() && values && values->is_array()) return listed_meaning(*values, text, is_plain);
  if (is_plain || types.empty()) {
    auto value = is_plain ? plain_meaning(text) : Value(text);
    if (form.allows(value.type_name())) return value;
  }
  if (form.allows("string")) return text;
  if (form.allows("integer"))
    if (auto number = number_of(text); number && (form.allows("number") || number->is_integer()))
      return number;
  if (form.allows("boolean"))
    if (auto boolean = boolean_of(text)) return boolean;
  return std::nullopt;
}

} // namespace host
