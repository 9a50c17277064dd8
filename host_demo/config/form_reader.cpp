// SPDX-License-Identifier: MIT
#include "config/form_reader.hpp"

#include "config/pointer.hpp"
#include "config/scalar.hpp"
#include "config/wording.hpp"
#include "text/nearest.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <iterator>
#include <set>

namespace host {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

namespace {

template <typename T>
void append(std::vector<T>& to, std::vector<T> from) {
  std::ranges::move(from, std::back_inserter(to));
}

// The value as messages call it. What a reference put in is not shown.
std::string shown(const Spot& spot, bool is_replaced) {
  switch (spot.node->kind) {
  case YamlNode::Kind::list:
    return "a list";
  case YamlNode::Kind::map:
    return "a map";
  default:
    break;
  }
  if (spot.node->is_nothing()) return "nothing";
  if (spot.is_secret) return "a text that is not shown";
  return (is_replaced ? "the value of " : "") + in_quotes(spot.node->text);
}

// The types that a value written like this can have.
bool fits(const Form& branch, const YamlNode& node) {
  switch (node.kind) {
  case YamlNode::Kind::list:
    return branch.allows("array");
  case YamlNode::Kind::map:
    return branch.allows("object");
  case YamlNode::Kind::scalar:
    break;
  case YamlNode::Kind::null:
    if (node.is_nothing()) return true;
  }
  return branch.allows("string") || branch.allows("integer") || branch.allows("boolean") ||
         branch.allows("null");
}

// How well a branch suits a scalar at first sight; the least is the best.
int rank(const Form& branch, const YamlNode& node) {
  if (node.kind == YamlNode::Kind::list || node.kind == YamlNode::Kind::map) return 0;
  const auto value = node.plain ? plain_meaning(node.text) : Value(node.text);
  if (branch.allows(value.type_name())) return 0;
  return branch.allows("string") ? 1 : 2;
}

} // namespace

void Findings::take(Findings other) {
  append(problems, std::move(other.problems));
  append(missing_variables, std::move(other.missing_variables));
  append(secrets, std::move(other.secrets));
  append(variables, std::move(other.variables));
}

Problem FormReader::problem(Position position, std::string pointer, Complaint complaint) const {
  return {.file = file_,
          .line = position.line,
          .column = position.column,
          .path = std::move(pointer),
          .message = std::move(complaint.message),
          .hint = std::move(complaint.hint)};
}

Value FormReader::refuse(const std::vector<std::string_view>& types, const Form& form,
                         const Spot& spot, Findings& findings, bool is_replaced) const {
  auto hint = form.text("description");
  const bool is_text = spot.node->kind == YamlNode::Kind::scalar;
  if (is_text && !spot.is_secret && types == std::vector<std::string_view>{"array"})
    hint = "Write it as a list: [" + spot.node->text + "].";
  findings.problems.push_back(
      problem(spot.value(), spot.pointer,
              {"expected " + expectation(types) + ", got " + shown(spot, is_replaced), hint}));
  return {};
}

Value FormReader::read(const Form& given, const Spot& spot, Findings& findings) const {
  const auto form = given.resolved();
  auto here = spot;
  here.is_secret = spot.is_secret || form.is_true("writeOnly");
  if (form.is_false()) {
    findings.problems.push_back(problem(here.key, here.pointer, {"nothing may stand here", {}}));
    return {};
  }
  const auto branches = form.branches();
  if (!branches.empty()) return read_branch(branches, here, findings);
  switch (here.node->kind) {
  case YamlNode::Kind::list:
    return read_list(form, here, findings);
  case YamlNode::Kind::map:
    return read_map(form, here, findings);
  case YamlNode::Kind::null:
    if (here.node->is_nothing()) return read_nothing(form, here, findings);
    break;
  case YamlNode::Kind::scalar:
    break;
  }
  return read_scalar(form, here, findings);
}

Value FormReader::read_branch(const std::vector<Form>& branches, const Spot& spot,
                              Findings& findings) const {
  std::vector<Form> fitting;
  std::vector<std::string_view> types;
  for (const auto& branch : branches) {
    std::ranges::copy(branch.types(), std::back_inserter(types));
    if (fits(branch, *spot.node)) fitting.push_back(branch);
  }
  if (fitting.empty()) return refuse(types, Form(nullptr), spot, findings);
  std::ranges::stable_sort(fitting, {}, [&](const Form& f) { return rank(f, *spot.node); });

  Value best;
  Findings best_findings;
  for (std::size_t i = 0; i < fitting.size(); ++i) {
    Findings found;
    auto value = read(fitting[i], spot, found);
    if (i > 0 && found.problems.size() >= best_findings.problems.size()) continue;
    best = std::move(value);
    best_findings = std::move(found);
    if (best_findings.problems.empty()) break;
  }
  findings.take(std::move(best_findings));
  return best;
}

// A key with nothing after it: an empty map or list where one is asked for.
Value FormReader::read_nothing(const Form& form, const Spot& spot, Findings& findings) const {
  if (form.allows("null")) return {};
  if (form.allows("object")) return read_map(form, spot, findings);
  if (form.allows("array")) return read_list(form, spot, findings);
  return refuse(form.types(), form, spot, findings);
}

Value FormReader::read_scalar(const Form& form, const Spot& spot, Findings& findings) const {
  const auto& node = *spot.node;
  const bool is_text = node.kind == YamlNode::Kind::scalar;
  Replaced replaced;
  if (is_text)
    replaced = references_.replace(node.text);
  else
    replaced.text = node.text;
  if (replaced.fault) {
    findings.problems.push_back(
        problem(spot.value(), spot.pointer, {replaced.fault->message, replaced.fault->hint}));
    return {};
  }
  for (auto& variable : replaced.variables)
    findings.variables.push_back({std::move(variable.name), std::move(variable.fallback),
                                  variable.is_set, spot.pointer, spot.is_secret});
  for (const auto& name : replaced.missing)
    findings.missing_variables.push_back(
        problem(spot.value(), spot.pointer,
                {"the environment variable " + name + " is not set",
                 "Set it, or write a default: ${env:" + name + ":-default}."}));
  if (!replaced.missing.empty()) return replaced.text;

  if (spot.is_secret && !replaced.text.empty()) {
    findings.secrets.push_back(replaced.text);
    append(findings.secrets, replaced.values);
  }
  auto value = meaning(form, replaced.text, node.plain && !replaced.any);
  if (!value) return refuse(form.types(), form, spot, findings, replaced.any);
  if (auto complaint = check_scalar(form, *value, shown(spot, replaced.any)))
    findings.problems.push_back(problem(spot.value(), spot.pointer, std::move(*complaint)));
  return std::move(*value);
}

Value FormReader::read_list(const Form& form, const Spot& spot, Findings& findings) const {
  if (!form.allows("array")) return refuse(form.types(), form, spot, findings);
  const auto& nodes = spot.node->items;
  if (auto complaint = check_count(form, nodes.size(), "Items", "item"))
    findings.problems.push_back(problem(spot.value(), spot.pointer, std::move(*complaint)));
  Array items;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    items.push_back(read(form.item(i),
                         {.node = nodes[i],
                          .pointer = child_pointer(spot.pointer, std::to_string(i)),
                          .key = nodes[i]->position,
                          .is_secret = spot.is_secret},
                         findings));
  if (form.is_true("uniqueItems")) check_unique(form, spot, items, findings);
  return items;
}

void FormReader::check_unique(const Form& form, const Spot& spot, const Array& items,
                              Findings& findings) const {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (seen.insert(hif::json::print(items[i])).second) continue;
    const auto name =
        shown({.node = spot.node->items[i], .pointer = {}, .key = {}, .is_secret = spot.is_secret},
              false);
    findings.problems.push_back(problem(spot.node->items[i]->position,
                                        child_pointer(spot.pointer, std::to_string(i)),
                                        {name + " is there twice", form.text("description")}));
  }
}

Value FormReader::read_map(const Form& form, const Spot& spot, Findings& findings) const {
  if (!form.allows("object")) return refuse(form.types(), form, spot, findings);
  Object members;
  if (form.is_true("x-form")) return members;
  std::vector<std::string> meant; // known keys that unknown ones were meant to be
  for (const auto& entry : spot.node->entries) {
    if (!accept_key(form, spot, entry, meant, findings)) continue;
    auto value = read(*form.key(entry.key),
                      {.node = entry.value,
                       .pointer = child_pointer(spot.pointer, entry.key),
                       .key = entry.position,
                       .is_secret = spot.is_secret},
                      findings);
    members.append(entry.key, std::move(value));
  }
  check_keys(form, spot, meant, findings);
  return members;
}

bool FormReader::accept_key(const Form& form, const Spot& map, const YamlNode::Entry& entry,
                            std::vector<std::string>& meant, Findings& findings) const {
  const auto refuse_key = [&](Complaint complaint) {
    findings.problems.push_back(
        problem(entry.position, child_pointer(map.pointer, entry.key), std::move(complaint)));
    return false;
  };
  if (!form.key(entry.key)) {
    const auto known = form.keys();
    if (auto near = nearest(entry.key, known)) {
      meant.push_back(*near);
      return refuse_key({"unknown key " + in_quotes(entry.key), "Did you mean \"" + *near + "\"?"});
    }
    return refuse_key({"unknown key " + in_quotes(entry.key),
                       known.empty() ? "" : "Known here: " + joined(known) + "."});
  }
  const auto* names = form.find("propertyNames");
  if (!names) return true;
  auto complaint = check_scalar(form.part(*names).resolved(), entry.key, in_quotes(entry.key));
  return !complaint || refuse_key({"the key " + complaint->message, complaint->hint});
}

void FormReader::check_keys(const Form& form, const Spot& spot,
                            const std::vector<std::string>& meant, Findings& findings) const {
  const auto is_written = [&](const std::string& name) {
    return spot.node->find(name) || std::ranges::find(meant, name) != meant.end();
  };
  const auto* required = form.find("required");
  if (required && required->is_array())
    for (const auto& name : required->as_array()) {
      if (!name.is_string() || is_written(name.as_string())) continue;
      const auto field = form.key(name.as_string());
      findings.problems.push_back(
          problem(spot.key, spot.pointer,
                  {in_quotes(name.as_string()) + " is missing",
                   field ? field->resolved().text("description") : std::string()}));
    }
  const auto* dependencies = form.find("dependencies");
  if (dependencies && dependencies->is_object())
    for (const auto& [name, others] : dependencies->as_object()) {
      const auto* entry = spot.node->find(name);
      if (!entry || !others.is_array()) continue;
      for (const auto& other : others.as_array())
        if (other.is_string() && !is_written(other.as_string()))
          findings.problems.push_back(
              problem(entry->position, child_pointer(spot.pointer, name),
                      {in_quotes(name) + " needs " + in_quotes(other.as_string()) + " as well",
                       "Add it, or leave both out."}));
    }
  if (auto complaint = check_count(form, spot.node->entries.size(), "Properties", "key"))
    findings.problems.push_back(problem(spot.value(), spot.pointer, std::move(*complaint)));
}

} // namespace host
