// SPDX-License-Identifier: MIT
#pragma once
// A list on a server that changes after every answer, and what a read of it must give.

#include "reading.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <random>
#include <set>

namespace timely::test {

enum class Order { by_id, by_name, by_change };

struct Moves {
  Order order = Order::by_id;
  int most = 4; // changes after each answer
};

class MovingList {
 public:
  MovingList(unsigned seed, Moves moves) : random_(seed), moves_(moves) {}

  std::int64_t cap = 1000; // rows given at most

  void fill(int rows) {
    for (int i = 0; i < rows; ++i) insert();
    always_.clear();
    for (const auto& [id, row] : rows_) always_.insert(id);
  }

  ScriptedClient::Script script() {
    return [this](const Asked& asked) {
      const std::lock_guard lock(mutex_); // pages are asked ahead on threads
      auto reply = answer(asked);
      for (int i = up_to(moves_.most); i > 0; --i) change();
      return reply;
    };
  }

  void expect_all_once(const std::vector<std::string>& keys) const {
    std::map<std::string, int> times;
    for (const auto& key : keys) ++times[key];
    for (const auto id : always_) ASSERT_EQ(times[std::to_string(id)], 1) << "id " << id;
    for (const auto& [key, count] : times) ASSERT_LE(count, 1) << "id " << key;
  }

 private:
  struct Row {
    int name;    // where it stands by name
    int changed; // when
    bool in_list = true;
  };

  int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }

  void insert() {
    // Ids leave gaps, as an account's own ids do.
    next_id_ += 1 + up_to(3);
    rows_[next_id_] = {up_to(1'000'000), ++clock_};
  }

  void change() {
    if (rows_.empty()) return insert();
    auto row = rows_.begin();
    // Often near the front, where it hurts.
    std::advance(row, up_to(1) ? up_to(std::min<int>(5, static_cast<int>(rows_.size()) - 1))
                               : up_to(static_cast<int>(rows_.size()) - 1));
    switch (up_to(4)) {
    case 0:
      return insert();
    case 1: // it is moved out of the window that is read
      if (row->second.in_list) always_.erase(row->first);
      row->second.in_list = !row->second.in_list;
      return;
    case 2:
      row->second.changed = ++clock_;
      return;
    default:
      always_.erase(row->first);
      rows_.erase(row);
    }
  }

  std::vector<std::int64_t> in_order() const {
    std::vector<std::int64_t> ids;
    for (const auto& [id, row] : rows_)
      if (row.in_list) ids.push_back(id);
    if (moves_.order == Order::by_id) return ids;
    std::stable_sort(ids.begin(), ids.end(), [&](std::int64_t a, std::int64_t b) {
      const auto &one = rows_.at(a), &other = rows_.at(b);
      return moves_.order == Order::by_name ? one.name < other.name : one.changed > other.changed;
    });
    return ids;
  }

  Reply answer(const Asked& asked) const {
    const auto ids = in_order();
    const bool paged = asked.target.find("per_page=") != std::string::npos;
    const auto size = std::min(cap, query_number(asked.target, paged ? "per_page" : "limit", 50));
    const auto skip = paged ? (query_number(asked.target, "page", 1) - 1) * size
                            : query_number(asked.target, "offset", 0);
    std::string body = "[";
    for (auto at = skip; at < std::min<std::int64_t>(skip + size, std::ssize(ids)); ++at)
      body += (body.size() > 1 ? "," : "") + std::string("{\"id\":") +
              std::to_string(ids[static_cast<std::size_t>(at)]) + "}";
    return Reply{.body = body + "]"};
  }

  std::mutex mutex_;
  std::mt19937 random_;
  Moves moves_;
  std::map<std::int64_t, Row> rows_;
  std::set<std::int64_t> always_; // in the list since the read began
  std::int64_t next_id_ = 1000;
  int clock_ = 0;
};

} // namespace timely::test
