// SPDX-License-Identifier: MIT
// Whether the entity can be read with the key at hand (hif.probe/1).
#include "subscriber/subscriber.hpp"

#include "catalogue/answer_error.hpp"

namespace timely {

namespace {

// The first page, of one record: the same rights are needed as for a full one.
hif::sdk::Request smallest_request(const ReadSettings& settings) {
  auto parameters = settings.parameters;
  if (const auto* paging = settings.paging) {
    auto& part = paging->in_body ? parameters.payload.as_object() : parameters.query;
    part.set(paging->position_parameter, settings.first_position);
    part.set(paging->size_parameter, 1);
  }
  auto request = build_request(*settings.entity, parameters);
  request.repeat = HIF_REPEAT_ALWAYS; // reading changes nothing, whatever the method
  return request;
}

} // namespace

json::Value Subscriber::probe(const hif::sdk::Call& call) {
  const auto& title = settings_.entity->title;
  const auto request = smallest_request(settings_);
  try {
    const auto response = client_.send(call, request);
    if (!response.ok()) throw refusal_error(title, request, response);
  } catch (const hif::sdk::SendError& error) {
    throw hif::sdk::Error(error.status, failure_message(title, request, error), error.details);
  }
  return json::Object{{"entity", title},
                      {"method", request.method},
                      {"path", std::string(without_query(request.target))}};
}

} // namespace timely
