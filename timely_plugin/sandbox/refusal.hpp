// SPDX-License-Identifier: MIT
#pragma once
// A request that the API turns down: thrown by the resources, answered by the dispatcher.
// Every error body of the sandbox is spelled in this file.

#include <hif/sdk/json.hpp>

#include <string>
#include <string_view>

namespace timely::sandbox {

namespace json = hif::json;

struct Refusal {
  int status;
  json::Value body;
};

// {"errors":{"message":"…"}}: 401, 403, 404
inline Refusal refusal_message(int status, std::string_view message) {
  return {status, json::Object{{"errors", json::Object{{"message", message}}}}};
}
inline Refusal unauthorized() {
  return refusal_message(401, "Unauthorized");
}
inline Refusal forbidden(std::string_view why) {
  return refusal_message(403, why);
}
inline Refusal not_found() {
  return refusal_message(404, "Not found");
}

// {"errors":{"<field>":["…"]}}
inline Refusal unprocessable(json::Object errors) {
  return {422, json::Object{{"errors", std::move(errors)}}};
}
inline Refusal unprocessable(std::string_view field, std::string_view message) {
  json::Object errors;
  errors.set(field, json::Array{message});
  return unprocessable(std::move(errors));
}
// {"error":"…"}: locked entries
inline Refusal unprocessable_entry(std::string_view why) {
  return {422, json::Object{{"error", why}}};
}

} // namespace timely::sandbox
