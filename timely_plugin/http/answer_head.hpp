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

// Reads a head to its end from the bytes that `peek` shows as they come, and takes them by `take`;
// an empty view: the stream is at its end. Throws Poco::Net::MessageException when it is none or is
// larger than any that is meant well.
AnswerHead read_answer_head(const std::function<std::string_view()>& peek,
                            const std::function<void(std::size_t)>& take);

} // namespace timely::http
