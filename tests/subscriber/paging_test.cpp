// SPDX-License-Identifier: MIT
#include "reading.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>

using namespace timely::test;

namespace {

TEST(Paging, SizeIsAlwaysSent) {
  ScriptedClient client(list_of(3, 100));
  read_all(client, clients_of_1);
  EXPECT_EQ(client.asked.at(0).target, "/1.1/1/clients?limit=1000&offset=0");
}

TEST(Paging, ConfiguredSizeIsSent) {
  ScriptedClient client(list_of(3, 100));
  read_all(client, with(events_of_1, R"("page_size": 2)"));
  EXPECT_EQ(client.asked.at(0).target,
            "/1.1/1/events?since=2026-11-01&upto=2026-11-30&sort=id&order=asc&per_page=2&page=1");
}

TEST(Paging, OwnSizeAndPositionInTheQueryAreRespected) {
  ScriptedClient client(list_of(9, 100));
  const auto read = read_all(
      client, R"({"method": "GET", "entity": "clients.list", "page_size": 50, "request_parameters":
                  {"path": {"account_id": 1}, "query": {"limit": 4, "offset": 2}}})");
  EXPECT_EQ(client.asked.at(0).target, "/1.1/1/clients?limit=4&offset=2");
  EXPECT_EQ(read.keys.front(), "3");
  EXPECT_EQ(read.keys.size(), 7u);
}

TEST(Paging, FullPagesNeedNoRequestBeyondTheShortOne) {
  ScriptedClient client(list_of(210, 1000));
  EXPECT_EQ(read_all(client, with(events_of_1, R"("page_size": 100)")).keys, ids_up_to(210));
  EXPECT_EQ(client.asked.size(), 3u);
}

TEST(Paging, ShortFirstPageIsFollowedByOneMoreRequest) {
  ScriptedClient client(list_of(5, 100));
  EXPECT_EQ(read_all(client, events_of_1).keys, ids_up_to(5));
  EXPECT_EQ(client.asked.size(), 2u);
}

TEST(Paging, EmptyListIsOneRequest) {
  ScriptedClient client(list_of(0, 100));
  EXPECT_EQ(read_all(client, events_of_1).keys, ids_up_to(0));
  EXPECT_EQ(client.asked.size(), 1u);
}

TEST(Paging, EveryRowComesOnceWhateverTheServersCap) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    const auto up_to = [&](std::int64_t most) {
      return std::uniform_int_distribution<std::int64_t>(0, most)(random);
    };
    const auto total = up_to(40), cap = 1 + up_to(15), size = 1 + up_to(20);
    ScriptedClient client(list_of(total, cap));
    const auto& config = seed % 2 ? events_of_1 : clients_of_1;
    LoggingHost host;
    timely::Subscriber subscriber(creation(
        host, &client, with(config, "\"prefetch\": 1, \"page_size\": " + std::to_string(size))));
    SCOPED_TRACE("total " + std::to_string(total) + " cap " + std::to_string(cap) + " size " +
                 std::to_string(size));
    const auto read = read_from(subscriber, {}, 1 + static_cast<std::uint64_t>(up_to(10)));
    ASSERT_EQ(read.keys, ids_up_to(total))
        << "total " << total << " cap " << cap << " size " << size;
    EXPECT_LE(client.asked.size(), static_cast<std::size_t>(3 * total / std::min(cap, size) + 8));
  }
}

TEST(Paging, RowThatComesAgainOnALaterPageIsDropped) {
  ScriptedClient client([](const Asked& asked) {
    const auto page = query_number(asked.target, "page", 1);
    return Reply{.body = page == 1 ? rows(1, 2) : page == 2 ? rows(2, 2) : "[]"};
  });
  EXPECT_EQ(read_all(client, with(events_of_1, R"("page_size": 2)")).keys, ids_up_to(3));
}

TEST(Paging, KeyThatComesTwiceInOneUnpagedAnswerStays) {
  ScriptedClient client([](const Asked&) { return Reply{.body = R"([{"id":1},{"id":1}])"}; });
  EXPECT_EQ(read_all(client, R"({"method": "GET", "entity": "accounts.list"})").keys.size(), 2u);
}

TEST(Paging, RowsWithoutAKeyComeOnce) {
  ScriptedClient client([](const Asked& asked) {
    const auto size = query_number(asked.target, "limit", 0);
    const auto left = std::max<std::int64_t>(25 - query_number(asked.target, "offset", 0), 0);
    std::string body = "[";
    for (std::int64_t i = 0; i < std::min(size, left); ++i) body += i > 0 ? ",{}" : "{}";
    return Reply{.body = body + "]"};
  });
  EXPECT_EQ(read_all(client, with(clients_of_1, R"("page_size": 10)")).records.size(), 25u);
}

TEST(Paging, SamePageTwiceIsAnErrorAndNoEndlessRun) {
  ScriptedClient client([](const Asked&) { return Reply{.body = rows(1, 2)}; });
  const auto error = failure_of(client, with(events_of_1, R"("page_size": 2)"));
  EXPECT_EQ(error.status, HIF_DATA_LOSS);
  EXPECT_NE(std::string(error.what()).find("the data repeats"), std::string::npos) << error.what();
}

TEST(Paging, PagesThatTakeTurnsAreNoEndlessRun) {
  ScriptedClient client([](const Asked& asked) {
    return Reply{.body = rows(query_number(asked.target, "page", 1) % 2 * 2 + 1, 2)};
  });
  EXPECT_EQ(failure_of(client, with(events_of_1, R"("page_size": 2)")).status, HIF_DATA_LOSS);
}

TEST(Paging, StopsAfterTheMostPages) {
  ScriptedClient client(list_of(100, 100));
  const auto read = read_all(client, with(events_of_1, R"("page_size": 2, "max_pages": 3)"));
  EXPECT_EQ(read.keys, ids_up_to(6));
  EXPECT_EQ(client.asked.size(), 3u);
}

TEST(Paging, GoesIntoTheBodyWhereTheCatalogueSaysSo) {
  ScriptedClient client([](const Asked& asked) {
    return Reply{.body = asked.body.find("\"page\":1}") != std::string::npos ? rows(1, 2) : "[]"};
  });
  const auto read = read_all(client, R"({"method": "POST", "entity": "Filter reports",
      "request_parameters": {"path": {"account_id": 1}, "payload": {"scope": "events"}}})");
  EXPECT_EQ(client.asked.at(0).body, R"({"scope":"events","limit":100,"page":1})");
  EXPECT_EQ(read.keys, ids_up_to(2));
}

TEST(Paging, PagesAreReleasedAsTheyAreRead) {
  ScriptedClient client(list_of(200, 100));
  {
    LoggingHost host;
    timely::Subscriber subscriber(
        creation(host, &client, with(events_of_1, R"("page_size": 20, "prefetch": 3)")));
    EXPECT_EQ(read_from(subscriber).keys.size(), 200u);
  }
  EXPECT_LE(client.most_live_answers, 5);
  EXPECT_EQ(client.live_answers, 0);
}

// Answers that wait for company, from the fourth request on.
class Crowd {
 public:
  explicit Crowd(int wanted) : wanted_(wanted) {}

  // Waits until as many are under way as are wanted, or until `patience` is over.
  void meet(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    if (++requests_ < 4) return;
    most_ = std::max(most_, ++under_way_);
    changed_.notify_all();
    changed_.wait_for(lock, patience, [&] { return most_ >= wanted_; });
    --under_way_;
  }
  int most() const { return most_; }

 private:
  const int wanted_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int requests_ = 0, under_way_ = 0, most_ = 0;
};

TEST(AskingAhead, KeepsAsManyPagesUnderWayAsPrefetchSays) {
  Crowd crowd(3);
  const auto list = list_of(400, 10);
  ScriptedClient client([&](const Asked& asked) {
    crowd.meet(std::chrono::seconds(10));
    return list(asked);
  });
  EXPECT_EQ(read_all(client, with(clients_of_1, R"("prefetch": 3, "page_size": 10)")).keys,
            ids_up_to(400));
  EXPECT_EQ(crowd.most(), 3);
}

TEST(AskingAhead, TakesMoreWhereWaitingTakesTheTime) {
  Crowd crowd(2);
  const auto list = list_of(400, 10);
  ScriptedClient client([&](const Asked& asked) {
    crowd.meet(std::chrono::milliseconds(20));
    return list(asked);
  });
  EXPECT_EQ(read_all(client, with(clients_of_1, R"("page_size": 10)")).keys, ids_up_to(400));
  EXPECT_GE(crowd.most(), 2);
}

} // namespace
