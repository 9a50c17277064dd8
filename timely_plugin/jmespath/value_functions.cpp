// SPDX-License-Identifier: MIT
// Functions on text, arrays and objects, and between types.
#include "jmespath/code_points.hpp"
#include "jmespath/comparison.hpp"
#include "jmespath/functions.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <unordered_map>

namespace timely::jmespath {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

std::string_view type_of(const Value& value) {
  return value.is_number() ? "number" : value.type_name();
}

std::string spoken_type(const Value& value) {
  if (value.is_null()) return "null";
  const auto name = std::string(type_of(value));
  return (value.is_array() || value.is_object() ? "an " : "a ") + name;
}

namespace functions {

Outcome contains(Call& call) {
  const auto &whole = call.value(0), &part = call.value(1);
  if (whole.is_string())
    return Outcome::made(part.is_string() &&
                         whole.as_string().find(part.as_string()) != std::string::npos);
  return Outcome::made(std::any_of(whole.as_array().begin(), whole.as_array().end(),
                                   [&](const Value& item) { return same(item, part); }));
}

Outcome starts_with(Call& call) {
  return Outcome::made(call.value(0).as_string().starts_with(call.value(1).as_string()));
}

Outcome ends_with(Call& call) {
  return Outcome::made(call.value(0).as_string().ends_with(call.value(1).as_string()));
}

Outcome join(Call& call) {
  const auto& between = call.value(0).as_string();
  std::string text;
  bool first = true;
  for (const auto& item : call.value(1).as_array()) {
    call.evaluation.spend(between.size() + item.as_string().size());
    if (!first) text += between;
    first = false;
    text += item.as_string();
  }
  return Outcome::made(std::move(text));
}

Outcome length(Call& call) {
  const auto& value = call.value(0);
  const auto count = value.is_string()  ? count_code_points(value.as_string())
                     : value.is_array() ? value.as_array().size()
                                        : value.as_object().size();
  return Outcome::made(static_cast<std::uint64_t>(count));
}

Outcome reverse(Call& call) {
  auto value = call.evaluation.take(std::move(call.arguments[0].value));
  if (value.is_array()) {
    std::reverse(value.as_array().begin(), value.as_array().end());
    return Outcome::made(std::move(value));
  }
  const auto& text = value.as_string();
  std::string turned;
  for (auto end = text.size(); end > 0;) {
    auto begin = end - 1;
    while (begin > 0 && !begins_code_point(text[begin])) --begin;
    turned.append(text, begin, end - begin);
    end = begin;
  }
  return Outcome::made(std::move(turned));
}

Outcome keys(Call& call) {
  Array names;
  for (const auto& member : call.value(0).as_object()) {
    call.evaluation.spend(sizeof(Value) + member.name.size());
    names.emplace_back(member.name);
  }
  return Outcome::made(std::move(names));
}

Outcome values(Call& call) {
  Array list;
  for (const auto& member : call.value(0).as_object())
    list.push_back(call.evaluation.copy(member.value));
  return Outcome::made(std::move(list));
}

// Later values win; a name stays where it first was.
Outcome merge(Call& call) {
  auto merged = call.evaluation.take(std::move(call.arguments[0].value)).as_object();
  std::unordered_map<std::string, std::size_t> places;
  for (const auto& member : merged) places.emplace(member.name, places.size());
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    for (const auto& member : call.value(i).as_object()) {
      auto value = call.evaluation.copy(member.value);
      const auto [place, added] = places.emplace(member.name, places.size());
      if (added)
        merged.append(member.name, std::move(value));
      else
        merged.members()[place->second].value = std::move(value);
    }
  }
  return Outcome::made(std::move(merged));
}

Outcome map(Call& call) {
  auto& evaluation = call.evaluation;
  Array results;
  for (const auto& element : call.value(1).as_array()) {
    evaluation.spend(sizeof(Value));
    results.push_back(evaluation.take(evaluation.evaluate(*call.arguments[0].referred, element)));
  }
  return Outcome::made(std::move(results));
}

Outcome not_null(Call& call) {
  for (auto& argument : call.arguments)
    if (!argument.value.value().is_null()) return std::move(argument.value);
  return {};
}

Outcome to_array(Call& call) {
  if (call.value(0).is_array()) return std::move(call.arguments[0].value);
  Array one;
  one.push_back(call.evaluation.take(std::move(call.arguments[0].value)));
  return Outcome::made(std::move(one));
}

// A string that spells a JSON number keeps its spelling.
Outcome to_number(Call& call) {
  const auto& value = call.value(0);
  if (value.is_number()) return std::move(call.arguments[0].value);
  if (!value.is_string()) return {};
  const auto& text = value.as_string();
  // JSON lets white space stand around a number.
  if (text.empty() || text.find_first_of(" \t\r\n") != std::string::npos) return {};
  try {
    auto number = hif::json::parse(text);
    return number.is_number() ? Outcome::made(std::move(number)) : Outcome();
  } catch (const hif::json::ParseError&) {
    return {};
  }
}

Outcome to_string(Call& call) {
  if (call.value(0).is_string()) return std::move(call.arguments[0].value);
  auto text = hif::json::print(call.value(0));
  call.evaluation.spend(text.size());
  return Outcome::made(std::move(text));
}

Outcome type(Call& call) {
  return Outcome::made(type_of(call.value(0)));
}

} // namespace functions
} // namespace timely::jmespath
