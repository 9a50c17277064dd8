// SPDX-License-Identifier: MIT
#pragma once
// From the body of an answer to its records, without copying them.

#include "catalogue/entity.hpp"
#include "json/json_tokens.hpp"

#include <hif/sdk/client.hpp>

#include <deque>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace timely {

// Why an answer cannot be read.
class BrokenPage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A record of a page, in the page's own memory.
struct PageRecord {
  std::string_view json; // one line
  std::string_view key;  // empty when it has none
  std::int64_t event_time_us;
};

// A page that has been checked from end to end. Keeps the answer alive.
class Page {
 public:
  const std::vector<PageRecord>& records() const { return records_; }
  // As it was received.
  std::string_view body() const { return response_->body(); }
  // The answer was one object, not a list.
  bool single() const { return single_; }

 private:
  friend class PageReader;
  std::shared_ptr<const hif::sdk::Response> response_;
  hif::sdk::BodyBuffer minified_; // instead of the answer's body, where that has line breaks
  std::deque<std::string> texts_; // keys that are not spelled in the body as they are
  std::vector<PageRecord> records_;
  bool single_ = false;
};

// Reads pages with the same scratch memory, one after another. Any thread.
class PageReader {
 public:
  PageReader(Answer answer, std::optional<Cursor> cursor)
      : answer_(std::move(answer)), cursor_(std::move(cursor)) {}

  // Throws BrokenPage when the body is not JSON to its last byte, or holds no records where they
  // are expected.
  std::shared_ptr<const Page> read(hif::sdk::Response response);

 private:
  class Walk;

  const Answer answer_;
  const std::optional<Cursor> cursor_;
  std::mutex mutex_;
  JsonTokens tokens_;
};

} // namespace timely
