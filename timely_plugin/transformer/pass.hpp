// SPDX-License-Identifier: MIT
#pragma once
// One batch on its way through the steps of a mapping. Record by record, each through all steps;
// only a group waits until the batch is at its end.

#include "transformer/steps/records.hpp"

#include <hif/ext/transformer_steps.h>
#include <hif/sdk/package.hpp>

#include <deque>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace timely {

class Pass {
 public:
  // All of them must outlive the pass. `trace` may be null. Records are printed into `text`, which
  // is empty, and lives as long as the batch that they make.
  Pass(const Program& program, Tree& tree, const hif::sdk::Host& host,
       const hif::sdk::RejectSink& rejects, const hif_step_sink* trace,
       std::shared_ptr<std::string> text);

  // One batch, once.
  void run(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out);

 private:
  // What is known of a record besides its JSON.
  struct About {
    hif_record record;
    std::string key; // in place of record.key, when it is not empty
  };
  struct Printed {
    About about;
    std::size_t begin, size; // in text_; size 0: the input's own text
  };
  struct Gathered {
    std::vector<About> members; // the first is what the group is known by
    std::string first;          // JSON
    std::vector<std::string> contributions;
  };
  // What the record at hand has left behind; taken back when it fails after all.
  struct Pending {
    std::size_t step;
    std::string key;
    std::optional<Gathered> gathered; // of a group; else the key of a unique step
  };
  // The groups that one step has made so far, in the order of their first records.
  struct Groups {
    std::unordered_map<std::string, std::size_t> by_key;
    std::deque<Gathered> list;
  };

  template <typename Body>
  void guarded(std::span<const About> members, Body body);
  void steps_from(std::size_t step, const About& about);
  void branch(const steps::Branch& branch, std::size_t step, const About& about, Scope& scope);
  void gather(const steps::Group& group, std::size_t step, const About& about, Scope& scope);
  void release_groups(std::size_t step, const steps::Group& group);
  bool is_first(std::size_t step, std::string key);
  void settle(bool good);
  void tell(std::size_t step, const About& about, const Scope& scope);
  void print(const About& about);
  void finish(hif_batch* out);

  const Program& program_;
  Tree& tree_;
  const hif::sdk::Host& host_;
  const hif::sdk::RejectSink& rejects_;
  const hif_step_sink* trace_;
  std::vector<Pending> pending_;
  std::unordered_map<std::size_t, std::unordered_set<std::string>> seen_; // by step
  std::unordered_map<std::size_t, Groups> groups_;                        // by step
  std::vector<Printed> printed_;
  std::shared_ptr<std::string> text_;
  std::size_t in_bytes_ = 0;
};

} // namespace timely
