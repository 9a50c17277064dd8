// SPDX-License-Identifier: MIT
#pragma once
// The host's side of the C tables, for tests: a call that keeps what it is told, a host whose log
// is a list, and prototypes driven through the pointers alone.

#include <hif/hif.h>
#include <hif/sdk/batch.hpp>
#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tables {

class TestCall {
 public:
  explicit TestCall(std::uint32_t flags = 0) : raw_{} {
    raw_.struct_size = sizeof raw_;
    raw_.flags = flags;
    raw_.caller_data = this;
    raw_.deadline_ns = INT64_MAX;
    raw_.is_cancelled = [](const hif_call* c) -> std::int32_t { return self(c).cancelled; };
    raw_.fail = [](const hif_call* c, hif_status status, hif_str message, hif_str details) {
      self(c).message = hif::sdk::view(message);
      self(c).details = hif::sdk::view(details);
      return status;
    };
    raw_.retry_after = [](const hif_call*, std::int64_t) {};
    raw_.progress = [](const hif_call*, std::uint64_t, std::uint64_t, hif_str) {};
    raw_.count = [](const hif_call* c, std::int32_t counter, std::uint64_t delta) {
      self(c).counts[counter] += delta;
    };
    raw_.preview = [](const hif_call* c, hif_str json) {
      self(c).previews.emplace_back(hif::sdk::view(json));
    };
  }
  TestCall(const TestCall&) = delete;
  TestCall& operator=(const TestCall&) = delete;

  const hif_call* raw() const { return &raw_; }

  std::string message, details;
  bool cancelled = false;
  std::map<std::int32_t, std::uint64_t> counts;
  std::vector<std::string> previews;

 private:
  static TestCall& self(const hif_call* call) { return *static_cast<TestCall*>(call->caller_data); }
  hif_call raw_;
};

// Has the log and, once `now_us` is set, a clock that stands still; nothing else.
class TestHost {
 public:
  TestHost() : raw_{} {
    raw_.struct_size = sizeof raw_;
    raw_.abi_minor = HIF_ABI_MINOR;
    raw_.host_data = this;
    raw_.name = hif::sdk::str("test");
    raw_.version = hif::sdk::str("1.0.0");
    raw_.get_extension = [](const hif_host* host, hif_str id) -> const void* {
      static const hif_log table = {
          .struct_size = sizeof(hif_log),
          .reserved = 0,
          .level = [](const hif_host*) -> std::int32_t { return HIF_LOG_INFO; },
          .write =
              [](const hif_host* host, std::int32_t, hif_str message, hif_str) {
                static_cast<TestHost*>(host->host_data)->log.emplace_back(hif::sdk::view(message));
              },
      };
      static const hif_clock clock = {
          .struct_size = sizeof(hif_clock),
          .reserved = 0,
          .now_us = [](const hif_host* host) -> std::int64_t {
            return static_cast<TestHost*>(host->host_data)->now_us.value_or(0);
          },
          .steady_ns = [](const hif_host*) -> std::int64_t { return 0; },
          .sleep = [](const hif_host*, const hif_call*, std::int64_t) -> hif_status {
            return HIF_OK;
          },
      };
      if (hif::sdk::view(id) == HIF_EXT_LOG) return &table;
      const auto& self = *static_cast<TestHost*>(host->host_data);
      return hif::sdk::view(id) == HIF_EXT_CLOCK && self.now_us ? &clock : nullptr;
    };
  }
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;

  const hif_host* raw() const { return &raw_; }
  std::vector<std::string> log;
  std::optional<std::int64_t> now_us; // Unix time; set it before the instance is made

 private:
  hif_host raw_;
};

// An instance of a prototype over a host of its own; destroyed when it goes.
class Instance {
 public:
  Instance(const hif_prototype& prototype, const std::string& config,
           std::optional<std::int64_t> now_us = std::nullopt)
      : prototype_(prototype) {
    host.now_us = now_us;
    const auto text = hif::sdk::str(config);
    status = prototype.create(&prototype, call.raw(), host.raw(), nullptr, text, &raw_);
  }
  ~Instance() {
    if (raw_) prototype_.destroy(raw_);
  }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  hif_instance* raw() const { return raw_; }
  template <typename Table>
  const Table& table() const {
    return *static_cast<const Table*>(prototype_.table);
  }

  TestHost host;
  TestCall call; // of create()
  hif_status status;

 private:
  const hif_prototype& prototype_;
  hif_instance* raw_ = nullptr;
};

// A batch of records given as texts.
inline hif::sdk::Batch batch_of(const std::vector<std::string>& records) {
  hif::sdk::BatchBuilder builder;
  for (const auto& record : records) builder.add(builder.copy(record));
  hif::sdk::Batch batch;
  builder.finish(batch.out());
  return batch;
}

inline std::vector<std::string> texts_of(const hif::sdk::Batch& batch) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < batch.size(); ++i) texts.emplace_back(hif::sdk::view(batch[i].json));
  return texts;
}

inline const hif_prototype* prototype_of(const hif_entry& entry, std::string_view id) {
  for (std::uint32_t i = 0;; ++i) {
    const auto* prototype = entry.prototype(i);
    if (!prototype || hif::sdk::view(prototype->id) == id) return prototype;
  }
}

} // namespace tables
