// SPDX-License-Identifier: MIT
#pragma once
// A parsed expression.

#include "jmespath/error.hpp"

#include <hif/sdk/json.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace timely::jmespath {

struct Function;

enum class NodeKind {
  current,         // @, and what is left out
  field,           // name
  literal,         // literal
  index,           // index
  then,            // children: first, second evaluated on it (`a.b`, `a | b`)
  logical_or,      // children: left, right
  logical_and,     // children: left, right
  logical_not,     // child
  compare,         // children: left, right; comparison
  list_project,    // children: list, on each element
  value_project,   // children: object, on each value
  flatten_project, // children: list, on each element of the list made one level flatter
  filter_project,  // children: list, on each element, condition
  slice_project,   // children: list, on each element; slice
  multi_list,      // children
  multi_hash,      // names, children
  call,            // function, children
  reference        // child: & of a function's argument
};

enum class Comparison { equal, not_equal, less, less_or_equal, greater, greater_or_equal };

struct Slice {
  std::optional<std::int64_t> start, stop;
  std::int64_t step = 1;
};

struct Node {
  NodeKind kind = NodeKind::current;
  std::size_t offset = 0; // in the text
  std::size_t depth = 1;  // of the tree below, itself included
  std::vector<Node> children;
  std::string name;
  std::vector<std::string> names;
  hif::json::Value literal;
  std::int64_t index = 0;
  Slice slice;
  Comparison comparison = Comparison::equal;
  const Function* function = nullptr;
};

// Throws Error.
Node parse(std::string_view text);

} // namespace timely::jmespath
