// SPDX-License-Identifier: MIT
#pragma once
// Where paths lead in a record: to values that are there, and to places that are to be made.

#include "transformer/path.hpp"
#include "transformer/tree.hpp"

#include <functional>

namespace timely {

// What a `*` matched.
struct Capture {
  std::string_view key;             // as JSON spells it between quotes; of an element its number
  std::optional<std::size_t> index; // of an element
};

// A value that a path leads to.
struct Match {
  Node* container;
  std::size_t position; // in container->items
  std::vector<Capture> captures;

  Node& node() const { return container->items[position]; }
};

// Every value that `path` leads to from `root`, in the record's order. Pointers are good until the
// tree is next changed.
std::vector<Match> find_all(Tree& tree, Node& root, const Path& path);

// Something in the record is in the way of a step.
class Conflict : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Placing {
  bool force = false; // what is in the way gives way, instead of being a Conflict
};

// Calls `use` with the value at the place that `path` names from `root` with `captures`; what lacks
// of the way is made, and the value itself begins as null. Behind a `*` that is once for each
// place, and where the `*` has nothing to match, never. Throws Conflict when a scalar is in the
// way.
void place(Tree& tree, Node& root, const Path& path, const std::vector<Capture>& captures,
           Placing placing, const std::function<void(Node&)>& use);

// `segment` with its captures filled in, as JSON spells it between quotes.
std::string filled(const Segment& segment, const std::vector<Capture>& captures);

} // namespace timely
