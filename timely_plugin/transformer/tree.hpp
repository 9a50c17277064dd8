// SPDX-License-Identifier: MIT
#pragma once
// One record while it is reshaped. A value stays the text that it came as until a step looks into
// it: so what no step touches is neither parsed nor printed, and numbers, escapes and the order
// of keys come out as they went in.

#include <simdjson.h>

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
  std::string_view text;   // of Kind::text: its JSON, Tree::padding readable bytes behind it
  std::vector<Node> items; // of the other kinds

  bool is_null() const { return kind == Kind::text && text == "null"; }
  // "null", "boolean", "number", "string", "array", "object".
  std::string_view type_name() const;
  // Null when this object has no such member.
  Node* find(std::string_view spelled_key);
  // Takes out the items that are marked removed.
  void sweep();
};

// The record is no JSON object.
class NoRecord : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Tree {
 public:
  static constexpr std::size_t padding = simdjson::SIMDJSON_PADDING;
  // `text` with the padding that a Node needs behind it; the padding is part of its size.
  static std::string padded(std::string text) { return text.append(padding, '\0'); }
  static std::string_view without_padding(const std::string& text) {
    return std::string_view(text).substr(0, text.size() - padding);
  }

  // Begins with a new record; every Node of the one before is dead. Throws NoRecord.
  void load(std::string_view json);
  Node& root() { return root_; }

  // Makes an object or array of a text that is one. False when `node` is a scalar. Throws
  // NoRecord when its text is broken.
  bool open(Node& node);
  // A text that lives as long as the record does.
  std::string_view keep(std::string text);

  // Whether the record is another than the one that was loaded.
  bool changed = false;

 private:
  void open_object(Node& node);
  void open_array(Node& node);

  std::string record_;
  Node root_;
  std::deque<std::string> texts_;
  simdjson::ondemand::parser parser_;
};

// Appends the JSON of `node` to `out`.
void print(const Node& node, std::string& out);

} // namespace timely
