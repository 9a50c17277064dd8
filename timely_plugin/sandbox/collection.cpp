// SPDX-License-Identifier: MIT
// An entity that the sandbox has no rules for: a collection of the records posted to it, named by
// the literal parts of its path.
#include "paging.hpp"
#include "routes.hpp"

namespace timely::sandbox {

namespace {

std::string collection_name(const Entity& entity) {
  std::string name;
  for (const auto& segment : path_segments(entity.path))
    if (!segment.starts_with('{')) name += "/" + segment;
  return name;
}

json::Object& existing(Table& table, const Call& call) {
  for (const auto& [name, value] : call.path)
    if (name != "account_id")
      if (const auto id = parse_integer(value))
        if (auto* record = table.find(*id)) return *record;
  throw not_found();
}

Response list(const Call& call, const Table& table) {
  std::vector<json::Value> records;
  for (const auto& [id, record] : table) records.emplace_back(record);
  return answer(json::Array(page_of(call, records)));
}

Response create(Call& call, Table& table) {
  json::Object record{{"id", table.next_id()}};
  for (auto& member : call.payload) record.set(member.name, member.value);
  record.set("updated_at", call.store.clock.now());
  return answer(call.entity.status, table.add(std::move(record)));
}

} // namespace

Response ordinary_collection(Call& call) {
  auto& table =
      call.store.others.try_emplace(collection_name(call.entity), std::int64_t{1000}).first->second;
  const bool one = call.entity.path.ends_with('}');
  if (call.entity.method == "GET" && !one && call.entity.response_kind != "object")
    return list(call, table);
  if (call.entity.method == "POST") return create(call, table);
  auto& record = existing(table, call);
  if (call.entity.method == "DELETE") {
    table.erase(integer_in(record, "id"));
    return answer(json::Object{});
  }
  for (auto& member : call.payload) record.set(member.name, member.value);
  return answer(record);
}

} // namespace timely::sandbox
