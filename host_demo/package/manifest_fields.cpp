// SPDX-License-Identifier: MIT
#include "package/manifest_fields.hpp"

#include "text/nearest.hpp"

#include <algorithm>

namespace host {
namespace json = hif::json;
namespace {

const json::Object& object_in(const json::Value& value, const std::string& pointer,
                              const std::string& file) {
  if (!value.is_object())
    throw Refused(RefusalCode::manifest_wrong_type, file, pointer, wrong_type("an object", value));
  return value.as_object();
}

} // namespace

std::string pointer_part(std::string_view part) {
  std::string text;
  for (const char c : part) {
    if (c == '~')
      text += "~0";
    else if (c == '/')
      text += "~1";
    else
      text += c;
  }
  return text;
}

std::string wrong_type(std::string_view wanted, const json::Value& value) {
  const auto got = value.type_name();
  const bool vowel = got.front() == 'a' || got.front() == 'i' || got.front() == 'o';
  const auto article = value.is_null() ? "" : vowel ? "an " : "a ";
  return "expected " + std::string(wanted) + ", got " + article + std::string(got);
}

Fields::Fields(const json::Value& value, std::string pointer, const std::string& file,
               std::initializer_list<std::string_view> known)
    : file_(file), pointer_(std::move(pointer)), object_(object_in(value, pointer_, file)) {
  if (known.size() > 0) check_known(known);
}

void Fields::check_known(std::initializer_list<std::string_view> known) const {
  const std::vector<std::string> names(known.begin(), known.end());
  for (const auto& member : object_)
    if (std::find(names.begin(), names.end(), member.name) == names.end())
      refuse(RefusalCode::manifest_unknown_field, member.name,
             "unknown field \"" + member.name + "\"." + did_you_mean(member.name, names));
}

std::string Fields::pointer(std::string_view name) const {
  return pointer_ + "/" + pointer_part(name);
}

void Fields::refuse(RefusalCode code, std::string_view name, const std::string& cause) const {
  throw Refused(code, file_, pointer(name), cause);
}

const json::Value& Fields::required(std::string_view name) const {
  if (const auto* value = optional(name)) return *value;
  refuse(RefusalCode::manifest_missing_field, name,
         "the field \"" + std::string(name) + "\" is missing");
}

const json::Value& Fields::typed(std::string_view name, const char* wanted, bool right) const {
  const auto& value = required(name);
  if (!right) refuse(RefusalCode::manifest_wrong_type, name, wrong_type(wanted, value));
  return value;
}

std::string Fields::checked(std::string_view name, const json::Value& value, Length length) const {
  const auto& text = value.as_string();
  if (text.size() < length.least) refuse(RefusalCode::manifest_bad_value, name, "it is empty");
  if (text.size() > length.most)
    refuse(RefusalCode::manifest_bad_value, name,
           "it is " + std::to_string(text.size()) + " bytes long, and " +
               std::to_string(length.most) + " are allowed");
  if (text.find('\0') != text.npos)
    refuse(RefusalCode::manifest_bad_value, name, "it contains a NUL character");
  return text;
}

std::string Fields::text(std::string_view name, Length length) const {
  return checked(name, typed(name, "a string", required(name).is_string()), length);
}

std::string Fields::optional_text(std::string_view name, Length length) const {
  return optional(name) ? text(name, length) : std::string();
}

std::uint64_t Fields::number(std::string_view name, std::uint64_t least, std::uint64_t most) const {
  const auto& value = typed(name, "an integer", required(name).is_integer());
  const auto number = value.to_uint64();
  if (!number || *number < least || *number > most)
    refuse(RefusalCode::manifest_bad_value, name,
           value.as_number().text + " is not between " + std::to_string(least) + " and " +
               std::to_string(most));
  return *number;
}

bool Fields::flag(std::string_view name) const {
  return typed(name, "a boolean", required(name).is_bool()).as_bool();
}

const json::Array& Fields::array(std::string_view name, std::size_t least, std::size_t most) const {
  const auto& items = typed(name, "an array", required(name).is_array()).as_array();
  if (items.size() < least || items.size() > most)
    refuse(RefusalCode::manifest_bad_value, name,
           "it has " + std::to_string(items.size()) + " elements; " + std::to_string(least) +
               " to " + std::to_string(most) + " are allowed");
  return items;
}

std::vector<std::string> Fields::texts(std::string_view name, std::size_t least,
                                       std::size_t most) const {
  std::vector<std::string> all;
  if (!optional(name)) return all;
  for (const auto& item : array(name, least, most)) {
    const auto place = std::string(name) + "/" + std::to_string(all.size());
    if (!item.is_string())
      throw Refused(RefusalCode::manifest_wrong_type, file_, pointer_ + "/" + place,
                    wrong_type("a string", item));
    if (std::find(all.begin(), all.end(), item.as_string()) != all.end())
      throw Refused(RefusalCode::manifest_bad_value, file_, pointer_ + "/" + place,
                    "\"" + item.as_string() + "\" stands there twice");
    all.push_back(item.as_string());
  }
  return all;
}

} // namespace host
