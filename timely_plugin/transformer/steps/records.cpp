// SPDX-License-Identifier: MIT
#include "transformer/steps/records.hpp"

#include "transformer/steps/makers.hpp"

#include <hif/sdk/json_print.hpp>

namespace timely::steps {
namespace {

using hif::json::Value;

Node* node_at(const Path& path, Scope& scope) {
  const auto matches = find_all(scope.tree, scope.root, path);
  return matches.empty() ? nullptr : &matches.front().node();
}

void remove_at(const Path& path, Scope& scope) {
  for (const auto& match : find_all(scope.tree, scope.root, path)) {
    match.node().removed = true;
    match.container->sweep();
    scope.tree.changed = true;
  }
}

// The same text for the same value, however it is escaped.
std::string canonical(const Node& node) {
  auto text = text_of(node);
  return text.find('\\') == std::string::npos ? text : hif::json::print(value_of(node));
}

// What stands at the paths, told apart whatever stands there.
std::string key_of(const std::vector<Path>& paths, Scope& scope) {
  std::string key;
  for (const auto& path : paths) {
    const auto* node = node_at(path, scope);
    key += (node ? canonical(*node) : "") + '\n';
  }
  return key;
}

// Whether the step stands where a whole record is at hand.
bool stands_at_top(const char* name, const std::string& at, Compiler& compiler) {
  if (compiler.at_top()) return true;
  compiler.problem(at, std::string(name) + " cannot stand within another step",
                   "Put it into the list of steps of the mapping itself.");
  return false;
}

} // namespace

void Branch::apply(std::size_t, Scope& scope) const {
  auto* node = node_at(path, scope);
  if (!node || node->is_null() || node->type_name() == "array") return;
  throw Conflict("it is a " + std::string(node->type_name()) + ", no array");
}

std::optional<std::vector<Node>> Branch::elements(Scope& scope) const {
  auto* node = node_at(path, scope);
  if (!node || node->is_null()) return std::vector<Node>();
  if (node->type_name() != "array" || !scope.tree.open(*node)) return std::nullopt;
  return node->items;
}

void Branch::put(Node element, Scope& scope) const {
  if (!into) return scope.tree.put(*node_at(path, scope), std::move(element));
  remove_at(path, scope);
  place(scope.tree, scope.root, *into, {}, {.force = true},
        [&](Node& node) { scope.tree.put(node, std::move(element)); });
}

void Branch::remove(Scope& scope) const {
  remove_at(path, scope);
}

std::string Group::key(Scope& scope) const {
  if (!by.empty()) return key_of(by, scope);
  const auto whole = scope.root;
  remove_at(*collect, scope);
  auto text = text_of(scope.root);
  scope.root = whole;
  return text;
}

std::optional<std::string> Group::contribution(Scope& scope) const {
  if (!collect) return text_of(scope.root);
  const auto* node = node_at(*collect, scope);
  return node ? std::optional(text_of(*node)) : std::nullopt;
}

void Group::finish(const std::vector<std::string>& contributions, Scope& scope) const {
  std::string array = "[";
  for (const auto& text : contributions) array += (array.size() > 1 ? "," : "") + text;
  const auto kept = scope.tree.keep(array + "]");
  if (!collect) keep_by->apply(0, scope);
  if (collect && into) remove_at(*collect, scope);
  place(scope.tree, scope.root, into ? *into : *collect, {}, {.force = true},
        [&](Node& node) { scope.tree.put_text(node, kept); });
}

std::string Unique::key(Scope& scope) const {
  return by.empty() ? canonical(scope.root) : key_of(by, scope);
}

std::unique_ptr<Step> make_branch(const Value& taken, const std::string& at, Compiler& compiler) {
  if (!stands_at_top("branch", at, compiler)) return nullptr;
  auto step = std::make_unique<Branch>(at);
  const auto* path = &taken;
  if (taken.is_object()) {
    if (!compiler.has_keys(taken, at, {"path", "into", "keep_empty"}, {"path"})) return nullptr;
    path = taken.find("path");
    if (const auto* into = taken.find("into"))
      if (!(step->into = compiler.target(*into, 0, at + "/into"))) return nullptr;
    if (const auto* keep = taken.find("keep_empty")) {
      if (!keep->is_bool()) compiler.problem(at + "/keep_empty", "expected true or false");
      step->keep_empty = keep->is_bool() && keep->as_bool();
    }
  }
  auto read = compiler.target(*path, 0, taken.is_object() ? at + "/path" : at);
  if (!read) return nullptr;
  step->path = std::move(*read);
  return step;
}

std::unique_ptr<Step> make_group(const Value& taken, const std::string& at, Compiler& compiler) {
  if (!stands_at_top("group", at, compiler) ||
      !compiler.has_keys(taken, at, {"by", "collect", "into"}))
    return nullptr;
  auto step = std::make_unique<Group>(at);
  const auto place = [&](const char* name, std::optional<Path>& path) {
    if (const auto* value = taken.find(name)) path = compiler.target(*value, 0, at + "/" + name);
  };
  place("collect", step->collect);
  place("into", step->into);
  const auto* by = taken.find("by");
  if (by)
    compiler.paths(*by, at + "/by",
                   [&](Path path, const std::string&) { step->by.push_back(std::move(path)); });
  if (!taken.find("collect") && !(by && taken.find("into"))) {
    compiler.problem(at, "what is to be collected is not said",
                     "Name \"collect\", or both \"by\" and \"into\".");
    return nullptr;
  }
  if (by && !step->collect) step->keep_by = make_keep(*by, at + "/by", compiler);
  return step;
}

std::unique_ptr<Step> make_unique_step(const Value& taken, const std::string& at,
                                       Compiler& compiler) {
  if (!stands_at_top("unique", at, compiler)) return nullptr;
  auto step = std::make_unique<Unique>(at);
  if (taken.is_bool() && taken.as_bool()) return step; // by the whole record
  compiler.paths(taken, at,
                 [&](Path path, const std::string&) { step->by.push_back(std::move(path)); });
  return step;
}

} // namespace timely::steps
