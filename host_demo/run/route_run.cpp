// SPDX-License-Identifier: MIT
#include "run/route_run.hpp"

#include "run/call_failure.hpp"
#include "run/checkpoint_parts.hpp"
#include "run/fan_out.hpp"
#include "run/lane_setup.hpp"
#include "run/pulling.hpp"
#include "run/route_lock.hpp"
#include "services/clock.hpp"
#include "services/interrupt.hpp"

#include <malloc.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

namespace host {
namespace {

// Sinks that can be cut back need not have their position kept after every batch.
constexpr std::int64_t keep_interval_ns = 500'000'000;

// A batch and what transformers made of it. Later batches borrow from earlier ones.
struct Pulled {
  hif::sdk::Batch batch;
  std::optional<Transformed> of_incoming, of_route;
};

class RouteRun {
 public:
  RouteRun(const RouteConfig& route, const Configuration& configuration, Objects& objects,
           Store& store, Log& log, const std::filesystem::path& data_dir,
           const RouteOptions& options)
      : route_(route), store_(store), masker_(log.masker()), data_dir_(data_dir), options_(options),
        ledger_(route.name, store, log.masker(), options.dry_run),
        parts_([this](std::string_view name) { return ledger_.part(name); }),
        fan_out_(ledger_, options.dry_run) {
    read_counters_.total = &counters_;
    context_.counters = &read_counters_;
    incoming_ = objects.incoming(*configuration.find_incoming(route.incoming));
    transformers_ = objects.transformers(route.transformers);
    for (const auto& name : route.outgoing)
      add_outgoing(*configuration.find_outgoing(name), objects, log);
  }

  RouteSummary run() {
    const auto started = steady_now_ns();
    RouteSummary summary;
    summary.started_us = unix_now_us();
    summary.route = route_.name;
    try {
      open();
      while (!enough() && next_batch()) {
      }
      finish();
      summary.exit_code = gravest();
      if (summary.exit_code != Exit::done) summary.status = "failed";
    } catch (const std::exception& error) {
      break_off(error, summary);
    }
    close();
    add_up(summary, started);
    return summary;
  }

 private:
  void add_outgoing(const OutgoingConfig& config, Objects& objects, Log& log) {
    const bool over_client = config.client.has_value();
    LaneSetup setup;
    if (over_client && !options_.dry_run) {
      setup = find_lanes(store_, log, route_.name, config);
      lanes_.emplace(config.name, setup);
    }
    if (over_client) vendor_lanes_ = std::max(vendor_lanes_, setup.lanes);
    // Alone: a sink that is cut back, and lanes, of which no two runs may use the same.
    if ((!over_client && !options_.dry_run) || setup.lanes > 1) held_.push_back(config.name);
    auto context = context_;
    context.counters = &counters_;
    if (options_.dry_run) context.flags |= HIF_CALL_DRY_RUN;
    context.preview = options_.on_preview;
    Delivery::OnResult tell;
    if (over_client && options_.on_result)
      tell = [this](const hif::json::Value& result) {
        const std::lock_guard lock(telling_);
        options_.on_result(result);
      };
    fan_out_.add(config, setup, objects, [&](Outgoing outgoing) {
      return std::make_unique<Delivery>(std::move(outgoing), route_.name, context, tell);
    });
  }

  void open() {
    for (const auto& name : held_) locks_.emplace(name, lock_sink(data_dir_, name));
    const bool anew = options_.full || ledger_.kept().anew;
    if (anew) ledger_.begin_anew();
    for (const auto& [name, setup] : lanes_) begin_lanes(store_, route_.name, name, setup);
    fan_out_.open(anew, [this](const std::string& name) { return store_.sink_position(name); });
    parts_.attach(incoming_, context_);
    HostCall call(context_);
    const auto from = ledger_.kept().checkpoint;
    const auto& subscriber = incoming_.subscriber;
    throw_if_failed(
        subscriber.subscriber().open(subscriber.raw(), call.raw(), hif::sdk::slice(from)), call,
        incoming_.name);
    // Where the sinks stand before the first record: what a crash leaves behind that is cut off.
    fan_out_.start();
    for (const auto& name : fan_out_.without_position())
      if (!lanes_.contains(name) || lanes_.at(name).lanes == 1) locks_.erase(name);
    ::malloc_trim(0); // what reading configurations and catalogues took is not needed any more
    marked_at_ns_ = steady_now_ns();
    began_unmarked_ = from.empty();
  }

  void finish() {
    // An incoming that knows no checkpoints begins with other records the next time.
    const bool unmarked = checkpoint_.empty() && began_unmarked_;
    if (ended_) ledger_.end();
    if (at_checkpoint_ || (ended_ && unmarked))
      mark();
    else
      fan_out_.flush(std::nullopt);
    fan_out_.finish();
    if (!ended_) return; // what earlier runs left under way may lie behind
    for (const auto& [name, setup] : lanes_) end_lanes(store_, route_.name, name);
  }

  void break_off(const std::exception& error, RouteSummary& summary) {
    summary.error = error.what();
    try {
      fan_out_.break_off();
    } catch (const std::exception& another) {
      if (summary.error != another.what()) summary.error += std::string("; ") + another.what();
    }
    const auto* failure = dynamic_cast<const Failure*>(&error);
    summary.exit_code = std::max<int>(failure ? failure->exit_code : Exit::failed, gravest());
    summary.status = summary.exit_code == Exit::interrupted ? "interrupted" : "failed";
    summary.busy = dynamic_cast<const InUse*>(&error) != nullptr;
    summary.error = masker_.masked(summary.error);
  }

  void close() {
    incoming_.subscriber.subscriber().close(incoming_.subscriber.raw());
    fan_out_.close();
  }

  bool enough() const { return options_.max_records && records_in_ >= *options_.max_records; }

  // False at the end of the incoming.
  bool next_batch() {
    if (interrupted()) throw Failure(Exit::interrupted, "interrupted");
    fan_out_.check();
    auto records = batch_records();
    if (options_.max_records) records = std::min(records, *options_.max_records - records_in_);
    HostCall call(context_);
    auto pulled = std::make_shared<Pulled>();
    const auto& subscriber = incoming_.subscriber;
    const auto status = subscriber.subscriber().next(subscriber.raw(), call.raw(), records,
                                                     max_batch_bytes, pulled->batch.out());
    throw_if_failed(status, call, incoming_.name);
    ended_ = status == HIF_END;
    if (ended_) return false;
    if (status == HIF_PENDING)
      wait_for_more(call.retry_after_ms(), [this] { fan_out_.check(); });
    else
      take(std::move(pulled));
    return true;
  }

  // Enough for every lane towards a vendor.
  std::uint64_t batch_records() const {
    return vendor_lanes_ == 0 ? max_batch_records : max_vendor_batch_records * vendor_lanes_;
  }

  void take(std::shared_ptr<Pulled> pulled) {
    const auto& batch = pulled->batch;
    at_checkpoint_ = batch.size() == 0 && at_checkpoint_;
    std::string checkpoint(batch.checkpoint());
    if (batch.size() > 0) deliver(std::move(pulled));
    if (!checkpoint.empty()) {
      checkpoint_ = std::move(checkpoint);
      at_checkpoint_ = true;
      parts_.take(context_);
      if (is_time_to_keep()) mark();
    }
    if (options_.on_progress) options_.on_progress(records_in_, counters_);
  }

  void deliver(std::shared_ptr<Pulled> pulled) {
    std::vector<Reject> rejects;
    const auto& batch = *pulled->batch.raw();
    const auto count = batch.count;
    pulled->of_incoming.emplace(incoming_.transformers.apply(batch, context_, rejects));
    reject(rejects, "incoming");
    pulled->of_route.emplace(transformers_.apply(pulled->of_incoming->batch(), context_, rejects));
    reject(rejects, "route");
    const auto& records = pulled->of_route->batch();
    const auto first = ledger_.take(records.count);
    fan_out_.give(std::move(pulled), records, first);
    records_in_ += count;
  }

  void reject(std::vector<Reject>& rejects, const char* stage) {
    for (auto& reject : rejects) {
      auto& task = rejected_.emplace_back();
      task.route = route_.name;
      task.status = "Failed";
      task.attempts = 1;
      task.error = std::move(reject.error);
      task.record = std::move(reject.record);
      task.stage = stage;
      task.step = static_cast<std::int64_t>(reject.step);
    }
    rejected_count_ += rejects.size();
    rejects.clear();
  }

  // What a crash undoes anyway, because the sinks are cut back to it, need not be kept every time.
  bool is_time_to_keep() const {
    return !fan_out_.without_position().empty() ||
           steady_now_ns() - marked_at_ns_ >= keep_interval_ns;
  }

  // The checkpoint taken last is kept as soon as everything before it is settled.
  void mark() {
    marked_at_ns_ = steady_now_ns();
    fan_out_.flush(ledger_.mark(checkpoint_, parts_.changes(), std::exchange(rejected_, {})));
  }

  int gravest() const {
    return std::max<int>(rejected_count_ > 0 ? Exit::failed : Exit::done,
                         fan_out_.totals().exit_code);
  }

  void add_up(RouteSummary& summary, std::int64_t started_ns) const {
    const auto totals = fan_out_.totals();
    summary.records_in = records_in_;
    summary.records_out = totals.delivered;
    summary.failed = rejected_count_ + totals.failed;
    summary.requests = counters_[HIF_COUNT_REQUESTS];
    summary.read_requests = read_counters_[HIF_COUNT_REQUESTS];
    summary.read_all = ended_;
    summary.retries = counters_[HIF_COUNT_RETRIES];
    summary.bytes_in = counters_[HIF_COUNT_BYTES_IN];
    summary.rate_limit_waits = counters_[HIF_COUNT_RATE_LIMIT_WAITS];
    summary.rate_limit_wait_ms = counters_[HIF_COUNT_RATE_LIMIT_WAIT_MS];
    summary.seconds = static_cast<double>(steady_now_ns() - started_ns) / 1e9;
  }

  const RouteConfig& route_;
  Store& store_;
  const Masker& masker_;
  const std::filesystem::path& data_dir_;
  const RouteOptions& options_;
  RunCounters counters_, read_counters_; // of the run, and of the incoming with its transformers
  CallContext context_;
  Ledger ledger_;
  CheckpointParts parts_;
  Incoming incoming_;
  TransformerChain transformers_;

  std::vector<std::string> held_; // outgoings that no other run may write through meanwhile
  std::map<std::string, LaneSetup> lanes_; // of outgoings over a client
  std::map<std::string, FileLock> locks_;
  std::int64_t marked_at_ns_ = 0;
  bool began_unmarked_ = false;    // from the start, not from a checkpoint
  std::string checkpoint_;         // of the last batch that had one
  bool at_checkpoint_ = false;     // nothing was taken since
  bool ended_ = false;             // the incoming has no more
  std::uint64_t vendor_lanes_ = 0; // the most that an outgoing over a client has
  std::uint64_t records_in_ = 0, rejected_count_ = 0;
  std::vector<Task> rejected_; // by transformers before any outgoing, not marked yet
  std::mutex telling_;         // results are told one after another
  FanOut fan_out_;             // last: its threads use the others
};

// A run that did its work is no failure because it cannot be told of later.
void keep_in_history(const RouteSummary& summary, Store& store, Log& log) {
  try {
    store.keep_run({.route = summary.route,
                    .status = summary.status,
                    .read_all = summary.read_all,
                    .started_us = summary.started_us,
                    .ended_us = unix_now_us(),
                    .records_in = summary.records_in,
                    .records_out = summary.records_out,
                    .failed = summary.failed,
                    .requests = summary.requests,
                    .retries = summary.retries,
                    .bytes_in = summary.bytes_in,
                    .read_requests = summary.read_requests,
                    .error = summary.error});
  } catch (const std::exception& error) {
    log.write(HIF_LOG_WARN, summary.route,
              std::string("this run cannot be kept in the history: ") + error.what());
  }
}

} // namespace

hif::json::Value to_json(const RouteSummary& summary) {
  hif::json::Object json{
      {"route", summary.route},
      {"status", summary.status},
      {"records_in", summary.records_in},
      {"records_out", summary.records_out},
      {"failed", summary.failed},
      {"requests", summary.requests},
      {"retries", summary.retries},
      {"bytes_in", summary.bytes_in},
      {"seconds", summary.seconds},
      {"rate_limit_waits", summary.rate_limit_waits},
      {"rate_limit_wait_seconds", static_cast<double>(summary.rate_limit_wait_ms) / 1e3}};
  if (!summary.error.empty()) json.set("error", summary.error);
  return json;
}

RouteSummary run_route(const RouteConfig& route, const Configuration& configuration,
                       PackageSet& packages, Services services, Store& store,
                       const std::filesystem::path& data_dir, const RouteOptions& options) {
  const auto lock = lock_route(data_dir, route.name);
  Objects objects(packages, services, configuration);
  objects.load_ahead(route); // while the store is opened
  auto summary =
      RouteRun(route, configuration, objects, store, services.log, data_dir, options).run();
  if (!options.dry_run) keep_in_history(summary, store, services.log);
  return summary;
}

} // namespace host
