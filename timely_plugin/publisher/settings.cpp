// SPDX-License-Identifier: MIT
#include "publisher/settings.hpp"

#include <algorithm>

namespace timely {
namespace {

using hif::sdk::Problem;

std::string word(const json::Value& config, std::string_view name) {
  const auto* value = config.find(name);
  return value && value->is_string() ? value->as_string() : std::string();
}

bool flag(const json::Value& config, std::string_view name) {
  const auto* value = config.find(name);
  return value && value->is_bool() && value->as_bool();
}

std::optional<std::int64_t> number(const json::Value* config, std::string_view name) {
  const auto* value = config ? config->find(name) : nullptr;
  return value ? value->to_int64() : std::nullopt;
}

CreateMode create_mode(const std::string& name) {
  if (name == "once") return CreateMode::once;
  if (name == "upsert") return CreateMode::upsert;
  return name == "at_most_once" ? CreateMode::at_most_once : CreateMode::automatic;
}

void read_create(const json::Value& config, WriteSettings& settings,
                 std::vector<Problem>& problems) {
  const auto name = word(config, "create");
  const auto& entity = *settings.entity;
  settings.create = create_mode(name);
  const bool needs_lookup =
      settings.create == CreateMode::once || settings.create == CreateMode::upsert;
  if (!needs_lookup) return;
  if (!settings.journals()) {
    problems.push_back({"/create",
                        "\"" + entity.title +
                            "\" makes nothing that could be found again by an "
                            "identifier of yours",
                        "leave create out, or set at_most_once"});
    return;
  }
  if (settings.create == CreateMode::upsert)
    settings.update = settings.catalogue->by_id(entity.external_id->update);
}

void read_bulk(const json::Value& config, WriteSettings& settings) {
  const auto* bulk = config.find("bulk");
  if (!settings.entity->bulk || (bulk && *bulk == json::Value("off"))) return;
  BulkLimits limits{.max_items = settings.entity->bulk->maximum};
  if (const auto most = number(bulk, "max_items"))
    limits.max_items = std::min(limits.max_items, static_cast<std::size_t>(*most));
  if (const auto delay = number(bulk, "max_delay_ms")) limits.max_delay_ms = *delay;
  settings.bulk = limits;
}

void read_skip(const json::Value& config, WriteSettings& settings, std::vector<Problem>& problems) {
  settings.reader = settings.catalogue->reader_of(*settings.entity);
  settings.skip_unchanged = flag(config, "skip_unchanged");
  if (!settings.skip_unchanged || settings.create == CreateMode::upsert) return;
  const auto& method = settings.entity->method;
  const bool updates = (method == "PUT" || method == "PATCH") && settings.entity->body;
  if (updates && settings.reader) return;
  problems.push_back(
      {"/skip_unchanged",
       "\"" + settings.entity->title + "\" " +
           (updates ? "is about a record that cannot be read by itself" : "is no update"),
       "leave skip_unchanged out"});
}

void read_locks(const json::Value& config, WriteSettings& settings,
                std::vector<Problem>& problems) {
  settings.check_locks = flag(config, "check_locks");
  if (!settings.check_locks || settings.entity->locks) return;
  problems.push_back(
      {"/check_locks",
       "\"" + settings.entity->title + "\" writes nothing that locked days are about",
       "leave check_locks out"});
}

void check_confirmation(const Entity& entity, const json::Value& config,
                        std::vector<Problem>& problems) {
  if (entity.cascades.empty() || word(config, "confirm") == "cascade") return;
  problems.push_back({"/confirm", "\"" + entity.title + "\" takes with it " + entity.cascades,
                      "set confirm: cascade if that is meant"});
}

} // namespace

WriteSettings write_settings(const hif::sdk::Creation& creation, bool values_at_hand) {
  const auto& config = creation.config;
  WriteSettings settings;
  settings.catalogue = Catalogue::of_package(creation.package_dir);
  settings.entity =
      &settings.catalogue->find(Direction::write, word(config, "method"), word(config, "entity"),
                                flag(config, "allow_undocumented"));
  settings.parameters = read_request_parameters(config.find("request_parameters"));
  settings.allow_unknown_query = flag(config, "allow_unknown_query");
  auto findings = check_request(*settings.entity, settings.parameters,
                                {.allow_unknown_query = settings.allow_unknown_query,
                                 .complete = false,
                                 .empty_is_absent = !values_at_hand});
  read_create(config, settings, findings.problems);
  read_bulk(config, settings);
  read_skip(config, settings, findings.problems);
  read_locks(config, settings, findings.problems);
  if (const auto connections = number(&config, "connections"))
    settings.connections = static_cast<std::size_t>(std::max<std::int64_t>(1, *connections));
  check_confirmation(*settings.entity, config, findings.problems);
  if (!findings.problems.empty()) throw hif::sdk::ConfigError(findings.problems);
  return settings;
}

} // namespace timely
