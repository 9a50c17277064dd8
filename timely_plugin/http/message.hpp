// SPDX-License-Identifier: MIT
#pragma once
// Requests as they go out: checked, so that nothing in them can end a line early, and completed
// with what the client sets itself.

#include "http/settings.hpp"

#include <hif/client.h>

namespace timely::http {

// A token of RFC 9110 §5.6.2.
bool is_field_name(std::string_view name);
// Without control characters (RFC 9110 §5.5); empty is allowed.
bool is_field_value(std::string_view value);
// Header fields that only the client sets: framing, connection, authorization.
bool is_own_field(std::string_view name);
// RFC 9110 §9.2.1 and §9.2.2.
bool is_safe(std::string_view method);
bool is_idempotent(std::string_view method);

// A request to one URL, complete but for authorization, which is put on each attempt.
struct Outgoing {
  std::string method;
  Url url;
  std::vector<hif::sdk::Header> headers;
  std::string_view body;
  std::int32_t repeat = HIF_REPEAT_BY_METHOD;
};

// Throws Error HIF_INVALID_ARGUMENT when `request` could be read as another one, or sets what is
// not its to set. `body` stays borrowed.
Outgoing checked(const hif_request& request, const Settings& settings,
                 const std::string& user_agent);

// A request of the client's own, to send as it is.
Outgoing own_request(std::string method, Url url, std::string_view content_type,
                     std::string_view body, const std::string& user_agent);

// The head on the wire, with the empty line that ends it. `authorization` may be empty. With
// `proxy` the target is in absolute form.
std::string wire_head(const Outgoing& request, std::string_view authorization,
                      const std::optional<Proxy>& proxy);

// What a dry run shows: {"method", "url", "headers", "body"}.
hif::json::Value preview_of(const Outgoing& request, bool authorized);

} // namespace timely::http
