// SPDX-License-Identifier: MIT
// Random changes between and during runs, kills at random moments: what came out, applied, is the
// truth, and no line came twice.
#include "../effort.hpp"
#include "changing_account.hpp"

namespace {

using namespace timely::test;
using std::chrono::days;
using timely::Subscriber;
using timely::calendar::Day;
using timely::calendar::parse_day;

struct Kind {
  const char* name;
  std::string config;
  bool by_day = false;
};

const Kind kinds[] = {
    {"clients",
     R"({"method": "GET", "entity": "clients.list", "incremental": true,
         "request_parameters": {"path": {"account_id": 1}}})"},
    {"projects",
     R"({"method": "GET", "entity": "projects.list", "incremental": true,
         "request_parameters": {"path": {"account_id": 1}}})"},
    {"events",
     R"({"method": "GET", "entity": "events.list", "incremental": true, "request_parameters":
         {"path": {"account_id": 1}, "query": {"since": "2026-08-01", "upto": "2026-11-26"}}})",
     true},
    {"live events",
     R"({"method": "GET", "entity": "events.list", "incremental": {"since": "2026-08-01",
         "look_back_days": 400}, "request_parameters": {"path": {"account_id": 1}}})",
     true},
    {"unpaged", R"({"method": "GET", "entity": "accounts.list", "incremental": true})"},
};

class Plan {
 public:
  Plan(unsigned seed, const Kind& kind) : random_(seed), kind_(kind) {
    host_.set_now("2026-11-26", 12);
    account_.tells_deleted = up_to(1);
    for (int i = up_to(80); i > 0; --i) account_.insert(some_day());
  }

  void live_through() {
    for (int round = 0; round < 4; ++round) {
      account_.after_answer = [this] {
        ++account_.now;
        if (up_to(3) == 0) change();
      };
      run_until_done();
      account_.after_answer = nullptr;
      run_until_done(); // what changed during the last one
      expect_truth();
      if (testing::Test::HasFailure()) return;
      for (int i = up_to(20); i > 0; --i) change();
      account_.now += up_to(100'000);
    }
    run_until_done();
    const auto before = route_.lines.size();
    run_until_done();
    EXPECT_EQ(route_.since(before), std::vector<std::string>{});
  }

 private:
  int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
  Day some_day() { return *parse_day("2026-08-01") + days(up_to(117)); }

  void change() {
    if (account_.records.empty() || up_to(2) == 0) {
      account_.insert(some_day());
      return;
    }
    auto at = account_.records.begin();
    std::advance(at, up_to(static_cast<int>(account_.records.size()) - 1));
    switch (up_to(3)) {
    case 0:
      return account_.erase(at->first);
    case 1:
      return account_.move(at->first, some_day());
    default:
      return account_.change(at->first);
    }
  }

  void run_until_done() {
    const auto config = with(kind_.config, "\"page_size\": " + std::to_string(1 + up_to(30)) +
                                               ", \"prefetch\": " + std::to_string(up_to(2)));
    for (bool done = false; !done;) {
      ScriptedClient client(account_.script());
      Subscriber subscriber({hif::sdk::Host(host_.raw()), hif::sdk::Client(client.ref()),
                             json::parse(config), TIMELY_DATA});
      const auto batches =
          up_to(2) == 0 ? 1 + static_cast<std::size_t>(up_to(6)) : std::size_t{1'000'000};
      done = route_.run(subscriber, 1 + static_cast<std::uint64_t>(up_to(20)), batches, up_to(1));
    }
  }

  void expect_truth() {
    const auto got = route_.applied();
    std::map<std::string, std::string> truth;
    for (const auto& [id, record] : account_.records)
      truth[std::to_string(id)] = ChangingAccount::text(id, record);
    ASSERT_EQ(got, truth);
  }

  std::mt19937 random_;
  const Kind& kind_;
  ChangingAccount account_;
  VirtualHost host_;
  ChangesRoute route_;
};

class RandomChanges : public testing::TestWithParam<Kind> {};

TEST_P(RandomChanges, ComeOutAsTheTruthAndNoLineTwice) {
  for (unsigned seed = 0; seed < tests::seeds(200) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Plan(seed, GetParam()).live_through();
  }
}

INSTANTIATE_TEST_SUITE_P(Of, RandomChanges, testing::ValuesIn(kinds), [](const auto& info) {
  std::string name = info.param.name;
  std::erase(name, ' ');
  return name;
});

} // namespace
