// SPDX-License-Identifier: MIT
// What transformers cost a record: batches of 100 time entries of about 2.4 KB each, over the C
// table, as a host calls it. items_per_second is records.

#include "bench/time_entry.hpp"
#include "plugin_api/bare_host.hpp"

#include "flatten/flatten_transformer.hpp"
#include "jq/jq_transformer.hpp"
#include "template/template_transformer.hpp"
#include "transformer/mapping.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace timely::bench;

hif::sdk::Batch entries() {
  constexpr int page = 100;
  hif::sdk::BatchBuilder builder;
  for (int i = 0; i < page; ++i) builder.add(builder.own(entry(1000000 + i)));
  hif::sdk::Batch batch;
  builder.finish(batch.out());
  return batch;
}

template <typename Transformer>
void run(benchmark::State& state, const std::string& config) {
  const auto prototype = hif::sdk::transformer<Transformer>("timely.transformer");
  hif_instance* instance = nullptr;
  if (prototype.create(&prototype, plain_call(), bare_host(), nullptr, hif::sdk::str(config),
                       &instance) != HIF_OK)
    return state.SkipWithError("the configuration is faulty");
  const auto& table = *static_cast<const hif_transformer*>(prototype.table);
  const auto in = entries();
  std::uint64_t rejected = 0;
  const hif_reject_sink rejects = {
      sizeof rejects, 0, &rejected,
      [](const hif_reject_sink* sink, std::uint64_t, hif_status, hif_str, hif_str) {
        ++*static_cast<std::uint64_t*>(sink->host_data);
      }};
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < in.size(); ++i) bytes += in[i].json.size;
  for (auto _ : state) {
    hif::sdk::Batch out;
    table.transform(instance, plain_call(), in.raw(), out.out(), &rejects);
    benchmark::DoNotOptimize(out.size());
  }
  if (rejected > 0) state.SkipWithError("records were rejected");
  const auto records = static_cast<double>(in.size());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(in.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["per_record"] = benchmark::Counter(
      records, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  prototype.destroy(instance);
}

void run_steps(benchmark::State& state, const std::string& steps) {
  run<timely::Mapping>(state, R"({"steps":)" + steps + "}");
}

constexpr const char* top_level =
    R"([{"drop":["estimated_cost","label_ids"]},{"rename":{"day":"date"}},{"set":{"source":"timely"}},)"
    R"({"keep":["id","uid","user","project","duration","cost","date","note","source","labels","state"]}])";

constexpr const char* ten_steps =
    R"json([{"rename":{"day":"date"}},{"set":{"source":"timely"}},{"set":{"who":"&{user.name}"}},
            {"move":{"project.client.name":"client"}},{"copy":{"labels.*.name":"names.$1"}},
            {"duration":{"duration":"h:mm"}},{"date":{"date":"%d.%m.%Y"}},
            {"string":{"note":"upper"}},{"math":{"pay":"round(hour_rate * 2.5, 2)"}},
            {"keep":["id","date","source","who","client","names","duration","note","pay"]}])json";

void BM_PassThrough(benchmark::State& state) {
  run_steps(state, R"([{"drop":"none"},{"rename":{"nothing":"x"}}])");
}
void BM_KeepDropRenameSet(benchmark::State& state) {
  run_steps(state, top_level);
}
void BM_TenMappingSteps(benchmark::State& state) {
  run_steps(state, ten_steps);
}
void BM_Expression(benchmark::State& state) {
  run_steps(state, R"([{"set":{"title":"&{user.name}: &{note}"}}])");
}
void BM_Filter(benchmark::State& state) {
  run_steps(state, R"([{"filter":"billable && hour_rate > `10`"}])");
}
void BM_BranchAndGroup(benchmark::State& state) {
  run_steps(state, R"([{"branch":"labels"},{"group":{"by":"id","collect":"labels"}}])");
}

constexpr const char* skeleton =
    R"json({"template":{"id":"&{id}","date":"&{day}","who":"&{user.name}","client":"&{project.client.name}",
            "title":"&{user.name}: &{note}","names":"&{labels[*].name}","hours":"&{duration.total_hours}",
            "kind":{"$if":"billable","$then":"billable","$else":"internal"},"source":"timely"}})json";

constexpr const char* same_in_jq =
    R"json({"program":"{id, date: .day, who: .user.name, client: .project.client.name, title: \"\\(.user.name): \\(.note)\", names: [.labels[].name], hours: .duration.total_hours, kind: (if .billable then \"billable\" else \"internal\" end), source: \"timely\"}"})json";

void BM_Template(benchmark::State& state) {
  run<timely::TemplateTransformer>(state, skeleton);
}
void BM_Jq(benchmark::State& state) {
  run<timely::JqTransformer>(state, same_in_jq);
}
void BM_JqPassThrough(benchmark::State& state) {
  run<timely::JqTransformer>(state, R"({"program":"."})");
}
void BM_Flatten(benchmark::State& state) {
  run<timely::FlattenTransformer>(state, R"({"lists":"index"})");
}

BENCHMARK(BM_PassThrough);
BENCHMARK(BM_KeepDropRenameSet);
BENCHMARK(BM_TenMappingSteps);
BENCHMARK(BM_Expression);
BENCHMARK(BM_Filter);
BENCHMARK(BM_BranchAndGroup);
BENCHMARK(BM_Template);
// The program runs in a process of its own: what counts is the time that passes, not that of this
// one.
BENCHMARK(BM_Jq)->UseRealTime();
BENCHMARK(BM_JqPassThrough)->UseRealTime();
BENCHMARK(BM_Flatten);

} // namespace
