// SPDX-License-Identifier: MIT
#include "subscriber/account_zone.hpp"

#include "catalogue/answer_error.hpp"

#include <hif/sdk/json_parse.hpp>

#include <algorithm>

namespace timely {
namespace {

using hif::sdk::Call;

// The request for a place, if its path can be filled.
std::optional<hif::sdk::Request> request_for(const Entity& entity, const ZoneSource& source,
                                             const json::Object& path) {
  RequestParameters parameters;
  for (const auto& field : entity.path_parameters) {
    const auto other = std::find_if(source.path.begin(), source.path.end(),
                                    [&](const auto& pair) { return pair.first == field.name; });
    const auto* value = path.find(other == source.path.end() ? field.name : other->second);
    if (!value) return std::nullopt;
    parameters.path.set(field.name, *value);
  }
  return build_request(entity, parameters);
}

// What of a failure there is no going on from.
bool is_grave(hif_status status) {
  return status == HIF_UNAUTHENTICATED || status == HIF_CANCELLED ||
         status == HIF_DEADLINE_EXCEEDED;
}

// What stands at `source`; empty when nothing does.
std::string zone_at(const Call& call, const Entity& entity, const ZoneSource& source,
                    const json::Object& path, const hif::sdk::Client& client) {
  const auto request = request_for(entity, source, path);
  if (!request) return {};
  try {
    const auto response = client.send(call, *request);
    if (response.http_status() == 401) throw refusal_error(entity.title, *request, response);
    if (!response.ok()) return {};
    const auto record = json::parse(response.body());
    const auto* zone = record.find(source.field);
    return zone && zone->is_string() ? zone->as_string() : std::string();
  } catch (const hif::sdk::SendError& error) {
    if (!is_grave(error.status)) return {};
    throw hif::sdk::Error(error.status, failure_message(entity.title, *request, error),
                          error.details);
  } catch (const json::ParseError&) {
    return {};
  }
}

} // namespace

calendar::Zone account_zone(const Call& call, const Catalogue& catalogue, const json::Object& path,
                            const hif::sdk::Client& client, const hif::sdk::Host& host) {
  for (const auto& source : catalogue.zone_sources()) {
    const auto* entity = catalogue.by_id(source.entity);
    const auto name = entity ? zone_at(call, *entity, source, path, client) : std::string();
    if (name.empty()) continue;
    try {
      return calendar::Zone::named(name);
    } catch (const calendar::UnknownZone& unknown) {
      host.log(HIF_LOG_WARN, unknown.what());
    }
  }
  host.log(HIF_LOG_WARN, "the account's time zone is not known: days are those of UTC");
  return calendar::Zone::utc();
}

} // namespace timely
