// SPDX-License-Identifier: MIT
#include "publisher/lookup.hpp"

#include "catalogue/answer_error.hpp"
#include "catalogue/payload.hpp"
#include "catalogue/pointer.hpp"

#include <algorithm>

namespace timely {
namespace {

using hif::sdk::Error;

// Identifiers in one request: the query stays far below what servers take.
constexpr std::size_t most_in_a_query = 50;
// A list that never ends is broken.
constexpr int most_pages = 10'000;

const Field* find_field(const std::vector<Field>& fields, std::string_view name) {
  const auto at = std::find_if(fields.begin(), fields.end(),
                               [&](const Field& field) { return field.name == name; });
  return at == fields.end() ? nullptr : &*at;
}

// A time, cut to its day where a day is wanted.
json::Value as_parameter(const Entity& list, const std::string& name, const json::Value& value) {
  constexpr std::size_t day_size = 10;
  const auto* field = find_field(list.query_parameters, name);
  const bool cut = field && field->type == Type::date && value.is_string();
  return cut ? json::Value(value.as_string().substr(0, day_size)) : value;
}

bool same(const json::Value* a, const json::Value* b) {
  const auto text = scalar_text(a);
  return !text.empty() && text == scalar_text(b);
}

json::Value read_page(const hif::sdk::Call& call, const hif::sdk::Client& client,
                      const Entity& list, const RequestParameters& parameters) {
  const auto request = build_request(list, parameters);
  const auto response = client.send(call, request);
  if (!response.ok()) throw refusal_error(list.title, request, response);
  json::Value page;
  try {
    page = json::parse(response.body());
  } catch (const json::ParseError& error) {
    throw Error(HIF_DATA_LOSS, list.title + ": GET " + std::string(without_query(request.target)) +
                                   " gave an answer that is not JSON: " + error.what());
  }
  auto* records = at_pointer(page, list.answer.records_at);
  if (!records || !records->is_array())
    throw Error(HIF_DATA_LOSS, list.title + ": GET " + std::string(without_query(request.target)) +
                                   " gave no list");
  return std::move(*records);
}

} // namespace

json::Object only(const json::Object& fields, const std::vector<std::string>& names) {
  json::Object chosen;
  for (const auto& name : names)
    if (const auto* value = fields.find(name); value && !value->is_null() && !chosen.contains(name))
      chosen.append(name, *value);
  return chosen;
}

Lookup::Lookup(const Catalogue& catalogue, const Entity& entity)
    : external_id_(*entity.external_id), list_(catalogue.by_id(external_id_.lookup.entity)) {
  if (!list_)
    throw Error(HIF_INVALID_ARGUMENT, "the catalogue's entity " + entity.id + " is looked up in " +
                                          external_id_.lookup.entity + ", which is none");
}

Wanted Lookup::wanted(const Draft& draft) const {
  auto names = external_id_.lookup.match;
  for (const auto& [parameter, field] : external_id_.lookup.filters) names.push_back(field);
  return {draft.path(), only(payload_parts(*draft.entity, draft.parameters()).inside, names)};
}

std::string Lookup::wanted_json(const Draft& draft) const {
  const auto path = "\"path\":" + json::print(draft.path()) + ",\"fields\":";
  if (draft.plain) return path + "{" + draft.plain->wanted + "}";
  return path + json::print(wanted(draft).fields);
}

RequestParameters Lookup::list_parameters(const Wanted& wanted) const {
  RequestParameters parameters;
  for (const auto& field : list_->path_parameters)
    if (const auto* value = wanted.path.find(field.name)) parameters.path.set(field.name, *value);
  for (const auto& fixed : external_id_.lookup.fixed) parameters.query.set(fixed.name, fixed.value);
  for (const auto& [name, field] : external_id_.lookup.filters)
    if (const auto* value = wanted.fields.find(field))
      parameters.query.set(name, as_parameter(*list_, name, *value));
  if (!list_->paging || list_->paging->style == PagingStyle::none) return parameters;
  for (const auto& order : list_->paging->stable_order)
    parameters.query.set(order.name, order.value);
  parameters.query.set(list_->paging->size_parameter, list_->paging->size);
  return parameters;
}

std::vector<std::optional<Found>> Lookup::find(const hif::sdk::Call& call,
                                               const hif::sdk::Client& client,
                                               std::span<const Wanted> wanted,
                                               const std::set<std::string>& taken) const {
  const auto& query = external_id_.lookup.query;
  struct List {
    RequestParameters parameters;
    std::vector<std::size_t> members;
  };
  std::vector<List> lists;
  std::map<std::string, std::size_t> open; // request → the list that still takes members
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    auto parameters = list_parameters(wanted[i]);
    const auto [at, is_new] = open.try_emplace(build_request(*list_, parameters).target, 0);
    if (is_new || (!query.empty() && lists[at->second].members.size() >= most_in_a_query)) {
      at->second = lists.size();
      lists.push_back({std::move(parameters), {}});
    }
    lists[at->second].members.push_back(i);
  }
  Search search{wanted, taken};
  search.best.resize(wanted.size());
  for (auto& list : lists) {
    if (!query.empty()) {
      json::Array ids;
      for (const auto member : list.members)
        if (const auto* id = wanted[member].fields.find(external_id_.field)) ids.push_back(*id);
      list.parameters.query.set(query, std::move(ids));
    }
    read_list(call, client, std::move(list.parameters), list.members, search);
  }
  std::vector<std::optional<Found>> found(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (search.best[i]) found[i] = std::move(search.best[i]->found);
  return found;
}

// To its last page, or until everybody has what cannot get better.
void Lookup::read_list(const hif::sdk::Call& call, const hif::sdk::Client& client,
                       RequestParameters parameters, const std::vector<std::size_t>& members,
                       Search& search) const {
  const auto* paging =
      list_->paging && list_->paging->style != PagingStyle::none ? &*list_->paging : nullptr;
  std::int64_t position = paging ? paging->first : 0;
  std::size_t largest = 0;
  std::string first_id;
  for (int page = 0; page < most_pages; ++page) {
    if (paging) parameters.query.set(paging->position_parameter, position);
    auto records = read_page(call, client, *list_, parameters);
    const auto rows = records.as_array().size();
    auto id = rows ? scalar_text(records.as_array().front().find("id")) : std::string();
    for (auto& record : records.as_array()) consider(record, members, search);
    const bool all = std::all_of(members.begin(), members.end(), [&](std::size_t member) {
      return search.best[member] && search.best[member]->rank == 0;
    });
    // The server may cap a page without saying so: the first short page is not yet the last one.
    // One that gives the same page again knows no pages.
    if (!paging || all || rows == 0 || id == first_id ||
        (rows < static_cast<std::size_t>(paging->size) && rows < largest))
      return;
    first_id = std::move(id);
    largest = std::max(largest, rows);
    position += paging->style == PagingStyle::offset ? static_cast<std::int64_t>(rows) : 1;
  }
}

void Lookup::consider(json::Value& record, const std::vector<std::size_t>& members,
                      Search& search) const {
  if (!record.is_object()) return;
  if (auto* nested =
          external_id_.lookup.descend.empty() ? nullptr : record.find(external_id_.lookup.descend);
      nested && nested->is_array())
    for (auto& child : nested->as_array()) consider(child, members, search);
  const auto id = scalar_text(record.find("id"));
  if (id.empty() || search.taken.contains(id)) return;
  for (const auto member : members) {
    const auto rank = this->rank(record, search.wanted[member]);
    auto& best = search.best[member];
    if (!rank || (best && best->rank <= *rank) || search.given.contains(id)) continue;
    if (best) search.given.erase(best->found.id);
    search.given.insert(id);
    best = Candidate{*rank, {id, record}};
  }
}

// Which of the fields to compare says that this is the record; the lower, the surer. A record with
// another identifier is another record, whatever else is alike.
std::optional<std::size_t> Lookup::rank(const json::Value& record, const Wanted& wanted) const {
  const auto& match = external_id_.lookup.match;
  const auto theirs = scalar_text(record.find(external_id_.field));
  for (std::size_t i = 0; i < match.size(); ++i) {
    if (match[i] != external_id_.field && !theirs.empty() &&
        theirs != scalar_text(wanted.fields.find(external_id_.field)))
      return std::nullopt;
    if (same(record.find(match[i]), wanted.fields.find(match[i]))) return i;
  }
  return std::nullopt;
}

} // namespace timely
