// SPDX-License-Identifier: MIT
#pragma once
// One record while it is reshaped. A value stays the text that it came as until a step looks into
// it: so what no step touches is neither parsed nor printed, and numbers, escapes and the order
// of keys come out as they went in.

#include "json/json_tokens.hpp"

#include <hif/sdk/json.hpp>

#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace timely {

// A value in a Tree. Its texts lie in the tree, or in the steps.
struct Node {
  enum class Kind { text, object, array };

  Kind kind = Kind::text;
  bool removed = false;    // to be taken out of its container by sweep()
  std::string_view key;    // in an object, as JSON spells it between quotes
  std::string_view text;   // of Kind::text: its JSON
  std::vector<Node> items; // of the other kinds

  bool is_null() const { return kind == Kind::text && text == "null"; }
  // "null", "boolean", "number", "string", "array", "object".
  std::string_view type_name() const;
  // Null when this object has no such member.
  Node* find(std::string_view spelled_key);
  // Takes out the items that are marked removed.
  void sweep();
};

// The text as JSON; of an object or array that was opened too.
std::string text_of(const Node& node); // throws TooLarge beyond the largest line of NDJSON
// What the value is.
hif::json::Value value_of(const Node& node);

// The record is no JSON object.
class NoRecord : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A record grows beyond every reason: the steps would fill the memory.
class TooLarge : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Tree {
 public:
  // The most that steps may add to a record, and that it may be printed as, in bytes: so much, and
  // twice what it came as.
  static constexpr std::size_t most_bytes = std::size_t{16} * 1024 * 1024;
  // The most levels of a value that a step carries elsewhere.
  static constexpr std::size_t most_levels = 512;

  // Begins with a new record, whose text outlives its nodes; every Node of the one before is dead.
  // `more` bytes are known to be put into it. Throws NoRecord.
  void load(std::string_view json, std::size_t more = 0);
  Node& root() { return root_; }

  // Makes an object or array of a text that is one. False when `node` is a scalar. Throws
  // NoRecord when its text is broken.
  bool open(Node& node);
  // A text that lives as long as the record does. Throws TooLarge.
  std::string_view keep(std::string text);
  // Puts JSON text where `node` is, under the key that is there. The text must live as long as the
  // record.
  void put_text(Node& node, std::string_view text);
  // Counts a value that is copied or moved against the bounds on a record. Throws TooLarge.
  void charge(const Node& value);
  // Puts `value`, whose texts live in this tree, where `node` is.
  void put(Node& node, Node value);

  // Appends the record to `out`. Throws TooLarge.
  void print(std::string& out) const;

  // Whether the record is another than the one that was loaded.
  bool changed = false;

 private:
  void take_items(Node& node, bool object);

  std::string_view record_;
  Node root_;
  std::deque<std::string> texts_;
  std::size_t bound_ = 0;
  std::size_t kept_bytes_ = 0;
  JsonTokens tokens_;
};

} // namespace timely
