// SPDX-License-Identifier: MIT
#pragma once
// Batches: reading one, building one, owning one.

#include "text.hpp"

#include <hif/batch.h>

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hif::sdk {

// A batch that this side holds: released once when it goes. Move only.
class Batch {
 public:
  Batch() : raw_{} {}
  explicit Batch(const hif_batch& raw) : raw_(raw) {}
  Batch(Batch&& other) noexcept : raw_(std::exchange(other.raw_, hif_batch{})) {}
  Batch& operator=(Batch&& other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }
  ~Batch() {
    if (raw_.release) raw_.release(&raw_);
  }

  std::size_t size() const { return raw_.count; }
  const hif_record& operator[](std::size_t i) const { return *hif_batch_at(&raw_, i); }
  std::string_view checkpoint() const { return view(raw_.checkpoint); }
  const hif_batch* raw() const { return &raw_; }
  // To be filled by a callee; must be empty.
  hif_batch* out() { return &raw_; }

 private:
  hif_batch raw_;
};

// Builds a batch. Texts are either copied in, or lie in memory that `keep` holds until release.
class BatchBuilder {
 public:
  // Holds `owner` until the batch is released.
  void keep(std::shared_ptr<const void> owner) { state_->owners.push_back(std::move(owner)); }
  // A copy of `text` that lives as long as the batch.
  std::string_view copy(std::string_view text) { return state_->texts.emplace_back(text); }
  std::string_view own(std::string text) { return state_->texts.emplace_back(std::move(text)); }
  // Every slice of `record` must live as long as the batch (see keep, copy, own).
  void add(const hif_record& record) { state_->records.push_back(record); }
  void add(std::string_view json, std::uint64_t source = 0) {
    hif_record record{};
    record.json = str(json);
    record.event_time_us = std::numeric_limits<std::int64_t>::min();
    record.source = source;
    add(record);
  }
  void checkpoint(std::string_view value) { state_->checkpoint = value; }
  std::size_t size() const { return state_->records.size(); }

  // Hands everything over to `out`; the builder is empty afterwards.
  void finish(hif_batch* out) {
    auto* state = state_.release();
    state_ = std::make_unique<State>();
    *out = hif_batch{};
    out->struct_size = sizeof(hif_batch);
    out->stride = sizeof(hif_record);
    out->records = state->records.data();
    out->count = state->records.size();
    out->checkpoint = slice(state->checkpoint);
    out->producer_data = state;
    out->release = [](hif_batch* batch) {
      delete static_cast<State*>(batch->producer_data);
      *batch = hif_batch{};
    };
  }

 private:
  struct State {
    std::vector<hif_record> records;
    std::deque<std::string> texts; // a deque, so that short texts stay where they are
    std::vector<std::shared_ptr<const void>> owners;
    std::string checkpoint;
  };
  std::unique_ptr<State> state_ = std::make_unique<State>();
};

} // namespace hif::sdk
