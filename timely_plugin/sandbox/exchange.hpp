// SPDX-License-Identifier: MIT
#pragma once
// One request and its response on an open connection.

#include "service.hpp"

#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <atomic>

namespace timely::sandbox {

struct ExchangeOptions {
  bool gzip = true;
  const std::atomic<bool>* stopping = nullptr;
};

void exchange(Service& service, Poco::Net::HTTPServerRequestImpl& http,
              Poco::Net::HTTPServerResponse& http_response, const ExchangeOptions& options);

} // namespace timely::sandbox
