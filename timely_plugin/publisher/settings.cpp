// SPDX-License-Identifier: MIT
#include "publisher/settings.hpp"

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

void refuse_later_options(const json::Value& config, std::vector<Problem>& problems) {
  const auto refuse = [&](const std::string& name, const std::string& instead) {
    const auto message = "this value of \"" + name + "\" is not available in this version";
    problems.push_back({"/" + name, message, instead});
  };
  const auto create = word(config, "create");
  if (!create.empty() && create != "at_most_once") refuse("create", "set at_most_once");
  const auto* bulk = config.find("bulk");
  if (bulk && !bulk->is_null() && *bulk != json::Value("off")) refuse("bulk", "set off");
  if (flag(config, "skip_unchanged")) refuse("skip_unchanged", "set false");
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
  refuse_later_options(config, findings.problems);
  check_confirmation(*settings.entity, config, findings.problems);
  if (!findings.problems.empty()) throw hif::sdk::ConfigError(findings.problems);
  return settings;
}

} // namespace timely
