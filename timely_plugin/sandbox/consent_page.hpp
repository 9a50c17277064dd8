// SPDX-License-Identifier: MIT
#pragma once
// The pages of the authorize endpoint, and the way back from them.

#include "http_message.hpp"

namespace timely::sandbox {

struct AuthorizeRequest {
  std::string client_id, redirect_uri, response_type, state;
  bool has_state = false;
};

// Loopback http with any port, https, or urn:ietf:wg:oauth:2.0:oob.
bool is_redirect_uri(std::string_view uri);
// A form with Allow and Deny that posts `decision` to the same path.
Response consent_page(const AuthorizeRequest& asked, std::string_view application);
// A redirect that carries `name`=`value` and the state; a page with the value for oob.
Response redirect_with(const AuthorizeRequest& asked, const char* name, const std::string& value);
Response consent_error(int status, std::string_view why);

} // namespace timely::sandbox
