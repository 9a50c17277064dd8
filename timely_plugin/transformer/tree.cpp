// SPDX-License-Identifier: MIT
#include "transformer/tree.hpp"

#include "transformer/path.hpp"

#include <hif/sdk/json_parse.hpp>

namespace timely {
namespace {

// The key that begins at `start`, behind its opening quote, up to its closing one.
std::string_view key_at(const char* start) {
  const char* end = start;
  while (*end != '"') end += *end == '\\' ? 2 : 1;
  return {start, static_cast<std::size_t>(end - start)};
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
  record_.assign(json);
  record_.append(padding, '\0');
  texts_.clear();
  kept_bytes_ = 0;
  bound_ = most_bytes + 2 * (json.size() + more);
  changed = false;
  root_.kind = Node::Kind::text;
  root_.items.clear();
  root_.text = without_padding(record_);
  if (!root_.text.starts_with('{')) throw NoRecord("the record is no JSON object");
  open(root_);
}

bool Tree::open(Node& node) {
  if (node.kind != Node::Kind::text) return true;
  const auto type = node.type_name();
  if (type != "object" && type != "array") return false;
  try {
    if (type == "object")
      open_object(node);
    else
      open_array(node);
  } catch (const simdjson::simdjson_error& error) {
    throw NoRecord(std::string("the record is broken JSON: ") + error.what());
  }
  return true;
}

void Tree::open_object(Node& node) {
  constexpr std::size_t usual_members = 32;
  const simdjson::padded_string_view json(node.text.data(), node.text.size(),
                                          node.text.size() + padding);
  auto document = parser_.iterate(json).value();
  node.items.reserve(usual_members);
  auto object = document.get_object().value();
  for (auto field : object) {
    const auto key = key_at(field.key().value().raw());
    node.items.push_back(text_node(key, simdjson::to_json_string(field.value()).value()));
  }
  node.kind = Node::Kind::object;
}

void Tree::open_array(Node& node) {
  const simdjson::padded_string_view json(node.text.data(), node.text.size(),
                                          node.text.size() + padding);
  auto document = parser_.iterate(json).value();
  auto array = document.get_array().value();
  for (auto item : array)
    node.items.push_back(text_node({}, simdjson::to_json_string(item).value()));
  node.kind = Node::Kind::array;
}

std::string_view Tree::keep(std::string text) {
  kept_bytes_ += text.size() + padding;
  if (kept_bytes_ > bound_) too_many_bytes(bound_);
  return without_padding(texts_.emplace_back(padded(std::move(text))));
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

void print_into(const Node& node, std::size_t limit, std::string& out) {
  if (node.kind == Node::Kind::text && out.size() + node.text.size() > limit) too_many_bytes(limit);
  if (node.kind == Node::Kind::text) {
    out += node.text;
    return;
  }
  const bool object = node.kind == Node::Kind::object;
  out += object ? '{' : '[';
  bool first = true;
  for (const auto& item : node.items) {
    if (!first) out += ',';
    first = false;
    if (object) {
      out += '"';
      out += item.key;
      out += "\":";
    }
    print_into(item, limit, out);
  }
  out += object ? '}' : ']';
}

} // namespace

void Tree::print(std::string& out) const {
  print_into(root_, out.size() + bound_, out);
}

std::string text_of(const Node& node) {
  constexpr std::size_t largest_line = std::size_t{256} * 1024 * 1024;
  std::string text;
  print_into(node, largest_line, text);
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
