// SPDX-License-Identifier: MIT
// Functions that order values: numbers by their exact value, strings by code points.
#include "jmespath/comparison.hpp"
#include "jmespath/functions.hpp"

#include <algorithm>

namespace timely::jmespath {
namespace {

using hif::json::Array;
using hif::json::Value;

// Both are numbers or both strings. The bytes of UTF-8 order as its code points do.
bool less(const Value& a, const Value& b) {
  return a.is_string() ? a.as_string() < b.as_string()
                       : compare_numbers(a.as_number(), b.as_number()) < 0;
}

struct Keyed {
  const Value* key;
  const Value* element;
};

bool less_key(const Keyed& a, const Keyed& b) {
  return less(*a.key, *b.key);
}

// The elements of the first argument with what the second says of each.
std::vector<Keyed> keyed(Call& call) {
  std::vector<Keyed> list;
  for (const auto& element : call.value(0).as_array()) {
    auto& evaluation = call.evaluation;
    const auto& key = evaluation.keep(evaluation.evaluate(*call.arguments[1].referred, element));
    const bool number = key.is_number();
    if (!number && !key.is_string())
      call.fail(ErrorKind::invalid_type, std::string(call.function.name) +
                                             "() needs a number or a string of each element, not " +
                                             spoken_type(key));
    if (!list.empty() && list.front().key->is_number() != number)
      call.fail(ErrorKind::invalid_type,
                std::string(call.function.name) + "() cannot compare a number with a string");
    list.push_back({&key, &element});
  }
  return list;
}

// Of equal ones the first.
Outcome extreme(const Value& list, bool largest) {
  const auto& items = list.as_array();
  if (items.empty()) return {};
  auto best = items.begin();
  for (auto item = items.begin(); item != items.end(); ++item)
    if (largest ? less(*best, *item) : less(*item, *best)) best = item;
  return Outcome::made(*best);
}

} // namespace

namespace functions {

Outcome max(Call& call) {
  return extreme(call.value(0), true);
}

Outcome min(Call& call) {
  return extreme(call.value(0), false);
}

Outcome max_by(Call& call) {
  const auto list = keyed(call);
  if (list.empty()) return {};
  const auto best = std::max_element(list.begin(), list.end(), less_key);
  return Outcome::made(call.evaluation.copy(*best->element));
}

Outcome min_by(Call& call) {
  const auto list = keyed(call);
  if (list.empty()) return {};
  const auto best = std::min_element(list.begin(), list.end(), less_key);
  return Outcome::made(call.evaluation.copy(*best->element));
}

Outcome sort(Call& call) {
  auto sorted = call.evaluation.take(std::move(call.arguments[0].value));
  std::stable_sort(sorted.as_array().begin(), sorted.as_array().end(), less);
  return Outcome::made(std::move(sorted));
}

Outcome sort_by(Call& call) {
  auto list = keyed(call);
  std::stable_sort(list.begin(), list.end(), less_key);
  Array sorted;
  for (const auto& [key, element] : list) sorted.push_back(call.evaluation.copy(*element));
  return Outcome::made(std::move(sorted));
}

} // namespace functions
} // namespace timely::jmespath
