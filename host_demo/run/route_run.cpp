// SPDX-License-Identifier: MIT
#include "run/route_run.hpp"

#include "run/call_failure.hpp"
#include "run/checkpoint_parts.hpp"
#include "run/pulling.hpp"
#include "run/route_lock.hpp"
#include "services/clock.hpp"
#include "services/interrupt.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

namespace host {
namespace {

using hif::sdk::view;

// Towards a vendor batches are small: this is what a crash may send again at the most.
constexpr std::uint64_t max_vendor_batch_records = 100;
// Sinks that can be cut back need not have their position kept after every batch.
constexpr std::int64_t keep_interval_ns = 500'000'000;

class RouteRun {
 public:
  RouteRun(const RouteConfig& route, const Configuration& configuration, Objects& objects,
           Store& store, const Masker& masker, const std::filesystem::path& data_dir,
           const RouteOptions& options)
      : route_(route), store_(store), masker_(masker), data_dir_(data_dir), options_(options),
        parts_([this](std::string_view name) { return store_.part(route_.name, name); }) {
    context_.counters = &counters_;
    incoming_ = objects.incoming(*configuration.find_incoming(route.incoming));
    transformers_ = objects.transformers(route.transformers);
    for (const auto& name : route.outgoing)
      add_outgoing(objects.outgoing(*configuration.find_outgoing(name)));
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
  void add_outgoing(Outgoing outgoing) {
    auto context = context_;
    if (options_.dry_run) context.flags |= HIF_CALL_DRY_RUN;
    context.preview = options_.on_preview;
    const bool over_client = outgoing.over_client;
    if (over_client)
      batch_records_ = max_vendor_batch_records;
    else if (!options_.dry_run)
      sinks_.push_back(outgoing.name);
    deliveries_.push_back(
        std::make_unique<Delivery>(std::move(outgoing), route_.name, std::move(context),
                                   over_client ? options_.on_result : Delivery::OnResult()));
  }

  void open() {
    for (const auto& name : sinks_) locks_.emplace(name, lock_sink(data_dir_, name));
    kept_ = store_.position(route_.name).value_or(RoutePosition{});
    const bool anew = options_.full || kept_.anew;
    if (anew) begin_anew();
    for (const auto& delivery : deliveries_) {
      const auto reached = kept_.outgoing.find(delivery->name());
      const bool known = reached != kept_.outgoing.end();
      delivery->open(known  ? reached->second
                     : anew ? OutgoingPosition{}
                            : OutgoingPosition{store_.sink_position(delivery->name()), 0},
                     anew);
    }
    parts_.attach(incoming_, context_, anew);
    HostCall call(context_);
    const auto& subscriber = incoming_.subscriber;
    throw_if_failed(subscriber.subscriber().open(subscriber.raw(), call.raw(),
                                                 hif::sdk::slice(kept_.checkpoint)),
                    call, incoming_.name);
    // Where the sinks stand before the first record: what a crash leaves behind that is cut off.
    flush();
    for (const auto& delivery : deliveries_)
      if (!delivery->can_be_cut_back()) locks_.erase(delivery->name());
    RoutePosition start{.checkpoint = kept_.checkpoint, .outgoing = {}};
    for (const auto& delivery : deliveries_)
      start.outgoing[delivery->name()] = {delivery->sink_position(), delivery->settled_in_a_row()};
    commit(std::move(start), {});
    started_ = true;
  }

  // Kept before any sink is touched, so that a crash in between cannot leave a position that is
  // not the sink's any more.
  void begin_anew() {
    kept_ = {};
    commit({.checkpoint = {}, .outgoing = {}, .anew = true}, {}, {.anew = true, .parts = {}});
  }

  void finish() {
    flush();
    // An incoming that knows no checkpoints begins with other records the next time.
    const bool unmarked = checkpoint_.empty() && kept_.checkpoint.empty();
    if (at_checkpoint_ || (ended_ && unmarked))
      keep_checkpoint();
    else
      keep_settled();
  }

  void break_off(const std::exception& error, RouteSummary& summary) {
    const auto* failure = dynamic_cast<const Failure*>(&error);
    summary.exit_code = std::max<int>(failure ? failure->exit_code : Exit::failed, gravest());
    summary.status = summary.exit_code == Exit::interrupted ? "interrupted" : "failed";
    summary.error = error.what();
    summary.busy = dynamic_cast<const InUse*>(&error) != nullptr;
    try {
      if (started_) keep_settled();
    } catch (const std::exception& another) {
      if (summary.error != another.what()) summary.error += std::string("; ") + another.what();
    }
    summary.error = masker_.masked(summary.error);
  }

  void close() {
    incoming_.subscriber.subscriber().close(incoming_.subscriber.raw());
    for (const auto& delivery : deliveries_) delivery->close();
  }

  bool enough() const { return options_.max_records && records_in_ >= *options_.max_records; }

  // False at the end of the incoming.
  bool next_batch() {
    if (interrupted()) throw Failure(Exit::interrupted, "interrupted");
    auto records = batch_records_;
    if (options_.max_records) records = std::min(records, *options_.max_records - records_in_);
    HostCall call(context_);
    hif::sdk::Batch batch;
    const auto& subscriber = incoming_.subscriber;
    const auto requests_before = counters_[HIF_COUNT_REQUESTS];
    const auto status = subscriber.subscriber().next(subscriber.raw(), call.raw(), records,
                                                     max_batch_bytes, batch.out());
    read_requests_ += counters_[HIF_COUNT_REQUESTS] - requests_before;
    throw_if_failed(status, call, incoming_.name);
    ended_ = status == HIF_END;
    if (ended_) return false;
    if (status == HIF_PENDING)
      wait_for_more(call.retry_after_ms());
    else
      take(batch);
    return true;
  }

  void take(const hif::sdk::Batch& batch) {
    at_checkpoint_ = batch.size() == 0 && at_checkpoint_;
    if (batch.size() > 0) deliver(*batch.raw());
    if (!batch.checkpoint().empty()) {
      checkpoint_ = batch.checkpoint();
      at_checkpoint_ = true;
      parts_.take(context_);
      if (is_time_to_keep()) {
        flush();
        keep_checkpoint();
      }
    }
    if (options_.on_progress) options_.on_progress(records_in_, counters_);
  }

  void deliver(const hif_batch& batch) {
    std::vector<Reject> rejects;
    const auto of_incoming = incoming_.transformers.apply(batch, context_, rejects);
    reject(rejects, "incoming");
    const auto of_route = transformers_.apply(of_incoming.batch(), context_, rejects);
    reject(rejects, "route");
    for (const auto& delivery : deliveries_) delivery->write(of_route.batch());
    records_in_ += batch.count;
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
    const bool can_wait = std::all_of(deliveries_.begin(), deliveries_.end(),
                                      [](const auto& d) { return d->can_be_cut_back(); });
    return !can_wait || steady_now_ns() - kept_at_ns_ >= keep_interval_ns;
  }

  void flush() {
    for (const auto& delivery : deliveries_) delivery->flush();
  }

  // After a flush at a checkpoint: everything before it is settled, and of what follows that which
  // an earlier run was told.
  void keep_checkpoint() {
    RoutePosition reached{.checkpoint = checkpoint_, .outgoing = {}};
    auto failed = rejected_;
    for (const auto& delivery : deliveries_) {
      reached.outgoing[delivery->name()] = {delivery->sink_position(),
                                            ended_ ? 0 : delivery->still_to_pass()};
      add_failed(*delivery, std::numeric_limits<std::uint64_t>::max(), failed);
    }
    commit(std::move(reached), std::move(failed), parts_.changes());
    rejected_.clear();
    for (const auto& delivery : deliveries_) delivery->checkpoint_kept();
  }

  // Between checkpoints: the last one stays, and outgoings that cannot be cut back to it are told
  // next time how many records behind it they have had.
  void keep_settled() {
    RoutePosition reached = kept_;
    std::vector<Task> failed;
    for (const auto& delivery : deliveries_) {
      if (delivery->can_be_cut_back()) continue;
      const auto settled = delivery->settled_in_a_row();
      reached.outgoing[delivery->name()] = {"", settled};
      add_failed(*delivery, settled, failed);
    }
    commit(std::move(reached), std::move(failed));
    for (const auto& delivery : deliveries_)
      if (!delivery->can_be_cut_back()) delivery->results_kept();
  }

  static void add_failed(const Delivery& delivery, std::uint64_t settled, std::vector<Task>& all) {
    for (auto& task : delivery.failed(settled)) all.push_back(std::move(task));
  }

  void commit(RoutePosition reached, std::vector<Task> failed, const PartChanges& changes = {}) {
    kept_at_ns_ = steady_now_ns();
    if (options_.dry_run || (reached == kept_ && failed.empty() && changes.empty())) return;
    for (auto& task : failed) {
      task.error = masker_.masked(task.error);
      task.answer = masker_.masked(task.answer);
    }
    store_.commit(route_.name, reached, failed, changes);
    if (!changes.empty()) parts_.kept();
    kept_ = std::move(reached);
  }

  int gravest() const {
    int exit = rejected_count_ > 0 ? Exit::failed : Exit::done;
    for (const auto& delivery : deliveries_) exit = std::max(exit, delivery->totals().exit_code);
    return exit;
  }

  void add_up(RouteSummary& summary, std::int64_t started_ns) const {
    summary.records_in = records_in_;
    summary.failed = rejected_count_;
    for (const auto& delivery : deliveries_) {
      summary.records_out += delivery->totals().delivered;
      summary.failed += delivery->totals().failed;
    }
    summary.requests = counters_[HIF_COUNT_REQUESTS];
    summary.read_requests = read_requests_;
    summary.read_all = ended_;
    summary.retries = counters_[HIF_COUNT_RETRIES];
    summary.bytes_in = counters_[HIF_COUNT_BYTES_IN];
    summary.seconds = static_cast<double>(steady_now_ns() - started_ns) / 1e9;
  }

  const RouteConfig& route_;
  Store& store_;
  const Masker& masker_;
  const std::filesystem::path& data_dir_;
  const RouteOptions& options_;
  CheckpointParts parts_;
  RunCounters counters_;
  CallContext context_;
  Incoming incoming_;
  TransformerChain transformers_;
  std::vector<std::unique_ptr<Delivery>> deliveries_;

  std::vector<std::string> sinks_; // outgoings that do not write to a vendor
  std::map<std::string, FileLock> locks_;
  RoutePosition kept_; // as it is in the store
  std::int64_t kept_at_ns_ = 0;
  std::string checkpoint_;     // of the last batch that had one
  bool at_checkpoint_ = false; // nothing was taken since
  bool started_ = false;       // everything is open, and the start is kept
  bool ended_ = false;         // the incoming has no more
  std::uint64_t batch_records_ = max_batch_records;
  std::uint64_t records_in_ = 0, rejected_count_ = 0, read_requests_ = 0;
  std::vector<Task> rejected_; // by transformers before any outgoing, not kept yet
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
  hif::json::Object json{{"route", summary.route},           {"status", summary.status},
                         {"records_in", summary.records_in}, {"records_out", summary.records_out},
                         {"failed", summary.failed},         {"requests", summary.requests},
                         {"retries", summary.retries},       {"bytes_in", summary.bytes_in},
                         {"seconds", summary.seconds}};
  if (!summary.error.empty()) json.set("error", summary.error);
  return json;
}

RouteSummary run_route(const RouteConfig& route, const Configuration& configuration,
                       PackageSet& packages, Services services, Store& store,
                       const std::filesystem::path& data_dir, const RouteOptions& options) {
  const auto lock = lock_route(data_dir, route.name);
  Objects objects(packages, services, configuration);
  auto summary =
      RouteRun(route, configuration, objects, store, services.log.masker(), data_dir, options)
          .run();
  if (!options.dry_run) keep_in_history(summary, store, services.log);
  return summary;
}

} // namespace host
