// SPDX-License-Identifier: MIT
#include "publisher/record_reader.hpp"

#include "catalogue/answer_error.hpp"

#include <hif/sdk/json_parse.hpp>

namespace timely {
namespace {

using hif::sdk::Call;
using hif::sdk::Client;
using hif::sdk::Error;

json::Value parse(const Entity& reader, const hif::sdk::Request& request, std::string_view body) {
  try {
    return json::parse(body);
  } catch (const json::ParseError& error) {
    throw Error(HIF_DATA_LOSS, reader.title + ": GET " +
                                   std::string(without_query(request.target)) +
                                   " gave an answer that is not JSON: " + error.what());
  }
}

} // namespace

json::Object path_to(const Entity& entity, const json::Object& known, const std::string& id) {
  json::Object path;
  for (const auto& parameter : entity.path_parameters)
    if (const auto* value = known.find(parameter.name)) path.set(parameter.name, *value);
  if (!entity.path_parameters.empty()) path.set(entity.path_parameters.back().name, id);
  return path;
}

json::Value read_answer(const Call& call, const Client& client, const Entity& reader,
                        const RequestParameters& parameters) {
  const auto request = build_request(reader, parameters);
  const auto response = client.send(call, request);
  if (!response.ok()) throw refusal_error(reader.title, request, response);
  return parse(reader, request, response.body());
}

std::optional<Found> read_one(const Call& call, const Client& client, const Entity& reader,
                              const json::Object& path, const std::string& id) {
  const auto request = build_request(reader, {path, {}, nullptr});
  const auto response = client.send(call, request);
  if (response.http_status() == 404) return std::nullopt;
  if (!response.ok()) throw refusal_error(reader.title, request, response);
  return Found{id, parse(reader, request, response.body())};
}

} // namespace timely
