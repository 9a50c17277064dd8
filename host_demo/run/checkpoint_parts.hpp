// SPDX-License-Identifier: MIT
#pragma once
// The parts of a checkpoint (ext/checkpoint_parts.h), from an incoming to whoever keeps them.

#include "run/objects.hpp"
#include "store/store.hpp"

#include <hif/ext/checkpoint_parts.h>

#include <functional>
#include <optional>
#include <string>

namespace host {

// Of an incoming that keeps none, nothing is asked and nothing changes. One thread.
class CheckpointParts {
 public:
  // A part as it was kept last; nothing when it was not.
  using Kept = std::function<std::optional<std::string>(std::string_view name)>;

  explicit CheckpointParts(Kept kept);
  CheckpointParts(const CheckpointParts&) = delete;
  CheckpointParts& operator=(const CheckpointParts&) = delete;

  // Before the incoming is opened; this must outlive its instance. `anew`: as if none were kept,
  // until kept(). Throws Failure.
  void attach(const Incoming& incoming, const CallContext& context, bool anew);
  // After a batch with a checkpoint. Throws Failure.
  void take(const CallContext& context);
  // What was taken since the last kept(): to be kept with the checkpoint taken last.
  const PartChanges& changes() const { return changes_; }
  void kept() {
    changes_ = {};
    anew_ = false;
  }

 private:
  hif_status get(const hif_call* call, std::string_view name, void* data,
                 void (*reader)(void*, hif_slice)) const;

  Kept kept_;
  bool anew_ = false;
  const Incoming* incoming_ = nullptr;
  const hif_checkpoint_parts* table_ = nullptr; // null: it keeps none
  hif_part_source source_;
  PartChanges changes_;
};

} // namespace host
