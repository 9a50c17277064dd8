// SPDX-License-Identifier: MIT
#pragma once
// The bytes of a response. Written here and not by the HTTP library, so that a fault can break
// them off anywhere.

#include "http_message.hpp"

#include <cstdint>

namespace timely::sandbox {

struct WireOptions {
  bool keep_alive = true;
  bool gzip = false;
  std::int64_t runtime_us = 0;
};

struct WireResponse {
  std::string head, body;
};

WireResponse to_wire(Response response, const WireOptions& options);
// True when the field value of Accept-Encoding allows gzip (RFC 9110 §12.5.3).
bool accepts_gzip(std::string_view accept_encoding);
// A weak entity tag of the body.
std::string weak_etag(std::string_view body);

} // namespace timely::sandbox
