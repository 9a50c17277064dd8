// SPDX-License-Identifier: MIT
#pragma once
// A step of a mapping, ready to run, and lists of them.

#include "transformer/places.hpp"

#include <hif/sdk/host.hpp>

#include <memory>

namespace timely {

// What a step works on: a record, or an object within one. A path begins at `root`.
struct Scope {
  Tree& tree;
  Node& root;
  const hif::sdk::Host& host;
  bool dropped = false; // a step took it out: no step follows
};

// What becomes of a record when a step cannot be carried out on it.
enum class OnError { fail, skip, null };

// A step fails the record on purpose, whatever `on_error` says.
class Refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A step that could not be carried out. `what()` names each step on the way to it.
class StepError : public std::runtime_error {
 public:
  StepError(const std::string& message, std::string pointer, bool on_purpose)
      : std::runtime_error(message), pointer(std::move(pointer)), on_purpose(on_purpose) {}
  std::string pointer; // of the entry in the configuration: "/steps/2/copy/a.b"
  bool on_purpose;     // a Refusal
};

// A step has entries, carried out in order, each with an error of its own. Immutable once made.
class Step {
 public:
  struct Entry {
    std::string label;   // as messages call it: `"a.b" to "c"`; may be empty
    std::string pointer; // in the configuration
  };

  virtual ~Step() = default;
  virtual std::size_t size() const { return 1; }
  virtual Entry entry(std::size_t index) const = 0;
  // Throws Conflict when something in the record is in the way; the scope may then be half changed.
  virtual void apply(std::size_t index, Scope& scope) const = 0;
  // Makes null of what the entry would have changed, and leaves alone what it reads. Does nothing
  // where there is no such thing.
  virtual void apply_null(std::size_t, Scope&) const {}

  // What the mapping itself has to do besides apply(), for steps that work on several records.
  enum class Kind { within, branch, group, unique };
  Kind kind = Kind::within;
  std::string name; // as the configuration has it: "default"
  OnError on_error = OnError::fail;
};

using Program = std::vector<std::unique_ptr<Step>>;

// Carries out one step by its policy. `number` counts from 1. Throws StepError.
void run_step(const Step& step, std::size_t number, Scope& scope);
// Carries out all steps, until one drops the scope.
void run_program(const Program& program, Scope& scope);

// For steps whose entries say what they do in a list.
template <typename T>
class ListStep : public Step {
 public:
  std::size_t size() const override { return list.size(); }
  Entry entry(std::size_t index) const override {
    return {list[index].label(), list[index].pointer};
  }
  std::vector<T> list;
};

} // namespace timely
