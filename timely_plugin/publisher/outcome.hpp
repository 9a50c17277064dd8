// SPDX-License-Identifier: MIT
#pragma once
// What became of one record, from the vendor's answer or from its absence.

#include "catalogue/request_builder.hpp"
#include "publisher/found.hpp"

#include <hif/sdk/package.hpp>

namespace timely {

// One record on its way.
struct Sending {
  const Entity& entity;
  const json::Object& path; // its parameters
  const hif::sdk::Request& request;
};

// A result with the text that it refers to.
struct Outcome {
  hif::sdk::Result result;
  std::string response;

  void push(const hif::sdk::ResultSink& sink) {
    result.response_json = response;
    sink.push(result);
  }
};

// The answer as the record's result.
Outcome outcome_of(const Sending& sending, const hif::sdk::Response& response);

// A send without an answer as the record's result.
Outcome outcome_of(const Sending& sending, const hif::sdk::SendError& error);

// A create that was answered with success and without the record that it made: whether it was
// carried out is open.
Outcome unproven(const Sending& sending, const hif::sdk::Response& response);

// A create that was found to have been carried out.
Outcome adopted(const Found& found);

// A record that is as it should be already.
Outcome unchanged(const Found& found);

// Whether the failure is not the record's own: no other record can be sent either.
bool stops_all(const hif::sdk::SendError& error);

} // namespace timely
