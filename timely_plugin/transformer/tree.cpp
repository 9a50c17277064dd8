// SPDX-License-Identifier: MIT
#include "transformer/tree.hpp"

#include "transformer/path.hpp"

#include <hif/sdk/json_parse.hpp>

#include <array>
#include <functional>

namespace timely {
namespace {

using Token = JsonTokens::Token;

[[noreturn]] void throw_broken() {
  throw NoRecord("the record is broken JSON");
}

[[noreturn]] void too_many_bytes(std::size_t bound) {
  throw TooLarge("the steps make more than " + std::to_string(bound) + " bytes of it");
}

Node text_node(std::string_view key, std::string_view text) {
  Node node;
  node.key = key;
  node.text = text;
  return node;
}

} // namespace

std::string_view Node::type_name() const {
  if (kind != Kind::text) return kind == Kind::object ? "object" : "array";
  switch (text.empty() ? '\0' : text.front()) {
  case '{':
    return "object";
  case '[':
    return "array";
  case '"':
    return "string";
  case 'n':
    return "null";
  case 't':
  case 'f':
    return "boolean";
  default:
    return "number";
  }
}

Node* Node::find(std::string_view spelled_key) {
  for (auto& item : items)
    if (same_spelled(item.key, spelled_key)) return &item;
  return nullptr;
}

void Node::sweep() {
  std::erase_if(items, [](const Node& item) { return item.removed; });
}

void Tree::load(std::string_view json, std::size_t more) {
  record_ = json;
  texts_.clear();
  kept_bytes_ = 0;
  bound_ = most_bytes + 2 * (json.size() + more);
  changed = false;
  root_.kind = Node::Kind::text;
  root_.items.clear();
  root_.text = record_;
  if (!root_.text.starts_with('{')) throw NoRecord("the record is no JSON object");
  open(root_);
}

bool Tree::open(Node& node) {
  if (node.kind != Node::Kind::text) return true;
  const auto type = node.type_name();
  if (type != "object" && type != "array") return false;
  try {
    take_items(node, type == "object");
  } catch (const simdjson::simdjson_error& error) {
    throw NoRecord(std::string("the record is broken JSON: ") + error.what());
  }
  return true;
}

namespace {

// How far into brackets a token leads.
constexpr auto steps_in = [] {
  std::array<signed char, 256> steps{};
  steps['{'] = steps['['] = 1;
  steps['}'] = steps[']'] = -1;
  return steps;
}();

// The token behind the value that begins at `token`; `last` is the bracket that ends what it is in.
Token behind_value(std::string_view text, Token token, Token last) {
  if (text[*token] == ',' || text[*token] == ':') throw_broken();
  int depth = 0;
  do {
    if (token == last) throw_broken();
    depth += steps_in[static_cast<unsigned char>(text[*token])];
    ++token;
  } while (depth > 0);
  if (depth < 0) throw_broken();
  return token;
}

} // namespace

void Tree::take_items(Node& node, bool object) {
  constexpr std::size_t usual_items = 32;
  const auto text = node.text;
  tokens_.find(text);
  auto token = tokens_.begin() + 1;
  const auto last = tokens_.end() - 1;
  if (token > last || text[*last] != (object ? '}' : ']')) throw_broken();
  node.items.reserve(usual_items);
  for (; token != last; ++token) {
    std::string_view key;
    if (object) {
      if (text[*token] != '"' || text[token[1]] != ':') throw_broken();
      key = JsonTokens::spelled(text, token, token + 1);
      key = key.substr(1, key.size() - 2);
      token += 2;
    }
    const auto value = token;
    token = behind_value(text, value, last);
    node.items.push_back(text_node(key, JsonTokens::spelled(text, value, token)));
    if (token == last) break;
    if (text[*token] != ',' || token + 1 == last) throw_broken();
  }
  node.kind = object ? Node::Kind::object : Node::Kind::array;
}

std::string_view Tree::keep(std::string text) {
  kept_bytes_ += text.size() + sizeof(std::string);
  if (kept_bytes_ > bound_) too_many_bytes(bound_);
  return texts_.emplace_back(std::move(text));
}

void Tree::charge(const Node& value) {
  const auto visit = [&](const auto& self, const Node& node, std::size_t level) -> void {
    kept_bytes_ += sizeof(Node);
    if (level > most_levels)
      throw TooLarge("the steps nest it deeper than " + std::to_string(most_levels) + " levels");
    for (const auto& item : node.items) self(self, item, level + 1);
  };
  visit(visit, value, 0);
  if (kept_bytes_ > bound_) too_many_bytes(bound_);
}

void Tree::put_text(Node& node, std::string_view text) {
  if (node.kind == Node::Kind::text && node.text == text) return;
  node.kind = Node::Kind::text;
  node.text = text;
  node.items.clear();
  changed = true;
}

void Tree::put(Node& node, Node value) {
  value.key = node.key;
  node = std::move(value);
  changed = true;
}

namespace {

// Prints nodes, and in one piece what stands one behind the other in `source`.
class Printer {
 public:
  // Nothing may make `out` longer than `limit`. `source` may be empty.
  Printer(std::string_view source, std::size_t limit, std::string& out)
      : source_(source), limit_(limit), out_(out) {}

  void print(const Node& node) {
    if (node.kind == Node::Kind::text) return add(node.text);
    const bool object = node.kind == Node::Kind::object;
    out_ += object ? '{' : '[';
    const auto end = node.items.end();
    for (auto item = node.items.begin(); item != end; ++item) {
      if (item != node.items.begin()) out_ += ',';
      if (object && is_as_read(*item)) {
        const auto* begin = item->key.data() - 1;
        while (item + 1 != end && is_as_read(item[1]) &&
               end_of(item->text) + 2 == item[1].key.data())
          ++item;
        add({begin, static_cast<std::size_t>(end_of(item->text) - begin)});
        continue;
      }
      if (object) {
        out_ += '"';
        out_ += item->key;
        out_ += "\":";
      }
      print(*item);
    }
    out_ += object ? '}' : ']';
  }

 private:
  static const char* end_of(std::string_view text) { return text.data() + text.size(); }

  // A member whose value stands right behind its name, as both came.
  bool is_as_read(const Node& member) const {
    constexpr std::less_equal<> not_behind;
    return member.kind == Node::Kind::text && end_of(member.key) + 2 == member.text.data() &&
           not_behind(source_.data(), member.key.data()) &&
           not_behind(end_of(member.text), end_of(source_));
  }

  void add(std::string_view text) {
    if (out_.size() + text.size() > limit_) too_many_bytes(limit_);
    out_ += text;
  }

  const std::string_view source_;
  const std::size_t limit_;
  std::string& out_;
};

} // namespace

void Tree::print(std::string& out) const {
  Printer(record_, out.size() + bound_, out).print(root_);
}

std::string text_of(const Node& node) {
  constexpr std::size_t largest_line = std::size_t{256} * 1024 * 1024;
  std::string text;
  Printer({}, largest_line, text).print(node);
  return text;
}

hif::json::Value value_of(const Node& node) {
  try {
    return hif::json::parse(node.kind == Node::Kind::text ? node.text : text_of(node));
  } catch (const hif::json::ParseError& error) {
    throw NoRecord("the record is broken JSON: " + error.why);
  }
}

} // namespace timely
