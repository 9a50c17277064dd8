// SPDX-License-Identifier: MIT
#include "subscriber/settings.hpp"

#include "subscriber/for_each.hpp"

#include <algorithm>
#include <cstdio>

namespace timely {
namespace {

using hif::sdk::ConfigError;
using hif::sdk::Problem;

bool flag(const json::Value& config, std::string_view name) {
  const auto* value = config.find(name);
  return value && value->is_bool() && value->as_bool();
}

// A parameter of the request, where the entity has it: in the query or in the payload.
const json::Value* parameter(const Entity& entity, const RequestParameters& parameters,
                             std::string_view name) {
  if (const auto* value = parameters.query.find(name)) return value;
  return entity.body ? parameters.payload.find(name) : nullptr;
}

bool applies(const std::vector<When>& conditions, const Entity& entity,
             const RequestParameters& parameters) {
  return std::all_of(conditions.begin(), conditions.end(), [&](const When& condition) {
    const auto* value = parameter(entity, parameters, condition.name);
    if (!value || value->is_null()) return false;
    return condition.value == json::Value("*") || *value == condition.value;
  });
}

Answer answer_of(const Entity& entity, const RequestParameters& parameters) {
  for (const auto& variant : entity.variants)
    if (applies(variant.when, entity, parameters)) return variant.answer;
  return entity.answer;
}

const Paging* paging_of(const Entity& entity, const Answer& answer,
                        const RequestParameters& parameters) {
  if (!entity.paging || entity.paging->style == PagingStyle::none) return nullptr;
  if (answer.kind != AnswerKind::array && answer.records_at.empty()) return nullptr;
  return applies(entity.paging->when, entity, parameters) ? &*entity.paging : nullptr;
}

json::Object& paged_part(const Paging& paging, RequestParameters& parameters) {
  if (!paging.in_body) return parameters.query;
  if (!parameters.payload.is_object()) parameters.payload = json::Object();
  return parameters.payload.as_object();
}

std::optional<std::int64_t> integer_of(const json::Value* value) {
  if (!value || value->is_null()) return std::nullopt;
  return json::Value(json::Number{parameter_text(Type::integer, *value)}).to_int64();
}

// What the order that is asked for promises.
void set_order(const json::Object& part, ReadSettings& settings) {
  const auto& order = settings.paging->stable_order;
  const auto& key = settings.answer.record_key;
  settings.steady_order =
      !order.empty() && std::all_of(order.begin(), order.end(), [&](const When& condition) {
        const auto* value = part.find(condition.name);
        return value && *value == condition.value;
      });
  settings.sorted_by_key =
      settings.steady_order && key.size() == 1 && order.front().value == json::Value(key.front());
}

void set_paging(const json::Value& config, ReadSettings& settings) {
  const auto& paging = *settings.paging;
  auto& part = paged_part(paging, settings.parameters);
  const auto own_size = integer_of(part.find(paging.size_parameter));
  const auto configured_size = integer_of(config.find("page_size"));
  settings.page_size =
      std::max<std::int64_t>(1, own_size.value_or(configured_size.value_or(paging.size)));
  settings.first_position = integer_of(part.find(paging.position_parameter)).value_or(paging.first);
  const bool ordered = std::any_of(paging.stable_order.begin(), paging.stable_order.end(),
                                   [&](const When& order) { return part.contains(order.name); });
  if (!ordered)
    for (const auto& order : paging.stable_order) part.set(order.name, order.value);
  part.set(paging.size_parameter, settings.page_size);
  set_order(part, settings);
}

std::string hash_of(const hif::sdk::Request& request) {
  return timely::hash_of(request.method + " " + request.target + "\n" + request.body);
}

} // namespace

std::int64_t ReadSettings::first_row() const {
  const auto start = first_position - paging->first;
  return paging->style == PagingStyle::page ? start * page_size : start;
}

hif::sdk::Request ReadSettings::request_at(std::int64_t position, std::int64_t size) const {
  auto at = parameters;
  if (paging) {
    auto& part = paged_part(*paging, at);
    part.set(paging->size_parameter, size);
    part.set(paging->position_parameter, position);
  }
  auto request = build_request(*entity, at);
  // Reading changes nothing, so it may be asked again whatever the method.
  request.repeat = HIF_REPEAT_ALWAYS;
  return request;
}

bool is_on(const json::Value* value) {
  return value && !value->is_null() && !(value->is_bool() && !value->as_bool());
}

// FNV-1a, 64 bits, as hexadecimal digits.
std::string hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

const Entity& find_entity(const hif::sdk::Creation& creation, const json::Value& config) {
  const auto text = [&](const char* name, const char* otherwise) {
    const auto* value = config.find(name);
    return value ? value->as_string() : std::string(otherwise);
  };
  return Catalogue::of_package(creation.package_dir)
      ->find(Direction::read, text("method", "GET"), text("entity", ""),
             flag(config, "allow_undocumented"));
}

ReadSettings read_entity(const hif::sdk::Creation& creation, const json::Value& config,
                         RequestParameters parameters, bool values_at_hand) {
  ReadSettings settings;
  settings.catalogue = Catalogue::of_package(creation.package_dir);
  settings.entity = &find_entity(creation, config);
  settings.parameters = std::move(parameters);
  auto findings = check_request(*settings.entity, settings.parameters,
                                {.allow_unknown_query = flag(config, "allow_unknown_query"),
                                 .complete = true,
                                 .empty_is_absent = !values_at_hand});
  settings.answer = answer_of(*settings.entity, settings.parameters);
  settings.incremental = read_incremental(config, *settings.catalogue, *settings.entity,
                                          settings.answer, settings.parameters, findings.problems);
  if (!findings.problems.empty()) throw ConfigError(findings.problems);
  settings.warnings = std::move(findings.warnings);
  settings.paging = paging_of(*settings.entity, settings.answer, settings.parameters);
  if (settings.paging) set_paging(config, settings);
  if (const auto most = integer_of(config.find("max_pages")))
    settings.max_pages = static_cast<std::uint64_t>(*most);
  if (const auto ahead = integer_of(config.find("prefetch")))
    settings.prefetch = static_cast<std::size_t>(std::max<std::int64_t>(*ahead, 0));
  if (values_at_hand)
    settings.params_hash = hash_of(
        settings.incremental
            ? build_request(*settings.entity, without_place(*settings.entity, settings.parameters))
            : settings.request_at(settings.first_position, settings.page_size));
  return settings;
}

ReadSettings read_settings(const hif::sdk::Creation& creation, bool values_at_hand) {
  if (is_on(creation.config.find("for_each"))) return read_for_each(creation, values_at_hand);
  return read_entity(creation, creation.config,
                     read_request_parameters(creation.config.find("request_parameters")),
                     values_at_hand);
}

} // namespace timely
