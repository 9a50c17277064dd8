// SPDX-License-Identifier: MIT
#pragma once
// A list on a server, and a subscriber that reads it to its end.

#include "fixture/scripted_client.hpp"

#include "subscriber/subscriber.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace timely::test {

// The number that a query gives `name`; `otherwise` when it does not.
inline std::int64_t query_number(const std::string& target, const std::string& name,
                                 std::int64_t otherwise) {
  for (const auto* before : {"?", "&"})
    if (const auto at = target.find(before + name + "="); at != target.npos)
      return std::stoll(target.substr(at + name.size() + 2));
  return otherwise;
}

// `[{"id":first},…]` with `count` records.
inline std::string rows(std::int64_t first, std::int64_t count) {
  std::string body = "[";
  for (std::int64_t id = first; id < first + count; ++id)
    body += (body.size() > 1 ? "," : "") + std::string("{\"id\":") + std::to_string(id) + "}";
  return body + "]";
}

// A list of `total` rows, numbered from 1, of which the server gives at most `cap` at a time.
inline ScriptedClient::Script list_of(std::int64_t total, std::int64_t cap) {
  return [=](const Asked& asked) {
    const bool paged = asked.target.find("per_page=") != std::string::npos;
    const auto size = std::min(cap, query_number(asked.target, paged ? "per_page" : "limit", 50));
    const auto skip = paged ? (query_number(asked.target, "page", 1) - 1) * size
                            : query_number(asked.target, "offset", 0);
    const auto count = std::clamp<std::int64_t>(total - skip, 0, size);
    return Reply{.body = rows(skip + 1, count)};
  };
}

struct Read {
  std::vector<std::string> records, keys, checkpoints;
};

inline std::vector<std::string> ids_up_to(std::int64_t last) {
  std::vector<std::string> ids;
  for (std::int64_t id = 1; id <= last; ++id) ids.push_back(std::to_string(id));
  return ids;
}

// Everything from `checkpoint` on, at most `batches` batches of it.
inline Read read_from(Subscriber& subscriber, std::string_view checkpoint = {},
                      std::uint64_t max_records = 1000,
                      std::size_t batches = std::numeric_limits<std::size_t>::max()) {
  Read read;
  PlainCall call;
  subscriber.open(call.call(), checkpoint);
  for (std::size_t i = 0; i < batches; ++i) {
    hif::sdk::Batch batch;
    if (subscriber.next(call.call(), {max_records, 1u << 20}, batch.out()) == HIF_END) break;
    for (std::size_t r = 0; r < batch.size(); ++r) {
      read.records.emplace_back(hif::sdk::view(batch[r].json));
      read.keys.emplace_back(hif::sdk::view(batch[r].key));
    }
    read.checkpoints.emplace_back(batch.checkpoint());
  }
  subscriber.close();
  return read;
}

// What is read with `config`, or the error as "status: text".
inline Read read_all(ScriptedClient& client, std::string_view config) {
  LoggingHost host;
  Subscriber subscriber(creation(host, &client, config));
  return read_from(subscriber);
}

inline hif::sdk::Error failure_of(ScriptedClient& client, std::string_view config) {
  try {
    read_all(client, config);
  } catch (const hif::sdk::Error& error) {
    return error;
  }
  return {HIF_OK, "nothing failed"};
}

inline const std::string clients_of_1 =
    R"({"method": "GET", "entity": "List all clients",
        "request_parameters": {"path": {"account_id": 1}}})";
inline const std::string events_of_1 =
    R"({"method": "GET", "entity": "List all events", "request_parameters":
        {"path": {"account_id": 1}, "query": {"since": "2026-11-01", "upto": "2026-11-30"}}})";

// `config` with one more option.
inline std::string with(const std::string& config, const std::string& option) {
  return config.substr(0, config.rfind('}')) + ", " + option + "}";
}

} // namespace timely::test
