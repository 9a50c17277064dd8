// SPDX-License-Identifier: MIT
#pragma once
// The parts of a route's checkpoint (ext/checkpoint_parts.h), from its incoming to the store.

#include "run/objects.hpp"
#include "store/store.hpp"

#include <hif/ext/checkpoint_parts.h>

#include <string>

namespace host {

// Of an incoming that keeps none, nothing is asked and nothing changes. One thread.
class CheckpointParts {
 public:
  CheckpointParts(Store& store, std::string route);
  CheckpointParts(const CheckpointParts&) = delete;
  CheckpointParts& operator=(const CheckpointParts&) = delete;

  // Before the incoming, which must outlive this, is opened. `anew`: as if none were kept. Throws
  // Failure.
  void attach(const Incoming& incoming, const CallContext& context, bool anew);
  // After a batch with a checkpoint. Throws Failure.
  void take(const CallContext& context);
  // What was taken since the last kept(): to be kept with the checkpoint taken last.
  const PartChanges& changes() const { return changes_; }
  void kept() { changes_ = {}; }

 private:
  hif_status get(const hif_call* call, std::string_view name, void* data,
                 void (*reader)(void*, hif_slice)) const;

  Store& store_;
  std::string route_;
  bool anew_ = false;
  const Incoming* incoming_ = nullptr;
  const hif_checkpoint_parts* table_ = nullptr; // null: it keeps none
  hif_part_source source_;
  PartChanges changes_;
};

} // namespace host
