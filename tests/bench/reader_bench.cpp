// SPDX-License-Identifier: MIT
// What the way of a record costs besides the network: a page of 100 time entries of about 2.4 KB
// split into records, the interface between host and package, the catalogue, and requests.

#include "bench/time_entry.hpp"
#include "plugin_api/bare_host.hpp"

#include "catalogue/catalogue.hpp"
#include "catalogue/request_builder.hpp"
#include "subscriber/page_reader.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/package.hpp>

#include <benchmark/benchmark.h>

#include <fstream>
#include <sstream>

namespace {

using namespace timely;
using namespace timely::bench;

constexpr int page_size = 100;

std::string page_of(const std::string& separator) {
  std::string page = "[";
  for (int i = 0; i < page_size; ++i) page += (i > 0 ? separator : "") + entry(1000000 + i);
  return page + "]";
}

// Answers whatever it is asked with one body, without copying it.
class Vendor {
 public:
  explicit Vendor(const std::string& body) {
    body_.append(body);
    table_.struct_size = sizeof table_;
    table_.send = [](hif_instance* self, const hif_call*, const hif_request*, hif_response* out) {
      out->http_status = 200;
      out->phase = HIF_PHASE_ANSWERED;
      out->body = hif::sdk::slice(reinterpret_cast<Vendor*>(self)->body_.text());
      return hif_status{HIF_OK};
    };
    ref_.struct_size = sizeof ref_;
    ref_.table = &table_;
    ref_.instance = reinterpret_cast<hif_instance*>(this);
  }
  hif::sdk::Response response() {
    hif::sdk::OwnCall call;
    return hif::sdk::Client(&ref_).send(call, {});
  }

 private:
  hif::sdk::BodyBuffer body_;
  hif_client table_{};
  hif_client_ref ref_{};
};

void split(benchmark::State& state, const std::string& page) {
  Vendor vendor(page);
  Cursor cursor;
  cursor.field = "updated_at";
  cursor.unix_seconds = true;
  PageReader reader({.kind = AnswerKind::array, .record_key = {"id"}, .records_at = {}}, cursor);
  for (auto _ : state) benchmark::DoNotOptimize(reader.read(vendor.response()));
  state.SetItemsProcessed(state.iterations() * page_size);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(page.size()));
}

void split_page(benchmark::State& state) {
  split(state, page_of(","));
}
// Has to be minified first, since a record is one line.
void split_page_with_line_breaks(benchmark::State& state) {
  split(state, page_of(",\n"));
}

// A transformer that gives each record as it came.
struct Same {
  explicit Same(const hif::sdk::Creation&) {}
  void transform(const hif::sdk::Call&, const hif_batch& in, hif_batch* out,
                 const hif::sdk::RejectSink&) {
    hif::sdk::BatchBuilder batch;
    for (std::uint64_t i = 0; i < in.count; ++i) batch.add(*hif_batch_at(&in, i));
    batch.finish(out);
  }
};

// A batch through the C table and back.
void boundary_call(benchmark::State& state) {
  const auto prototype = hif::sdk::transformer<Same>("bench.same");
  hif_instance* instance = nullptr;
  if (prototype.create(&prototype, plain_call(), bare_host(), nullptr, hif::sdk::str("{}"),
                       &instance) != HIF_OK)
    return state.SkipWithError("the configuration is faulty");
  const auto& table = *static_cast<const hif_transformer*>(prototype.table);
  hif::sdk::BatchBuilder builder;
  for (std::int64_t i = 0; i < state.range(0); ++i) builder.add("{}");
  hif::sdk::Batch in;
  builder.finish(in.out());
  const hif_reject_sink rejects = {
      sizeof rejects, 0, nullptr,
      [](const hif_reject_sink*, std::uint64_t, hif_status, hif_str, hif_str) {}};
  for (auto _ : state) {
    hif::sdk::Batch out;
    table.transform(instance, plain_call(), in.raw(), out.out(), &rejects);
    benchmark::DoNotOptimize(out.size());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  prototype.destroy(instance);
}

std::string catalogue_text() {
  std::ostringstream text;
  text << std::ifstream(std::string(TIMELY_DATA) + "/catalogue.json").rdbuf();
  return text.str();
}

void catalogue_read(benchmark::State& state) {
  const auto text = catalogue_text();
  for (auto _ : state) benchmark::DoNotOptimize(Catalogue(text).entities().size());
}

void catalogue_look_up(benchmark::State& state) {
  const Catalogue catalogue(catalogue_text());
  for (auto _ : state)
    benchmark::DoNotOptimize(&catalogue.find(Direction::write, "POST", "Create a client", false));
}

// Checks the parameters and makes the request of them: path, query, and the payload in its
// envelope.
void request(benchmark::State& state, Direction direction, const char* method, const char* title,
             const char* parameters) {
  const Catalogue catalogue(catalogue_text());
  const auto& entity = catalogue.find(direction, method, title, false);
  const auto from = hif::json::parse(parameters);
  for (auto _ : state) {
    const auto read = read_request_parameters(&from);
    if (!check_request(entity, read, {}).problems.empty()) std::abort();
    benchmark::DoNotOptimize(build_request(entity, read).target.size());
  }
  state.SetItemsProcessed(state.iterations());
}

void request_of_a_list(benchmark::State& state) {
  request(state, Direction::read, "GET", "List all events",
          R"({"path":{"account_id":1281},"query":{"since":"2026-11-01","upto":"2026-11-30",)"
          R"("page":3,"per_page":100}})");
}
void request_in_an_envelope(benchmark::State& state) {
  request(state, Direction::write, "POST", "Create a client",
          R"({"path":{"account_id":1281},"payload":{"name":"Northwind","color":"67a3bc",)"
          R"("active":true,"external_id":"c-17"}})");
}

BENCHMARK(split_page);
BENCHMARK(split_page_with_line_breaks);
BENCHMARK(boundary_call)->Arg(1)->Arg(100)->Arg(10'000);
BENCHMARK(catalogue_read);
BENCHMARK(catalogue_look_up);
BENCHMARK(request_of_a_list);
BENCHMARK(request_in_an_envelope);

} // namespace
