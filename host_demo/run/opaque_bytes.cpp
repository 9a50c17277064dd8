// SPDX-License-Identifier: MIT
#include "run/opaque_bytes.hpp"

#include <hif/sdk/json_parse.hpp>

#include <Poco/Base64Decoder.h>
#include <Poco/Base64Encoder.h>
#include <Poco/StreamCopier.h>

#include <sstream>

namespace host {

void set_bytes(hif::json::Object& object, const std::string& name, std::string_view bytes) {
  bool is_text = bytes.find('\0') == std::string_view::npos;
  for (std::size_t at = 0; is_text && at < bytes.size();) {
    const auto length = hif::json::detail::utf8_length(bytes, at);
    is_text = length > 0;
    at += length;
  }
  if (is_text) return object.set(name, bytes);
  std::ostringstream coded;
  Poco::Base64Encoder encoder(coded);
  encoder.rdbuf()->setLineLength(0);
  encoder << bytes;
  encoder.close();
  object.set(name + "_base64", coded.str());
}

std::string bytes_in(const hif::json::Value& object, const std::string& name) {
  if (const auto* text = object.find(name); text && text->is_string()) return text->as_string();
  const auto* coded = object.find(name + "_base64");
  if (!coded || !coded->is_string()) return {};
  std::istringstream in(coded->as_string());
  Poco::Base64Decoder decoder(in);
  std::string bytes;
  Poco::StreamCopier::copyToString(decoder, bytes);
  return bytes;
}

} // namespace host
