// SPDX-License-Identifier: MIT
// What refers to what: prototypes, clients, the names in routes; and lanes and schedules.
#include "config/configuration_reader.hpp"

#include "config/pointer.hpp"
#include "config/schedule.hpp"
#include "config/wording.hpp"
#include "text/nearest.hpp"

#include <algorithm>
#include <stdexcept>

namespace host {

namespace {

std::string where_it_belongs(std::string_view kind) {
  if (kind == "client") return "A client belongs under clients.";
  if (kind == "subscriber") return "A subscriber belongs under incoming.";
  if (kind == "publisher") return "A publisher belongs under outgoing.";
  return "A transformer belongs in a list of transformers.";
}

// Whether a key was mistyped that would be `key`; that is a problem already.
bool means(const YamlNode& object, const std::string& key) {
  const std::vector<std::string> known{"prototype", "client",   "config",
                                       "lanes",     "lane_key", "transformers"};
  return std::ranges::any_of(object.entries, [&](const YamlNode::Entry& entry) {
    return std::ranges::find(known, entry.key) == known.end() && nearest(entry.key, known) == key;
  });
}

std::vector<std::string> names_of(const std::map<std::string, std::string>& clients) {
  std::vector<std::string> names;
  for (const auto& [name, prototype] : clients) names.push_back(name);
  return names;
}

} // namespace

std::optional<PrototypeFacts> ConfigurationReader::find_prototype(const std::string& id,
                                                                  const std::string& pointer,
                                                                  std::string_view kind) {
  const auto at = pointer + "/prototype";
  auto facts = prototypes_.find(id);
  if (!facts) {
    const auto near = nearest(id, prototypes_.ids);
    add_problem(source_.place(at), at,
                {"no package has a prototype " + in_quotes(id),
                 near ? "Did you mean " + in_quotes(*near) + "?"
                      : "`hif prototypes` lists them, `hif plugins` the packages found."},
                Exit::package);
    return std::nullopt;
  }
  if (!facts->refusal.empty()) {
    add_problem(source_.place(at), at,
                {"the package of the prototype " + in_quotes(id) + " is refused: " + facts->refusal,
                 "`hif plugins` shows every package and its state."},
                Exit::package);
    return std::nullopt;
  }
  if (facts->kind == kind) return facts;
  add_problem(
      source_.place(at), at,
      {in_quotes(id) + " is a " + facts->kind + ", here a " + std::string(kind) + " is expected",
       where_it_belongs(facts->kind)});
  return std::nullopt;
}

void ConfigurationReader::check_client(const Common& object, const PrototypeFacts& facts,
                                       const std::string& pointer) {
  if (object.client) {
    const auto at = pointer + "/client";
    if (facts.clients.empty())
      return add_problem(source_.find(at)->key, at,
                         {in_quotes(object.prototype) + " takes no client", "Leave it out."});
    return check_client_prototype(object, facts, pointer);
  }
  const auto place = follow(*document_->root(), pointer);
  if (facts.clients.empty() || place.node->find("client") || means(*place.node, "client")) return;
  const auto names = names_of(clients_);
  add_problem(place.key, pointer,
              {in_quotes(object.prototype) + " needs a client",
               names.empty()
                   ? "Add one of " + joined(facts.clients) + " under clients, and name it."
                   : "Add \"client: NAME\"; there are: " + joined(names) + "."});
}

void ConfigurationReader::check_client_prototype(const Common& object, const PrototypeFacts& facts,
                                                 const std::string& pointer) {
  const auto at = pointer + "/client";
  check_name(*object.client, "client", names_of(clients_), at);
  const auto client = clients_.find(*object.client);
  if (client == clients_.end() || client->second.empty()) return; // a problem already
  const auto& id = client->second;
  const auto client_facts = prototypes_.find(id);
  if (!client_facts || client_facts->kind != "client") return; // a problem of the client
  if (std::ranges::find(facts.clients, id) != facts.clients.end()) return;
  add_problem(source_.place(at), at,
              {in_quotes(object.prototype) + " does not work over " + in_quotes(*object.client) +
                   ", which is a " + id,
               "It works over: " + joined(facts.clients) + "."});
}

void ConfigurationReader::check_name(const std::string& name, const char* what,
                                     const std::vector<std::string>& names,
                                     const std::string& pointer) {
  if (name.empty()) return; // a problem already
  if (std::ranges::find(names, name) != names.end()) return;
  const auto near = nearest(name, names);
  add_problem(source_.place(pointer), pointer,
              {"there is no " + std::string(what) + " " + in_quotes(name),
               near            ? "Did you mean " + in_quotes(*near) + "?"
               : names.empty() ? "None is configured."
                               : "There are: " + joined(names) + "."});
}

void ConfigurationReader::complain(const std::string& pointer, const std::string& message,
                                   const std::string& hint) {
  add_problem(source_.place(pointer), pointer, {message, hint});
}

void ConfigurationReader::check_lanes(const OutgoingConfig& outgoing) {
  const auto complain = [&](const char* key, const std::string& message, const char* hint) {
    this->complain(outgoing.pointer + key, message, hint);
  };
  const auto facts = prototypes_.find(outgoing.prototype);
  if (outgoing.lanes > 1 && facts && facts->kind == "publisher" && facts->clients.empty())
    return complain("/lanes",
                    in_quotes(outgoing.prototype) +
                        " writes to one place, which cannot be split into lanes",
                    "Leave lanes out: they are for outgoings over a client.");
  const auto& node = *follow(*document_->root(), outgoing.pointer).node;
  if (outgoing.lanes > 1 && outgoing.lane_key.empty() && !means(node, "lane_key"))
    return complain("/lanes", "several lanes, and no lane_key by which records keep their order",
                    "Add one, such as \"lane_key: id\".");
  if (outgoing.lane_key.empty()) return;
  if (!node.find("lanes") && !means(node, "lanes"))
    return complain("/lane_key", "a lane_key, and no lanes that it is for",
                    "Add \"lanes: 4\", say, or leave it out.");
  if (const auto fault = pointer_fault(outgoing.lane_key); !fault.empty())
    complain("/lane_key", fault, "A / in a name is written ~1, a ~ is written ~0 (RFC 6901).");
}

void ConfigurationReader::check_schedule(const RouteConfig& route) {
  const auto complain = [&](const char* key, const std::string& message, const char* hint) {
    this->complain(route.pointer + key, message, hint);
  };
  auto time_zone = route.time_zone;
  if (!time_zone.empty()) {
    try {
      find_time_zone(time_zone);
    } catch (const std::invalid_argument& reason) {
      complain("/time_zone", reason.what(), "");
      time_zone.clear();
    }
    if (!route.schedule)
      complain("/time_zone", "a time zone, and no schedule that it is for", "Add a schedule.");
  }
  if (!route.schedule) return;
  constexpr const char* example = "For example, \"0 2 * * *\" is every night at two.";
  try {
    if (!Schedule(*route.schedule, time_zone).next_after(0))
      complain("/schedule", "the schedule never comes: there is no such day", example);
  } catch (const std::invalid_argument& reason) {
    complain("/schedule", std::string("not a schedule: ") + reason.what(), example);
  }
}

} // namespace host
