// SPDX-License-Identifier: MIT
#pragma once
// Whether a value is what the catalogue says of its parameter or field.

#include "catalogue/entity.hpp"

#include <hif/sdk/error.hpp>

#include <functional>

namespace timely {

// What was found wrong, and what is only strange.
struct Findings {
  std::vector<hif::sdk::Problem> problems;
  std::vector<std::string> warnings;
  // Empty texts pass: their value is not at hand yet.
  bool empty_is_absent = false;

  void problem(std::string pointer, std::string message, std::string hint = {}) {
    problems.push_back({std::move(pointer), std::move(message), std::move(hint)});
  }
};

// `pointer` and one more token (RFC 6901 §3).
std::string pointer_to(const std::string& pointer, std::string_view token);

// Names of `fields`, in their order.
std::vector<std::string> names_of(const std::vector<Field>& fields);

// How a scalar is written in a path or a query: 5, 5.0 and "5" are all `5` for an integer.
std::string parameter_text(Type type, const json::Value& value);

// Whether `value` may stand in a path or a query, where everything is text: "5" is an integer.
void check_parameter(const Field& field, const json::Value& value, const std::string& pointer,
                     Findings& findings);

// Whether `value` may stand in a body, where types are JSON's own.
void check_body_value(const Field& field, const json::Value& value, const std::string& pointer,
                      Findings& findings);

// The members of `object` against those of `fields` that `among` picks (all when it is empty);
// `complete`: required ones must be there.
void check_members(const std::vector<Field>& fields, const json::Object& object,
                   const std::string& pointer, bool complete, Findings& findings,
                   const std::function<bool(const Field&)>& among = {});

} // namespace timely
