// SPDX-License-Identifier: MIT
#include "transformer/step.hpp"

namespace timely {
namespace {

// The record as it was before a step, for the policies that go on without it.
class Snapshot {
 public:
  explicit Snapshot(const Scope& scope) : root_(scope.root), changed_(scope.tree.changed) {}
  void restore(Scope& scope) const {
    scope.root = root_;
    scope.tree.changed = changed_;
    scope.dropped = false;
  }

 private:
  Node root_;
  bool changed_;
};

std::string message_of(const Step& step, const Step::Entry& entry, std::size_t number,
                       const std::string& why, bool nested) {
  return "step " + std::to_string(number) + " (" + step.name +
         (entry.label.empty() ? "" : " " + entry.label) + (nested ? "), " : "): ") + why;
}

// Carries out an entry; every failure comes out as a StepError.
void apply_entry(const Step& step, std::size_t index, std::size_t number, Scope& scope) {
  const auto fail = [&](const std::string& why, const std::string* pointer, bool on_purpose) {
    const auto entry = step.entry(index);
    throw StepError(message_of(step, entry, number, why, pointer != nullptr),
                    pointer ? *pointer : entry.pointer, on_purpose);
  };
  try {
    step.apply(index, scope);
  } catch (const StepError& inner) {
    fail(inner.what(), &inner.pointer, inner.on_purpose);
  } catch (const Conflict& conflict) {
    fail(conflict.what(), nullptr, false);
  } catch (const Refusal& refusal) {
    fail(refusal.what(), nullptr, true);
  }
}

void run_skipping(const Step& step, std::size_t number, Scope& scope) {
  const Snapshot before(scope);
  try {
    for (std::size_t i = 0; i < step.size() && !scope.dropped; ++i)
      apply_entry(step, i, number, scope);
  } catch (const StepError& error) {
    if (error.on_purpose) throw;
    before.restore(scope);
  }
}

void run_nulling(const Step& step, std::size_t number, Scope& scope) {
  for (std::size_t i = 0; i < step.size() && !scope.dropped; ++i) {
    const Snapshot before(scope);
    try {
      apply_entry(step, i, number, scope);
    } catch (const StepError& error) {
      if (error.on_purpose) throw;
      before.restore(scope);
      step.apply_null(i, scope);
    }
  }
}

} // namespace

void run_step(const Step& step, std::size_t number, Scope& scope) {
  switch (step.on_error) {
  case OnError::fail:
    for (std::size_t i = 0; i < step.size() && !scope.dropped; ++i)
      apply_entry(step, i, number, scope);
    return;
  case OnError::skip:
    return run_skipping(step, number, scope);
  case OnError::null:
    return run_nulling(step, number, scope);
  }
}

void run_program(const Program& program, Scope& scope) {
  for (std::size_t i = 0; i < program.size() && !scope.dropped; ++i)
    run_step(*program[i], i + 1, scope);
}

} // namespace timely
