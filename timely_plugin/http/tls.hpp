// SPDX-License-Identifier: MIT
#pragma once
// TLS 1.2 and later, with the peer's certificate and name checked.

#include "http/settings.hpp"
#include "http/socket.hpp"

#include <Poco/Net/Context.h>
#include <Poco/Net/Session.h>

namespace timely::http {

// The peer's certificate is not to be trusted; another attempt cannot help.
class CertificateError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Connections to one server name. Not to be shared between threads, save through a lock.
Poco::Net::Context::Ptr tls_context(const TlsSettings& settings, const std::string& server_name);

// A TLS connection to `server_name` over the open connection `plain`. Throws CertificateError,
// Poco::Net::SSLException, and as Watch does.
Poco::AutoPtr<TlsSocket> start_tls(PlainSocket* plain, Poco::Net::Context::Ptr context,
                                   const std::string& server_name, Poco::Net::Session::Ptr resumed,
                                   Watch& watch);

} // namespace timely::http
