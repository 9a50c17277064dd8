// SPDX-License-Identifier: MIT
// Whether the entity can be read with the key at hand (hif.probe/1).
#include "subscriber/subscriber.hpp"

#include "catalogue/answer_error.hpp"
#include "subscriber/for_each.hpp"
#include "subscriber/page_source.hpp"

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

json::Object facts_of(const Entity& entity, const hif::sdk::Request& request) {
  return {{"entity", entity.title},
          {"method", request.method},
          {"path", std::string(without_query(request.target))}};
}

json::Value ask_smallest(const ReadSettings& settings, const hif::sdk::Client& client,
                         const hif::sdk::Call& call) {
  const auto& title = settings.entity->title;
  const auto request = smallest_request(settings);
  try {
    const auto response = client.send(call, request);
    if (!response.ok()) throw refusal_error(title, request, response);
  } catch (const hif::sdk::SendError& error) {
    throw hif::sdk::Error(error.status, failure_message(title, request, error), error.details);
  }
  return facts_of(*settings.entity, request);
}

} // namespace

json::Value Subscriber::probe(const hif::sdk::Call& call) {
  return settings_.for_each ? probe_for_each(call) : ask_smallest(settings_, client_, call);
}

// The outer entity, and what belongs to its first record.
json::Value Subscriber::probe_for_each(const hif::sdk::Call& call) {
  const auto& each = *settings_.for_each;
  Fetcher fetcher(client_, host_);
  PageSource source(*each.outer.entity, each.outer.answer, client_, fetcher);
  const auto asked = source.ask(call, smallest_request(each.outer));
  const auto page = source.read(call, *asked, source.receive(call, *asked));
  for (const auto& record : page->records()) {
    auto parameters = each.fill(settings_, json::parse(record.json));
    if (!parameters) continue;
    auto first = settings_;
    first.parameters = std::move(*parameters);
    return ask_smallest(first, client_, call);
  }
  return facts_of(*each.outer.entity, asked->request());
}

} // namespace timely
