// SPDX-License-Identifier: MIT
#include "writing.hpp"

using namespace timely::test;

namespace {

// What validate() finds, as "pointer" texts parted by blanks.
std::string pointers(std::string_view config) {
  LoggingHost host;
  try {
    timely::Publisher::validate(creation(host, nullptr, config));
  } catch (const hif::sdk::ConfigError& error) {
    std::string all;
    for (const auto& problem : error.details.find("problems")->as_array())
      all += (all.empty() ? "" : " ") + problem.find("pointer")->as_string();
    return all;
  }
  return {};
}

TEST(ValidatePublisher, WhatRecordsMayBringIsNotMissed) {
  EXPECT_EQ(pointers(R"({"method": "POST", "entity": "Create a client"})"), "");
}

TEST(ValidatePublisher, WhatIsGivenIsChecked) {
  EXPECT_EQ(pointers(R"({"method": "POST", "entity": "Create a client", "request_parameters":
      {"path": {"account_id": "x"}, "query": {"q": 1}, "payload": {"name": 5}}})"),
            "/request_parameters/path/account_id /request_parameters/query/q "
            "/request_parameters/payload/name");
}

TEST(ValidatePublisher, DeleteThatTakesOtherDataNeedsConfirmation) {
  EXPECT_EQ(pointers(outgoing("DELETE", "Delete a project")), "/confirm");
  EXPECT_EQ(pointers(outgoing("DELETE", "Delete a project", R"(, "confirm": "cascade")")), "");
  EXPECT_EQ(pointers(outgoing("DELETE", "Delete an event")), "");
}

TEST(ValidatePublisher, LaterOptionsAreRefused) {
  const auto with = [](const std::string& option) {
    return pointers(outgoing("POST", "Create an event", ", " + option));
  };
  EXPECT_EQ(with(R"("create": "at_most_once", "bulk": "off", "skip_unchanged": false)"), "");
  EXPECT_EQ(with(R"("create": "upsert")"), "/create");
  EXPECT_EQ(with(R"("create": "once")"), "/create");
  EXPECT_EQ(with(R"("bulk": "auto")"), "/bulk");
  EXPECT_EQ(with(R"("bulk": {"max_items": 5})"), "/bulk");
  EXPECT_EQ(with(R"("skip_unchanged": true)"), "/skip_unchanged");
}

TEST(ValidatePublisher, WrongMethodNamesTheRightOne) {
  EXPECT_EQ(pointers(outgoing("PUT", "Create a client")), "/method");
}

} // namespace
