// SPDX-License-Identifier: MIT
#include "lookup/settings.hpp"

#include "catalogue/nearest.hpp"

#include <algorithm>

namespace timely::lookup {
namespace {

using hif::sdk::ConfigError;
using hif::sdk::Problem;
using json::Value;

constexpr std::string_view request_pointer = "/request_parameters";

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class Reader {
 public:
  Reader(const Value& config, Settings& settings, bool values_at_hand)
      : config_(config), settings_(settings), values_at_hand_(values_at_hand) {}

  void read() {
    settings_.on_error = record::on_error_of(config_);
    if (const auto* given = config_.find("cache_seconds"))
      settings_.cache_seconds = given->as_int64();
    if (const auto* given = config_.find("max_records"))
      settings_.max_records = static_cast<std::uint64_t>(given->as_int64());
    settings_.path = read_request_parameters(config_.find("request_parameters")).path;
    const auto* list = config_.find("lookups");
    if (!list || !list->is_array() || list->as_array().empty())
      return problem("/lookups", "nothing is looked up",
                     "For example: [{find: project, by: {name: project}, into: project_id}].");
    for (std::size_t i = 0; i < list->as_array().size(); ++i)
      one(list->as_array()[i], "/lookups/" + std::to_string(i), i + 1);
    check_path_names();
  }

  std::vector<Problem> problems;

 private:
  void problem(const std::string& at, const std::string& message, const std::string& hint = {}) {
    const bool told = std::any_of(problems.begin(), problems.end(),
                                  [&](const Problem& known) { return known.pointer == at; });
    if (!told) problems.push_back({at, message, hint});
  }

  void one(const Value& from, const std::string& at, std::size_t number) {
    Lookup lookup;
    lookup.number = number;
    lookup.directory = directory(from, at);
    if (!lookup.directory) return;
    const auto before = problems.size();
    keys(from, at, lookup);
    where(from, at, lookup);
    given(from, at, lookup);
    miss(from, at, lookup);
    request(from, at, lookup);
    if (problems.size() == before) settings_.lookups.push_back(std::move(lookup));
  }

  const Directory* directory(const Value& from, const std::string& at) {
    const auto* find = from.find("find");
    const auto name = find && find->is_string() ? find->as_string() : std::string();
    const auto& directories = settings_.catalogue->directories();
    std::vector<std::string> names;
    for (const auto& directory : directories) {
      if (directory.id == name) return &directory;
      names.push_back(directory.id);
    }
    const auto near = did_you_mean(name, names);
    problem(at + "/find", "a \"" + name + "\" cannot be looked up",
            near.empty() ? "There are: " + listed(names) + "." : near);
    return nullptr;
  }

  // Whether the directory knows the field for this use.
  bool knows(const std::vector<std::string>& fields, const std::string& field,
             const std::string& at, const std::string& what) {
    if (contains(fields, field)) return true;
    const auto near = did_you_mean(field, fields);
    problem(at, what + " \"" + field + "\"",
            near.empty() ? "There are: " + listed(fields) + "." : near);
    return false;
  }

  void keys(const Value& from, const std::string& at, Lookup& lookup) {
    const auto* by = from.find("by");
    if (!by || !by->is_object() || by->as_object().empty())
      return problem(at + "/by", "it does not say by what",
                     "For example: {" + lookup.directory->by.front() + ": path.in.the.record}.");
    const auto* own_case = from.find("ignore_case");
    for (const auto& [field, path] : by->as_object()) {
      const auto here = pointer_to(at + "/by", field);
      if (!knows(lookup.directory->by, field, here,
                 "a " + lookup.directory->id + " is not found by"))
        continue;
      const auto captures = lookup.keys.empty() ? 0 : lookup.keys.front().path.wildcards();
      auto read = key_path(path, here, captures, lookup.keys.empty());
      if (!read) continue;
      const bool ignore_case = own_case && own_case->is_bool()
                                   ? own_case->as_bool()
                                   : contains(lookup.directory->ignore_case, field);
      lookup.keys.push_back({field, std::move(*read), ignore_case});
    }
  }

  // The first may have `*`; what these match is `$1` in the others.
  std::optional<Path> key_path(const Value& path, const std::string& at, std::size_t captures,
                               bool is_first) {
    const auto text = path.is_string() ? path.as_string() : std::string();
    try {
      return is_first ? parse_path(text) : parse_target(text, captures);
    } catch (const PathError& error) {
      problem(at, "the path \"" + text + "\" " + error.what());
      return std::nullopt;
    }
  }

  void where(const Value& from, const std::string& at, Lookup& lookup) {
    const auto* where = from.find("where");
    if (!where || !where->is_object()) return;
    for (const auto& [field, value] : where->as_object())
      if (knows(lookup.directory->by, field, pointer_to(at + "/where", field),
                "a " + lookup.directory->id + " is not found by"))
        lookup.where.push_back({field, value});
  }

  void given(const Value& from, const std::string& at, Lookup& lookup) {
    const auto& fields = lookup.directory->give;
    lookup.give = fields.front();
    // From the id to what else it is called, when nothing is said.
    if (lookup.keys.size() == 1 && lookup.keys.front().field == lookup.give)
      lookup.give = lookup.directory->by.front();
    if (const auto* give = from.find("give"); give && give->is_string()) {
      lookup.give = give->as_string();
      knows(fields, lookup.give, at + "/give", "a " + lookup.directory->id + " does not give");
    }
    if (lookup.keys.empty()) return;
    const auto& first = lookup.keys.front().path;
    const auto* into = from.find("into");
    if (!into || !into->is_string()) {
      lookup.into = in_place(first);
      return;
    }
    try {
      lookup.into = parse_target(into->as_string(), first.wildcards());
    } catch (const PathError& error) {
      problem(at + "/into", "the path \"" + into->as_string() + "\" " + error.what());
    }
  }

  // The place that `path` was found at.
  static Path in_place(Path path) {
    std::size_t captured = 0;
    for (auto& segment : path.segments) {
      if (!segment.any) continue;
      segment.any = false;
      segment.pieces = {{.text = {}, .capture = ++captured}};
    }
    return path;
  }

  void miss(const Value& from, const std::string& at, Lookup& lookup) {
    const auto* instead = from.find("default");
    const auto* policy = from.find("on_miss");
    const auto word = policy && policy->is_string() ? policy->as_string()
                      : policy && policy->is_null() ? "null"
                      : instead                     ? "default"
                                                    : "fail";
    lookup.on_miss = word == "null"      ? OnMiss::null
                     : word == "skip"    ? OnMiss::skip
                     : word == "default" ? OnMiss::instead
                                         : OnMiss::fail;
    if (lookup.on_miss == OnMiss::instead && !instead)
      return problem(at + "/on_miss", "there is no default to be put in its place",
                     "Add \"default: VALUE\".");
    if (lookup.on_miss != OnMiss::instead && instead)
      return problem(at + "/default", "a default is of use with \"on_miss: default\" only");
    if (instead) lookup.instead = json::print(*instead);
  }

  void request(const Value& from, const std::string& at, Lookup& lookup) {
    for (const auto& fixed : lookup.directory->fixed) lookup.query.set(fixed.name, fixed.value);
    if (const auto* query = from.find("query"); query && query->is_object())
      for (const auto& [name, value] : query->as_object()) lookup.query.set(name, value);
    const auto findings = check_request(
        *lookup.directory->entity, request_parameters(lookup, settings_.path),
        {.allow_unknown_query = false, .complete = true, .empty_is_absent = !values_at_hand_});
    constexpr std::string_view query_pointer = "/request_parameters/query";
    for (const auto& found : findings.problems)
      problem(found.pointer.starts_with(query_pointer)
                  ? at + found.pointer.substr(request_pointer.size())
                  : found.pointer,
              found.message, found.hint);
  }

  // A path parameter that no request has is a slip of the pen.
  void check_path_names() {
    std::vector<std::string> names;
    for (const auto& lookup : settings_.lookups)
      for (const auto& parameter : lookup.directory->entity->path_parameters)
        if (!contains(names, parameter.name)) names.push_back(parameter.name);
    if (names.empty()) return;
    for (const auto& [name, value] : settings_.path)
      knows(names, name, pointer_to("/request_parameters/path", name),
            "there is no path parameter");
  }

  const Value& config_;
  Settings& settings_;
  bool values_at_hand_;
};

} // namespace

std::string Lookup::name() const {
  std::string fields;
  for (const auto& key : keys) fields += (fields.empty() ? "" : " and ") + key.field;
  return "lookup " + std::to_string(number) + " (" + directory->id + " by " + fields + ")";
}

std::string Lookup::pointer() const {
  return "/lookups/" + std::to_string(number - 1);
}

RequestParameters request_parameters(const Lookup& lookup, const json::Object& path) {
  RequestParameters parameters;
  for (const auto& field : lookup.directory->entity->path_parameters)
    if (const auto* value = path.find(field.name)) parameters.path.set(field.name, *value);
  parameters.query = lookup.query;
  return parameters;
}

Settings read_settings(const hif::sdk::Creation& creation, bool values_at_hand) {
  Settings settings;
  settings.catalogue = Catalogue::of_package(creation.package_dir);
  Reader reader(creation.config, settings, values_at_hand);
  reader.read();
  if (!reader.problems.empty()) throw ConfigError(reader.problems);
  return settings;
}

} // namespace timely::lookup
