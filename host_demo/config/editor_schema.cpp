// SPDX-License-Identifier: MIT
#include "config/editor_schema.hpp"

#include "config/own_form.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace host {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

Value reference_to(const std::string& definition) {
  return Object{{"$ref", "#/definitions/" + definition}};
}

// A schema of one value that is neither text nor a map or list: number, boolean, or several types
// without text.
bool refuses_text(const Value& type) {
  const auto is_plain = [](const Value& one) {
    return one == Value("integer") || one == Value("number") || one == Value("boolean");
  };
  if (!type.is_array()) return is_plain(type);
  const auto& types = type.as_array();
  return std::ranges::find(types, Value("string")) == types.end() &&
         std::ranges::any_of(types, is_plain);
}

// Makes a form part of the whole: its own references lead into its definition, and where text is
// refused a ${…} is let in.
class Embedding {
 public:
  Embedding(std::string definition, std::vector<std::string> entities)
      : definition_(std::move(definition)), entities_(std::move(entities)) {}

  Value embedded(const Value& schema) const {
    if (schema.is_array()) {
      Array items;
      for (const auto& item : schema.as_array()) items.push_back(embedded(item));
      return items;
    }
    if (!schema.is_object()) return schema;
    Object out;
    for (const auto& [word, value] : schema.as_object()) out.set(word, member(word, value));
    if (schema.find("x-entities") && !entities_.empty()) return with_entities(std::move(out));
    const auto* type = schema.find("type");
    return type && refuses_text(*type) ? with_reference(std::move(out)) : Value(std::move(out));
  }

 private:
  Value member(const std::string& word, const Value& value) const {
    // Values that are data, not schemas.
    static constexpr std::array data{"default", "enum", "const", "examples", "required"};
    if (std::ranges::find(data, word) != data.end()) return value;
    if (word == "$ref" && value.is_string() && value.as_string().starts_with("#"))
      return "#/definitions/" + definition_ + value.as_string().substr(1);
    if (word == "properties" || word == "definitions" || word == "patternProperties") {
      Object parts; // names, which may look like keywords
      for (const auto& [name, schema] : value.as_object()) parts.set(name, embedded(schema));
      return parts;
    }
    return embedded(value);
  }

  // What editors show stays outside of the choice.
  static Object take_annotations(Object& schema) {
    Object annotations;
    for (const char* word : {"title", "description", "default"})
      if (const auto* value = schema.find(word)) {
        annotations.set(word, *value);
        schema.erase(word);
      }
    return annotations;
  }

  static Value with_reference(Object schema) {
    auto out = take_annotations(schema);
    out.set("anyOf", Array{std::move(schema), reference_to("reference")});
    return out;
  }

  // Names to choose from; what is not among them may still be an alias.
  Value with_entities(Object schema) const {
    auto out = take_annotations(schema);
    out.set("anyOf",
            Array{Object{{"enum", Array(entities_.begin(), entities_.end())}}, std::move(schema)});
    return out;
  }

  std::string definition_;
  std::vector<std::string> entities_;
};

// Where a prototype of a kind stands.
std::string object_of(const std::string& kind) {
  if (kind == "subscriber") return "incoming";
  if (kind == "publisher") return "outgoing";
  return kind; // client, transformer
}

class EditorSchema {
 public:
  EditorSchema(const PrototypeLookup& prototypes, const EntityNames& entities)
      : whole_(beginning()), definitions_(whole_["definitions"].as_object()) {
    definitions_.set("reference",
                     Object{{"description", "${env:NAME}, ${env:NAME:-default} or ${file:PATH}."},
                            {"type", "string"},
                            {"pattern", "\\$\\{(env|file):"}});
    for (const auto& id : prototypes.ids)
      if (const auto facts = prototypes.find(id); facts && facts->refusal.empty())
        add(id, *facts, entities(id));
    for (auto& [object, names] : names_) offer(object, names);
  }

  Value take() && { return std::move(whole_); }

 private:
  static Object beginning() {
    auto whole = configuration_form().as_object();
    whole.set("$id", "urn:hif:schema:editor:1");
    return whole;
  }

  void add(const std::string& id, const PrototypeFacts& facts, std::vector<std::string> entities) {
    const auto object = object_of(facts.kind);
    names_[object].push_back(Value(id));
    if (!facts.form) return;
    auto form = Embedding(id, std::move(entities)).embedded(*facts.form);
    form.as_object().erase("$schema");
    form.as_object().erase("$id");
    const bool is_needed = form.find("required") && !form.find("required")->as_array().empty();
    definitions_.set(id, std::move(form));
    Object consequence{{"properties", Object{{"config", reference_to(id)}}}};
    if (is_needed) consequence.set("required", Array{"config"});
    Object condition{{"properties", Object{{"prototype", Object{{"const", id}}}}},
                     {"required", Array{"prototype"}}};
    auto& choices = definitions_[object].as_object()["allOf"];
    if (choices.is_null()) choices = Array();
    choices.as_array().push_back(
        Object{{"if", std::move(condition)}, {"then", std::move(consequence)}});
  }

  // The prototypes to choose from.
  void offer(const std::string& object, Array& names) {
    auto prototype = *definitions_.find("prototype");
    prototype.as_object().set("enum", names);
    definitions_[object].as_object()["properties"].as_object().set("prototype",
                                                                   std::move(prototype));
  }

  Object whole_;
  Object& definitions_;
  std::map<std::string, Array> names_;
};

} // namespace

Value editor_schema(const PrototypeLookup& prototypes, const EntityNames& entities) {
  return EditorSchema(prototypes, entities).take();
}

} // namespace host
