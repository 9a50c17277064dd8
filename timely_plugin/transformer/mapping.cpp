// SPDX-License-Identifier: MIT
#include "transformer/mapping.hpp"

#include <algorithm>

namespace timely {
namespace {

// "record 3", or "record "77"" by its key.
std::string record_name(const hif_record& record, std::uint64_t position) {
  if (record.key.size > 0) return "record \"" + std::string(hif::sdk::view(record.key)) + "\"";
  return "record " + std::to_string(position);
}

// A record whose text is printed into the batch's text, which may still move.
struct Printed {
  hif_record record;
  std::size_t begin, size; // size 0: its text is the input's own
};

void finish(const std::vector<Printed>& printed, std::string text, hif_batch* out) {
  hif::sdk::BatchBuilder batch;
  const auto kept = batch.own(std::move(text));
  for (const auto& item : printed) {
    auto record = item.record;
    if (item.size > 0) record.json = hif::sdk::str(kept.substr(item.begin, item.size));
    batch.add(record);
  }
  batch.finish(out);
}

} // namespace

Mapping::Mapping(const hif::sdk::Creation& creation) : steps_(compile_steps(creation.config)) {
  if (const auto* policy = creation.config.find("on_error"); policy && policy->is_string()) {
    if (policy->as_string() == "skip") on_error_ = OnError::skip;
    if (policy->as_string() == "null") on_error_ = OnError::null;
  }
}

void Mapping::transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                        const hif::sdk::RejectSink& rejects) {
  call.throw_if_cancelled();
  std::vector<Printed> printed;
  std::string text;
  for (std::uint64_t i = 0; i < in.count; ++i) {
    auto record = *hif_batch_at(&in, i);
    record.source = i;
    try {
      map(hif::sdk::view(record.json));
    } catch (const hif::sdk::Error& error) {
      rejects.push(i, error.status, record_name(record, i) + ": " + error.what(),
                   hif::json::print(error.details));
      continue;
    } catch (const NoRecord& error) {
      rejects.push(i, HIF_DATA_LOSS, record_name(record, i) + ": " + error.what());
      continue;
    }
    const auto begin = text.size();
    if (tree_.changed) print(tree_.root(), text);
    printed.push_back({record, begin, text.size() - begin});
  }
  finish(printed, std::move(text), out);
}

// Leaves the mapped record in tree_. A step may have half changed the record when it fails: the
// record is then begun again, and what failed is left out, or made null.
void Mapping::map(std::string_view json) {
  failures_.clear();
  while (true) {
    tree_.load(json);
    auto failure = run();
    if (!failure) return;
    if (on_error_ == OnError::fail) refuse(*failure);
    failures_.push_back(std::move(*failure));
  }
}

std::optional<Mapping::Failure> Mapping::run() {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const auto& step = steps_[i];
    if (step.kind == StepKind::keep) apply_keep(step.entries, tree_);
    if (on_error_ == OnError::skip && failed_before(i)) continue;
    for (std::size_t j = 0; j < step.entries.size(); ++j) {
      if (failed_before(i, j)) {
        apply_null(step.entries[j], step.kind, tree_);
        continue;
      }
      try {
        apply(step.entries[j], step.kind, tree_);
      } catch (const Conflict& conflict) {
        return Failure{i, j, conflict.what()};
      }
    }
  }
  return std::nullopt;
}

bool Mapping::failed_before(std::size_t step) const {
  return std::any_of(failures_.begin(), failures_.end(),
                     [&](const Failure& failure) { return failure.step == step; });
}

bool Mapping::failed_before(std::size_t step, std::size_t entry) const {
  return std::any_of(failures_.begin(), failures_.end(), [&](const Failure& failure) {
    return failure.step == step && failure.entry == entry;
  });
}

void Mapping::refuse(const Failure& failure) const {
  const auto& step = steps_[failure.step];
  const auto& entry = step.entries[failure.entry];
  const auto target = entry.target.text.empty() ? "" : " to \"" + entry.target.text + "\"";
  throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                        "step " + std::to_string(failure.step + 1) + " (" + step.name + " \"" +
                            entry.path.text + "\"" + target + "): " + failure.why,
                        hif::json::Object{{"pointer", entry.pointer}});
}

} // namespace timely
