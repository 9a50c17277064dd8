// SPDX-License-Identifier: MIT
#pragma once
// The head of an answer (RFC 9112 §4, §5), read without streams: it is on the path of every
// request.

#include <hif/sdk/client.hpp>

#include <functional>
#include <string_view>
#include <vector>

namespace timely::http {

struct AnswerHead {
  int http_status = 0;
  bool keep_alive = false; // the connection may be used again after the body
  bool chunked = false;
  std::vector<hif::sdk::Header> headers;

  // The first field of that name, or null.
  const std::string* find(std::string_view name) const;
};

// Reads a head to its end, byte by byte as `next` gives them; -1: the stream is at its end. Throws
// Poco::Net::MessageException when it is none or is larger than any that is meant well.
AnswerHead read_answer_head(const std::function<int()>& next);

} // namespace timely::http
