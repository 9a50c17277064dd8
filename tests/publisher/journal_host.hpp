// SPDX-License-Identifier: MIT
#pragma once
// A host that keeps state and leases in memory, with a clock whose waits cost nothing, and that can
// be killed at any step.

#include "fixture/scripted_client.hpp"

#include <atomic>
#include <map>
#include <mutex>

namespace timely::test {

// The process was killed: thrown through everything, and caught by nobody but the test.
struct Killed {};

// Counts the steps that leave a trace outside the process, and dies at one of them.
class Fate {
 public:
  static constexpr int never = -1;
  int dies_at = never;
  bool dead = false;
  std::atomic<int> steps{0};

  void step() {
    if (!dead && steps++ != dies_at) return;
    dead = true;
    throw Killed();
  }
};

// What outlives the process.
struct Vault {
  struct Item {
    std::string value;
    std::uint64_t revision;
  };
  struct Held {
    std::uint64_t fence = 0;
    bool held = false;
  };
  std::map<std::string, Item> items;
  std::map<std::string, Held> leases;
  std::uint64_t last_revision = 0;
  int puts = 0;
};

class JournalHost {
 public:
  explicit JournalHost(Vault& vault, Fate* fate = nullptr) : vault_(vault), fate_(fate) {
    make_log();
    make_clock();
    make_state();
    make_lease();
    raw_.struct_size = sizeof raw_;
    raw_.host_data = this;
    raw_.scope = hif::sdk::str("entries");
    raw_.get_extension = [](const hif_host* host, hif_str id) -> const void* {
      const auto& own = self(host);
      const auto name = hif::sdk::view(id);
      if (name == HIF_EXT_LOG) return &own.log_;
      if (name == HIF_EXT_CLOCK) return &own.clock_;
      if (name == HIF_EXT_STATE) return &own.state_;
      return name == HIF_EXT_LEASE ? &own.lease_ : nullptr;
    };
  }
  JournalHost(const JournalHost&) = delete;

  const hif_host* raw() const { return &raw_; }
  std::vector<std::string> lines;
  std::atomic<std::int64_t> slept_ms{0};
  // Runs at each wait.
  std::function<void()> on_sleep;

 private:
  static JournalHost& self(const hif_host* host) {
    return *static_cast<JournalHost*>(host->host_data);
  }
  void step() {
    if (fate_) fate_->step();
  }

  void make_log() {
    log_.struct_size = sizeof log_;
    log_.level = [](const hif_host*) -> std::int32_t { return HIF_LOG_TRACE; };
    log_.write = [](const hif_host* host, std::int32_t, hif_str message, hif_str) {
      self(host).lines.emplace_back(hif::sdk::view(message));
    };
  }

  void make_clock() {
    clock_.struct_size = sizeof clock_;
    clock_.now_us = [](const hif_host* host) -> std::int64_t {
      return 1'790'000'000'000'000 + self(host).slept_ms * 1000;
    };
    clock_.steady_ns = [](const hif_host* host) -> std::int64_t {
      return self(host).slept_ms * 1'000'000;
    };
    clock_.sleep = [](const hif_host* host, const hif_call* call, std::int64_t ms) -> hif_status {
      if (call->is_cancelled(call)) return HIF_CANCELLED;
      self(host).slept_ms += ms;
      if (self(host).on_sleep) self(host).on_sleep();
      return HIF_OK;
    };
  }

  void make_state() {
    state_.struct_size = sizeof state_;
    state_.get = [](const hif_host* host, const hif_call*, hif_str name, void* data,
                    void (*reader)(void*, hif_slice, std::uint64_t)) -> hif_status {
      const auto& items = self(host).vault_.items;
      const auto found = items.find(std::string(hif::sdk::view(name)));
      if (found == items.end()) return HIF_NOT_FOUND;
      reader(data, hif::sdk::slice(found->second.value), found->second.revision);
      return HIF_OK;
    };
    state_.put = [](const hif_host* host, const hif_call*, hif_str name, hif_slice value,
                    std::uint64_t expected, std::uint64_t* revision) -> hif_status {
      auto& own = self(host);
      if (own.fate_ && own.fate_->dead) return HIF_UNAVAILABLE;
      own.step();
      auto& items = own.vault_.items;
      const std::string key(hif::sdk::view(name));
      const auto found = items.find(key);
      if ((found == items.end() ? 0 : found->second.revision) != expected) return HIF_CONFLICT;
      *revision = ++own.vault_.last_revision;
      items[key] = {std::string(hif::sdk::view(value)), *revision};
      ++own.vault_.puts;
      own.step();
      return HIF_OK;
    };
    state_.remove = [](const hif_host* host, const hif_call*, hif_str name) -> hif_status {
      auto& own = self(host);
      if (own.fate_ && own.fate_->dead) return HIF_UNAVAILABLE;
      own.vault_.items.erase(std::string(hif::sdk::view(name)));
      return HIF_OK;
    };
  }

  void make_lease() {
    lease_.struct_size = sizeof lease_;
    lease_.acquire = [](const hif_host* host, const hif_call*, hif_str name, std::int64_t,
                        std::uint64_t* fence, std::int64_t* left_ms) -> hif_status {
      auto& held = self(host).vault_.leases[std::string(hif::sdk::view(name))];
      *left_ms = 100;
      *fence = held.fence;
      if (held.held) return HIF_CONFLICT;
      held.held = true;
      *fence = ++held.fence;
      return HIF_OK;
    };
    lease_.renew = [](const hif_host* host, const hif_call*, hif_str name, std::uint64_t fence,
                      std::int64_t) -> hif_status {
      const auto& held = self(host).vault_.leases[std::string(hif::sdk::view(name))];
      return held.held && held.fence == fence ? HIF_OK : HIF_CONFLICT;
    };
    lease_.release = [](const hif_host* host, const hif_call*, hif_str name,
                        std::uint64_t fence) -> hif_status {
      auto& held = self(host).vault_.leases[std::string(hif::sdk::view(name))];
      if (held.fence == fence) held.held = false;
      return HIF_OK;
    };
  }

  Vault& vault_;
  Fate* fate_;
  hif_log log_{};
  hif_clock clock_{};
  hif_state state_{};
  hif_lease lease_{};
  hif_host raw_{};
};

inline hif::sdk::Creation creation(const JournalHost& host, const ScriptedClient* client,
                                   std::string_view config) {
  return {hif::sdk::Host(host.raw()), hif::sdk::Client(client ? client->ref() : nullptr),
          json::parse(config), TIMELY_DATA};
}

} // namespace timely::test
