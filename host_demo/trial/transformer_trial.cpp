// SPDX-License-Identifier: MIT
#include "trial/bench.hpp"

#include <hif/sdk/batch.hpp>

namespace host {
namespace {

constexpr std::uint64_t no_bound = UINT64_MAX;

struct Rejects {
  std::uint64_t inputs = 0, count = 0;
  Witness* witness = nullptr;
  hif_reject_sink sink{};
};

void push(const hif_reject_sink* sink, std::uint64_t source, hif_status status, hif_str error,
          hif_str) {
  auto& rejects = *static_cast<Rejects*>(sink->host_data);
  ++rejects.count;
  if (source >= rejects.inputs)
    rejects.witness->fail("a reject names the input " + std::to_string(source) + " of " +
                              std::to_string(rejects.inputs),
                          "give the position in the input batch");
  if (status >= 0)
    rejects.witness->fail("a reject has the status " + std::to_string(status),
                          "give one that says why it failed");
  if (error.size == 0)
    rejects.witness->say(Verdict::warned, "a reject does not say why", "give an error text");
}

void transform(Bench& bench, hif_instance* self, const std::vector<std::string>& records) {
  const auto& table = *static_cast<const hif_transformer*>(bench.prototype.table);
  hif::sdk::BatchBuilder builder;
  for (const auto& record : records) builder.add(builder.copy(record));
  hif_batch in{}, out{};
  builder.finish(&in);
  Rejects rejects;
  rejects.inputs = in.count;
  rejects.witness = &bench.witness;
  rejects.sink = {
      .struct_size = sizeof(hif_reject_sink), .reserved = 0, .host_data = &rejects, .push = push};
  const auto status = bench.run("transform", [&](const hif_call* call) {
    return table.transform(self, call, &in, &out, &rejects.sink);
  });
  if (status == HIF_OK) {
    check_batch(bench.witness, out, "transform()", no_bound);
    for (std::uint64_t i = 0; i < out.count; ++i)
      if (hif_batch_at(&out, i)->source >= in.count)
        bench.witness.fail("an output names the input " +
                               std::to_string(hif_batch_at(&out, i)->source) + " of " +
                               std::to_string(in.count),
                           "set hif_record.source to the position in the input batch");
    bench.witness.enter("release", [&] {
      if (out.release) out.release(&out);
    });
  }
  in.release(&in);
}

} // namespace

void try_transformer(Bench& bench) {
  const std::vector<std::pair<const char*, std::vector<std::string>>> trials{
      {"empty-batch", {}},
      {"records",
       {R"({"id":1,"name":"a"})", R"({})", R"({"n":12345678901234567890,"deep":{"list":[1,[2]]}})",
        R"({"text":"\u00e6\ud83d\ude00 \"\\"})"}}};
  for (const auto& [check, records] : trials) {
    bench.witness.begin(check);
    auto* self = bench.create();
    if (!self) return;
    transform(bench, self, records);
    transform(bench, self, records);
    bench.destroy(self);
    bench.witness.end();
  }
}

} // namespace host
