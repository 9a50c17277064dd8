// SPDX-License-Identifier: MIT
#include "run/delivery.hpp"

#include "run/call_failure.hpp"
#include "run/request_form.hpp"
#include "run/result_json.hpp"

#include <hif/ext/commit.h>
#include <hif/sdk/batch.hpp>
#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace host {
namespace {

using hif::sdk::view;

} // namespace

void tell_committed(const Instance& publisher) {
  const auto* extension = static_cast<const hif_commit*>(publisher.extension(HIF_EXT_COMMIT));
  if (extension && HIF_HAS(extension, hif_commit, committed)) extension->committed(publisher.raw());
}

Delivery::Delivery(Outgoing outgoing, std::string route, CallContext context, OnResult on_result)
    : outgoing_(std::move(outgoing)), route_(std::move(route)), context_(std::move(context)),
      on_result_(std::move(on_result)), sink_{} {
  sink_.struct_size = sizeof sink_;
  sink_.host_data = this;
  sink_.push = [](const hif_result_sink* sink, const hif_result* result) {
    auto& self = *static_cast<Delivery*>(sink->host_data);
    try {
      self.settle(*result);
    } catch (...) { // must not pass through the package
      if (!self.thrown_) self.thrown_ = std::current_exception();
    }
  };
}

Delivery::~Delivery() {
  close();
}

void Delivery::open(const std::string& sink_position, bool anew) {
  auto context = context_;
  if (anew) context.flags |= HIF_CALL_ANEW;
  HostCall call(context);
  const auto& publisher = outgoing_.publisher;
  throw_if_failed(
      publisher.publisher().open(publisher.raw(), call.raw(), hif::sdk::slice(sink_position)), call,
      name());
  sink_position_ = sink_position;
}

void Delivery::close() {
  if (outgoing_.publisher) outgoing_.publisher.publisher().close(outgoing_.publisher.raw());
}

void Delivery::write(const hif_batch& batch, const RecordNumbers& numbers) {
  if (batch.count > 0)
    write_records(batch, {.inputs = numbers, .count = batch.count, .rejected = {}}, 0);
}

void Delivery::resume(const hif_batch& batch, std::string_view stage, std::size_t step) {
  const RecordNumbers numbers;
  Step taken{.inputs = numbers, .count = batch.count, .rejected = {}};
  std::vector<std::uint64_t> inputs(batch.count);
  std::iota(inputs.begin(), inputs.end(), 0);
  if (stage == "request") return transform_requests(batch, inputs, std::move(taken), step);
  if (stage == "publisher") return publish(batch, inputs, std::move(taken));
  write_records(batch, std::move(taken), stage == "outgoing" ? step : 0);
}

Delivery::Rejected Delivery::rejected(Reject reject, std::uint64_t input, const char* stage) {
  return {{std::move(reject.record), input}, std::move(reject.error), stage, reject.step};
}

void Delivery::write_records(const hif_batch& batch, Step step, std::size_t first) {
  std::vector<Reject> rejects;
  const auto records = outgoing_.transformers.apply(batch, context_, rejects, first);
  for (auto& reject : rejects) {
    const auto input = step.inputs[reject.source];
    step.rejected.push_back(rejected(std::move(reject), input, "outgoing"));
  }
  if (!outgoing_.request_transformers.empty()) return write_requests(records, std::move(step));
  std::vector<std::uint64_t> inputs(records.batch().count);
  for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = step.inputs[records.origin(i)];
  publish(records.batch(), inputs, std::move(step));
}

void Delivery::write_requests(const Transformed& records, Step step) {
  hif::sdk::BatchBuilder builder;
  std::vector<std::uint64_t> form_inputs;
  for (std::uint64_t i = 0; i < records.batch().count; ++i) {
    auto record = *hif_batch_at(&records.batch(), i);
    const auto input = step.inputs[records.origin(i)];
    try {
      const auto form =
          request_form(hif::json::parse(view(record.json)), outgoing_.request_parameters);
      record.json = hif::sdk::str(builder.own(hif::json::print(form)));
    } catch (const hif::json::ParseError& error) {
      step.rejected.push_back({{std::string(view(record.json)), input},
                               std::string("the record is not JSON: ") + error.what(),
                               "outgoing",
                               outgoing_.transformers.size()});
      continue;
    }
    builder.add(record);
    form_inputs.push_back(input);
  }
  hif::sdk::Batch forms;
  builder.finish(forms.out());
  transform_requests(*forms.raw(), form_inputs, std::move(step), 0);
}

void Delivery::transform_requests(const hif_batch& forms, const std::vector<std::uint64_t>& inputs,
                                  Step step, std::size_t first) {
  std::vector<Reject> rejects;
  const auto requests = outgoing_.request_transformers.apply(forms, context_, rejects, first);
  for (auto& reject : rejects) {
    const auto input = inputs[reject.source];
    step.rejected.push_back(rejected(std::move(reject), input, "request"));
  }
  std::vector<std::uint64_t> of_requests(requests.batch().count);
  for (std::size_t i = 0; i < of_requests.size(); ++i) of_requests[i] = inputs[requests.origin(i)];
  publish(requests.batch(), of_requests, std::move(step));
}

void Delivery::note_taken(const Step& step) {
  const auto note = [&](std::uint64_t first, std::uint64_t count) {
    if (!taken_.empty() && taken_.back().first + taken_.back().count == first)
      taken_.back().count += count;
    else
      taken_.push_back({first, count});
  };
  if (step.inputs.each.empty()) return note(step.inputs.first, step.count);
  for (const auto number : step.inputs.each) note(number, 1);
}

void Delivery::publish(const hif_batch& batch, const std::vector<std::uint64_t>& inputs,
                       Step step) {
  note_taken(step);
  for (auto& rejected : step.rejected) {
    auto task = failed_task(std::move(rejected.record.record), std::move(rejected.error));
    task.stage = rejected.stage;
    task.step = static_cast<std::int64_t>(rejected.step);
    fail(rejected.record.input, std::move(task), Exit::failed);
  }
  if (batch.count == 0) return;
  in_flight_ = {&batch, &inputs, next_index_, std::vector<bool>(batch.count)};
  next_index_ += batch.count;
  const auto& publisher = outgoing_.publisher;
  HostCall call(context_);
  const auto status = publisher.publisher().write(publisher.raw(), call.raw(), &batch,
                                                  in_flight_.first_index, &sink_);
  for (std::uint64_t i = 0; i < batch.count; ++i)
    if (!in_flight_.settled[i])
      unsettled_[in_flight_.first_index + i] = {std::string(view(hif_batch_at(&batch, i)->json)),
                                                inputs[i]};
  in_flight_ = {};
  rethrow();
  throw_if_failed(status, call, name());
}

void Delivery::flush() {
  HostCall call(context_);
  const auto& publisher = outgoing_.publisher;
  std::string position;
  const auto status = publisher.publisher().flush(
      publisher.raw(), call.raw(), &sink_, &position,
      [](void* data, hif_slice given) { *static_cast<std::string*>(data) = view(given); });
  rethrow();
  throw_if_failed(status, call, name());
  if (!unsettled_.empty())
    throw Failure(Exit::failed, name() + ": the package gave no result for " +
                                    std::to_string(unsettled_.size()) + " records after a flush");
  sink_position_ = position;
}

void Delivery::rethrow() {
  if (const auto thrown = std::exchange(thrown_, nullptr)) std::rethrow_exception(thrown);
}

void Delivery::results_kept() const {
  const bool dry_run = (context_.flags & HIF_CALL_DRY_RUN) != 0;
  if (unsettled_.empty() && !dry_run) tell_committed(outgoing_.publisher);
}

SettledRecords Delivery::take_settled() {
  std::set<std::uint64_t> open;
  for (const auto& [index, unsettled] : unsettled_) open.insert(unsettled.input);
  SettledRecords settled;
  for (const auto& range : std::exchange(taken_, {})) {
    auto from = range.first;
    const auto end = range.first + range.count;
    for (auto gap = open.lower_bound(from); gap != open.end() && *gap < end; ++gap) {
      if (*gap > from) settled.numbers.push_back({from, *gap - from});
      taken_.push_back({*gap, 1});
      from = *gap + 1;
    }
    if (from < end) settled.numbers.push_back({from, end - from});
  }
  for (auto& [input, task] : std::exchange(failed_, {}))
    (open.contains(input) ? failed_ : settled.failed).emplace_back(input, std::move(task));
  return settled;
}

void Delivery::settle(const hif_result& result) {
  const bool failed = result.outcome == HIF_OUTCOME_FAILED;
  Unsettled settled{};
  const auto position = result.index - in_flight_.first_index;
  if (in_flight_.batch && result.index >= in_flight_.first_index &&
      position < in_flight_.batch->count) {
    if (in_flight_.settled[position]) return;
    in_flight_.settled[position] = true;
    settled.input = (*in_flight_.inputs)[position];
    if (failed) settled.record = view(hif_batch_at(in_flight_.batch, position)->json);
  } else {
    const auto found = unsettled_.find(result.index);
    if (found == unsettled_.end()) return;
    settled = std::move(found->second);
    unsettled_.erase(found);
  }
  if (failed) {
    auto task = failed_task(std::move(settled.record), std::string(view(result.error)));
    task.answer = hif::json::print(told_of(result, settled.input));
    fail(settled.input, std::move(task), exit_of_failed(result));
  } else {
    ++totals_.delivered;
  }
  if (on_result_ || !outgoing_.response_transformers.empty()) tell(told_of(result, settled.input));
}

// The publishers of several lanes count for themselves; what people see counts the records.
hif::json::Value Delivery::told_of(const hif_result& result, std::uint64_t input) const {
  auto told = result_json(result);
  if (outgoing_.lanes > 1) told.as_object().set("index", input);
  return told;
}

Task Delivery::failed_task(std::string record, std::string error) const {
  Task task;
  task.route = route_;
  task.outgoing = name();
  task.lane = outgoing_.lane;
  task.status = "Failed";
  task.attempts = 1;
  task.error = std::move(error);
  task.record = std::move(record);
  return task;
}

std::vector<Task> Delivery::failed() const {
  std::vector<Task> tasks;
  for (const auto& [input, task] : failed_) tasks.push_back(task);
  return tasks;
}

void Delivery::fail(std::uint64_t input, Task task, int exit_code) {
  ++totals_.failed;
  totals_.exit_code = std::max(totals_.exit_code, exit_code);
  failed_.emplace_back(input, std::move(task));
}

std::vector<Task> Delivery::without_result(const std::string& error) const {
  std::vector<Task> tasks;
  for (const auto& [index, unsettled] : unsettled_)
    tasks.push_back(failed_task(unsettled.record, error));
  return tasks;
}

void Delivery::tell(hif::json::Value told) {
  const auto tell = [&](const hif::json::Value& one) {
    if (on_result_) on_result_(one);
  };
  if (outgoing_.response_transformers.empty()) return tell(told);
  hif::sdk::BatchBuilder builder;
  builder.add(builder.own(hif::json::print(told)));
  hif::sdk::Batch in;
  builder.finish(in.out());
  std::vector<Reject> rejects;
  const auto out = outgoing_.response_transformers.apply(*in.raw(), context_, rejects);
  for (const auto& reject : rejects) { // what became of the record is told all the same
    told.as_object().set("response_transformer_error", reject.error);
    tell(told);
  }
  for (std::uint64_t i = 0; i < out.batch().count; ++i)
    tell(hif::json::parse(view(hif_batch_at(&out.batch(), i)->json)));
}

} // namespace host
