// SPDX-License-Identifier: MIT
#pragma once
// Records, a publisher that writes them, and what became of each.

#include "fixture/scripted_client.hpp"

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
  LoggingHost host;
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

} // namespace timely::test
