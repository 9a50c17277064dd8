// SPDX-License-Identifier: MIT
#include "template/skeleton.hpp"

#include "record/each_record.hpp"

#include <algorithm>

namespace timely::skeleton {
namespace {

using hif::json::Object;
using hif::json::Value;
using hif::sdk::Problem;
using record::pointer_token;

bool is_word(const std::string& text) {
  const auto is_letter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  return !text.empty() && (is_letter(text[0]) || text[0] == '_') &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || c == '_' || (c >= '0' && c <= '9'); });
}

class Compiler {
 public:
  Part compile(const Value& value, const std::string& pointer) {
    auto part = any(value, pointer);
    if (!problems_.empty()) throw hif::sdk::ConfigError(problems_);
    return part;
  }

 private:
  void problem(const std::string& pointer, const std::string& message,
               const std::string& hint = {}) {
    problems_.push_back({pointer, message, hint});
  }
  void problem(const std::string& pointer, const jmespath::Error& error, const std::string& text) {
    problem(pointer, jmespath::with_caret(error.what(), text, error.offset));
  }

  static Part begun(Part::Kind kind, const std::string& pointer) {
    Part part;
    part.kind = kind;
    part.pointer = pointer;
    return part;
  }

  Part any(const Value& value, const std::string& pointer) {
    if (value.is_string()) return text(value.as_string(), pointer);
    if (value.is_array()) {
      auto part = begun(Part::Kind::array, pointer);
      for (std::size_t i = 0; i < value.as_array().size(); ++i)
        part.parts.push_back(any(value.as_array()[i], pointer + "/" + std::to_string(i)));
      return part;
    }
    if (value.is_object()) {
      if (value.find("$for")) return loop(value.as_object(), pointer);
      if (value.find("$if")) return condition(value.as_object(), pointer);
      return object(value.as_object(), pointer);
    }
    auto part = begun(Part::Kind::constant, pointer);
    part.constant = value;
    return part;
  }

  std::optional<jmespath::Text> compiled_text(const std::string& text, const std::string& pointer) {
    try {
      return jmespath::compile_text(text);
    } catch (const jmespath::Error& error) {
      problem(pointer, error, text);
      return std::nullopt;
    }
  }

  Part text(const std::string& given, const std::string& pointer) {
    auto part = begun(Part::Kind::text, pointer);
    part.text = compiled_text(given, pointer);
    if (part.text && part.text->has_expressions()) return part;
    part.kind = Part::Kind::constant;
    part.constant = given;
    return part;
  }

  Part object(const Object& given, const std::string& pointer) {
    auto part = begun(Part::Kind::object, pointer);
    for (const auto& [name, value] : given) {
      const auto at = pointer + pointer_token(name);
      if (name.starts_with('$') && !name.starts_with("$$") && !name.starts_with("${")) {
        problem(at, "\"" + name + "\" has no meaning here",
                "$for goes with $each, $as and $index; $if with $then and $else; a member of that "
                "name is written \"$" +
                    name + "\"");
        continue;
      }
      auto text = compiled_text(name.starts_with("$$") ? name.substr(1) : name, at);
      auto filled = any(value, at);
      if (text) part.members.push_back({at, std::move(*text), std::move(filled)});
    }
    return part;
  }

  // The expression of $for or $if: bare, or as one whole &{…}.
  std::optional<jmespath::Expression> expression(const Value& value, const std::string& pointer) {
    if (!value.is_string()) {
      problem(pointer, "expected an expression, got " + std::string(value.type_name()));
      return std::nullopt;
    }
    const auto& given = value.as_string();
    std::size_t offset = 0;
    try {
      std::string_view inside = given;
      if (const auto found = jmespath::find_expression(given);
          found && found->begin == 0 && found->end == given.size()) {
        inside = found->expression;
        offset = 2;
      }
      return jmespath::compile(inside);
    } catch (const jmespath::Error& error) {
      problem(pointer, jmespath::with_caret(error.what(), given, error.offset + offset));
      return std::nullopt;
    }
  }

  void refuse_others(const Object& given, const std::string& pointer,
                     const std::vector<std::string>& known) {
    for (const auto& member : given)
      if (std::find(known.begin(), known.end(), member.name) == known.end())
        problem(pointer + pointer_token(member.name),
                "\"" + member.name + "\" cannot stand beside " + known.front());
  }

  std::string word(const Object& given, const std::string& name, const std::string& pointer) {
    const auto* value = given.find(name);
    if (!value) return {};
    if (value->is_string() && is_word(value->as_string())) return value->as_string();
    problem(pointer + "/" + name, "expected a name of letters, digits and _");
    return {};
  }

  Part loop(const Object& given, const std::string& pointer) {
    auto part = begun(Part::Kind::loop, pointer);
    refuse_others(given, pointer, {"$for", "$each", "$as", "$index"});
    part.expression = expression(*given.find("$for"), pointer + "/$for");
    part.item = word(given, "$as", pointer);
    if (part.item.empty()) part.item = "item";
    part.index = word(given, "$index", pointer);
    if (part.index == part.item)
      problem(pointer + "/$index", "$as and $index are both \"" + part.item + "\"");
    if (const auto* each = given.find("$each"))
      part.parts.push_back(any(*each, pointer + "/$each"));
    else
      problem(pointer, "$for needs $each: what every element becomes");
    return part;
  }

  Part condition(const Object& given, const std::string& pointer) {
    auto part = begun(Part::Kind::condition, pointer);
    refuse_others(given, pointer, {"$if", "$then", "$else"});
    part.expression = expression(*given.find("$if"), pointer + "/$if");
    if (const auto* then = given.find("$then"))
      part.parts.push_back(any(*then, pointer + "/$then"));
    else
      problem(pointer, "$if needs $then: what stands here when it holds");
    if (const auto* otherwise = given.find("$else"))
      part.parts.push_back(any(*otherwise, pointer + "/$else"));
    return part;
  }

  std::vector<Problem> problems_;
};

} // namespace

Part compile(const Value& value, const std::string& pointer) {
  return Compiler().compile(value, pointer);
}

} // namespace timely::skeleton
