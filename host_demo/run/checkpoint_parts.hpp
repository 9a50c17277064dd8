// SPDX-License-Identifier: MIT
#pragma once
// The parts of a checkpoint (ext/checkpoint_parts.h), from an incoming to whoever keeps them.

#include "run/objects.hpp"
#include "store/store.hpp"

#include <hif/ext/checkpoint_parts.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace host {

// Of an incoming that keeps none, nothing is asked and nothing changes. One thread.
class CheckpointParts {
 public:
  // A part as it was before changes() was taken last, kept or not; nothing when there is none.
  using Kept = std::function<std::optional<std::string>(std::string_view name)>;

  explicit CheckpointParts(Kept kept);
  CheckpointParts(const CheckpointParts&) = delete;
  CheckpointParts& operator=(const CheckpointParts&) = delete;

  // Before the incoming is opened; this must outlive its instance. Throws Failure.
  void attach(const Incoming& incoming, const CallContext& context);
  // After a batch with a checkpoint. Throws Failure.
  void take(const CallContext& context);
  // What was taken since the last time: to be kept with the checkpoint taken last.
  PartChanges changes() { return std::exchange(changes_, {}); }

 private:
  hif_status get(const hif_call* call, std::string_view name, void* data,
                 void (*reader)(void*, hif_slice)) const;

  Kept kept_;
  const Incoming* incoming_ = nullptr;
  const hif_checkpoint_parts* table_ = nullptr; // null: it keeps none
  hif_part_source source_;
  PartChanges changes_;
};

} // namespace host
