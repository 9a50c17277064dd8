// SPDX-License-Identifier: MIT
#include "run/metrics.hpp"

#include "web/web.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <mutex>

namespace host {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;

// What was counted of the run that is under way.
struct Counted {
  std::uint64_t records_in = 0, requests = 0, retries = 0, bytes_in = 0, rate_limit_waits = 0,
                rate_limit_wait_ms = 0;
};

// Adds what came since `before`, `per_unit` of it to a unit of the counter, and notes it there.
void add_since(Counter& counter, std::uint64_t& before, std::uint64_t now, double per_unit = 1) {
  counter.Increment(static_cast<double>(now - std::min(before, now)) / per_unit);
  before = now;
}

constexpr const char* run_statuses[] = {"done", "failed", "interrupted"};

} // namespace

struct Metrics::Parts {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();

  Family<Counter>& counters(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(*registry);
  }
  Family<Gauge>& gauges(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(*registry);
  }

  Family<Counter>& records_in = counters("hif_records_in_total", "Records that incomings gave.");
  Family<Counter>& records_out =
      counters("hif_records_out_total", "Records that outgoings accepted, one for each outgoing.");
  Family<Counter>& failed =
      counters("hif_records_failed_total", "Records that failed and are kept as tasks.");
  Family<Counter>& requests =
      counters("hif_requests_total", "Requests to vendors, retries among them.");
  Family<Counter>& retries = counters("hif_retries_total", "Requests that were repeated.");
  Family<Counter>& bytes =
      counters("hif_received_bytes_total", "Bytes of answers, as they were received.");
  Family<Counter>& limit_waits =
      counters("hif_rate_limit_waits_total",
               "How often calls waited for a rate limit, the vendor's or a configured one.");
  Family<Counter>& limit_seconds =
      counters("hif_rate_limit_wait_seconds_total",
               "Time that calls waited for a rate limit; each that waits counts.");
  Family<Counter>& runs = counters("hif_runs_total", "Runs that are over, by their status.");
  Family<Counter>& seconds = counters("hif_run_seconds_total", "Time that runs took.");
  Family<Gauge>& running = gauges("hif_running", "1 while the route runs.");
  Family<Gauge>& last_run =
      gauges("hif_last_run_timestamp_seconds", "When a run was last over, in Unix time.");
  Family<Gauge>& last_success = gauges("hif_last_success_timestamp_seconds",
                                       "When a run was last done without a failure, in Unix time.");
  Family<Gauge>& next_run =
      gauges("hif_next_run_timestamp_seconds", "When the route runs next, in Unix time.");
  Family<Gauge>& tasks = gauges("hif_tasks", "Kept tasks, by their status.");

  std::mutex mutex; // guards counted
  std::map<std::string, Counted> counted;
  std::unique_ptr<MetricsServer> server; // last: it reads the others

  void count(const std::string& route, const Counted& now) {
    const std::lock_guard lock(mutex);
    const prometheus::Labels labels{{"route", route}};
    auto& before = counted[route];
    add_since(records_in.Add(labels), before.records_in, now.records_in);
    add_since(requests.Add(labels), before.requests, now.requests);
    add_since(retries.Add(labels), before.retries, now.retries);
    add_since(bytes.Add(labels), before.bytes_in, now.bytes_in);
    add_since(limit_waits.Add(labels), before.rate_limit_waits, now.rate_limit_waits);
    add_since(limit_seconds.Add(labels), before.rate_limit_wait_ms, now.rate_limit_wait_ms, 1000);
  }
};

Metrics::Metrics() : parts_(std::make_unique<Parts>()) {}
Metrics::~Metrics() = default;

int Metrics::serve(const std::string& address) {
  const auto& listening = web();
  try {
    parts_->server = listening.serve_metrics(address, parts_->registry);
  } catch (const std::exception&) {
    throw Failure(Exit::usage, "cannot listen at \"" + address +
                                   "\" for --metrics: it is no address of this machine such as "
                                   "127.0.0.1:9464, or another program has the port");
  }
  return parts_->server->port();
}

void Metrics::add(const std::string& route) {
  const prometheus::Labels labels{{"route", route}};
  parts_->count(route, {});
  parts_->records_out.Add(labels);
  parts_->failed.Add(labels);
  parts_->seconds.Add(labels);
  parts_->running.Add(labels);
  for (const auto* status : run_statuses) parts_->runs.Add({{"route", route}, {"status", status}});
}

void Metrics::started(const std::string& route) {
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->counted[route] = {};
  }
  parts_->running.Add({{"route", route}}).Set(1);
}

void Metrics::progress(const std::string& route, std::uint64_t records_in,
                       const RunCounters& counters) {
  parts_->count(route, {.records_in = records_in,
                        .requests = counters[HIF_COUNT_REQUESTS],
                        .retries = counters[HIF_COUNT_RETRIES],
                        .bytes_in = counters[HIF_COUNT_BYTES_IN],
                        .rate_limit_waits = counters[HIF_COUNT_RATE_LIMIT_WAITS],
                        .rate_limit_wait_ms = counters[HIF_COUNT_RATE_LIMIT_WAIT_MS]});
}

void Metrics::finished(const RouteSummary& summary, std::int64_t now_us) {
  const prometheus::Labels labels{{"route", summary.route}};
  parts_->count(summary.route, {.records_in = summary.records_in,
                                .requests = summary.requests,
                                .retries = summary.retries,
                                .bytes_in = summary.bytes_in,
                                .rate_limit_waits = summary.rate_limit_waits,
                                .rate_limit_wait_ms = summary.rate_limit_wait_ms});
  parts_->records_out.Add(labels).Increment(static_cast<double>(summary.records_out));
  parts_->failed.Add(labels).Increment(static_cast<double>(summary.failed));
  parts_->runs.Add({{"route", summary.route}, {"status", summary.status}}).Increment();
  parts_->seconds.Add(labels).Increment(summary.seconds);
  parts_->running.Add(labels).Set(0);
  const auto now_s = static_cast<double>(now_us) / 1e6;
  parts_->last_run.Add(labels).Set(now_s);
  if (summary.exit_code == Exit::done) parts_->last_success.Add(labels).Set(now_s);
}

void Metrics::next_run(const std::string& route, std::int64_t at_us) {
  parts_->next_run.Add({{"route", route}}).Set(static_cast<double>(at_us) / 1e6);
}

void Metrics::tasks(const std::map<std::string, std::int64_t>& by_status) {
  for (const auto* status : task_statuses) {
    const auto found = by_status.find(status);
    parts_->tasks.Add({{"status", status}})
        .Set(found == by_status.end() ? 0 : static_cast<double>(found->second));
  }
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(parts_->registry->Collect());
}

} // namespace host
