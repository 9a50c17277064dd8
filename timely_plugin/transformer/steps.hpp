// SPDX-License-Identifier: MIT
#pragma once
// The steps of a mapping, ready to run.

#include "transformer/places.hpp"

#include <hif/sdk/error.hpp>

namespace timely {

enum class StepKind { set, fallback, copy, move, rename, remove, keep };

// One line of a step: a path and what becomes of it.
struct Entry {
  std::string pointer;      // of it in the configuration: "/steps/2/copy/a.b"
  Path path;                // of set, fallback: where to; of the others: where from
  Path target;              // of copy, move: where to; of rename: the new name
  std::string padded_value; // of set, fallback: JSON, as Tree::padded makes it
};

struct Step {
  StepKind kind = StepKind::set;
  std::string name; // as the configuration has it: "default"
  std::vector<Entry> entries;
};

// Reads `config.steps`. Throws ConfigError that names every fault by its pointer.
std::vector<Step> compile_steps(const hif::json::Value& config);

// Carries out an entry. Throws Conflict when something is in the way; the record may then be half
// changed.
void apply(const Entry& entry, StepKind kind, Tree& tree);

// Makes null of what the entry would have changed, and leaves alone what it reads.
void apply_null(const Entry& entry, StepKind kind, Tree& tree);

// Leaves of the record what any entry of a keep step names.
void apply_keep(const std::vector<Entry>& entries, Tree& tree);

} // namespace timely
