// SPDX-License-Identifier: MIT
// What changed since the last run, and nothing else.
#include "changing_account.hpp"

namespace {

using namespace timely::test;
using timely::Subscriber;
using timely::calendar::parse_day;

using Lines = std::vector<std::string>;

const std::string clients = with(clients_of_1, R"("incremental": true)");
const std::string fixed_events = with(events_of_1, R"("incremental": true)");
const std::string live_events =
    R"({"method": "GET", "entity": "events.list", "request_parameters": {"path": {"account_id": 1}},
        "incremental": {"since": "2026-01-01"}})";
const std::string projects =
    R"({"method": "GET", "entity": "projects.list", "incremental": true,
        "request_parameters": {"path": {"account_id": 1}}})";

class Changes : public testing::Test {
 protected:
  Changes() { host.set_now("2026-11-26", 12); }

  // What a run gives.
  Lines run(const std::string& config) {
    const auto from = route.lines.size();
    client.asked.clear();
    Subscriber subscriber({hif::sdk::Host(host.raw()), hif::sdk::Client(client.ref()),
                           json::parse(config), TIMELY_DATA});
    EXPECT_TRUE(route.run(subscriber));
    return route.since(from);
  }
  hif::sdk::Error failure(const std::string& config) {
    try {
      run(config);
    } catch (const hif::sdk::Error& error) {
      return error;
    }
    return {HIF_OK, "nothing failed"};
  }
  // The last day that was today for the account.
  bool reached(const std::string& day) const {
    return route.checkpoint.find("\"reached\":\"" + day + "\"") != std::string::npos;
  }
  bool asked_for(const std::string& part) const {
    return std::any_of(client.asked.begin(), client.asked.end(), [&](const Asked& asked) {
      return asked.target.find(part) != std::string::npos;
    });
  }

  ChangingAccount account;
  ScriptedClient client{account.script()};
  VirtualHost host;
  ChangesRoute route;
};

TEST_F(Changes, OfAListAreWhatIsNewChangedOrGone) {
  for (int i = 0; i < 5; ++i) account.insert("2026-11-02");
  auto ids = run(clients);
  EXPECT_EQ(ids.size(), 5u);
  EXPECT_EQ(run(clients), Lines{});
  account.change(std::stoll(ids[1]));
  run(clients);
  const auto seen_last = route.lines.back().json;
  account.change(std::stoll(ids[2]));
  account.erase(std::stoll(ids[1]));
  const auto added = std::to_string(account.insert("2026-11-02"));
  EXPECT_EQ(run(clients), (Lines{ids[2], added, "-" + ids[1]}));
  EXPECT_EQ(route.lines.back().json, seen_last);
  EXPECT_EQ(run(clients), Lines{});
}

TEST_F(Changes, OfWhatIsDeletedAndStillToBeHadComeWithTheRecord) {
  account.tells_deleted = true;
  const auto id = account.insert("2026-11-02");
  run(fixed_events);
  account.erase(id);
  EXPECT_EQ(run(fixed_events), Lines{"-" + std::to_string(id)});
  EXPECT_EQ(route.lines.back().json, ChangingAccount::text(id, account.deleted.at(id), true));
}

TEST_F(Changes, OfWhatLeftTheListButLivesAreToldOnce) {
  const auto id = account.insert("2026-11-02");
  account.insert("2026-11-02");
  run(clients);
  account.records.at(id).listed = false;
  account.change(id);
  EXPECT_EQ(run(clients), Lines{std::to_string(id)});
  EXPECT_EQ(route.lines.back().json, ChangingAccount::text(id, account.records.at(id)));
  for (int again = 0; again < 3; ++again) EXPECT_EQ(run(clients), Lines{});
  EXPECT_FALSE(asked_for("/clients/" + std::to_string(id))); // looked up no more
  account.records.at(id).listed = true;
  EXPECT_EQ(run(clients), Lines{});
  account.erase(id);
  EXPECT_EQ(run(clients), Lines{"-" + std::to_string(id)});
}

// A list that seemed complete and was not, once: the record is not forgotten.
TEST_F(Changes, OfWhatTheListLeftOutOnceAreStillTold) {
  const auto id = account.insert("2026-11-02");
  run(clients);
  account.records.at(id).listed = false;
  EXPECT_EQ(run(clients), Lines{});
  account.erase(id);
  EXPECT_EQ(run(clients), Lines{"-" + std::to_string(id)});
}

TEST_F(Changes, WithoutDeletionsWhereTheyAreNotWanted) {
  const auto id = account.insert("2026-11-02");
  const auto config = with(events_of_1, R"("incremental": {"detect_deletions": false})");
  run(config);
  account.erase(id);
  EXPECT_EQ(run(config), Lines{});
  EXPECT_FALSE(asked_for("/events/"));
}

TEST_F(Changes, OfAListThatBreaksOffConfirmNoDeletion) {
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 50; ++i) ids.push_back(account.insert("2026-11-02"));
  const auto config = with(fixed_events, "\"page_size\": 10");
  run(config);
  account.erase(ids[1]);
  account.erase(ids[45]);
  account.fails_at = account.lists + 3;
  EXPECT_EQ(failure(config).status, HIF_UNAVAILABLE);
  EXPECT_FALSE(asked_for("/events/"));
  EXPECT_EQ(run(config), (Lines{"-" + std::to_string(ids[1]), "-" + std::to_string(ids[45])}));
}

TEST_F(Changes, OfAFixedRangeAreFoundInAllOfIt) {
  const auto first = account.insert("2026-11-01"), last = account.insert("2026-11-30");
  account.insert("2026-10-31");
  EXPECT_EQ(run(fixed_events), (Lines{std::to_string(first), std::to_string(last)}));
  account.change(first);
  EXPECT_EQ(run(fixed_events), Lines{std::to_string(first)});
  const auto config = with(events_of_1, R"("incremental": {"look_back_days": 3})");
  run(config);
  EXPECT_TRUE(asked_for("since=2026-11-27")) << client.asked.back().target;
  EXPECT_FALSE(asked_for("since=2026-11-01"));
}

TEST_F(Changes, AreReadUpToTodayAndAgainForTheDaysOfTheLookBack) {
  const auto old = account.insert("2026-02-03"), recent = account.insert("2026-11-20");
  EXPECT_EQ(run(live_events), (Lines{std::to_string(old), std::to_string(recent)}));
  EXPECT_TRUE(asked_for("since=2026-01-01"));
  EXPECT_TRUE(reached("2026-11-26"));
  host.set_now("2026-12-01", 12);
  const auto added = account.insert("2026-11-30");
  account.change(old);
  account.change(recent);
  EXPECT_EQ(run(live_events), (Lines{std::to_string(recent), std::to_string(added)}));
  EXPECT_TRUE(asked_for("since=2026-10-27")); // 30 days before the 26th
  EXPECT_TRUE(reached("2026-12-01"));
}

TEST_F(Changes, OfWhatIsPlannedAreReadToo) {
  const auto id = account.insert("2027-03-01");
  EXPECT_EQ(run(live_events), Lines{std::to_string(id)});
  account.erase(id);
  EXPECT_EQ(run(live_events), Lines{"-" + std::to_string(id)});
}

TEST_F(Changes, BeforeTheFirstDayOfTheFirstRunAreNotPromised) {
  run(live_events);
  const auto earlier =
      R"({"method": "GET", "entity": "events.list",
          "request_parameters": {"path": {"account_id": 1}}, "incremental": {"since": "2024-01-01"}})";
  for (int again = 0; again < 2; ++again) {
    host.lines.clear();
    run(earlier);
    ASSERT_FALSE(host.lines.empty());
    EXPECT_NE(host.lines.back().find("2024-01-01 to 2025-12-31 are not read"), std::string::npos);
  }
}

TEST_F(Changes, WithoutAFirstDayBeginLongAgoInFewRequests) {
  const auto id = account.insert("2011-05-05");
  const auto config = R"({"method": "GET", "entity": "hours.list", "incremental": true,
                          "request_parameters": {"path": {"account_id": 1}}})";
  EXPECT_EQ(run(config), Lines{std::to_string(id)});
  EXPECT_LE(client.asked.size(), 12u);
}

// The same lines in the same order, and the same position in the end.
TEST_F(Changes, AreTheSameWhereverARunIsKilled) {
  for (int i = 0; i < 250; ++i)
    account.insert(*parse_day("2026-08-28") + std::chrono::days(i % 96));
  const auto config = json::parse(with(live_events, "\"page_size\": 15"));
  const auto run_in_pieces = [&](std::size_t batches, bool keeps_last) {
    route = {};
    for (int attempt = 0; route.checkpoint.find("complete\",") == std::string::npos; ++attempt) {
      ASSERT_LT(attempt, 1000);
      Subscriber subscriber(
          {hif::sdk::Host(host.raw()), hif::sdk::Client(client.ref()), config, TIMELY_DATA});
      route.run(subscriber, 1000, batches, keeps_last);
    }
  };
  run_in_pieces(1'000'000, true);
  const auto steady = route.since(0);
  const auto position = route.checkpoint;
  for (std::size_t batches = 1; batches < 8; ++batches)
    for (const bool keeps_last : {true, false}) {
      if (batches == 1 && !keeps_last) continue; // comes nowhere
      run_in_pieces(batches, keeps_last);
      ASSERT_EQ(route.checkpoint, position) << batches << " " << keeps_last;
      ASSERT_EQ(route.since(0), steady) << batches << " " << keeps_last;
    }
}

// So that the server need not skip over millions to give a page.
TEST_F(Changes, OfALongTimeComeInSlicesThatAreNotTooLong) {
  const auto first = *parse_day("2014-01-01");
  for (int i = 0; i < 4000; ++i) account.insert(first + std::chrono::days(i / 8));
  const auto config = R"({"method": "GET", "entity": "hours.list", "incremental": true,
                          "page_size": 5, "request_parameters": {"path": {"account_id": 1}}})";
  EXPECT_EQ(run(config).size(), 4000u);
  EXPECT_EQ(route.applied().size(), 4000u);
  for (const auto& asked : client.asked)
    EXPECT_LE(query_number(asked.target, "page", 0), 130) << asked.target;
}

TEST_F(Changes, OfTodayGoByTheAccountsZone) {
  struct Case {
    const char *zone, *now;
    int hour;
    const char* today;
  };
  for (const auto& one : {Case{"Pacific/Apia", "2026-11-25", 11, "2026-11-26"}, // UTC+13
                          Case{"Pacific/Apia", "2026-11-25", 10, "2026-11-25"},
                          Case{"Pacific/Pago_Pago", "2026-11-26", 10, "2026-11-25"}, // UTC-11
                          Case{"Pacific/Pago_Pago", "2026-11-26", 11, "2026-11-26"},
                          Case{"America/New_York", "2026-03-08", 4, "2026-03-07"}, // clocks leap
                          Case{"America/New_York", "2026-03-09", 4, "2026-03-09"}}) {
    account.zone = one.zone;
    host.set_now(one.now, one.hour);
    route = {};
    run(live_events);
    EXPECT_TRUE(reached(one.today)) << one.zone << " " << one.now << " " << route.checkpoint;
  }
}

TEST_F(Changes, OfAnUnknownZoneGoByUtcAndSaySo) {
  account.zone = "Middle/Earth";
  run(live_events);
  EXPECT_TRUE(reached("2026-11-26"));
  EXPECT_NE(host.lines.back().find("UTC"), std::string::npos) << host.lines.back();
}

TEST_F(Changes, OfAVendorThatTellsNoZoneGoByUtcToo) {
  const auto id = account.insert("2026-11-20");
  for (const int status : {400, 403, 404, 500}) {
    ScriptedClient silent([&, script = account.script()](const Asked& asked) {
      const bool zone = asked.target.find("/events") == std::string::npos;
      return zone ? Reply{.http_status = status, .body = "<html>"} : script(asked);
    });
    route = {};
    Subscriber subscriber({hif::sdk::Host(host.raw()), hif::sdk::Client(silent.ref()),
                           json::parse(live_events), TIMELY_DATA});
    EXPECT_TRUE(route.run(subscriber));
    EXPECT_EQ(route.since(0), Lines{std::to_string(id)});
    EXPECT_TRUE(reached("2026-11-26"));
  }
}

TEST_F(Changes, OfARecordThatMovedOutOfTheRangeAreToldWithItsNewDay) {
  const auto id = account.insert("2026-11-20");
  run(live_events);
  account.move(id, *parse_day("2026-03-01"));
  EXPECT_EQ(run(live_events), Lines{std::to_string(id)});
  EXPECT_EQ(route.lines.back().json, ChangingAccount::text(id, account.records.at(id)));
  EXPECT_EQ(run(live_events), Lines{});
  account.move(id, *parse_day("2026-11-19"));
  EXPECT_EQ(run(live_events), Lines{std::to_string(id)});
}

TEST_F(Changes, OfAPastRangeLeaveTheLivePositionAlone) {
  const auto past = account.insert("2025-05-05"), recent = account.insert("2026-11-20");
  EXPECT_EQ(run(live_events), Lines{std::to_string(recent)});
  const auto back_fill =
      R"({"method": "GET", "entity": "events.list", "incremental": true, "request_parameters":
          {"path": {"account_id": 1}, "query": {"since": "2025-01-01", "upto": "2025-12-31"}}})";
  EXPECT_EQ(run(back_fill), Lines{std::to_string(past)});
  EXPECT_EQ(run(back_fill), Lines{});
  account.change(recent);
  EXPECT_EQ(run(live_events), Lines{std::to_string(recent)});
  EXPECT_TRUE(asked_for("since=2026-10-27"));
}

TEST_F(Changes, OfOtherDaysBeginAnewWhereARunWasBrokenOff) {
  for (int i = 0; i < 40; ++i) account.insert("2026-11-20");
  const auto past = account.insert("2025-05-05");
  const auto live = with(live_events, "\"page_size\": 10");
  {
    Subscriber subscriber({hif::sdk::Host(host.raw()), hif::sdk::Client(client.ref()),
                           json::parse(live), TIMELY_DATA});
    ASSERT_FALSE(route.run(subscriber, 1000, 3));
  }
  const auto back_fill =
      R"({"method": "GET", "entity": "events.list", "incremental": true, "request_parameters":
          {"path": {"account_id": 1}, "query": {"since": "2025-01-01", "upto": "2025-12-31"}}})";
  EXPECT_EQ(run(back_fill), Lines{std::to_string(past)});
  run(live);
  EXPECT_EQ(route.applied().size(), 41u);
}

TEST_F(Changes, OfProjectsAreAskedForByTheirTimeAndThenWhatIsGone) {
  const auto first = account.insert("2026-11-02");
  account.now += 100;
  const auto second = account.insert("2026-11-02");
  run(projects);
  EXPECT_FALSE(asked_for("updated_after"));
  account.now += 60;
  account.change(first);
  account.erase(second);
  EXPECT_EQ(run(projects), (Lines{std::to_string(first), "-" + std::to_string(second)}));
  ASSERT_TRUE(asked_for("updated_after"));
  EXPECT_NE(client.asked[0].target.find("updated_after"), std::string::npos);
}

TEST_F(Changes, OfProjectsAloneTakeNoFullRead) {
  for (int i = 0; i < 40; ++i) account.insert("2026-11-02");
  const auto config = R"({"method": "GET", "entity": "projects.list",
                          "incremental": {"detect_deletions": false, "look_back_days": 0},
                          "request_parameters": {"path": {"account_id": 1}}})";
  run(config);
  account.now += 60;
  const auto added = account.insert("2026-11-02");
  EXPECT_EQ(run(config), Lines{std::to_string(added)});
  for (const auto& asked : client.asked)
    EXPECT_NE(asked.target.find("updated_after"), std::string::npos) << asked.target;
}

TEST_F(Changes, OfOtherParametersStartAnew) {
  account.insert("2026-11-02");
  run(fixed_events);
  const auto narrower =
      R"({"method": "GET", "entity": "List all events", "incremental": true, "request_parameters":
          {"path": {"account_id": 1},
           "query": {"since": "2026-11-01", "upto": "2026-11-30", "user_id": 7}}})";
  EXPECT_EQ(run(narrower).size(), 1u);
  EXPECT_NE(host.lines.back().find("starts anew"), std::string::npos) << host.lines.back();
  EXPECT_EQ(run(narrower), Lines{});
  EXPECT_EQ(run(with(narrower, R"("page_size": 7)")), Lines{}); // how it is read does not matter
}

TEST_F(Changes, NeedAHostThatKeepsParts) {
  Subscriber subscriber({hif::sdk::Host(host.raw()), hif::sdk::Client(client.ref()),
                         json::parse(clients), TIMELY_DATA});
  PlainCall call;
  EXPECT_THROW(subscriber.open(call.call(), ""), hif::sdk::Error);
}

// An answer that names a key twice, or none, is no change each time.
TEST_F(Changes, OfOneAnswerWithTheSameKeyTwiceAreToldOnce) {
  std::string body = R"([{"id":1,"a":1},{"id":1,"a":2},{"a":3}])";
  ScriptedClient twice([&](const Asked&) { return Reply{.body = body}; });
  const auto config = json::parse(R"({"method": "GET", "entity": "accounts.list",
                                      "incremental": true})");
  const auto lines_after_a_run = [&] {
    Subscriber subscriber(
        {hif::sdk::Host(host.raw()), hif::sdk::Client(twice.ref()), config, TIMELY_DATA});
    EXPECT_TRUE(route.run(subscriber));
    return route.lines.size();
  };
  EXPECT_EQ(lines_after_a_run(), 3u);
  EXPECT_EQ(lines_after_a_run(), 3u);
  body = R"([{"id":1,"a":1},{"id":1,"a":4}])";
  EXPECT_EQ(lines_after_a_run(), 4u);
  EXPECT_EQ(route.lines.back().json, R"({"id":1,"a":4})");
  EXPECT_EQ(twice.asked.size(), 3u); // nothing is looked up
}

} // namespace
