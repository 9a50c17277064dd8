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

TEST(ValidatePublisher, OptionsThatCannotHoldAreRefused) {
  const auto with = [](const std::string& method, const std::string& entity,
                       const std::string& option) {
    return pointers(outgoing(method, entity, ", " + option));
  };
  for (const auto* option :
       {R"("create": "once")", R"("create": "upsert")", R"("bulk": "auto")",
        R"("create": "at_most_once", "bulk": "off")", R"("bulk": {"max_items": 5})"})
    EXPECT_EQ(with("POST", "Create an event", option), "") << option;
  EXPECT_EQ(with("PUT", "Update an event", R"("skip_unchanged": true)"), "");
  EXPECT_EQ(with("POST", "Create an event", R"("skip_unchanged": true)"), "/skip_unchanged");
  EXPECT_EQ(with("POST", "webhooks.create", R"("create": "upsert")"), "/create");
  EXPECT_EQ(with("PUT", "Update an event", R"("create": "once")"), "/create");
  EXPECT_EQ(with("PUT", "events.start_timer", R"("skip_unchanged": true)"), "/skip_unchanged");
}

TEST(ValidatePublisher, WrongMethodNamesTheRightOne) {
  EXPECT_EQ(pointers(outgoing("PUT", "Create a client")), "/method");
}

} // namespace
