// SPDX-License-Identifier: MIT
#include "package/form.hpp"

#include "package/json_text.hpp"
#include "package/manifest_fields.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <array>

namespace host {
namespace json = hif::json;
namespace {

constexpr std::size_t max_form_depth = 64;
constexpr JsonTextCodes form_codes{
    .not_utf8 = RefusalCode::form_malformed,
    .malformed = RefusalCode::form_malformed,
    .duplicate_key = RefusalCode::form_malformed,
    .too_deep = RefusalCode::form_malformed,
};

// Keywords whose value is a schema, a list of schemas, or schemas by name (draft-07 §9, §6).
constexpr std::array schema_keywords{"items",         "additionalItems",
                                     "contains",      "additionalProperties",
                                     "propertyNames", "if",
                                     "then",          "else",
                                     "not",           "allOf",
                                     "anyOf",         "oneOf"};
constexpr std::array named_keywords{"properties", "patternProperties", "definitions",
                                    "dependencies"};

bool has_type(const json::Value& value, std::string_view type) {
  if (type == "number") return value.is_number();
  if (type == "integer") return value.is_integer();
  return value.type_name() == type;
}

bool fits_type(const json::Value& value, const json::Value& type) {
  if (type.is_string()) return has_type(value, type.as_string());
  if (!type.is_array()) return true;
  const auto& types = type.as_array();
  return std::any_of(types.begin(), types.end(), [&](const json::Value& one) {
    return one.is_string() && has_type(value, one.as_string());
  });
}

bool fits_number(const json::Value& value, const json::Value& schema) {
  const auto number = value.to_double();
  if (!number) return true;
  const auto bound = [&](const char* keyword) -> std::optional<double> {
    const auto* limit = schema.find(keyword);
    return limit ? limit->to_double() : std::nullopt;
  };
  const auto least = bound("minimum"), most = bound("maximum");
  const auto above = bound("exclusiveMinimum"), below = bound("exclusiveMaximum");
  return (!least || *number >= *least) && (!most || *number <= *most) &&
         (!above || *number > *above) && (!below || *number < *below);
}

bool fits_text(const json::Value& value, const json::Value& schema) {
  if (!value.is_string()) return true;
  const auto& text = value.as_string();
  const auto characters =
      static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
      }));
  const auto* least = schema.find("minLength");
  const auto* most = schema.find("maxLength");
  if (least && characters < least->to_uint64().value_or(0)) return false;
  return !most || characters <= most->to_uint64().value_or(UINT64_MAX);
}

// By the keywords that stand beside a default; patterns, and what is nested in it, are left to the
// check of the configuration.
bool fits(const json::Value& value, const json::Value& schema) {
  if (const auto* type = schema.find("type"); type && !fits_type(value, *type)) return false;
  if (const auto* fixed = schema.find("const"); fixed && !(*fixed == value)) return false;
  if (const auto* choices = schema.find("enum"); choices && choices->is_array()) {
    const auto& all = choices->as_array();
    if (std::find(all.begin(), all.end(), value) == all.end()) return false;
  }
  for (const auto* keyword : {"oneOf", "anyOf"}) {
    const auto* choices = schema.find(keyword);
    if (!choices || !choices->is_array()) continue;
    const auto& all = choices->as_array();
    if (std::none_of(all.begin(), all.end(),
                     [&](const json::Value& one) { return fits(value, one); }))
      return false;
  }
  return fits_number(value, schema) && fits_text(value, schema);
}

class FormCheck {
 public:
  FormCheck(const json::Value& form, const std::string& file) : form_(form), file_(file) {}

  void schema(const json::Value& schema, const std::string& pointer) const {
    if (schema.is_bool()) return;
    if (!schema.is_object())
      throw Refused(RefusalCode::form_malformed, file_, pointer, wrong_type("a schema", schema));
    reference(schema, pointer);
    standing_default(schema, pointer);
    for (const auto* keyword : schema_keywords)
      if (const auto* below = schema.find(keyword)) one_or_more(*below, pointer + "/" + keyword);
    for (const auto* keyword : named_keywords)
      if (const auto* below = schema.find(keyword)) named(*below, pointer + "/" + keyword);
  }

 private:
  void one_or_more(const json::Value& value, const std::string& pointer) const {
    if (!value.is_array()) return schema(value, pointer);
    std::size_t index = 0;
    for (const auto& one : value.as_array()) schema(one, pointer + "/" + std::to_string(index++));
  }

  void named(const json::Value& value, const std::string& pointer) const {
    if (!value.is_object())
      throw Refused(RefusalCode::form_malformed, file_, pointer, wrong_type("an object", value));
    for (const auto& [name, below] : value.as_object())
      if (!below.is_array()) schema(below, pointer + "/" + pointer_part(name)); // dependencies
  }

  void reference(const json::Value& schema, const std::string& pointer) const {
    const auto* reference = schema.find("$ref");
    if (!reference) return;
    if (!reference->is_string())
      throw Refused(RefusalCode::form_malformed, file_, pointer + "/$ref",
                    wrong_type("a string", *reference));
    const auto& target = reference->as_string();
    if (!target.starts_with("#"))
      throw Refused(RefusalCode::form_remote_reference, file_, pointer + "/$ref",
                    "\"" + target + "\" lies outside the form");
    if (!leads_somewhere(target))
      throw Refused(RefusalCode::form_malformed, file_, pointer + "/$ref",
                    "\"" + target + "\" is not in the form");
  }

  bool leads_somewhere(std::string_view target) const {
    const auto* at = &form_;
    target.remove_prefix(1);
    while (at && !target.empty() && target.front() == '/') {
      target.remove_prefix(1);
      const auto part = target.substr(0, target.find('/'));
      target.remove_prefix(part.size());
      at = member(*at, part);
    }
    return at != nullptr && target.empty();
  }

  // The member of that name as it is spelled in a pointer.
  static const json::Value* member(const json::Value& value, std::string_view part) {
    if (!value.is_object()) return nullptr;
    for (const auto& member : value.as_object())
      if (pointer_part(member.name) == part) return &member.value;
    return nullptr;
  }

  void standing_default(const json::Value& schema, const std::string& pointer) const {
    const auto* value = schema.find("default");
    if (!value || fits(*value, schema)) return;
    throw Refused(RefusalCode::form_default_refused, file_, pointer + "/default",
                  json::print(*value) + " does not pass the schema it stands in");
  }

  const json::Value& form_;
  const std::string& file_;
};

} // namespace

json::Value parse_form(std::string_view text, const std::string& file) {
  if (text.size() > max_form_bytes)
    throw Refused(RefusalCode::form_malformed, file, {},
                  "it is over " + std::to_string(max_form_bytes) + " bytes");
  auto form = parse_json_text(text, file, max_form_depth, form_codes);
  const auto* type = form.find("type");
  if (!type || !type->is_string() || type->as_string() != "object")
    throw Refused(RefusalCode::form_malformed, file, "/type",
                  "a form is a schema of an object: \"type\": \"object\"");
  FormCheck(form, file).schema(form, "");
  return form;
}

} // namespace host
