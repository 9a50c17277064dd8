// SPDX-License-Identifier: MIT
#include "cli/skeleton.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace host {
namespace {

using hif::json::Object;
using hif::json::Value;

std::string yaml(const Value& value) {
  if (!value.is_string()) return hif::json::print(value);
  const auto& text = value.as_string();
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"
      ".-/ $";
  const bool is_reference = text.starts_with("${") && text.find('}') == text.size() - 1;
  const bool is_word = !text.empty() && text.find_first_not_of(plain) == text.npos &&
                       std::isalpha(static_cast<unsigned char>(text.front())) && text.back() != ' ';
  return is_reference || is_word ? text : hif::json::print(value);
}

bool has(const Value& schema, const char* word, std::string_view name) {
  const auto* list = schema.find(word);
  return list && list->is_array() && std::ranges::count(list->as_array(), Value(name)) > 0;
}

// A value of a field's type, where the form gives none.
Value stand_in(const Value& field) {
  if (const auto* choices = field.find("enum")) return choices->as_array().front();
  const auto is = [&](const char* type) {
    const auto* own = field.find("type");
    return own && (*own == Value(type) || has(field, "type", type));
  };
  if (is("string")) return "TEXT";
  if (is("integer") || is("number")) return 1;
  if (is("boolean")) return false;
  if (is("array")) return hif::json::Array();
  return Object();
}

class Skeleton {
 public:
  explicit Skeleton(const Prototype& prototype) : prototype_(prototype), form_(prototype.form()) {}

  std::string text() {
    begin();
    const auto* fields = form_.find("properties");
    if (!fields || fields->as_object().empty()) return text_;
    text_ += indent_ + "config:\n";
    indent_ += "  ";
    choose_entity();
    for (const auto& [name, field] : fields->as_object()) add(name, field);
    return text_;
  }

 private:
  void begin() {
    const auto& id = prototype_.id();
    const auto name = "my_" + id.substr(id.rfind('.') + 1);
    switch (prototype_.kind()) {
    case Kind::client:
      return begin_named("clients", name);
    case Kind::subscriber:
      return begin_named("incoming", name);
    case Kind::publisher:
      return begin_named("outgoing", name);
    case Kind::transformer:
      text_ = "transformers: # of an incoming, an outgoing or a route\n  - prototype: " + id + "\n";
      add_client();
    }
  }

  void begin_named(const std::string& section, const std::string& name) {
    text_ = section + ":\n  " + name + ": # a name of your own\n    prototype: " + prototype_.id() +
            "\n";
    add_client();
  }

  void add_client() {
    indent_ = "    ";
    if (prototype_.clients().empty()) return;
    const auto& client = prototype_.clients().front();
    text_ += indent_ + "client: my_" + client.substr(client.rfind('.') + 1) + " # a " + client +
             " of clients\n";
  }

  void choose_entity() {
    if (prototype_.entities().empty()) return;
    const auto side = prototype_.catalogue().side(prototype_.entities());
    const auto first = std::ranges::find_if(side, [](const Entity* e) { return e->documented; });
    if (first != side.end()) entity_ = *first;
  }

  // What is written for a field; null: nothing, it is left to its default.
  Value given(const std::string& name, const Value& field) const {
    if (entity_ && name == "method") return entity_->method;
    if (entity_ && field.find("x-entities")) return entity_->title;
    if (entity_ && name == "request_parameters") return path_parameters();
    if (const auto* examples = field.find("examples")) return examples->as_array().front();
    return has(form_, "required", name) ? stand_in(field) : Value();
  }

  Value path_parameters() const {
    Object path;
    for (const auto& parameter : entity_->path_parameters)
      path.set(parameter.name, parameter.type == "integer" ? Value(1) : Value("TEXT"));
    return path.empty() ? Value() : Value(Object{{"path", std::move(path)}});
  }

  void add(const std::string& name, const Value& field) {
    auto value = given(name, field);
    const bool is_comment = value.is_null();
    if (is_comment)
      if (const auto* standard = field.find("default")) value = *standard;
    const auto written = value.is_null() ? std::string("…") : yaml(value);
    text_ += indent_ + (is_comment ? "# " : "") + name + ": " + written + "\n";
  }

  const Prototype& prototype_;
  const Value& form_;
  const Entity* entity_ = nullptr;
  std::string text_, indent_;
};

} // namespace

std::string skeleton(const Prototype& prototype) {
  return Skeleton(prototype).text();
}

} // namespace host
