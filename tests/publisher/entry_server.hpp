// SPDX-License-Identifier: MIT
#pragma once
// A server of time entries, as a script for the client: single and gathered writes, lists by day,
// and troubles before and after the effect.

#include "journal_host.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <map>
#include <mutex>
#include <set>

namespace timely::test {

enum class Trouble {
  none,
  lost_before,
  lost_after,
  error_before,
  error_after,
  silent_before, // answered with success and no record, the effect missing
  silent_after,  // and with the effect
  garbage,
  down
};

class EntryServer {
 public:
  // Asked for each write, with its number from 1, what becomes of it.
  std::function<Trouble(int write, const Asked&)> trouble = [](int, const Asked&) {
    return Trouble::none;
  };
  bool refuses_whole = false;     // a gathered request with a bad row is 422 as a whole
  bool answers_later = false;     // gathered requests are carried out, and answered 202
  bool silent_on_missing = false; // a gathered delete says nothing of ids that are not there
  Fate* fate = nullptr;
  std::map<std::int64_t, json::Object> entries;
  int writes = 0, gathered = 0;
  std::size_t most_rows = 0;

  ScriptedClient::Script script() {
    return [this](const Asked& asked) { return answer(asked); };
  }

  // How many entries have each identifier.
  std::map<std::string, int> by_external_id() const {
    std::map<std::string, int> counts;
    for (const auto& [id, entry] : entries)
      if (const auto* external = entry.find("external_id"); external && external->is_string())
        ++counts[external->as_string()];
    return counts;
  }

  std::int64_t add(json::Object fields) {
    const auto id = next_id_++;
    json::Object entry{{"id", id}};
    for (auto& field : fields) entry.set(field.name, field.value);
    if (const auto* project = fields.find("project_id"))
      entry.set("project", json::Object{{"id", *project}});
    entry.set("duration", json::Object{{"hours", 0}, {"minutes", 0}, {"seconds", 0}});
    entries[id] = std::move(entry);
    return id;
  }

 private:
  Reply answer(const Asked& asked) {
    const std::lock_guard lock(mutex_);
    if (asked.method == "GET") return read(asked);
    const auto what = trouble(++writes, asked);
    step();
    if (what == Trouble::down)
      return {.status = HIF_UNAVAILABLE, .message = "refused", .phase = HIF_PHASE_NOT_SENT};
    const bool carried_out = what != Trouble::lost_before && what != Trouble::error_before &&
                             what != Trouble::silent_before;
    auto reply = carried_out ? write(asked) : Reply{};
    step();
    if (what == Trouble::lost_before || what == Trouble::lost_after)
      return {.ambiguous = true,
              .status = HIF_UNAVAILABLE,
              .message = "connection reset",
              .phase = HIF_PHASE_SENT};
    if (what == Trouble::error_before || what == Trouble::error_after)
      return {.http_status = 500, .body = "try again later", .ambiguous = true};
    if (what == Trouble::silent_before) return {.http_status = 200, .body = ""};
    if (what == Trouble::silent_after) return {.http_status = 200, .body = "{}"};
    if (what == Trouble::garbage) reply.body = "{\"id\":";
    return reply;
  }

  void step() {
    if (fate) fate->step();
  }

  static Reply refusal(const std::string& field, const std::string& text) {
    return {.http_status = 422, .body = R"({"errors":{")" + field + R"(":[")" + text + R"("]}})"};
  }
  static Reply not_found() {
    return {.http_status = 404, .body = R"({"errors":{"message":"Not found"}})"};
  }
  static bool is_bad(const json::Value& row) {
    const auto* note = row.find("note");
    return note && *note == json::Value("bad");
  }

  static std::int64_t id_in(const std::string& target) {
    const auto path = target.substr(0, target.find('?'));
    const auto last = path.substr(path.rfind('/') + 1);
    return last.find_first_not_of("0123456789") == last.npos ? std::stoll(last) : 0;
  }

  Reply write(const Asked& asked) {
    if (asked.target.find("/bulk/") != asked.target.npos) return write_many(asked);
    const auto id = id_in(asked.target);
    if (asked.method == "DELETE") return entries.erase(id) ? Reply{.body = "{}"} : not_found();
    const auto body = json::parse(asked.body);
    const auto& fields = *body.find("event");
    if (is_bad(fields)) return refusal("note", "is bad");
    if (asked.method == "PUT") {
      if (!entries.contains(id)) return not_found();
      for (const auto& field : fields.as_object()) entries[id].set(field.name, field.value);
      return {.body = json::print(entries[id])};
    }
    const auto added = add(fields.as_object());
    return {.http_status = 201, .body = json::print(entries[added])};
  }

  Reply write_many(const Asked& asked) {
    ++gathered;
    const auto body = json::parse(asked.body);
    json::Object ids, errors;
    std::size_t rows = 0;
    for (const auto* list : {"create", "update", "delete"}) {
      const std::string done = std::string(list) + "d_ids";
      json::Array carried_out, refused;
      const auto* given = body.find(list);
      std::int64_t index = 0;
      if (given) {
        rows += given->as_array().size();
        for (const auto& row : given->as_array()) {
          if (refuses_whole && is_bad(row)) return refusal("base", "one row is bad");
        }
        for (const auto& row : given->as_array()) apply(list, row, index++, carried_out, refused);
      }
      ids.set(done, std::move(carried_out));
      errors.set(list, std::move(refused));
    }
    most_rows = std::max(most_rows, rows);
    if (answers_later)
      return {.http_status = 202,
              .body =
                  R"({"created_ids":[],"updated_ids":[],"deleted_ids":[],"errors":{"create":[],)"
                  R"("update":[],"delete":[]},"job":{"id":77,"status":"created"}})"};
    ids.set("errors", std::move(errors));
    ids.set("job", nullptr);
    return {.body = json::print(ids)};
  }

  void apply(std::string_view list, const json::Value& row, std::int64_t index,
             json::Array& carried_out, json::Array& refused) {
    const auto refuse = [&](const char* field, const char* text) {
      refused.push_back(
          json::Object{{"index", index}, {"errors", json::Object{{field, json::Array{text}}}}});
    };
    if (list == "create") {
      if (is_bad(row)) return refuse("note", "is bad");
      carried_out.push_back(add(row.as_object()));
      return;
    }
    const auto id = list == "delete" ? row.as_int64() : row.find("id")->as_int64();
    if (!entries.contains(id)) {
      if (!(silent_on_missing && list == "delete")) refuse("id", "Not found");
      return;
    }
    if (is_bad(row)) return refuse("note", "is bad");
    if (list == "delete")
      entries.erase(id);
    else
      for (const auto& field : row.as_object()) entries[id].set(field.name, field.value);
    carried_out.push_back(id);
  }

  Reply read(const Asked& asked) {
    if (const auto id = id_in(asked.target); id != 0) {
      if (asked.target.find("/events/") != asked.target.npos)
        return entries.contains(id) ? Reply{.body = json::print(entries[id])} : not_found();
    }
    json::Array list;
    const bool first = asked.target.ends_with("&page=1");
    const auto since = asked.target.find("since=");
    const auto day = since == asked.target.npos ? "" : asked.target.substr(since + 6, 10);
    if (first)
      for (const auto& [id, entry] : entries)
        if (const auto* at = entry.find("day"); at && *at == json::Value(day))
          list.push_back(entry);
    return {.body = json::print(list)};
  }

  std::mutex mutex_;
  std::int64_t next_id_ = 1000;
};

} // namespace timely::test
