// SPDX-License-Identifier: MIT
#include "validation.hpp"

#include "calendar.hpp"
#include "refusal.hpp"

#include <hif/sdk/json_parse.hpp>

#include <algorithm>
#include <regex>

namespace timely::sandbox {

namespace {

json::Value one(std::string message) {
  return json::Array{std::move(message)};
}

bool is_boolean(const json::Value& value) {
  return value.is_bool() ||
         (value.is_string() && (value.as_string() == "true" || value.as_string() == "false"));
}

// What is wrong with the type of `value`; empty when nothing is.
std::string type_error(const Field& field, const json::Value& value) {
  const auto& type = field.type;
  if (type == "integer") return value.is_integer() ? "" : "is not a number";
  if (type == "number") return value.is_number() ? "" : "is not a number";
  if (type == "boolean") return is_boolean(value) ? "" : "is not a boolean";
  if (type == "object") return value.is_object() ? "" : "is not an object";
  if (type == "array") return value.is_array() ? "" : "is not an array";
  if (type == "string") return value.is_string() ? "" : "is not a string";
  const bool blank = value.is_string() && value.as_string().empty();
  if (type == "date" || type == "date-time") {
    if (blank) return "";
    const bool ok = (value.is_string() && parse_moment(value.as_string(), 0)) ||
                    (type == "date-time" && value.is_integer());
    return ok ? "" : "is not a valid date";
  }
  return "";
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string text_error(const Field& field, const std::string& text) {
  if (text.empty()) return "";
  const auto length = static_cast<std::int64_t>(characters(text));
  if (field.min_length && length < *field.min_length)
    return "is too short (minimum is " + std::to_string(*field.min_length) + " characters)";
  if (field.max_length && length > *field.max_length)
    return "is too long (maximum is " + std::to_string(*field.max_length) + " characters)";
  if (!field.pattern.empty() && !std::regex_search(text, std::regex(field.pattern)))
    return "is invalid";
  return "";
}

std::string scalar_error(const Field& field, const json::Value& value) {
  const bool listed = std::find(field.enumeration.begin(), field.enumeration.end(), value) !=
                      field.enumeration.end();
  const bool blank = value.is_string() && value.as_string().empty();
  if (!field.enumeration.empty() && value.is_scalar() && !blank && !listed)
    return "is not included in the list";
  if (field.minimum && value.is_number() && value.as_double() < *field.minimum) {
    const auto minimum = json::Value(*field.minimum).as_number().text;
    return "must be greater than or equal to " + minimum;
  }
  return value.is_string() ? text_error(field, value.as_string()) : "";
}

// Null, or the errors in the shape of the field: an array of messages, or of error objects.
json::Value value_errors(const Field& field, const json::Value& value, Presence presence) {
  if (value.is_null()) return nullptr;
  if (auto error = type_error(field, value); !error.empty()) return one(std::move(error));
  if (auto error = scalar_error(field, value); !error.empty()) return one(std::move(error));
  if (field.type == "object" && !field.fields.empty()) {
    auto errors = field_errors(field.fields, value.as_object(), presence, {});
    return errors.empty() ? json::Value() : json::Value(json::Array{std::move(errors)});
  }
  if (field.type == "array" && !field.items.empty())
    for (const auto& item : value.as_array())
      if (!value_errors(field.items[0], item, presence).is_null()) return one("is invalid");
  return nullptr;
}

void keep_known(const std::vector<Field>& fields, bool outside, const json::Object& from,
                json::Object& to) {
  for (const auto& field : fields) {
    if (field.outside_envelope != outside) continue;
    const auto* value = from.find(field.name);
    if (!value) continue;
    if (field.type == "boolean" && value->is_string())
      to.set(field.name, value->as_string() == "true");
    else
      to.set(field.name, *value);
  }
}

std::vector<Field> part(const std::vector<Field>& fields, bool outside) {
  std::vector<Field> kept;
  for (const auto& field : fields)
    if (field.outside_envelope == outside) kept.push_back(field);
  return kept;
}

} // namespace

bool is_blank(const json::Value* value) {
  if (!value || value->is_null()) return true;
  if (value->is_string()) return value->as_string().find_first_not_of(" \t\n") == std::string::npos;
  return value->is_array() && value->as_array().empty();
}

json::Object field_errors(const std::vector<Field>& fields, const json::Object& record,
                          Presence presence, const std::vector<std::string>& not_required) {
  json::Object errors;
  for (const auto& field : fields) {
    const auto* value = record.find(field.name);
    const bool excused =
        std::find(not_required.begin(), not_required.end(), field.name) != not_required.end();
    if (presence == Presence::required && field.required && !excused && is_blank(value)) {
      errors.set(field.name, one("can't be blank"));
      continue;
    }
    if (!value) continue;
    if (auto found = value_errors(field, *value, presence); !found.is_null())
      errors.set(field.name, std::move(found));
  }
  return errors;
}

json::Object read_object(std::string_view text) {
  try {
    auto value = json::parse(text);
    if (value.is_object()) return std::move(value.as_object());
  } catch (const json::ParseError& error) {
    throw refusal_message(400, std::string("The request body is not JSON: ") + error.what());
  }
  throw refusal_message(400, "The request body is not a JSON object");
}

Payload read_payload(const Body& body, std::string_view text, Presence presence,
                     const std::vector<std::string>& not_required) {
  const auto whole = text.empty() ? json::Object() : read_object(text);
  const json::Object* record = &whole;
  if (!body.envelope.empty()) {
    const auto* inner = whole.find(body.envelope);
    if (!inner || inner->is_null()) throw unprocessable(body.envelope, "can't be blank");
    if (!inner->is_object()) throw unprocessable(body.envelope, "is not an object");
    record = &inner->as_object();
  }
  Payload payload;
  auto errors = field_errors(part(body.fields, false), *record, presence, not_required);
  for (auto& error : field_errors(part(body.fields, true), whole, presence, not_required))
    errors.set(error.name, error.value);
  if (!errors.empty()) throw unprocessable(std::move(errors));
  keep_known(body.fields, false, *record, payload.fields);
  keep_known(body.fields, true, whole, payload.outside);
  return payload;
}

} // namespace timely::sandbox
