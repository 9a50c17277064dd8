// SPDX-License-Identifier: MIT
#pragma once
// The body of an answer: read off the connection, and inflated, never above a cap.

#include "http/connection.hpp"

#include <hif/sdk/client.hpp>

namespace timely::http {

// The body is over the cap.
class TooLarge : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The body is cut off, wrongly framed or cannot be inflated.
class Broken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Reads what follows `head` into `body`, as it was sent. Gives whether the connection stands at
// the begin of the next answer. `grown_from` is the size to begin with when none is told. Throws
// TooLarge, Broken, Poco::Exception.
bool read_body(Connection& connection, const AnswerHead& head, bool has_body,
               std::uint64_t max_bytes, std::size_t grown_from, hif::sdk::BodyPool& pool,
               hif::sdk::BodyBuffer& body);

// Inflates gzip (RFC 1952), one member or several. Memory: the two buffers, and the second is
// made only once it is known to fit. Throws TooLarge, Broken.
void inflate(std::string_view gzip, std::uint64_t max_bytes, hif::sdk::BodyPool& pool,
             hif::sdk::BodyBuffer& body);

} // namespace timely::http
