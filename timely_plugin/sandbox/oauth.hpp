// SPDX-License-Identifier: MIT
#pragma once
// The OAuth endpoints: /1.1/oauth/…

#include "http_message.hpp"
#include "keys.hpp"
#include "store.hpp"

namespace timely::sandbox {

struct OAuth {
  KeyStore& keys;
  Store& store;
  bool auto_approve = false;
};

bool is_oauth_path(std::string_view path);
// Throws Refusal.
Response answer_oauth(OAuth& oauth, const Request& request);
// The access token of "Authorization: Bearer …", empty when there is none.
std::string bearer_token(const Request& request);

} // namespace timely::sandbox
