// SPDX-License-Identifier: MIT
#pragma once
// A template, compiled: JSON whose texts hold expressions, with $for and $if. README.md describes
// the language.

#include "jmespath/interpolation.hpp"

#include <hif/sdk/error.hpp>

namespace timely::skeleton {

struct Member;

// One value of a template.
struct Part {
  enum class Kind { constant, text, array, object, loop, condition };

  Kind kind = Kind::constant;
  std::string pointer; // in the configuration: "/template/user/name"
  hif::json::Value constant;
  std::optional<jmespath::Text> text; // of Kind::text
  std::vector<Part> parts;            // elements; $each; $then and, if there is one, $else
  std::vector<Member> members;        // of Kind::object
  std::optional<jmespath::Expression> expression; // $for, $if
  std::string item, index;                        // $as; $index, empty: none
};

struct Member {
  std::string pointer;
  jmespath::Text name;
  Part value;
};

// Reads the template at `pointer` of the configuration. Throws ConfigError that names every fault.
Part compile(const hif::json::Value& value, const std::string& pointer);

struct Filling {
  bool null_on_error = false; // an expression that fails gives null instead of an Error
};

// What `part` becomes for `root`; empty: an $if without $else did not hold. Throws Error
// HIF_INVALID_ARGUMENT with the pointer of the part that cannot be filled.
std::optional<hif::json::Value> fill(const Part& part, const hif::json::Value& root,
                                     Filling filling = {});

} // namespace timely::skeleton
