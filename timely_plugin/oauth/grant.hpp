// SPDX-License-Identifier: MIT
#pragma once
// A grant: from the page where the user consents to the kept key (RFC 6749 §4.1).

#include "oauth/authorizer.hpp"

namespace timely::oauth {

class Grant {
 public:
  struct Page {
    std::string authorize_url, redirect_uri;
  };
  // `application` and `endpoint` are borrowed for life.
  Grant(const hif::sdk::Host& host, const Application& application, Page page,
        const Endpoint& token_endpoint)
      : host_(host), application_(application), page_(std::move(page)),
        token_endpoint_(token_endpoint), store_(host) {}

  // {"authorize_url", "redirect_uri", "state"}; what is needed to finish is kept.
  hif::json::Value begin(const hif::sdk::Call& call) const;
  // Exchanges the code and keeps the key. See hif_client.finish_grant.
  void finish(const hif::sdk::Call& call, std::string_view code_or_url) const;
  // Whether one was begun and not finished.
  bool pending(const hif::sdk::Call& call) const;
  void forget(const hif::sdk::Call& call) const;

 private:
  struct Pending {
    std::string state, redirect_uri;
  };
  // What begin() kept. A bare code is taken without it as well.
  Pending load(const hif::sdk::Call& call, bool bare_code) const;
  std::string code_of(const hif::sdk::Call& call, std::string_view code_or_url,
                      const Pending& pending) const;

  const hif::sdk::Host& host_;
  const Application& application_;
  const Page page_;
  const Endpoint& token_endpoint_;
  const KeyStore store_;
};

} // namespace timely::oauth
