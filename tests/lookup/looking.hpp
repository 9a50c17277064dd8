// SPDX-License-Identifier: MIT
#pragma once
// A timely.lookup over lists that a script answers with, and a clock that is put forward by hand.

#include "fixture/scripted_client.hpp"

#include "lookup/lookup_transformer.hpp"
#include "record/transforming.hpp"

#include <map>

namespace looking {

using timely::test::Asked;
using timely::test::Reply;

class ClockHost {
 public:
  ClockHost() {
    log_.struct_size = sizeof log_;
    log_.level = [](const hif_host*) -> std::int32_t { return HIF_LOG_ERROR; };
    log_.write = [](const hif_host*, std::int32_t, hif_str, hif_str) {};
    clock_.struct_size = sizeof clock_;
    clock_.now_us = [](const hif_host*) -> std::int64_t { return 0; };
    clock_.steady_ns = [](const hif_host* host) -> std::int64_t {
      return static_cast<ClockHost*>(host->host_data)->seconds * 1'000'000'000;
    };
    clock_.sleep = [](const hif_host*, const hif_call*, std::int64_t) -> hif_status {
      return HIF_OK;
    };
    raw_.struct_size = sizeof raw_;
    raw_.host_data = this;
    raw_.get_extension = [](const hif_host* host, hif_str id) -> const void* {
      auto& self = *static_cast<ClockHost*>(host->host_data);
      if (hif::sdk::view(id) == HIF_EXT_LOG) return &self.log_;
      return hif::sdk::view(id) == HIF_EXT_CLOCK ? &self.clock_ : nullptr;
    };
  }
  ClockHost(const ClockHost&) = delete;

  const hif_host* raw() const { return &raw_; }
  std::int64_t seconds = 0;

 private:
  hif_log log_{};
  hif_clock clock_{};
  hif_host raw_{};
};

// Resource ("projects") → its records; what is asked for besides has none.
using Lists = std::map<std::string, std::vector<std::string>>;

// The page of a list that `asked` is for.
inline Reply page_of(const Lists& lists, const Asked& asked) {
  const auto path = asked.target.substr(0, asked.target.find('?'));
  const auto list = lists.find(path.substr(path.rfind('/') + 1));
  const auto number = [&](const std::string& name, std::size_t otherwise) {
    const auto at = asked.target.find(name + "=");
    return at == asked.target.npos ? otherwise
                                   : std::stoul(asked.target.substr(at + name.size() + 1));
  };
  std::string body;
  if (list != lists.end()) {
    const auto& records = list->second;
    const auto begin = std::min(number("offset", 0), records.size());
    const auto end = std::min(begin + number("limit", records.size()), records.size());
    for (auto i = begin; i < end; ++i) body += (body.empty() ? "" : ",") + records[i];
  }
  return {.body = "[" + body + "]"};
}

// The account of the README's examples.
inline Lists account() {
  const std::string northwind = R"("client":{"id":5,"name":"Northwind","external_id":null})";
  const std::string hooli = R"("client":{"id":6,"name":"Hooli","external_id":null})";
  return {{"clients",
           {R"({"id":5,"name":"Northwind","color":"67a3bc","active":true})",
            R"({"id":6,"name":"Hooli","color":"4dd0e1","active":true})"}},
          {"projects",
           {R"({"id":10,"name":"Website","active":true,)" + northwind + "}",
            R"({"id":11,"name":"Website","active":true,)" + hooli + "}",
            R"({"id":12,"name":"Booking Engine","active":true,)" + northwind + "}",
            R"({"id":13,"name":"Intranet","active":false,)" + hooli + "}"}},
          {"users",
           {R"({"id":7,"name":"Ann","email":"Ann@Example.com"})",
            R"({"id":8,"name":"Bo","email":"bo@example.com"})"}},
          {"labels",
           {R"({"id":20,"name":"Work","parent_id":null,"children":[)"
            R"({"id":21,"name":"Phone","parent_id":20,"children":[]},)"
            R"({"id":22,"name":"Mail","parent_id":20,"children":[]}]})"}}};
}

// The configuration for `lookups`, a JSON list, in account 1; `more` are further members.
inline std::string config(const std::string& lookups, const std::string& more = {}) {
  return R"({"request_parameters":{"path":{"account_id":1}},"lookups":)" + lookups +
         (more.empty() ? "" : "," + more) + "}";
}

class Looking {
 public:
  explicit Looking(const std::string& config, Lists lists = account())
      : lists(std::move(lists)), client([this](const Asked& asked) { return answer(asked); }),
        transformer_({hif::sdk::Host(host.raw()), hif::sdk::Client(client.ref()),
                      hif::json::parse(config), TIMELY_DATA}) {}

  // The records after it; what was rejected is in `rejects`.
  std::vector<std::string> transform(const std::vector<std::string>& records) {
    return tables::texts_of(transform(tables::batch_of(records)));
  }
  hif::sdk::Batch transform(const hif::sdk::Batch& in) {
    rejects.clear();
    const hif_reject_sink sink = {.struct_size = sizeof sink,
                                  .reserved = 0,
                                  .host_data = this,
                                  .push = [](const hif_reject_sink* self, std::uint64_t source,
                                             hif_status status, hif_str error, hif_str details) {
                                    static_cast<Looking*>(self->host_data)
                                        ->rejects.push_back({source, status,
                                                             std::string(hif::sdk::view(error)),
                                                             std::string(hif::sdk::view(details))});
                                  }};
    hif::sdk::Batch out;
    transformer_.transform(hif::sdk::Call(call.raw()), *in.raw(), out.out(),
                           hif::sdk::RejectSink(&sink));
    return out;
  }
  std::string one(const std::string& record) {
    const auto records = transform({record});
    return records.empty() ? rejects.at(0).error : records.front();
  }

  Lists lists;
  std::function<Reply(const Asked&)> instead; // of the lists, when it is set
  ClockHost host;
  timely::test::ScriptedClient client;
  tables::TestCall call;
  std::vector<transforming::Reject> rejects;

 private:
  Reply answer(const Asked& asked) { return instead ? instead(asked) : page_of(lists, asked); }

  timely::LookupTransformer transformer_;
};

} // namespace looking
