// SPDX-License-Identifier: MIT
#pragma once
// Records, a publisher that writes them, and what became of each.

#include "entry_server.hpp"

#include "publisher/publisher.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace timely::test {

struct KeptResult {
  std::uint64_t index;
  std::int32_t outcome;
  hif_status status;
  int http_status;
  bool ambiguous;
  std::string id, response, error, details;
};

class ResultList {
 public:
  ResultList() {
    raw_.struct_size = sizeof raw_;
    raw_.host_data = this;
    raw_.push = [](const hif_result_sink* sink, const hif_result* result) {
      using hif::sdk::view;
      static_cast<ResultList*>(sink->host_data)
          ->results.push_back({result->index, result->outcome, result->status, result->http_status,
                               result->ambiguous != 0, std::string(view(result->id)),
                               std::string(view(result->response_json)),
                               std::string(view(result->error)),
                               std::string(view(result->details_json))});
    };
  }
  hif::sdk::ResultSink sink() const { return hif::sdk::ResultSink(&raw_); }
  std::vector<KeptResult> results;

 private:
  hif_result_sink raw_{};
};

// Writes `records` through `config`; the first of them is record number 5.
inline std::vector<KeptResult> write_all(ScriptedClient& client, std::string_view config,
                                         const std::vector<std::string>& records,
                                         std::uint32_t flags = 0, ResultList* kept = nullptr) {
  Vault vault;
  JournalHost host(vault);
  Publisher publisher(creation(host, &client, config));
  PlainCall call(flags);
  ResultList own;
  auto& list = kept ? *kept : own;
  hif::sdk::BatchBuilder builder;
  for (const auto& record : records) builder.add(builder.copy(record));
  hif::sdk::Batch batch;
  builder.finish(batch.out());
  publisher.open(call.call(), {});
  publisher.write(call.call(), *batch.raw(), 5, list.sink());
  EXPECT_EQ(publisher.flush(call.call(), list.sink()), "");
  publisher.close();
  return list.results;
}

// An outgoing of `entity` in account 123123.
inline std::string outgoing(const std::string& method, const std::string& entity,
                            const std::string& more = "") {
  return R"({"method": ")" + method + R"(", "entity": ")" + entity +
         R"(", "request_parameters": {"path": {"account_id": 123123}, "query": {}})" + more + "}";
}

inline ScriptedClient::Script answer(int http_status, std::string body) {
  return [=](const Asked&) { return Reply{.http_status = http_status, .body = body}; };
}

// One outgoing of time entries on one data directory, over a server, run after run.
struct Entries {
  Vault vault;
  EntryServer server;
  ScriptedClient client{server.script()};
  std::int64_t slept_ms = 0;

  // What a run that writes `records` gives; it is closed as the host does, also when it stops.
  std::vector<KeptResult> run(const std::string& config, const std::vector<std::string>& records,
                              std::uint32_t flags = 0) {
    JournalHost host(vault);
    Publisher publisher(creation(host, &client, config));
    PlainCall call(flags);
    ResultList list;
    hif::sdk::BatchBuilder builder;
    for (const auto& record : records) builder.add(builder.copy(record));
    hif::sdk::Batch batch;
    builder.finish(batch.out());
    stopped = HIF_OK;
    try {
      publisher.open(call.call(), {});
      publisher.write(call.call(), *batch.raw(), 0, list.sink());
      publisher.flush(call.call(), list.sink());
      if (keeps) publisher.committed();
    } catch (const hif::sdk::Error& error) {
      stopped = error.status;
    }
    publisher.close();
    slept_ms = host.slept_ms;
    return list.results;
  }
  hif_status stopped = HIF_OK;
  bool keeps = true; // the host keeps what became of the records

  // Methods of what was asked since the last time, by their first letters.
  std::string asked() {
    std::string methods;
    for (const auto& one : client.asked)
      methods += one.method.substr(0, one.method == "POST" ? 2 : 1);
    client.asked.clear();
    return methods;
  }
};

// An entry of 2026-03-09.
inline std::string entry(const std::string& external_id, const std::string& note = "work") {
  return R"({"day":"2026-03-09","hours":1,"project_id":480215,"note":")" + note +
         R"(","external_id":")" + external_id + R"("})";
}

inline std::string creates(const std::string& more = "") {
  return outgoing("POST", "Create an event", more);
}

} // namespace timely::test
