// SPDX-License-Identifier: MIT
#pragma once
// From a request to the rules that answer it: the catalogue says which routes there are, the
// resources say what happens on them. An entity without rules of its own is an ordinary
// collection (collection.cpp), so that an endpoint new to the catalogue works here at once.

#include "catalogue.hpp"
#include "http_message.hpp"
#include "refusal.hpp"
#include "store.hpp"
#include "validation.hpp"

#include <map>

namespace timely::sandbox {

struct Limits {
  std::int64_t page_cap = 0;             // lowers every maximum page size; 0: as the catalogue says
  std::int64_t bulk_async_threshold = 0; // more rows than this are answered 202; 0: never
};

class Routes;

// One request under way.
struct Call {
  const Request& request;
  const Entity& entity;
  std::map<std::string, std::string> path; // path parameters by name
  Store& store;
  const Limits& limits;
  const Routes& routes;
  json::Object payload; // what the envelope holds
  json::Object outside; // what stands beside it

  // A path parameter as a number. Throws Refusal 404 where it is none.
  std::int64_t id(const std::string& name = "id") const;
  std::optional<std::string> query(std::string_view name) const { return request.parameter(name); }
  std::optional<std::int64_t> query_integer(std::string_view name) const;
  std::optional<Day> query_day(std::string_view name) const;
  // The parameter, else the catalogue's default for it, else "".
  std::string query_or_default(std::string_view name) const;
  std::vector<std::int64_t> query_ids(std::string_view name) const;
};

using Handler = Response (*)(Call&);

struct Rule {
  Handler handler;
  enum class BodyCheck { by_catalogue, by_handler } body_check = BodyCheck::by_catalogue;
  std::vector<std::string> not_required = {}; // fields that may be absent all the same
};

class Routes {
 public:
  explicit Routes(std::vector<Entity> entities);

  // `path` as in the catalogue, from the account on, with {} for each parameter:
  // "clients/{}" is /1.1/{account_id}/clients/{id}; one that begins with / is the whole path.
  void add(std::string_view method, std::string_view path, Rule rule);
  // Throws Refusal.
  Response answer(const Request& request, Store& store, const Limits& limits) const;
  // The catalogue's fields of a body, for rows of bulk requests.
  const Body* body_of(std::string_view method, std::string_view path) const;

 private:
  struct Route {
    const Entity* entity;
    std::vector<std::string> segments;
    std::size_t literals;
  };
  const Route* match(const Request& request, const std::vector<std::string>& segments) const;

  std::vector<Entity> entities_;
  std::vector<Route> routes_;
  std::map<std::string, Rule> rules_; // "GET /1.1/{}/clients"
};

Response answer(int status, const json::Value& value);
inline Response answer(const json::Value& value) {
  return answer(200, value);
}
Response ordinary_collection(Call& call);

// The rules of every family of resources.
Routes make_routes(std::vector<Entity> entities);
void add_accounts(Routes& routes);
void add_clients(Routes& routes);
void add_projects(Routes& routes);
void add_events(Routes& routes);
void add_event_writes(Routes& routes);
void add_bulk(Routes& routes);
void add_labels(Routes& routes);
void add_teams(Routes& routes);
void add_users(Routes& routes);
void add_capacities(Routes& routes);
void add_forecasts(Routes& routes);
void add_reports(Routes& routes);
void add_webhooks(Routes& routes);
void add_day_properties(Routes& routes);
void add_states(Routes& routes);

} // namespace timely::sandbox
