// SPDX-License-Identifier: MIT
#pragma once
// Steps that make several records of one, one of several, or none: the mapping carries them out
// over a whole batch. apply() of each only looks whether the record at hand is fit for it.

#include "transformer/compiler.hpp"

namespace timely::steps {

class RecordsStep : public Step {
 public:
  RecordsStep(Kind of_kind, std::string at) : pointer_(std::move(at)) { kind = of_kind; }
  Entry entry(std::size_t) const override { return {label(), pointer_}; }
  virtual std::string label() const { return ""; }

 private:
  std::string pointer_;
};

// One record for each element of an array, which stands in the array's place, or at `into`.
class Branch final : public RecordsStep {
 public:
  explicit Branch(std::string at) : RecordsStep(Kind::branch, std::move(at)) {}
  Path path;
  std::optional<Path> into;
  bool keep_empty = false; // a record without elements goes on, without the array

  std::string label() const override { return "\"" + path.text + "\""; }
  void apply(std::size_t, Scope& scope) const override;

  // The elements; nothing when there is no array, as a policy may have it.
  std::optional<std::vector<Node>> elements(Scope& scope) const;
  // Puts `element` where it belongs.
  void put(Node element, Scope& scope) const;
  // Takes the array out.
  void remove(Scope& scope) const;
};

// One record for all that have the same values at `by`: the first of them, with the values at
// `collect` of all, in an array at `into`. Without `by`, for all that are equal but for those
// values; without `collect`, what `by` names, with the records themselves.
class Group final : public RecordsStep {
 public:
  explicit Group(std::string at) : RecordsStep(Kind::group, std::move(at)) {}
  std::vector<Path> by;
  std::optional<Path> collect;
  std::optional<Path> into;

  void apply(std::size_t, Scope&) const override {}

  std::string key(Scope& scope) const;
  // What the record adds to its group, as JSON; nothing when there is nothing at `collect`.
  std::optional<std::string> contribution(Scope& scope) const;
  // Makes the group of its first record.
  void finish(const std::vector<std::string>& contributions, Scope& scope) const;

  std::unique_ptr<Step> keep_by; // leaves what `by` names
};

// The first of all records of the batch that have the same values at `by`, or are the same.
class Unique final : public RecordsStep {
 public:
  explicit Unique(std::string at) : RecordsStep(Kind::unique, std::move(at)) {}
  std::vector<Path> by; // empty: the whole record

  void apply(std::size_t, Scope&) const override {}
  std::string key(Scope& scope) const;
};

} // namespace timely::steps
