// SPDX-License-Identifier: MIT
// Lists that change between the requests of a read.
#include "moving_list.hpp"

#include "../effort.hpp"

using namespace timely::test;

namespace {

// Reads a list that moves by a plan drawn from `seed`; every row that was there all the time must
// come once, and none twice.
void read_moving(unsigned seed, const Moves& moves, const std::string& config) {
  std::mt19937 random(seed);
  const auto up_to = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  MovingList list(random(), moves);
  list.cap = up_to(3) == 0 ? 8 + up_to(12) : 1000;
  list.fill(up_to(90));
  const auto size = 8 + up_to(25);
  auto with_size = with(config, "\"page_size\": " + std::to_string(size));
  // Where rows change their places, how much is asked ahead decides what is seen: one page, so that
  // a seed means the same every time.
  const auto prefetch = moves.order == Order::by_id ? up_to(4) : up_to(1);
  with_size = with(with_size, "\"prefetch\": " + std::to_string(prefetch));
  ScriptedClient client(list.script());
  LoggingHost host;
  timely::Subscriber subscriber(creation(host, &client, with_size));
  SCOPED_TRACE("seed " + std::to_string(seed) + ", size " + std::to_string(size) + ", cap " +
               std::to_string(list.cap));
  const auto batch_size = 1 + static_cast<std::uint64_t>(up_to(30));
  std::vector<std::string> keys;
  std::string at;
  do { // a crash after some batches, until it comes to its end
    const auto batches = up_to(3) == 0 ? 1 + static_cast<std::size_t>(up_to(6)) : 1'000'000;
    const auto read = read_from(subscriber, at, batch_size, batches);
    keys.insert(keys.end(), read.keys.begin(), read.keys.end());
    if (read.checkpoints.empty()) break;
    at = read.checkpoints.back();
  } while (at.find("\"complete\":true") == at.npos);
  list.expect_all_once(keys);
}

TEST(MovingList, PagesSortedByIdLoseNoRowAndGiveNoneTwice) {
  for (unsigned seed = 0; seed < tests::seeds(1500) && !testing::Test::HasFailure(); ++seed)
    read_moving(seed, {.order = Order::by_id}, events_of_1);
}

TEST(MovingList, OffsetsSortedByIdLoseNoRowAndGiveNoneTwice) {
  for (unsigned seed = 0; seed < tests::seeds(1500) && !testing::Test::HasFailure(); ++seed)
    read_moving(seed, {.order = Order::by_id},
                R"({"method": "GET", "entity": "projects.list",
                    "request_parameters": {"path": {"account_id": 1}}})");
}

TEST(MovingList, OffsetsByNameLoseNoRowAndGiveNoneTwice) {
  for (unsigned seed = 0; seed < tests::seeds(1500) && !testing::Test::HasFailure(); ++seed)
    read_moving(seed, {.order = Order::by_name}, clients_of_1);
}

TEST(MovingList, RowsThatAChangeMovesToTheFrontAreNotLost) {
  for (unsigned seed = 0; seed < tests::seeds(1500) && !testing::Test::HasFailure(); ++seed)
    read_moving(seed, {.order = Order::by_change, .most = 1},
                R"({"method": "GET", "entity": "users.list",
                          "request_parameters": {"path": {"account_id": 1}}})");
}

TEST(MovingList, ServerThatIgnoresTheOrderAskedForLosesNoRow) {
  for (unsigned seed = 0; seed < tests::seeds(1500) && !testing::Test::HasFailure(); ++seed)
    read_moving(seed, {.order = Order::by_name}, events_of_1);
}

// Nothing moves: a read costs little more than the pages it is made of.
TEST(MovingList, AtRestItCostsFewMoreRequests) {
  for (const int size : {10, 50, 100, 1000}) {
    MovingList list(1, {.order = Order::by_id, .most = 0});
    list.fill(20 * size);
    ScriptedClient client(list.script());
    const auto read = read_all(
        client, with(events_of_1, "\"prefetch\": 1, \"page_size\": " + std::to_string(size)));
    EXPECT_EQ(read.keys.size(), static_cast<std::size_t>(20 * size));
    EXPECT_LE(client.asked.size(), size == 10 ? 42u : size == 50 ? 29u : 24u) << size;
  }
}

TEST(MovingList, NoPageIsLargerThanAskedForWhereThatCanBe) {
  MovingList list(1, {.order = Order::by_id, .most = 0});
  list.fill(2000);
  ScriptedClient client(list.script());
  read_all(client, with(events_of_1, "\"page_size\": 50"));
  for (const auto& asked : client.asked)
    EXPECT_LE(query_number(asked.target, "per_page", 0), 50) << asked.target;
}

TEST(MovingList, ServerThatKnowsOneSizeOnlyIsReadAllTheSame) {
  const auto list = list_of(500, 1000);
  ScriptedClient client([&](const Asked& asked) {
    return query_number(asked.target, "per_page", 0) == 100 ? list(asked) : Reply{};
  });
  EXPECT_EQ(read_all(client, with(events_of_1, R"("prefetch": 1, "page_size": 100)")).keys,
            ids_up_to(500));
  EXPECT_LE(client.asked.size(), 11u);
}

TEST(MovingList, ServerThatIgnoresTheSizeIsReadAllTheSame) {
  ScriptedClient client([](const Asked& asked) {
    const auto page = query_number(asked.target, "page", 1);
    return Reply{.body = page <= 4 ? rows((page - 1) * 30 + 1, page == 4 ? 7 : 30) : "[]"};
  });
  for (const int size : {10, 30, 100})
    EXPECT_EQ(read_all(client, with(events_of_1, "\"page_size\": " + std::to_string(size))).keys,
              ids_up_to(97));
}

} // namespace
