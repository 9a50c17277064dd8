// SPDX-License-Identifier: MIT
#pragma once
// What --step prints: each record before and after each step.

#include "run/transformer_chain.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace host {

class StepView {
 public:
  // `in` must outlive the view; its first record is number `first`. In text, `coloured` as on a
  // terminal; in JSON one object a line:
  // {"record","transformer","prototype","step","name","before","after","error"}.
  StepView(const hif_batch& in, std::uint64_t first, bool json, bool coloured)
      : in_(in), first_(first), json_(json), coloured_(coloured) {}

  void add(const StepMade& made);
  void add(const Reject& reject);
  // All that was added, record by record.
  std::string text() const;

 private:
  struct Made {
    std::size_t transformer, step;
    std::string prototype, name, record;
  };
  struct Shown {
    std::vector<Made> steps;
    std::optional<std::string> error;
  };
  std::string text_of(std::uint64_t number, const std::string& before, const Shown& shown) const;
  std::string json_of(std::uint64_t number, const std::string& before, const Shown& shown) const;

  const hif_batch& in_;
  std::uint64_t first_;
  bool json_, coloured_;
  std::map<std::uint64_t, Shown> shown_; // by position in `in_`
};

} // namespace host
