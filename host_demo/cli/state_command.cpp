// SPDX-License-Identifier: MIT
// state: how far each route has come, and moving that from one machine to another.

#include "cli/commands.hpp"
#include "cli/given_text.hpp"
#include "cli/output.hpp"
#include "run/opaque_bytes.hpp"
#include "run/route_lock.hpp"
#include "text/nearest.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <map>

namespace host {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

struct StateOptions {
  std::vector<std::string> routes;
  bool all = false;
  std::string file = "-";
};

Array to_json(const std::vector<SettledRange>& ranges) {
  Array json;
  for (const auto& range : ranges) json.push_back(Array{range.first, range.count});
  return json;
}

[[noreturn]] void throw_no_state(const std::string& what) {
  throw Failure(Exit::usage, what + ". Take the state as `hif state export` wrote it.");
}

std::uint64_t settled_in(const Value* json) {
  const auto count = json ? json->to_uint64() : 0;
  if (!count) throw_no_state("\"settled\" of a position is no number of records");
  return *count;
}

std::vector<SettledRange> ranges_in(const Value* json) {
  const auto number = [](const Value& pair, std::size_t at) {
    return pair.is_array() && pair.as_array().size() == 2 ? pair.as_array()[at].to_uint64()
                                                          : std::nullopt;
  };
  std::vector<SettledRange> ranges;
  if (!json) return ranges;
  if (!json->is_array()) throw_no_state("\"settled_behind\" of a position is no list");
  for (const auto& range : json->as_array()) {
    const auto first = number(range, 0), count = number(range, 1);
    if (!first || !count)
      throw_no_state("\"settled_behind\" of a position has something other than [first, count]");
    ranges.push_back({*first, *count});
  }
  return ranges;
}

Object to_json(const std::string& route, const RoutePosition& position) {
  Object outgoing;
  for (const auto& [name, reached] : position.outgoing) {
    Object one;
    set_bytes(one, "position", reached.sink);
    one.set("settled", reached.settled);
    if (!reached.behind.empty()) one.set("settled_behind", to_json(reached.behind));
    outgoing.set(name, std::move(one));
  }
  Object json{{"route", route}};
  set_bytes(json, "checkpoint", position.checkpoint);
  json.set("outgoing", std::move(outgoing));
  json.set("anew", position.anew);
  return json;
}

RoutePosition position_in(const Value& json) {
  RoutePosition position{.checkpoint = bytes_in(json, "checkpoint"), .outgoing = {}};
  if (const auto* anew = json.find("anew")) position.anew = *anew == Value(true);
  const auto* outgoing = json.find("outgoing");
  if (!outgoing || !outgoing->is_object()) return position;
  for (const auto& [name, reached] : outgoing->as_object()) {
    position.outgoing[name] = {bytes_in(reached, "position"), settled_in(reached.find("settled")),
                               ranges_in(reached.find("settled_behind"))};
  }
  return position;
}

Object parts_of(Store& store, const std::string& route) {
  Object parts;
  for (const auto& name : store.part_names(route))
    if (const auto part = store.part(route, name)) {
      Object value;
      set_bytes(value, "value", *part);
      parts.set(name, std::move(value));
    }
  return parts;
}

PartChanges parts_in(const Value& json) {
  PartChanges changes{.anew = true, .parts = {}};
  const auto* parts = json.find("parts");
  if (!parts || !parts->is_object()) return changes;
  for (const auto& [name, value] : parts->as_object())
    changes.parts[name] = bytes_in(value, "value");
  return changes;
}

std::map<std::string, RoutePosition> positions_of(Environment& environment,
                                                  const std::vector<std::string>& routes) {
  auto all = environment.store().positions();
  if (routes.empty()) return all;
  std::vector<std::string> known;
  for (const auto& [route, position] : all) known.push_back(route);
  std::map<std::string, RoutePosition> named;
  for (const auto& route : routes) {
    const auto found = all.find(route);
    if (found == all.end())
      throw Failure(Exit::usage, "no position of a route \"" + route + "\" is kept in " +
                                     environment.options().data_dir.string() + "." +
                                     did_you_mean(route, known));
    named.insert(*found);
  }
  return named;
}

int show_state(Environment& environment, const StateOptions& options) {
  Array rows;
  Table table({"ROUTE", "CHECKPOINT", "OUTGOING", "POSITION", "SETTLED"});
  for (const auto& [route, position] : positions_of(environment, options.routes)) {
    const auto row = to_json(route, position);
    const auto text = [](const Value* value) {
      return value && value->is_string() ? value->as_string() : std::string("(binary)");
    };
    for (const auto& [name, reached] : row.find("outgoing")->as_object())
      table.add({route, text(row.find("checkpoint")), name, text(reached.find("position")),
                 hif::json::print(*reached.find("settled"))});
    rows.push_back(row);
  }
  if (environment.options().json)
    print_json_line(rows);
  else
    write_out(table.text());
  return Exit::done;
}

int reset_state(Environment& environment, const StateOptions& options) {
  if (options.routes.empty() && !options.all)
    throw Failure(Exit::usage, "hif state reset takes the names of routes, or --all");
  const auto& data_dir = environment.options().data_dir;
  for (const auto& [route, position] : positions_of(environment, options.routes)) {
    const auto lock = lock_route(data_dir, route);
    environment.store().forget_position(route);
    environment.log().info("route " + route + " begins from the start the next time");
  }
  return Exit::done;
}

int export_state(Environment& environment, const StateOptions& options) {
  Array positions;
  for (const auto& [route, position] : positions_of(environment, options.routes)) {
    auto json = to_json(route, position);
    auto parts = parts_of(environment.store(), route);
    if (parts.size() > 0) json.set("parts", std::move(parts));
    positions.push_back(std::move(json));
  }
  print_json_line(Object{{"version", 1}, {"positions", std::move(positions)}});
  return Exit::done;
}

// All of it is understood before any of it is kept.
int import_state(Environment& environment, const StateOptions& options) {
  Value state;
  try {
    state = hif::json::parse(
        text_given(options.file == "-" ? options.file : "@" + options.file, "state import"));
  } catch (const hif::json::ParseError& error) {
    throw Failure(Exit::usage, options.file + " is not JSON: " + error.what());
  }
  const auto* version = state.find("version");
  const auto* positions = state.find("positions");
  if (!version || *version != Value(1) || !positions || !positions->is_array())
    throw Failure(Exit::usage, options.file + " is no state that `hif state export` of this "
                                              "program wrote (version 1)");
  struct Imported {
    RoutePosition position;
    PartChanges parts;
  };
  std::map<std::string, Imported> all;
  for (const auto& entry : positions->as_array()) {
    const auto* route = entry.find("route");
    if (!route || !route->is_string() || route->as_string().empty())
      throw Failure(Exit::usage, options.file + ": a position without its route");
    all[route->as_string()] = {position_in(entry), parts_in(entry)};
  }
  std::vector<FileLock> locks; // of all, before the first is kept
  for (const auto& [route, imported] : all)
    locks.push_back(lock_route(environment.options().data_dir, route));
  for (const auto& [route, imported] : all) {
    environment.store().commit(route, imported.position, {}, imported.parts);
    environment.log().info("route " + route + " goes on from the imported position");
  }
  return Exit::done;
}

} // namespace

void add_state(Commands& commands) {
  const auto options = std::make_shared<StateOptions>();
  auto* group = commands.add_group("state", "how far each route has come");
  const auto add = [&](const char* name, const char* what,
                       int (*work)(Environment&, const StateOptions&), const char* examples) {
    return commands.add(
        name, what, [options, work](Environment& e) { return work(e, *options); }, examples, group);
  };
  const auto routes = [&](CLI::App* sub) {
    sub->add_option("route", options->routes, "names of routes")->type_name("ROUTE");
    return sub;
  };
  routes(add("show", "the kept positions", show_state, "hif state show nightly -o json"));
  routes(add("reset", "forgets positions: the next run begins from the start", reset_state,
             "hif state reset nightly"))
      ->add_flag("--all", options->all, "of every route");
  routes(add("export", "the positions as JSON on stdout", export_state,
             "hif state export > positions.json"));
  add("import", "takes positions over that `export` gave", import_state,
      "hif state import positions.json")
      ->add_option("file", options->file, "or - for stdin")
      ->type_name("FILE");
}

} // namespace host
