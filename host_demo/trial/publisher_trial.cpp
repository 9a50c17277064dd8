// SPDX-License-Identifier: MIT
#include "trial/bench.hpp"

#include <hif/sdk/batch.hpp>

namespace host {
namespace {

// How often each record was reported on.
struct Results {
  std::vector<int> times;
  Witness* witness = nullptr;
  bool changed = false; // something was done outside
  hif_result_sink sink{};
};

void push(const hif_result_sink* sink, const hif_result* result) {
  auto& results = *static_cast<Results*>(sink->host_data);
  if (result->index >= results.times.size())
    return results.witness->fail("a result has the index " + std::to_string(result->index) +
                                     ", and " + std::to_string(results.times.size()) +
                                     " records were written",
                                 "give first_index of its write() and the position in the batch");
  ++results.times[result->index];
  results.changed |=
      result->outcome >= HIF_OUTCOME_CREATED && result->outcome <= HIF_OUTCOME_ACCEPTED;
  if (result->outcome == HIF_OUTCOME_FAILED && result->status >= 0)
    results.witness->fail("a failed result has the status " + std::to_string(result->status),
                          "give one that says why it failed");
}

class PublisherTrial {
 public:
  explicit PublisherTrial(Bench& bench)
      : bench_(bench), table_(*static_cast<const hif_publisher*>(bench.prototype.table)) {}

  // Dry runs only: nothing outside may change while a package is on trial.
  void all() {
    bench_.witness.begin("dry-run");
    auto* self = bench_.create();
    if (!self) return;
    const bool opened = open(self);
    if (opened) write_twice(self);
    bench_.witness.enter("close", [&] { table_.close(self); });
    bench_.witness.enter("close", [&] { table_.close(self); });
    bench_.destroy(self);
    bench_.witness.end();
    if (!opened) return;
    bench_.witness.begin("destroy-without-close");
    self = bench_.create();
    if (!self) return;
    open(self);
    bench_.destroy(self);
    bench_.witness.end();
  }

 private:
  bool open(hif_instance* self) {
    const auto status =
        bench_.run("open", bench_.call(HIF_CALL_DRY_RUN),
                   [&](const hif_call* call) { return table_.open(self, call, hif_slice{}); });
    if (status != HIF_OK)
      bench_.witness.say(Verdict::skipped,
                         "open() gave the status " + std::to_string(status) +
                             " with the sample configuration, so it was tried no further",
                         "give a configuration that can be opened: --sample FILE");
    return status == HIF_OK;
  }

  void write_twice(hif_instance* self) {
    Results results;
    results.times.resize(4);
    results.witness = &bench_.witness;
    results.sink = {
        .struct_size = sizeof(hif_result_sink), .reserved = 0, .host_data = &results, .push = push};
    for (const std::uint64_t first : {0, 2}) {
      hif::sdk::BatchBuilder builder;
      for (int i = 0; i < 2; ++i) builder.add(builder.copy(R"({"name":"trial"})"));
      hif_batch batch{};
      builder.finish(&batch);
      const auto status =
          bench_.run("write", bench_.call(HIF_CALL_DRY_RUN), [&](const hif_call* call) {
            return table_.write(self, call, &batch, first, &results.sink);
          });
      batch.release(&batch);
      if (status != HIF_OK) return; // told by run() where it gives no reason
    }
    const auto status =
        bench_.run("flush", bench_.call(HIF_CALL_DRY_RUN), [&](const hif_call* call) {
          return table_.flush(self, call, &results.sink, nullptr, [](void*, hif_slice) {});
        });
    if (status == HIF_OK)
      for (std::size_t i = 0; i < results.times.size(); ++i)
        if (results.times[i] != 1)
          bench_.witness.fail("record " + std::to_string(i) + " had " +
                                  std::to_string(results.times[i]) + " results after flush()",
                              "give each record exactly one");
    if (results.changed)
      bench_.witness.fail("a dry run reported a change",
                          "change nothing and report HIF_OUTCOME_PREVIEWED when the call has "
                          "HIF_CALL_DRY_RUN");
  }

  Bench& bench_;
  const hif_publisher& table_;
};

} // namespace

void try_publisher(Bench& bench) {
  PublisherTrial(bench).all();
}

} // namespace host
