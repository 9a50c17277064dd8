// SPDX-License-Identifier: MIT
#include "lookup/index.hpp"

#include "catalogue/nearest.hpp"

#include <Poco/UTF8String.h>

#include <algorithm>

namespace timely::lookup {
namespace {

using json::Value;

// Messages that are kept, so that a name that is missed again and again is compared with all
// others once; beyond them what comes near is no longer looked for.
constexpr std::size_t most_kept_misses = 200;
constexpr std::size_t most_shown = 5;

std::string text_of(const Value& value) {
  return value.is_string() ? value.as_string() : json::print(value);
}

std::string shown(const Value& value) {
  return json::print(value);
}

std::string quoted_list(const std::vector<std::string>& texts, std::string_view last) {
  std::string all;
  const auto count = std::min(texts.size(), most_shown);
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_last = i + 1 == texts.size();
    all += (i == 0 ? "" : is_last ? " " + std::string(last) + " " : ", ") + texts[i];
  }
  return texts.size() > count ? all + ", …" : all;
}

void add_once(std::vector<std::string>& texts, std::string text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
}

} // namespace

bool is_name(const Value& value) {
  return value.is_string() || value.is_number() || value.is_bool();
}

Index::Index(const Lookup& lookup, CachedList& list) : lookup_(lookup), list_(list) {
  for (const auto& key : lookup.keys) key_columns_.push_back(list.column(key.field));
  for (const auto& condition : lookup.where) where_columns_.push_back(list.column(condition.name));
  give_column_ = list.column(lookup.give);
  id_column_ = list.column(lookup.directory->give.front());
}

// A value is the same as text and as number: ids come as both.
std::string Index::key_of(std::span<const Value> values) const {
  std::string key;
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto text = text_of(values[i]);
    if (lookup_.keys[i].ignore_case) text = Poco::UTF8::toLower(text);
    key += std::to_string(text.size()) + ":" + text;
  }
  return key;
}

bool Index::is_candidate(const Row& row) const {
  for (std::size_t i = 0; i < where_columns_.size(); ++i)
    if (text_of(row[where_columns_[i]]) != text_of(lookup_.where[i].value)) return false;
  return std::all_of(key_columns_.begin(), key_columns_.end(),
                     [&](std::size_t column) { return is_name(row[column]); });
}

void Index::follow() {
  if (generation_ == list_.generation()) return;
  rows_.clear();
  misses_.clear();
  Row values(key_columns_.size());
  for (std::size_t i = 0; i < list_.rows().size(); ++i) {
    const auto& row = list_.rows()[i];
    if (!is_candidate(row)) continue;
    for (std::size_t k = 0; k < values.size(); ++k) values[k] = row[key_columns_[k]];
    rows_[key_of(values)].push_back(i);
  }
  generation_ = list_.generation();
}

// All of that key; where case is ignored, those alone that are spelled exactly so, if there are.
std::vector<const Row*> Index::rows_like(std::span<const Value> wanted) const {
  std::vector<const Row*> all, exact;
  const auto found = rows_.find(key_of(wanted));
  if (found == rows_.end()) return all;
  for (const auto place : found->second) {
    const auto& row = list_.rows()[place];
    bool same = true;
    for (std::size_t i = 0; i < wanted.size(); ++i)
      same = same && text_of(row[key_columns_[i]]) == text_of(wanted[i]);
    all.push_back(&row);
    if (same) exact.push_back(&row);
  }
  return exact.empty() ? all : exact;
}

const Value* Index::find(std::span<const Value> wanted) {
  follow();
  const auto rows = rows_like(wanted);
  if (rows.empty()) return nullptr;
  const auto& given = (*rows.front())[give_column_];
  for (const auto* row : rows)
    if ((*row)[give_column_] != given) throw several(wanted, rows);
  return &given;
}

NotFound Index::several(std::span<const Value> wanted, const std::vector<const Row*>& rows) const {
  std::vector<std::string> ids;
  for (const auto* row : rows) ids.push_back(text_of((*row)[id_column_]));
  std::string what;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    what += (i == 0 ? "" : " and ") + lookup_.keys[i].field + " " + shown(wanted[i]);
  return {lookup_.name() + ": there are " + std::to_string(rows.size()) + " with the " + what +
              " (" + lookup_.directory->give.front() + " " + quoted_list(ids, "and") +
              "); say by another field, or by where, which is meant",
          HIF_CONFLICT};
}

NotFound Index::miss(std::span<const Value> wanted) {
  follow();
  const auto key = key_of(wanted);
  if (const auto kept = misses_.find(key); kept != misses_.end())
    return {kept->second, HIF_NOT_FOUND};
  auto message = lookup_.name() + ": no " + lookup_.directory->id + " has the ";
  for (std::size_t i = 0; i < wanted.size(); ++i)
    message += (i == 0 ? "" : " and the ") + lookup_.keys[i].field + " " + shown(wanted[i]);
  for (std::size_t i = 0; i < lookup_.where.size(); ++i)
    message += (i == 0 ? ", where " : " and ") + lookup_.where[i].name + " is " +
               shown(lookup_.where[i].value);
  if (misses_.size() < most_kept_misses) {
    message += near(wanted);
    misses_[key] = message;
  }
  return {message, HIF_NOT_FOUND};
}

// With several keys: what those have for the others that have the first. Else names like the one
// that is wanted.
std::string Index::near(std::span<const Value> wanted) const {
  std::vector<std::string> names, others;
  for (const auto& [key, places] : rows_) {
    const auto& row = list_.rows()[places.front()];
    const auto& first = row[key_columns_.front()];
    if (first.is_string()) names.push_back(first.as_string());
    if (wanted.size() == 1 || text_of(first) != text_of(wanted.front())) continue;
    std::string rest;
    for (std::size_t i = 1; i < wanted.size(); ++i)
      rest += (i == 1 ? "" : " and ") + lookup_.keys[i].field + " " + shown(row[key_columns_[i]]);
    add_once(others, rest);
  }
  if (list_.rows().empty()) return "; the list is empty";
  std::sort(others.begin(), others.end());
  if (!others.empty())
    return "; of that " + lookup_.keys.front().field + " there is one with the " +
           quoted_list(others, "or");
  const auto meant =
      wanted.front().is_string() ? did_you_mean(wanted.front().as_string(), names) : std::string();
  return meant.empty() ? meant : "; " + meant;
}

} // namespace timely::lookup
