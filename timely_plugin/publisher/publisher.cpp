// SPDX-License-Identifier: MIT
#include "publisher/publisher.hpp"

#include "catalogue/answer_error.hpp"
#include "catalogue/payload.hpp"
#include "publisher/record_request.hpp"

namespace timely {

using hif::sdk::Call;
using hif::sdk::ConfigError;
using hif::sdk::Error;
using hif::sdk::ResultSink;

namespace {

// Different warnings that are told; records may hold any number of unknown names.
constexpr std::size_t most_warnings = 100;

Outcome refused(const ConfigError& error) {
  Outcome outcome;
  outcome.result.status = HIF_INVALID_ARGUMENT;
  outcome.result.error = std::string("refused before sending: ") + error.what();
  outcome.result.details_json = json::print(error.details);
  return outcome;
}

} // namespace

Publisher::Publisher(const hif::sdk::Creation& creation)
    : settings_(write_settings(creation, true)), host_(creation.host), client_(creation.client) {
  if (!client_.present()) throw ConfigError("", "a client is missing");
}

void Publisher::validate(const hif::sdk::Creation& creation) {
  write_settings(creation, false);
}

void Publisher::open(const Call&, std::string_view) {
  warned_.clear();
}

void Publisher::close() {}

std::string Publisher::flush(const Call&, const ResultSink&) {
  return {};
}

void Publisher::write(const Call& call, const hif_batch& batch, std::uint64_t first_index,
                      const ResultSink& results) {
  for (std::uint64_t i = 0; i < batch.count; ++i) {
    call.throw_if_cancelled();
    write_one(call, hif::sdk::view(hif_batch_at(&batch, i)->json), first_index + i, results);
  }
}

void Publisher::write_one(const Call& call, std::string_view record, std::uint64_t index,
                          const ResultSink& results) {
  Outcome outcome;
  try {
    outcome = send(call, checked(record), index, results);
  } catch (const ConfigError& error) {
    outcome = refused(error);
  }
  outcome.result.index = index;
  outcome.push(results);
}

// Throws ConfigError with all that is wrong with the record.
RequestParameters Publisher::checked(std::string_view record) {
  json::Value value;
  try {
    value = json::parse(record);
  } catch (const json::ParseError& error) {
    throw ConfigError("", std::string("the record is not JSON: ") + error.what());
  }
  auto parameters = lay_over(*settings_.entity, settings_.parameters, value);
  const auto findings = check_request(*settings_.entity, parameters,
                                      {.allow_unknown_query = settings_.allow_unknown_query});
  if (!findings.problems.empty()) throw ConfigError(findings.problems);
  for (const auto& warning : findings.warnings) warn_once(warning);
  return parameters;
}

Outcome Publisher::send(const Call& call, const RequestParameters& parameters, std::uint64_t index,
                        const ResultSink& results) {
  for (const auto& secret : secrets_in(*settings_.entity, parameters)) host_.mask(secret);
  const auto request = build_request(*settings_.entity, parameters);
  const Sending sending{*settings_.entity, parameters, request};
  try {
    const auto response = client_.send(call, request);
    if (response.http_status() == 401)
      throw refusal_error(settings_.entity->title, request, response);
    return outcome_of(sending, response);
  } catch (const hif::sdk::SendError& error) {
    auto outcome = outcome_of(sending, error);
    if (!stops_all(error)) return outcome;
    // The record may have been acted on: that is told before everything stops.
    outcome.result.index = index;
    if (outcome.result.ambiguous) outcome.push(results);
    throw Error(error.status, outcome.result.error, error.details);
  }
}

void Publisher::warn_once(const std::string& warning) {
  if (warned_.size() < most_warnings && warned_.insert(warning).second)
    host_.log(HIF_LOG_WARN, settings_.entity->title + ": " + warning);
}

} // namespace timely
