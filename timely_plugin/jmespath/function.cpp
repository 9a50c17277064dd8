// SPDX-License-Identifier: MIT
#include "jmespath/function.hpp"

#include "jmespath/functions.hpp"

#include <algorithm>
#include <array>

namespace timely::jmespath {
namespace {

using hif::json::Value;

const std::vector<Function>& all_functions() {
  constexpr auto array = takes_array, object = takes_object, number = takes_number,
                 string = takes_string;
  constexpr unsigned any = takes_anything, reference = takes_reference;
  constexpr unsigned ordered = takes_numbers | takes_strings;
  static const std::vector<Function> table = {
      {"abs", {number}, false, functions::abs},
      {"avg", {takes_numbers}, false, functions::avg},
      {"ceil", {number}, false, functions::ceil},
      {"contains", {array | string, any}, false, functions::contains},
      {"ends_with", {string, string}, false, functions::ends_with},
      {"floor", {number}, false, functions::floor},
      {"join", {string, takes_strings}, false, functions::join},
      {"keys", {object}, false, functions::keys},
      {"length", {array | object | string}, false, functions::length},
      {"map", {reference, array}, false, functions::map},
      {"max", {ordered}, false, functions::max},
      {"max_by", {array, reference}, false, functions::max_by},
      {"merge", {object}, true, functions::merge},
      {"min", {ordered}, false, functions::min},
      {"min_by", {array, reference}, false, functions::min_by},
      {"not_null", {any}, true, functions::not_null},
      {"reverse", {array | string}, false, functions::reverse},
      {"sort", {ordered}, false, functions::sort},
      {"sort_by", {array, reference}, false, functions::sort_by},
      {"starts_with", {string, string}, false, functions::starts_with},
      {"sum", {takes_numbers}, false, functions::sum},
      {"to_array", {any}, false, functions::to_array},
      {"to_number", {any}, false, functions::to_number},
      {"to_string", {any}, false, functions::to_string},
      {"type", {any}, false, functions::type},
      {"values", {object}, false, functions::values},
  };
  return table;
}

bool all_are(const Value& list, bool (Value::*is)() const) {
  return std::all_of(list.as_array().begin(), list.as_array().end(),
                     [&](const Value& item) { return (item.*is)(); });
}

bool fits(unsigned taken, const Value& value) {
  if (value.is_null()) return taken & takes_null;
  if (value.is_bool()) return taken & takes_boolean;
  if (value.is_number()) return taken & takes_number;
  if (value.is_string()) return taken & takes_string;
  if (value.is_object()) return taken & takes_object;
  return (taken & takes_array) || ((taken & takes_numbers) && all_are(value, &Value::is_number)) ||
         ((taken & takes_strings) && all_are(value, &Value::is_string));
}

std::string spoken(unsigned taken) {
  constexpr std::array<std::pair<unsigned, const char*>, 9> words = {
      {{takes_null, "null"},
       {takes_boolean, "a boolean"},
       {takes_number, "a number"},
       {takes_string, "a string"},
       {takes_array, "an array"},
       {takes_object, "an object"},
       {takes_numbers, "an array of numbers"},
       {takes_strings, "an array of strings"},
       {takes_reference, "an expression after '&'"}}};
  std::string text;
  for (const auto& [bit, word] : words)
    if (taken & bit) text += (text.empty() ? "" : " or ") + std::string(word);
  return text;
}

unsigned parameter(const Function& function, std::size_t i) {
  return function.parameters[std::min(i, function.parameters.size() - 1)];
}

std::string place(const Function& function, std::size_t i) {
  const auto called = std::string(function.name) + "()";
  if (function.parameters.size() == 1 && !function.repeats) return called + " takes ";
  return called + " takes as argument " + std::to_string(i + 1) + " ";
}

} // namespace

const Function& find_function(std::string_view name, std::size_t offset) {
  std::string names;
  for (const auto& function : all_functions()) {
    if (function.name == name) return function;
    names += (names.empty() ? "" : ", ") + std::string(function.name);
  }
  throw Error(ErrorKind::unknown_function, offset,
              "there is no function \"" + std::string(name) + "\"; there are " + names);
}

void check_arguments(const Function& function, const std::vector<Node>& arguments,
                     std::size_t offset) {
  const auto wanted = function.parameters.size();
  if (function.repeats ? arguments.size() < wanted : arguments.size() != wanted)
    throw Error(ErrorKind::invalid_arity, offset,
                std::string(function.name) + "() takes " + (function.repeats ? "at least " : "") +
                    std::to_string(wanted) + (wanted == 1 ? " argument" : " arguments") + ", not " +
                    std::to_string(arguments.size()));
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool given = arguments[i].kind == NodeKind::reference;
    const auto taken = parameter(function, i);
    if (given == (taken == takes_reference)) continue;
    throw Error(ErrorKind::invalid_type, arguments[i].offset,
                place(function, i) + spoken(taken) +
                    (given ? ", not an expression after '&'" : ""));
  }
}

void check_values(const Call& call) {
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const auto taken = parameter(call.function, i);
    if (call.arguments[i].referred || fits(taken, call.value(i))) continue;
    const auto& value = call.value(i);
    const bool mixed = value.is_array() && (taken & (takes_numbers | takes_strings));
    call.fail(ErrorKind::invalid_type, place(call.function, i) + spoken(taken) + ", not " +
                                           (mixed ? "this array" : spoken_type(value)));
  }
}

} // namespace timely::jmespath
