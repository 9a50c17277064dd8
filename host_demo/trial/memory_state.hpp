// SPDX-License-Identifier: MIT
#pragma once
// State that goes with the process.

#include "services/host_object.hpp"

#include <map>
#include <mutex>

namespace host {

class MemoryState final : public StateKeeper {
 public:
  std::optional<StateValue> get_state(std::string_view scope, std::string_view name) override {
    const std::lock_guard lock(mutex_);
    const auto found = values_.find(key(scope, name));
    return found == values_.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<std::uint64_t> put_state(std::string_view scope, std::string_view name,
                                         std::string_view value, std::uint64_t expected) override {
    const std::lock_guard lock(mutex_);
    auto& kept = values_[key(scope, name)];
    if (kept.revision != expected) return std::nullopt;
    kept = {std::string(value), expected + 1};
    return expected + 1;
  }
  void remove_state(std::string_view scope, std::string_view name) override {
    const std::lock_guard lock(mutex_);
    values_.erase(key(scope, name));
  }

 private:
  static std::pair<std::string, std::string> key(std::string_view scope, std::string_view name) {
    return {std::string(scope), std::string(name)};
  }
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, StateValue> values_;
};

} // namespace host
