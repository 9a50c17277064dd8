// SPDX-License-Identifier: MIT
#include "http/tls.hpp"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace timely::http {

namespace {

using Poco::Net::Context;

// Why OpenSSL refused the certificate in the handshake that this thread is in.
thread_local long refused_for = X509_V_OK;

int remember_refusal(int accepted, X509_STORE_CTX* store) {
  if (!accepted) refused_for = X509_STORE_CTX_get_error(store);
  return accepted;
}

void check_name(SSL_CTX* context, const std::string& server_name) {
  auto* parameters = SSL_CTX_get0_param(context);
  const auto done = is_ip_literal(server_name)
                        ? X509_VERIFY_PARAM_set1_ip_asc(parameters, server_name.c_str())
                        : X509_VERIFY_PARAM_set1_host(parameters, server_name.c_str(), 0);
  if (done != 1)
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT, "no certificate can name \"" + server_name + "\"");
}

} // namespace

Context::Ptr tls_context(const TlsSettings& settings, const std::string& server_name) {
  Context::Params parameters;
  parameters.caLocation = settings.ca_file;
  parameters.loadDefaultCAs = settings.ca_file.empty();
  parameters.certificateFile = settings.client_certificate;
  parameters.privateKeyFile = settings.client_key;
  parameters.verificationMode =
      settings.insecure_skip_verify ? Context::VERIFY_NONE : Context::VERIFY_STRICT;
  parameters.cipherList = "DEFAULT:!aNULL:!eNULL:!LOW:!EXPORT";
  Context::Ptr context;
  try {
    context = new Context(Context::TLS_CLIENT_USE, parameters);
  } catch (const Poco::Exception& error) {
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                          "TLS cannot be set up: " + error.displayText() +
                              " (see ca_file, client_certificate and client_key)");
  }
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  context->enableSessionCache(true);
  // Names are checked by OpenSSL in the handshake, before a byte of a request leaves.
  context->enableExtendedCertificateVerification(false);
  if (!settings.insecure_skip_verify) {
    check_name(context->sslContext(), server_name);
    SSL_CTX_set_verify(context->sslContext(), SSL_VERIFY_PEER, &remember_refusal);
  }
  return context;
}

Poco::AutoPtr<TlsSocket> start_tls(PlainSocket* plain, Context::Ptr context,
                                   const std::string& server_name, Poco::Net::Session::Ptr resumed,
                                   Watch& watch) {
  Poco::AutoPtr<TlsSocket> socket(new TlsSocket(plain, std::move(context)));
  refused_for = X509_V_OK;
  try {
    socket->handshake(is_ip_literal(server_name) ? std::string() : server_name, resumed, watch);
  } catch (const Poco::Net::SSLException&) {
    if (refused_for == X509_V_OK) throw;
    throw CertificateError("the certificate of " + server_name +
                           " is refused: " + X509_verify_cert_error_string(refused_for));
  }
  return socket;
}

} // namespace timely::http
