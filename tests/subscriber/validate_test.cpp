// SPDX-License-Identifier: MIT
#include "reading.hpp"

using namespace timely::test;

namespace {

// What validate() finds, as "pointer" texts parted by blanks.
std::string pointers(std::string_view config) {
  LoggingHost host;
  try {
    timely::Subscriber::validate(creation(host, nullptr, config));
  } catch (const hif::sdk::ConfigError& error) {
    std::string all;
    for (const auto& problem : error.details.find("problems")->as_array())
      all += (all.empty() ? "" : " ") + problem.find("pointer")->as_string();
    return all;
  }
  return {};
}

TEST(ValidateSubscriber, GoodConfigurationHasNoProblems) {
  EXPECT_EQ(pointers(events_of_1), "");
  EXPECT_EQ(pointers(with(events_of_1, R"("prefetch": 4, "incremental": false)")), "");
}

TEST(ValidateSubscriber, AllFaultsAreNamedAtOnce) {
  EXPECT_EQ(pointers(R"({"method": "GET", "entity": "List all events", "request_parameters":
      {"path": {"account_id": "x"}, "query": {"since": "2026-11-01", "bogus": 1}}})"),
            "/request_parameters/path/account_id /request_parameters/query/bogus "
            "/request_parameters/query/since");
}

TEST(ValidateSubscriber, UnknownEntity) {
  EXPECT_EQ(pointers(R"({"method": "GET", "entity": "Nothing"})"), "/entity");
}

TEST(ValidateSubscriber, ChangesOnlyNeedKeysAndOneRangeAndNoLimitOfPages) {
  EXPECT_EQ(pointers(with(events_of_1, R"("incremental": true)")), "");
  EXPECT_EQ(pointers(with(events_of_1, R"("incremental": {"since": "2026-01-01"})")),
            "/incremental/since");
  EXPECT_EQ(pointers(with(clients_of_1, R"("incremental": {"since": "2026-01-01"})")),
            "/incremental/since");
  EXPECT_EQ(pointers(with(clients_of_1, R"("incremental": true, "max_pages": 3)")), "/max_pages");
  EXPECT_EQ(pointers(R"({"method": "GET", "entity": "memory_entries.summary", "incremental": true,
                         "allow_undocumented": true,
                         "request_parameters": {"query": {"from": "2026-01-01"}}})"),
            "/incremental");
  EXPECT_EQ(pointers(R"({"method": "GET", "entity": "suggested_entries.list", "incremental": true,
                         "allow_undocumented": true,
                         "request_parameters": {"path": {"account_id": 1}}})"),
            "/incremental");
}

TEST(ValidateSubscriber, ValuesOfAnotherMachineMayBeEmpty) {
  const auto config = R"({"method": "GET", "entity": "clients.list",
                          "request_parameters": {"path": {"account_id": ""}}})";
  EXPECT_EQ(pointers(config), "");
  ScriptedClient client(list_of(1, 1));
  EXPECT_EQ(failure_of(client, config).status, HIF_INVALID_ARGUMENT);
}

} // namespace
