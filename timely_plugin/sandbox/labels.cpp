// SPDX-License-Identifier: MIT
// Labels: a tree; names unique below one parent; parent_id=null does not move one to the root.
#include "paging.hpp"
#include "records.hpp"

#include <algorithm>

namespace timely::sandbox {

namespace {

json::Object& existing(Call& call) {
  auto* label = call.store.labels.find(call.id());
  if (!label) throw not_found();
  return *label;
}

void check(const Call& call, std::int64_t parent_id, const std::string& name, std::int64_t own_id) {
  if (parent_id != 0 && (parent_id == own_id || !call.store.labels.find(parent_id)))
    throw unprocessable("parent_id", "is invalid");
  for (const auto& [id, label] : call.store.labels)
    if (id != own_id && integer_in(label, "parent_id") == parent_id &&
        text_in(label, "name") == name)
      throw unprocessable("name", "has already been taken");
}

// With parent_id the answer is one object: that label and its children.
Response list(Call& call) {
  if (call.query("parent_id")) {
    const auto parent = call.query_integer("parent_id");
    const auto* label = parent ? call.store.labels.find(*parent) : nullptr;
    if (!label) throw not_found();
    return answer(shown_label(call.store, *label));
  }
  const auto filter = call.query("filter").value_or("all");
  std::vector<const json::Object*> roots;
  for (const auto& [id, label] : call.store.labels) {
    const bool active = flag_in(label, "active");
    const bool wanted = filter == "all" || active == (filter == "active");
    if (integer_in(label, "parent_id") == 0 && wanted) roots.push_back(&label);
  }
  json::Array records;
  for (const auto* label : page_of(call, roots))
    records.emplace_back(shown_label(call.store, *label));
  return answer(records);
}

Response show(Call& call) {
  return answer(shown_label(call.store, existing(call)));
}

Response create(Call& call) {
  const auto parent_id = integer_in(call.payload, "parent_id");
  check(call, parent_id, text_in(call.payload, "name"), 0);
  const auto now = print_moment(call.store.clock.now());
  auto& label = call.store.labels.add({{"id", call.store.labels.next_id()},
                                       {"name", ""},
                                       {"sequence", 1},
                                       {"parent_id", nullptr},
                                       {"emoji", nullptr},
                                       {"active", true},
                                       {"external_id", nullptr},
                                       {"created_at", now},
                                       {"updated_at", now},
                                       {"children", json::Array{}}});
  merge(label, call.payload);
  return answer(call.entity.status, shown_label(call.store, label));
}

Response update(Call& call) {
  auto& label = existing(call);
  if (call.payload.contains("name") && text_in(call.payload, "name").empty() &&
      !call.payload.find("name")->is_null())
    throw unprocessable("name", "can't be blank");
  auto changed = label;
  merge(changed, call.payload);
  check(call, integer_in(changed, "parent_id"), text_in(changed, "name"), call.id());
  changed.set("updated_at", print_moment(call.store.clock.now()));
  label = std::move(changed);
  return answer(shown_label(call.store, label));
}

void remove_tree(Store& store, std::int64_t id) {
  std::vector<std::int64_t> children;
  for (const auto& [child_id, label] : store.labels)
    if (integer_in(label, "parent_id") == id) children.push_back(child_id);
  for (const auto child : children) remove_tree(store, child);
  store.labels.erase(id);
}

Response remove(Call& call) {
  existing(call);
  remove_tree(call.store, call.id());
  return answer(json::Object{});
}

} // namespace

void add_labels(Routes& routes) {
  routes.add("GET", "labels", {list});
  routes.add("POST", "labels", {create});
  routes.add("GET", "labels/{}", {show});
  routes.add("PUT", "labels/{}", {update});
  routes.add("DELETE", "labels/{}", {remove});
}

} // namespace timely::sandbox
