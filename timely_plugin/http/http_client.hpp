// SPDX-License-Identifier: MIT
#pragma once
// The prototype `timely.http_client`.

#include "http/sender.hpp"

#include "oauth/grant.hpp"

#include <hif/sdk/package.hpp>

namespace timely {

// send(), send_many(), grant_status() and probe() on any thread.
class HttpClient {
 public:
  explicit HttpClient(const hif::sdk::Creation& creation);
  static void validate(const hif::sdk::Creation& creation);

  void send(const hif::sdk::Call& call, const hif_request& request, hif_response* out);
  void send_many(const hif::sdk::Call& call, const hif::sdk::Exchanges& exchanges,
                 std::size_t at_once);
  hif::json::Value begin_grant(const hif::sdk::Call& call);
  void finish_grant(const hif::sdk::Call& call, std::string_view code_or_url);
  hif::json::Value grant_status(const hif::sdk::Call& call);
  void revoke(const hif::sdk::Call& call);
  hif::json::Value probe(const hif::sdk::Call& call);
  // {"requests_per_second"}, or {} while nothing limits it.
  hif::json::Value plan(const hif::sdk::Call& call, std::string_view checkpoint) const;

 private:
  std::unique_ptr<hif::sdk::Answer> answer_to(const hif::sdk::Call& call,
                                              const hif_request& request, http::Progress& progress);
  oauth::Reply ask(const hif::sdk::Call& call, const http::Url& url, const oauth::Form& form);
  void give_back(const hif::sdk::Call& call, const oauth::Pair& pair);
  void need_no_fixed_token() const;

  const hif::sdk::Host host_;
  const http::Settings settings_;
  const std::string user_agent_;
  const oauth::Application application_;
  http::Exchange exchange_;
  // Of its own, so that a renewal never waits for the requests that may wait for it.
  http::Exchange oauth_exchange_;
  http::Pace pace_;
  const oauth::Endpoint token_endpoint_;
  oauth::Authorizer authorizer_;
  oauth::Grant grant_;
  http::Sender sender_;
};

} // namespace timely
