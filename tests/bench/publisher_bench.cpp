// SPDX-License-Identifier: MIT
// What timely.publisher costs a record, without a network: batches of 100 time entries of about
// 300 bytes each, over a client that answers at once.

#include "publisher/journal_host.hpp"

#include "publisher/publisher.hpp"
#include "publisher/record_request.hpp"

#include <hif/sdk/json_parse.hpp>

#include <benchmark/benchmark.h>

namespace {

using namespace timely;

constexpr int batch_size = 100;

std::string record(int number, bool in_parts = false) {
  const auto text = R"({"event":{"project_id":1023,"user_id":2905,"day":"2026-03-09","hours":1,)"
                    R"("minutes":2,"seconds":0,"note":"new ½ 🚀 tests export fixed research",)"
                    R"("label_ids":[76724,58766],"external_id":"ext-)" +
                    std::to_string(number) +
                    R"(","from":"2026-03-09T15:18:48+01:00","to":"2026-03-09T18:48:48+01:00"}})";
  return in_parts ? R"({"payload":)" + text + "}" : text;
}

std::string config(const std::string& more) {
  return R"({"method":"POST","entity":"Create an event",)"
         R"("request_parameters":{"path":{"account_id":1281}})" +
         more + "}";
}

// Makes whatever it is asked to make.
class Vendor {
 public:
  Vendor() {
    for (int i = 1; i <= batch_size; ++i) many_ += (i > 1 ? "," : "") + std::to_string(i);
    many_ +=
        R"(],"updated_ids":[],"deleted_ids":[],"errors":{"create":[],"update":[],"delete":[]},)"
        R"("job":null})";
    table_.struct_size = sizeof table_;
    table_.send = [](hif_instance* self, const hif_call*, const hif_request* request,
                     hif_response* out) -> hif_status {
      auto& vendor = *reinterpret_cast<Vendor*>(self);
      const bool bulk = hif::sdk::view(request->target).find("/bulk/") != std::string_view::npos;
      auto answer = std::make_unique<hif::sdk::Answer>();
      answer->http_status = bulk ? 200 : 201;
      answer->phase = HIF_PHASE_ANSWERED;
      answer->body.append(bulk ? vendor.many_ : vendor.one_);
      hif::sdk::give(std::move(answer), out);
      return HIF_OK;
    };
    ref_.struct_size = sizeof ref_;
    ref_.table = &table_;
    ref_.instance = reinterpret_cast<hif_instance*>(this);
  }
  const hif_client_ref* ref() const { return &ref_; }

 private:
  std::string one_ = R"({"id":123456789,"uid":"0db6c70b-1e4f-4c26","day":"2026-03-09"})";
  std::string many_ = R"({"created_ids":[)";
  hif_client table_{};
  hif_client_ref ref_{};
};

// Publishers with any configuration, and batches for them.
struct Bench {
  explicit Bench(const std::string& more) {
    publisher.emplace(hif::sdk::Creation{hif::sdk::Host(host.raw()), hif::sdk::Client(vendor.ref()),
                                         hif::json::parse(config(more)), TIMELY_DATA});
    sink.struct_size = sizeof sink;
    sink.push = [](const hif_result_sink*, const hif_result* result) {
      if (result->outcome != HIF_OUTCOME_CREATED) std::abort();
    };
  }

  test::Vault vault;
  test::JournalHost host{vault};
  Vendor vendor;
  std::optional<Publisher> publisher;
  hif_result_sink sink{};
};

void write_batches(benchmark::State& state, const std::string& more, bool in_parts = false) {
  Bench bench(more);
  const test::PlainCall call;
  const hif::sdk::ResultSink results(&bench.sink);
  bench.publisher->open(call.call(), {});
  std::uint64_t index = 0;
  for (auto _ : state) {
    state.PauseTiming();
    hif::sdk::BatchBuilder builder;
    for (int i = 0; i < batch_size; ++i)
      builder.add(builder.own(record(static_cast<int>(index) + i, in_parts)));
    hif::sdk::Batch batch;
    builder.finish(batch.out());
    state.ResumeTiming();
    bench.publisher->write(call.call(), *batch.raw(), index, results);
    bench.publisher->flush(call.call(), results);
    bench.publisher->committed();
    index += batch_size;
  }
  bench.publisher->close();
  state.SetItemsProcessed(state.iterations() * batch_size);
}

void gathered(benchmark::State& state) {
  write_batches(state, R"(,"create":"at_most_once")");
}
void gathered_with_journal(benchmark::State& state) {
  write_batches(state, "");
}
void gathered_the_long_way(benchmark::State& state) {
  write_batches(state, R"(,"create":"at_most_once")", true);
}
void single(benchmark::State& state) {
  write_batches(state, R"(,"bulk":"off","create":"at_most_once")");
}
void single_with_journal(benchmark::State& state) {
  write_batches(state, R"(,"bulk":"off")");
}

BENCHMARK(gathered);
BENCHMARK(gathered_with_journal);
BENCHMARK(gathered_the_long_way);
BENCHMARK(single);
BENCHMARK(single_with_journal);

} // namespace
