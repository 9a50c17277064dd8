// SPDX-License-Identifier: MIT
#pragma once
// The records of a list, by what one look-up finds them by.

#include "lookup/cached_list.hpp"
#include "lookup/settings.hpp"

#include <span>
#include <unordered_map>

namespace timely::lookup {

// Nothing is called so, or several things are. The message names the look-up.
class NotFound : public std::runtime_error {
 public:
  NotFound(const std::string& message, hif_status status)
      : std::runtime_error(message), status(status) {}
  hif_status status; // HIF_NOT_FOUND, HIF_CONFLICT
};

// One thread at a time, as its list.
class Index {
 public:
  // Both must outlive it.
  Index(const Lookup& lookup, CachedList& list);

  // What the look-up gives for the values of its keys; null when nothing is found. Throws NotFound
  // HIF_CONFLICT when several records are, and differ in what they give. Lives until the list is
  // read again.
  const json::Value* find(std::span<const json::Value> wanted);
  // Why there is nothing, with what comes near.
  NotFound miss(std::span<const json::Value> wanted);

 private:
  void follow();
  bool is_candidate(const Row& row) const;
  std::vector<const Row*> rows_like(std::span<const json::Value> wanted) const;
  std::string key_of(std::span<const json::Value> values) const;
  std::string near(std::span<const json::Value> wanted) const;
  NotFound several(std::span<const json::Value> wanted, const std::vector<const Row*>& rows) const;

  const Lookup& lookup_;
  CachedList& list_;
  std::vector<std::size_t> key_columns_, where_columns_;
  std::size_t give_column_, id_column_;
  std::uint64_t generation_ = 0; // of the list, when it was indexed
  std::unordered_map<std::string, std::vector<std::size_t>> rows_; // key → places in the list
  std::unordered_map<std::string, std::string> misses_;            // key → message
};

// Whether a value can be looked up: a text, a number or a boolean.
bool is_name(const json::Value& value);

} // namespace timely::lookup
