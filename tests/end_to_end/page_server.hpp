// SPDX-License-Identifier: MIT
#pragma once
// A vendor whose lists are made while they are asked for, so that they may be as long as one likes.

#include <Poco/Net/HTTPServer.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace end_to_end {

// What every list of the vendor holds, and how it is sent.
struct List {
  std::int64_t total = 0;
  std::function<std::string(std::int64_t row)> record; // JSON on one line
  bool pretty = false;                                 // line breaks and blanks between tokens
  bool chunked = false;
};

// On loopback, from its construction to its end. Pages by `page` and `per_page`, or by `offset` and
// `limit`.
class PageServer {
 public:
  explicit PageServer(List list);

  std::string base_uri() const;
  std::size_t requests() const { return requests_; }
  const List& list() const { return list_; }

 private:
  class Handler;
  class Factory;

  const List list_;
  std::atomic<std::size_t> requests_ = 0;
  std::unique_ptr<Poco::Net::HTTPServer> server_;
};

} // namespace end_to_end
