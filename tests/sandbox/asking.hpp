// SPDX-License-Identifier: MIT
#pragma once
// A sandbox and a client of it, over real sockets.

#include <sandbox/sandbox.hpp>

#include <hif/sdk/json.hpp>

#include <gtest/gtest.h>

#include <map>

namespace timely::sandbox {

namespace json = hif::json;

struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers; // names in lower case
  std::string body;
  json::Value value; // null where the body is no JSON

  const json::Value& operator[](std::string_view name) const;
  const json::Array& list() const& { return value.as_array(); }
  json::Array list() && { return value.as_array(); } // safe in a range-based for
  std::int64_t id() const;
  std::string text(std::string_view name) const;
  // The value's compact text.
  std::string printed(std::string_view name) const;
};

struct Headers {
  std::map<std::string, std::string> values;
};

// `path` begins with / or is what follows /1.1/{account_id}/ . The body is sent as JSON.
class Asking {
 public:
  explicit Asking(Options options = {});

  Answer get(const std::string& path, const Headers& headers = {}) const;
  Answer post(const std::string& path, const std::string& body) const;
  Answer put(const std::string& path, const std::string& body = "{}") const;
  Answer remove(const std::string& path) const;
  Answer ask(const std::string& method, const std::string& path, const std::string& body,
             const Headers& headers = {}) const;
  // POST of a form, without a key.
  Answer post_form(const std::string& path, const std::string& form) const;

  mutable Sandbox sandbox;
  std::string token;
};

// A sandbox whose today is a Wednesday in the middle of a month.
class SandboxTest : public ::testing::Test {
 protected:
  static Options fixed_day() {
    Options options;
    options.today = "2026-03-18";
    return options;
  }
  Asking timely{fixed_day()};
};

std::string compact(const json::Value& value);
std::vector<std::int64_t> ids(const json::Array& records);

} // namespace timely::sandbox
