// SPDX-License-Identifier: MIT
#pragma once
// What the vendor says when it refuses a request.

#include <hif/sdk/client.hpp>

namespace timely {

// A refusal in the vendor's words.
struct Refusal {
  std::string text;         // "name: can't be blank"; empty when nothing was said
  hif::json::Object fields; // field → list of texts; empty when none are named
};

// Reads every documented shape: `errors` with a message or with fields (texts, lists, lists of
// objects), such fields at the top, `error`, `error_description`, `suggested_name`, and plain text.
Refusal read_refusal(std::string_view body);

// What an HTTP status other than 2xx means for the caller.
hif_status status_of(int http_status);

// A path without its query.
std::string_view without_query(std::string_view target);

// "Create a client: POST /1.1/1/clients answered 422: name: can't be blank (request id 7f3a)".
std::string refusal_message(std::string_view title, const hif::sdk::Request& request,
                            const hif::sdk::Response& response);

// The refusal as an error of the run, with `{"http_status", "body", "request_id"}`.
hif::sdk::Error refusal_error(std::string_view title, const hif::sdk::Request& request,
                              const hif::sdk::Response& response);

// A send that gave no answer, with the request named where the client's words do not.
std::string failure_message(std::string_view title, const hif::sdk::Request& request,
                            const hif::sdk::SendError& error);

} // namespace timely
