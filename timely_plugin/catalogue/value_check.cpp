// SPDX-License-Identifier: MIT
#include "catalogue/value_check.hpp"

#include "catalogue/date.hpp"
#include "catalogue/nearest.hpp"

#include <algorithm>
#include <charconv>

namespace timely {
namespace {

// Longer texts are no match for any pattern: a backtracking matcher must not be fed without bound.
constexpr std::size_t longest_pattern_text = 1024;
constexpr std::size_t longest_shown = 60;

std::string_view called(Type type) {
  switch (type) {
  case Type::integer:
    return "an integer";
  case Type::number:
    return "a number";
  case Type::boolean:
    return "true or false";
  case Type::string:
    return "a text";
  case Type::date:
    return "a day that exists, YYYY-MM-DD";
  case Type::date_time:
    return "a time of ISO 8601, such as 2026-03-09T14:00:00Z";
  case Type::object:
    return "an object";
  case Type::array:
    return "a list";
  default:
    return "a value";
  }
}

std::string shown(const Field& field, const json::Value& value) {
  if (field.secret) return "a secret";
  if (!value.is_scalar()) return value.is_array() ? "a list" : "an object";
  auto text = json::print(value);
  if (text.size() > longest_shown) text = text.substr(0, longest_shown) + "…";
  return text;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  }));
}

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool text_is(Type type, std::string_view text) {
  switch (type) {
  case Type::integer:
    return number_of<std::int64_t>(text).has_value();
  case Type::number:
    return number_of<double>(text).has_value();
  case Type::boolean:
    return text == "true" || text == "false";
  case Type::date:
    return is_date(text);
  case Type::date_time:
    return is_date_time(text);
  default:
    return true;
  }
}

bool value_is(Type type, const json::Value& value) {
  switch (type) {
  case Type::integer:
    return value.is_integer();
  case Type::number:
    return value.is_number();
  case Type::boolean:
    return value.is_bool();
  case Type::string:
    return value.is_string();
  case Type::date:
    return value.is_string() && is_date(value.as_string());
  case Type::date_time:
    return value.is_string() && is_date_time(value.as_string());
  case Type::object:
    return value.is_object();
  case Type::array:
    return value.is_array();
  default:
    return true;
  }
}

void check_bounds(const Field& field, double value, const std::string& pointer,
                  Findings& findings) {
  if (field.minimum && value < *field.minimum)
    findings.problem(pointer, "must be at least " + json::print(*field.minimum));
  if (field.maximum && value > *field.maximum)
    findings.problem(pointer, "must be at most " + json::print(*field.maximum));
}

// With a scheme (RFC 3986 §3.1) and nothing that would have to be encoded.
bool is_uri(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos || colon == 0 || colon + 1 == text.size()) return false;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto in_scheme = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  };
  return is_letter(text.front()) &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), in_scheme) &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
}

bool text_has(Format format, std::string_view text) {
  switch (format) {
  case Format::uri:
    return is_uri(text);
  case Format::date:
    return is_date_time(text);
  case Format::date_time:
    return is_date_time(text) || is_clock(text);
  default:
    return true;
  }
}

std::string_view called(Format format) {
  switch (format) {
  case Format::uri:
    return "an address with its scheme, such as https://a.example/b";
  case Format::date:
    return called(Type::date);
  default:
    return called(Type::date_time);
  }
}

void check_text(const Field& field, const std::string& text, const std::string& pointer,
                Findings& findings) {
  const auto length = characters(text);
  if (field.min_length && length < *field.min_length)
    findings.problem(pointer, length == 0 ? "must not be empty"
                                          : "must have at least " +
                                                std::to_string(*field.min_length) + " characters");
  else if (field.max_length && length > *field.max_length)
    findings.problem(pointer, "must have at most " + std::to_string(*field.max_length) +
                                  " characters; it has " + std::to_string(length));
  else if (field.pattern && (text.size() > longest_pattern_text || !field.pattern->match(text)))
    findings.problem(pointer, shown(field, text) + " does not have the form that is asked for");
  else if (!text.empty() && !text_has(field.format, text))
    findings.problem(pointer, "must be " + std::string(called(field.format)) + ", not " +
                                  shown(field, text));
}

void check_enumeration(const Field& field, const json::Value& value, const std::string& pointer,
                       Findings& findings) {
  if (field.enumeration.empty()) return;
  std::vector<std::string> spelled;
  for (const auto& allowed : field.enumeration) {
    spelled.push_back(parameter_text(Type::any, allowed));
    if (allowed == value || (value.is_string() && spelled.back() == value.as_string())) return;
  }
  std::string list;
  for (const auto& name : spelled) list += (list.empty() ? "" : ", ") + name;
  const auto meant = value.is_string() ? did_you_mean(value.as_string(), spelled) : "";
  findings.problem(pointer, shown(field, value) + " is not one of " + list, meant);
}

bool is_keyword(const Field& field, const json::Value& value) {
  return value.is_string() && std::find(field.keywords.begin(), field.keywords.end(),
                                        value.as_string()) != field.keywords.end();
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  while (true) {
    const auto comma = list.find(',');
    parts.emplace_back(list.substr(0, comma));
    if (comma == list.npos) return parts;
    list.remove_prefix(comma + 1);
  }
}

// One scalar as text, which may be an element of a list.
void check_scalar_text(const Field& field, Type type, const json::Value& value,
                       const std::string& pointer, Findings& findings) {
  if (is_keyword(field, value)) return;
  const auto text = parameter_text(type, value);
  if (!value.is_scalar() || value.is_null() || !text_is(type, text)) {
    findings.problem(pointer,
                     "must be " + std::string(called(type)) + ", not " + shown(field, value));
    return;
  }
  if (type == Type::integer || type == Type::number)
    if (const auto number = number_of<double>(text))
      check_bounds(field, *number, pointer, findings);
  if (type == Type::string) check_text(field, text, pointer, findings);
  check_enumeration(field, type == Type::string ? json::Value(text) : value, pointer, findings);
}

// A list given as text: "1,2,3".
void check_joined(const Field& field, const std::string& list, const std::string& pointer,
                  Findings& findings) {
  for (const auto& part : split(list))
    check_scalar_text(field, field.items.value_or(Type::any), part, pointer, findings);
}

void check_typed(const Field& field, Type type, const json::Value& value,
                 const std::string& pointer, Findings& findings);

void check_elements(const Field& field, const json::Array& list, const std::string& pointer,
                    Findings& findings) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto at = pointer_to(pointer, std::to_string(i));
    if (is_keyword(field, list[i])) continue;
    check_typed(field, field.items.value_or(Type::any), list[i], at, findings);
  }
}

void check_typed(const Field& field, Type type, const json::Value& value,
                 const std::string& pointer, Findings& findings) {
  if (!value_is(type, value)) {
    findings.problem(pointer,
                     "must be " + std::string(called(type)) + ", not " + shown(field, value));
    return;
  }
  if (value.is_array() && type == Type::array)
    return check_elements(field, value.as_array(), pointer, findings);
  if (value.is_object() && !field.fields.empty())
    check_members(field.fields, value.as_object(), pointer, true, findings);
  if (value.is_number()) check_bounds(field, value.to_double().value_or(0), pointer, findings);
  if (type == Type::string) check_text(field, value.as_string(), pointer, findings);
  check_enumeration(field, value, pointer, findings);
}

bool is_absent(const json::Value& value, const Findings& findings) {
  return findings.empty_is_absent && value.is_string() && value.as_string().empty();
}

} // namespace

std::string pointer_to(const std::string& pointer, std::string_view token) {
  auto result = pointer + "/";
  for (const char letter : token) {
    if (letter == '~')
      result += "~0";
    else if (letter == '/')
      result += "~1";
    else
      result.push_back(letter);
  }
  return result;
}

std::vector<std::string> names_of(const std::vector<Field>& fields) {
  std::vector<std::string> names;
  for (const auto& field : fields) names.push_back(field.name);
  return names;
}

std::string parameter_text(Type type, const json::Value& value) {
  if (value.is_string()) return value.as_string();
  if (type == Type::integer)
    if (const auto integer = value.to_int64()) return std::to_string(*integer);
  return json::print(value);
}

void check_parameter(const Field& field, const json::Value& value, const std::string& pointer,
                     Findings& findings) {
  if (is_absent(value, findings) || is_keyword(field, value)) return;
  if (field.type != Type::array)
    return check_scalar_text(field, field.type, value, pointer, findings);
  if (value.is_string()) return check_joined(field, value.as_string(), pointer, findings);
  const auto items = field.items.value_or(Type::any);
  if (!value.is_array()) return check_scalar_text(field, items, value, pointer, findings);
  const auto& list = value.as_array();
  for (std::size_t i = 0; i < list.size(); ++i)
    check_scalar_text(field, items, list[i], pointer_to(pointer, std::to_string(i)), findings);
}

void check_body_value(const Field& field, const json::Value& value, const std::string& pointer,
                      Findings& findings) {
  if (is_absent(value, findings) || is_keyword(field, value)) return;
  if (value.is_null()) {
    if (field.required && !field.nullable) findings.problem(pointer, "must not be null");
    return;
  }
  for (const auto type : field.also)
    if (value_is(type, value)) return;
  if (field.type == Type::array && field.encoding && value.is_string())
    return check_joined(field, value.as_string(), pointer, findings);
  check_typed(field, field.type, value, pointer, findings);
}

void check_members(const std::vector<Field>& fields, const json::Object& object,
                   const std::string& pointer, bool complete, Findings& findings,
                   const std::function<bool(const Field&)>& among) {
  for (const auto& field : fields) {
    if (among && !among(field)) continue;
    if (const auto* value = object.find(field.name))
      check_body_value(field, *value, pointer_to(pointer, field.name), findings);
    else if (field.required && complete)
      findings.problem(pointer_to(pointer, field.name), "\"" + field.name + "\" is missing");
  }
  for (const auto& member : object) {
    const bool known = std::any_of(fields.begin(), fields.end(), [&](const Field& field) {
      return field.name == member.name && (!among || among(field));
    });
    if (known) continue;
    std::vector<std::string> names;
    for (const auto& field : fields)
      if (!among || among(field)) names.push_back(field.name);
    const auto meant = did_you_mean(member.name, names);
    findings.warnings.push_back(pointer_to(pointer, member.name) +
                                ": not known to the catalogue; it is sent as it is" +
                                (meant.empty() ? "" : "; " + meant));
  }
}

} // namespace timely
