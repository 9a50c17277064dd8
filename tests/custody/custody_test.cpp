// SPDX-License-Identifier: MIT
// The kept key over expiries, races between processes, lost answers and kill -9, as the vendor sees
// it.
#include "end_to_end/process.hpp"
#include "services/folder.hpp"
#include "services/secrets.hpp"
#include "store/sqlite_store.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>
#include <sandbox/sandbox.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <functional>
#include <random>
#include <set>
#include <thread>

namespace {

using end_to_end::Process;
using hif::json::Object;
using timely::sandbox::Options;
using timely::sandbox::Rotation;
using timely::sandbox::Sandbox;

constexpr auto token_path = "/1.1/oauth/token";

void sleep_us(std::int64_t microseconds) {
  std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
}

// A vendor, and a data folder in which its first key is kept.
class Custody {
 public:
  explicit Custody(Options options) : lifetime_(options.token_lifetime), sandbox(options) {
    const auto now = static_cast<std::int64_t>(std::time(nullptr));
    Object key{{"access_token", sandbox.access_token()},
               {"refresh_token", sandbox.refresh_token()},
               {"granted_at", now}};
    if (lifetime_ > 0) key.set("expires_at", now + lifetime_);
    host::Secrets(folder.path()).put("timely", "key", hif::json::print(key), 0);
  }

  std::unique_ptr<Process> start(int threads, int milliseconds, int pause_ms = 20) {
    const Object config{{"base_uri", sandbox.base_uri()},
                        {"client_id", sandbox.client_id()},
                        {"client_secret", sandbox.client_secret()}};
    const std::map<std::string, std::string> none;
    return std::make_unique<Process>(
        std::vector<std::string>{KEY_USER, folder.path().string(), hif::json::print(config),
                                 std::to_string(threads), std::to_string(milliseconds),
                                 std::to_string(pause_ms)},
        folder.path().string(), none);
  }

  std::vector<int> token_statuses() const {
    std::vector<int> statuses;
    for (const auto& seen : sandbox.requests())
      if (seen.request.path == token_path) statuses.push_back(seen.status);
    return statuses;
  }
  // The threads of all processes that were given accounts, by the queries of their requests.
  std::set<std::string> served_since(std::size_t request) const {
    std::set<std::string> users;
    const auto all = sandbox.requests();
    for (auto i = request; i < all.size(); ++i)
      if (all[i].status == 200 && all[i].request.path == "/1.1/accounts")
        users.insert(all[i].request.query_text);
    return users;
  }
  // Every request to the token endpoint was good: no refresh token was sent twice.
  void expect_no_refused_refresh() const {
    for (const int status : token_statuses()) EXPECT_EQ(status, 200);
    EXPECT_EQ(token_statuses().size(), sandbox.refreshes());
  }

 private:
  std::int64_t lifetime_;

 public:
  tests::Folder folder;
  Sandbox sandbox;
};

// False when it is not so within a minute or more.
bool becomes_so(const std::function<bool()>& it_is_so, std::int64_t pause_us = 100) {
  constexpr std::int64_t minute_us = 60'000'000;
  for (std::int64_t slept_us = 0; slept_us < minute_us && !it_is_so(); slept_us += pause_us)
    sleep_us(pause_us);
  return it_is_so();
}

using Crowd = std::vector<std::unique_ptr<Process>>;

Crowd crowd_of(Custody& custody, int processes, int milliseconds) {
  Crowd crowd;
  for (int i = 0; i < processes; ++i) crowd.push_back(custody.start(8, milliseconds));
  return crowd;
}

void expect_all_good(Crowd& crowd) {
  for (auto& process : crowd) {
    const auto finished = process->wait();
    EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
    EXPECT_NE(finished.out.find("bad 0"), std::string::npos) << finished.out;
  }
}

TEST(KeyThatEndsEvery2Seconds, IsRenewedOnceEachTimeFor8ThreadsIn4Processes) {
  Custody custody({.token_lifetime = 2});
  auto crowd = crowd_of(custody, 4, 4500);
  expect_all_good(crowd);
  EXPECT_GE(custody.sandbox.refreshes(), 2u);
  custody.expect_no_refused_refresh();
}

TEST(KeyThatEndsUnforeseen, IsRenewedExactlyOnceFor8ThreadsIn4Processes) {
  constexpr std::size_t rounds = 6;
  Custody custody({});
  auto crowd = crowd_of(custody, 4, 600'000);
  for (std::size_t round = 1; round <= rounds; ++round) {
    custody.sandbox.expire_keys();
    ASSERT_TRUE(becomes_so([&] { return custody.sandbox.refreshes() >= round; })) << round;
    // A key that is refused at its first use is given up: all have to have used the new one.
    const auto renewed = custody.sandbox.requests().size();
    constexpr std::int64_t pause_us = 20'000;
    ASSERT_TRUE(becomes_so([&] { return custody.served_since(renewed).size() == 4 * 8; }, pause_us))
        << round;
  }
  for (const auto& process : crowd) process->signal(SIGTERM);
  expect_all_good(crowd);
  EXPECT_EQ(custody.sandbox.refreshes(), rounds);
  custody.expect_no_refused_refresh();
}

// The vendor lets the old pair live until the new one is used, as Doorkeeper does.
TEST(KeyOfAKilledProcess, IsNeverLostWhenTheVendorKeepsTheOldPairUntilTheNewOneIsUsed) {
  constexpr int kills = 100;
  Custody custody({.rotation = Rotation::lenient});
  custody.sandbox.set_faults(
      R"({"faults":[{"match":{"path":"/oauth/token$"},"fault":{"delay_ms":2}}]})");
  std::mt19937 random(7);
  const auto up_to = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  std::set<std::size_t> renewed;
  for (int kill = 0; kill < kills; ++kill) {
    custody.sandbox.expire_keys();
    const auto seen = custody.sandbox.count("POST", token_path);
    const auto process = custody.start(2, 60'000, 1);
    // One in two before or in the request, the other while its answer is kept and first used.
    if (kill % 2 == 0)
      sleep_us(up_to(20'000));
    else
      ASSERT_TRUE(becomes_so([&] { return custody.sandbox.count("POST", token_path) > seen; }));
    sleep_us(up_to(4'000));
    process->signal(SIGKILL);
    ASSERT_EQ(process->wait().exit_code, -SIGKILL);
    renewed.insert(custody.sandbox.refreshes());
  }
  EXPECT_GT(renewed.size(), 10u) << "the kills came too early to say much";
  custody.sandbox.expire_keys();
  const auto finished = custody.start(1, 0)->wait();
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
}

TEST(KeyOfAKilledProcess, DoesNotKeepTheOthersWaiting) {
  Custody custody({.rotation = Rotation::lenient});
  custody.sandbox.set_faults(R"({"faults":[{"match":{"path":"/oauth/token$","nth":1},
                                            "fault":{"delay_ms":1500}}]})");
  custody.sandbox.expire_keys();
  const auto first = custody.start(1, 60'000);
  const auto store = host::open_sqlite_store(custody.folder.path());
  ASSERT_TRUE(becomes_so([&] { // it has the lease
    const auto lease = store->acquire_lease("timely", "key-renewal", 1000);
    if (lease.taken) store->release_lease("timely", "key-renewal", lease.fence);
    return !lease.taken;
  }));
  first->signal(SIGKILL);
  first->wait();
  const auto lease = store->acquire_lease("timely", "key-renewal", 1000);
  EXPECT_TRUE(lease.taken);
  store->release_lease("timely", "key-renewal", lease.fence);
  const auto finished = custody.start(1, 0)->wait();
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
}

constexpr auto lost_answer = R"({"faults":[{"match":{"path":"/oauth/token$","nth":1},
                                            "fault":{"when":"after","reset":"before_response"}}]})";

TEST(LostAnswerOfARefresh, IsMadeGoodByTheOldPairWhereTheVendorAllowsIt) {
  Custody custody({.rotation = Rotation::lenient});
  custody.sandbox.set_faults(lost_answer);
  custody.sandbox.expire_keys();
  const auto finished = custody.start(4, 0)->wait();
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_EQ(custody.token_statuses().size(), 2u);
}

// The one case that nobody can save: the only copy of the new pair was in the answer.
TEST(LostAnswerOfARefresh, AsksForANewGrantWhereTheVendorRotatesAtOnce) {
  Custody custody({.rotation = Rotation::strict});
  custody.sandbox.set_faults(lost_answer);
  custody.sandbox.expire_keys();
  const auto finished = custody.start(1, 0)->wait();
  EXPECT_EQ(finished.exit_code, 1) << finished.out;
  EXPECT_NE(finished.out.find("grant access to client \"timely\" again"), std::string::npos)
      << finished.out;
  EXPECT_EQ(custody.token_statuses().size(), 2u) << "the old pair is tried once more";
}

} // namespace
