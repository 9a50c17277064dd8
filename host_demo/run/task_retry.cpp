// SPDX-License-Identifier: MIT
#include "run/task_retry.hpp"

#include "run/delivery.hpp"
#include "run/route_lock.hpp"
#include "services/clock.hpp"
#include "services/interrupt.hpp"
#include "text/nearest.hpp"

#include <hif/sdk/batch.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <memory>

namespace host {
namespace {

using hif::json::print;

const RouteConfig& route_named(const Configuration& configuration, const std::string& name) {
  if (const auto* route = configuration.find_route(name)) return *route;
  std::vector<std::string> known;
  for (const auto& route : configuration.routes) known.push_back(route.name);
  throw Failure(Exit::usage, configuration.file + " has no route \"" + name +
                                 "\", which the task came from; put it back, or skip the task." +
                                 did_you_mean(name, known));
}

// One record on its way again.
class Attempt {
 public:
  Attempt(const RetrySurroundings& around, const RouteConfig& route, Objects& objects,
          const Task& task)
      : around_(around), route_(route), objects_(objects), task_(task) {}

  RetryOutcome run() {
    try {
      deliver();
    } catch (const Failure& failure) {
      fail_whole(failure.what(), failure.exit_code);
    } catch (const std::exception& error) {
      fail_whole(error.what(), Exit::failed);
    }
    const auto outcome = keep();
    for (const auto& delivery : deliveries_) delivery->results_kept();
    return outcome;
  }

 private:
  void deliver() {
    hif::sdk::BatchBuilder builder;
    builder.add(builder.copy(task_.record));
    hif::sdk::Batch batch;
    builder.finish(batch.out());
    const auto step = static_cast<std::size_t>(task_.step);
    if (!task_.outgoing.empty()) return deliver_to(task_.outgoing, *batch.raw(), task_.stage, step);

    std::vector<Reject> rejects;
    const bool from_incoming = task_.stage != "route";
    const auto of_incoming = from_incoming
                                 ? incoming_transformers().apply(*batch.raw(), {}, rejects, step)
                                 : Transformed(*batch.raw());
    reject(rejects, "incoming");
    const auto of_route = objects_.transformers(route_.transformers)
                              .apply(of_incoming.batch(), {}, rejects, from_incoming ? 0 : step);
    reject(rejects, "route");
    if (of_route.batch().count == 0) return;
    for (const auto& name : route_.outgoing) deliver_to(name, of_route.batch(), "outgoing", 0);
  }

  TransformerChain incoming_transformers() {
    return objects_.transformers(
        around_.configuration.find_incoming(route_.incoming)->transformers);
  }

  void reject(std::vector<Reject>& rejects, const char* stage) {
    for (auto& reject : rejects) {
      auto task = failed("", reject.error, reject.record, stage);
      task.step = static_cast<std::int64_t>(reject.step);
      failed_.push_back(std::move(task));
      exit_code_ = std::max<int>(exit_code_, Exit::failed);
    }
    rejects.clear();
  }

  // What fails here fails for this outgoing alone.
  void deliver_to(const std::string& name, const hif_batch& batch, const std::string& stage,
                  std::size_t step) {
    Delivery* delivery = nullptr;
    try {
      const auto* config = around_.configuration.find_outgoing(name);
      if (!config)
        throw Failure(Exit::usage, around_.configuration.file + " has no outgoing \"" + name +
                                       "\", which the task is for; put it back, or skip the task");
      if (!config->client) locks_.push_back(lock_sink(around_.data_dir, name));
      delivery =
          deliveries_
              .emplace_back(std::make_unique<Delivery>(
                  objects_.outgoing(*config, task_.outgoing.empty() ? 0 : task_.lane), route_.name,
                  CallContext(), [this](const auto& result) { answer_ = print(result); }))
              .get();
      delivery->open(around_.store.sink_position(name), false);
      delivery->resume(batch, stage, step);
      delivery->flush();
    } catch (const Failure& failure) {
      take_broken(delivery, name, batch, stage, step, failure);
    }
    if (delivery) take(*delivery);
  }

  void take(const Delivery& delivery) {
    for (auto& task : delivery.failed()) failed_.push_back(std::move(task));
    exit_code_ = std::max(exit_code_, delivery.totals().exit_code);
    if (!delivery.sink_position().empty()) sinks_[delivery.name()] = delivery.sink_position();
  }

  void take_broken(const Delivery* delivery, const std::string& name, const hif_batch& batch,
                   const std::string& stage, std::size_t step, const Failure& failure) {
    exit_code_ = std::max(exit_code_, failure.exit_code);
    if (delivery && delivery->has_taken()) {
      for (auto& task : delivery->without_result(failure.what())) failed_.push_back(task);
      return;
    }
    for (std::uint64_t i = 0; i < batch.count; ++i) {
      auto task = failed(name, failure.what(),
                         std::string(hif::sdk::view(hif_batch_at(&batch, i)->json)), stage);
      task.step = static_cast<std::int64_t>(step);
      failed_.push_back(std::move(task));
    }
  }

  void fail_whole(const std::string& error, int exit_code) {
    exit_code_ = std::max(exit_code_, exit_code);
    failed_ = {task_};
    failed_.front().error = error;
    sinks_.clear();
  }

  Task failed(const std::string& outgoing, const std::string& error, const std::string& record,
              const std::string& stage) const {
    Task task;
    task.route = route_.name;
    task.outgoing = outgoing;
    task.lane = task_.lane;
    task.error = error;
    task.record = record;
    task.stage = stage;
    return task;
  }

  RetryOutcome keep() {
    const auto& masker = around_.services.log.masker();
    TaskSettlement settlement;
    settlement.task = task_;
    settlement.sinks = sinks_;
    for (auto& task : failed_) {
      task.error = masker.masked(task.error);
      task.answer = masker.masked(task.answer);
      task.status = "Failed";
      task.attempts = task_.attempts + 1;
    }
    auto& kept = settlement.task;
    if (failed_.empty()) {
      kept.status = "Finished";
      kept.error.clear();
    } else {
      kept = failed_.front();
      kept.id = task_.id;
      settlement.further.assign(failed_.begin() + 1, failed_.end());
    }
    kept.attempts = task_.attempts + 1;
    auto& attempt = settlement.attempt;
    attempt.at_us = unix_now_us();
    attempt.request = task_.record;
    attempt.answer = failed_.empty() ? masker.masked(answer_) : kept.answer;
    attempt.error = kept.error;
    around_.store.kept_tasks().settle(settlement);
    return {kept, exit_code_};
  }

  const RetrySurroundings& around_;
  const RouteConfig& route_;
  Objects& objects_;
  const Task& task_;
  std::vector<FileLock> locks_;
  std::vector<std::unique_ptr<Delivery>> deliveries_; // open until what became of it all is kept
  std::vector<Task> failed_;
  std::map<std::string, std::string> sinks_;
  std::string answer_; // the last result
  int exit_code_ = Exit::done;
};

} // namespace

void retry_tasks(const RetrySurroundings& around, const std::string& route,
                 const std::vector<Task>& tasks,
                 const std::function<void(const RetryOutcome&)>& on_outcome) {
  const auto& config = route_named(around.configuration, route);
  const auto lock = lock_route(around.data_dir, route);
  Objects objects(around.packages, around.services, around.configuration);
  for (const auto& task : tasks) {
    if (interrupted()) throw Failure(Exit::interrupted, "interrupted");
    if (!around.store.kept_tasks().set_status(task.id, "Processing")) continue;
    on_outcome(Attempt(around, config, objects, task).run());
  }
}

} // namespace host
