// SPDX-License-Identifier: MIT
#pragma once
// What steps hold of JMESPath: conditions, and values with `&{…}` in them. What an expression does
// not read of the record is not parsed for it.

#include "jmespath/interpolation.hpp"
#include "transformer/step.hpp"

#include <hif/sdk/error.hpp>

namespace timely {

// The members of an object that expressions look at.
struct Reads {
  bool whole = false;
  std::vector<std::string> names; // as JSON spells them; each once

  // Adds what `expression`, evaluated on the object, looks at.
  void add(std::string_view expression);
};

// `scope.root` as expressions that read `reads` see it.
hif::json::Value seen(const Scope& scope, const Reads& reads);

class Condition {
 public:
  // `text` may be one whole `&{…}`, or what is between the braces. Adds to `problems` what is
  // wrong.
  static std::optional<Condition> compile_condition(const std::string& text, const std::string& at,
                                                    std::vector<hif::sdk::Problem>& problems);
  // Both throw Conflict when the expression cannot be evaluated on the record.
  hif::json::Value evaluate(const Scope& scope) const;
  bool holds(const Scope& scope) const { return jmespath::is_true(evaluate(scope)); }

 private:
  explicit Condition(jmespath::Expression compiled);
  jmespath::Expression compiled_;
  Reads reads_;
};

// Any JSON, with expressions in its texts.
class StepValue {
 public:
  // Adds to `problems` what is wrong with the texts in `value`.
  static StepValue compile(const hif::json::Value& value, const std::string& at,
                           std::vector<hif::sdk::Problem>& problems);
  bool is_constant() const { return parts_.empty(); }

  // The value, as JSON. Lives as long as the record and this template. Throws Conflict.
  std::string_view fill(Scope& scope) const;
  hif::json::Value value(const Scope& scope) const;

 private:
  // One text with expressions, and the way to it in skeleton_: members and elements by position.
  struct Part {
    std::vector<std::size_t> way;
    jmespath::Text text;
  };
  void collect(const hif::json::Value& value, const std::string& at, std::vector<std::size_t>& way,
               std::vector<hif::sdk::Problem>& problems);

  hif::json::Value skeleton_;
  std::string text_; // of skeleton_
  std::vector<Part> parts_;
  Reads reads_;
};

} // namespace timely
