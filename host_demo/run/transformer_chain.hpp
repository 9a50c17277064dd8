// SPDX-License-Identifier: MIT
#pragma once
// A list of transformers, applied one after another to a batch.

#include "package/instance.hpp"
#include "services/call.hpp"

#include <hif/sdk/batch.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace host {

// A record that a transformer could not transform.
struct Reject {
  std::uint64_t source; // its position in the batch that was given to the chain
  std::string record;   // JSON, as the transformer was given it
  hif_status status;
  std::string error;
  std::size_t step = 0; // which transformer of the chain
};

// What one step of a chain made of a record.
struct StepMade {
  std::uint64_t source;    // position of the record in the batch that was given to the chain
  std::size_t transformer; // its place in the list, from 0
  std::string_view prototype;
  std::size_t step;        // within the transformer, from 0; 0 for one that shows no steps
  std::string_view name;   // of the step, as people wrote it; empty for one that shows no steps
  std::string_view record; // JSON; empty: the step took the record out
};
using StepListener = std::function<void(const StepMade&)>;

// The outcome of a chain. Its slices may lie in the batch that went in, which must live longer.
class Transformed {
 public:
  const hif_batch& batch() const { return *result_; }
  // Position in the batch that went in, of record `i` of batch().
  std::uint64_t origin(std::uint64_t i) const { return origins_.empty() ? i : origins_[i]; }

  explicit Transformed(const hif_batch& in) : result_(&in) {}
  Transformed(Transformed&&) = default;
  // Later batches may borrow from earlier ones: released from the back.
  ~Transformed() {
    while (!held_.empty()) held_.pop_back();
  }

 private:
  friend class TransformerChain;
  const hif_batch* result_;
  std::vector<std::unique_ptr<hif::sdk::Batch>> held_;
  std::vector<std::uint64_t> origins_; // empty: the identity
};

class TransformerChain {
 public:
  TransformerChain() = default;
  explicit TransformerChain(std::vector<Instance> steps) : steps_(std::move(steps)) {}
  bool empty() const { return steps_.empty(); }
  std::size_t size() const { return steps_.size(); }
  // All steps from `first` on. Throws Failure when a transformer as a whole cannot go on. `on_step`
  // is told of every step: of those within a transformer that shows them
  // (hif.transformer_steps/1), else of the transformer as one.
  Transformed apply(const hif_batch& in, const CallContext& context, std::vector<Reject>& rejects,
                    std::size_t first = 0, const StepListener& on_step = {}) const;

 private:
  std::vector<Instance> steps_;
};

} // namespace host
