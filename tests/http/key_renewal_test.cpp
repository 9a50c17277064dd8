// SPDX-License-Identifier: MIT
// 401, renewal and rotation, in one process and in several, by what the vendor saw in which order.
#include "fixture/client_under_test.hpp"

#include "oauth/form.hpp"
#include "oauth/key.hpp"

#include <gtest/gtest.h>

namespace {

using namespace fixture;
using timely::oauth::parse_form;
using timely::oauth::value_in;

constexpr auto token_path = "/1.1/oauth/token";

// A vendor with rotating keys A0/R0, A1/R1, …: only the newest token is good, each refresh token
// is good once.
class Vendor {
 public:
  Act operator()(const Seen& seen) {
    const std::lock_guard lock(mutex);
    if (seen.target == token_path) return token(seen);
    events.push_back("use " + seen.header("authorization").substr(7));
    if (seen.header("authorization") == "Bearer A" + std::to_string(generation)) return answer(200);
    return answer(401, R"({"errors":{"message":"Unauthorized"}})", "X-Request-Id: r-1\r\n");
  }

  std::mutex mutex;
  int generation = 0;
  std::string extra = R"(,"token_type":"bearer")"; // members of a token answer
  bool rotates = true;
  int lose_answers = 0;
  std::vector<std::string> events;

 private:
  Act token(const Seen& seen) {
    const auto form = parse_form(seen.body);
    const auto given = value_in(form, "refresh_token").value_or("");
    events.push_back("refresh " + given);
    if (lose_answers > 0 && lose_answers--) return {.bytes = {}, .more = {}, .after = Act::close};
    if (given != "R" + std::to_string(rotates ? generation : 0))
      return answer(400, R"({"error":"invalid_grant","error_description":"used"})");
    ++generation;
    const auto refresh =
        rotates ? R"(,"refresh_token":"R)" + std::to_string(generation) + "\"" : std::string();
    return answer(200, R"({"access_token":"A)" + std::to_string(generation) + "\"" + refresh +
                           extra + "}");
  }
};

class Renewal : public testing::Test {
 protected:
  static void keep(Vault& vault, const std::string& json) {
    const auto kept = vault.get("key");
    std::uint64_t revision = 0;
    ASSERT_TRUE(vault.put("key", json, kept ? kept->revision : 0, &revision));
  }
  void keep_first() {
    keep(host.vault(), R"({"access_token":"A0","refresh_token":"R0","granted_at":1})");
  }
  bool lease_is_free() {
    std::uint64_t fence = 0;
    std::int64_t left_ms = 0;
    return host.vault().acquire("key-renewal", host.now_us(), 1, &fence, &left_ms);
  }
  timely::oauth::Key kept() { return timely::oauth::parse_key(host.vault().get("key")->value); }

  Vendor vendor;
  Server server{[this](const Seen& seen) { return vendor(seen); }};
  FakeHost host;
  ClientUnderTest client{host, oauth_config(server)};
};

using Events = std::vector<std::string>;

TEST_F(Renewal, WithoutAKeySaysToGrantAccess) {
  const auto error = client.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_UNAUTHENTICATED);
  EXPECT_NE(std::string(error.what()).find("grant access to client \"timely\""), std::string::npos);
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(Renewal, A401IsFollowedByOneRefreshAndTheRequestAgain) {
  keep_first();
  vendor.generation = 0;
  client.get();
  vendor.generation = 1; // A0 dies, and with it R0 …
  keep(host.vault(), R"({"access_token":"A0","refresh_token":"R1","granted_at":1})");
  EXPECT_EQ(client.post().http_status(), 200);
  EXPECT_EQ(vendor.events, (Events{"use A0", "use A0", "refresh R1", "use A2"}));
  EXPECT_EQ(kept().pair.refresh_token, "R2");
  EXPECT_EQ(kept().fence, 1u);
  EXPECT_TRUE(host.masked().contains("A2") && host.masked().contains("R2"));
}

TEST_F(Renewal, TheNewPairIsKeptBeforeItsFirstUse) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  host.vault().on_put = [&](const std::string& name, const std::string& value) {
    const std::lock_guard lock(vendor.mutex);
    vendor.events.push_back("keep " + name + " " +
                            timely::oauth::parse_key(value).pair.access_token.reveal());
  };
  EXPECT_EQ(client.get().http_status(), 200);
  // Renewed, kept, used; then the old pair is dropped.
  EXPECT_EQ(vendor.events,
            (Events{"use dead", "refresh R0", "keep key A1", "use A1", "keep key A1"}));
  EXPECT_FALSE(kept().previous);
}

TEST_F(Renewal, ThePreviousPairStaysUntilTheNewOneHasWorked) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  bool checked = false;
  host.vault().on_put = [&](const std::string&, const std::string& value) {
    const auto key = timely::oauth::parse_key(value);
    if (!(key.pair.access_token == "A1") || checked) return;
    checked = true;
    EXPECT_EQ(key.previous.value().refresh_token, "R0");
  };
  client.get();
  EXPECT_TRUE(checked);
}

TEST_F(Renewal, EightThreadsMakeOneRefresh) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 5; ++j) good += client.get().http_status() == 200;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 40);
  EXPECT_EQ(server.seen(token_path).size(), 1u);
}

TEST_F(Renewal, TwoProcessesOnOneKeyMakeOneRefresh) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  FakeHost other_host(host.shared_vault());
  host.really_sleep = other_host.really_sleep = true;
  ClientUnderTest other(other_host, oauth_config(server));
  std::atomic<int> good{0};
  const auto use = [&](ClientUnderTest& user) {
    for (int j = 0; j < 5; ++j) good += user.get().http_status() == 200;
  };
  std::thread first([&] { use(client); }), second([&] { use(other); });
  first.join();
  second.join();
  EXPECT_EQ(good, 10);
  EXPECT_EQ(server.seen(token_path).size(), 1u);
}

TEST_F(Renewal, TheLeaseOfAProcessThatDiedLapses) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  std::uint64_t fence = 0;
  std::int64_t left_ms = 0;
  ASSERT_TRUE(host.vault().acquire("key-renewal", host.now_us(), 30'000, &fence, &left_ms));
  EXPECT_EQ(client.get().http_status(), 200);
  EXPECT_EQ(kept().pair.access_token, "A1");
  EXPECT_EQ(kept().fence, fence + 1);
}

// Stopped for long, it finds that another has the lease now, and that nothing is its to do.
TEST_F(Renewal, WhoLostTheLeaseMakesNoFurtherRequest) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  std::uint64_t fence = 0;
  std::int64_t left_ms = 0;
  Server slow([&](const Seen& seen) {
    if (seen.target != token_path) return vendor(seen);
    host.pass(40'000);
    EXPECT_TRUE(host.vault().acquire("key-renewal", host.now_us(), 30'000, &fence, &left_ms));
    return answer(503);
  });
  ClientUnderTest stopped(host, oauth_config(slow));
  const auto error = stopped.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_UNAVAILABLE) << error.what();
  EXPECT_NE(std::string(error.what()).find("taken over"), std::string::npos) << error.what();
  EXPECT_EQ(slow.seen(token_path).size(), 1u);
  EXPECT_EQ(fence, 2u);
}

// The late answer of one that lost the lease meets a key that was kept under a later fence.
TEST_F(Renewal, AnOlderFenceNeverReplacesTheKeyOfALaterOne) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  vendor.generation = 7;
  Server late([&](const Seen& seen) {
    if (seen.target != token_path) return vendor(seen);
    keep(host.vault(), R"({"access_token":"A7","refresh_token":"R7","granted_at":1,"fence":9})");
    return answer(200, R"({"access_token":"A1","refresh_token":"R1"})");
  });
  ClientUnderTest slow(host, oauth_config(late));
  EXPECT_EQ(slow.get().http_status(), 200);
  EXPECT_EQ(kept().pair.refresh_token, "R7");
  EXPECT_EQ(kept().fence, 9u);
}

// One that was stopped in a request loses no key: whoever wrote nothing is no newer.
TEST_F(Renewal, ALateAnswerIsKeptWhenNobodyElseKeptANewerKey) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  std::uint64_t fence = 0;
  std::int64_t left_ms = 0;
  Server late([&](const Seen& seen) {
    if (seen.target == token_path) {
      host.vault().release("key-renewal", 1);
      EXPECT_TRUE(host.vault().acquire("key-renewal", host.now_us(), 30'000, &fence, &left_ms));
    }
    return vendor(seen);
  });
  ClientUnderTest slow(host, oauth_config(late));
  EXPECT_EQ(slow.get().http_status(), 200);
  EXPECT_EQ(kept().pair.refresh_token, "R1");
}

// The answer to a refresh that was sent may hold the only copy of the new pair.
TEST_F(Renewal, ACancelledCallStillKeepsTheAnswerItAskedFor) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  TestCall call;
  Server server([&](const Seen& seen) {
    if (seen.target == token_path) {
      call.cancelled = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(300)); // it would have been noticed
    }
    return vendor(seen);
  });
  ClientUnderTest interrupted(host, oauth_config(server));
  EXPECT_THROW(interrupted.send(call, request("GET")), hif::sdk::SendError);
  EXPECT_EQ(kept().pair.refresh_token, "R1");
  EXPECT_TRUE(lease_is_free());
}

// A key that ends while its first request is under way is no reason to give up.
TEST_F(Renewal, A401OfANewKeyThatSomebodyElseRenewedMeanwhileAdoptsTheirs) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  Server server([&](const Seen& seen) {
    if (seen.target != token_path && seen.header("authorization") == "Bearer A1") {
      const std::lock_guard lock(vendor.mutex);
      vendor.generation = 2;
      keep(host.vault(), R"({"access_token":"A2","refresh_token":"R2","granted_at":1,"fence":2})");
    }
    return vendor(seen);
  });
  ClientUnderTest overtaken(host, oauth_config(server));
  EXPECT_EQ(overtaken.get().http_status(), 200);
  EXPECT_EQ(server.seen(token_path).size(), 1u);
}

TEST_F(Renewal, InvalidGrantAdoptsAKeyThatSomebodyElseKept) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"used","granted_at":1})");
  Server server([&](const Seen& seen) {
    if (seen.target == token_path) keep_first(); // a user grants access anew meanwhile
    return vendor(seen);
  });
  ClientUnderTest client(host, oauth_config(server));
  EXPECT_EQ(client.get().http_status(), 200);
  EXPECT_EQ(vendor.events, (Events{"use dead", "refresh used", "use A0"}));
  EXPECT_EQ(kept().pair.access_token, "A0");
}

TEST_F(Renewal, InvalidGrantWithNoNewerKeySaysToGrantAgain) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"used","granted_at":1})");
  const auto error = client.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_UNAUTHENTICATED);
  const std::string what = error.what();
  EXPECT_NE(what.find("answered 401: Unauthorized (request id r-1)"), std::string::npos) << what;
  EXPECT_NE(what.find("invalid_grant (used)"), std::string::npos) << what;
  EXPECT_NE(what.find("grant access to client \"timely\" again"), std::string::npos) << what;
  EXPECT_EQ(what.find("s3cret"), std::string::npos);
  EXPECT_EQ(error.details.find("http_status")->as_int64(), 401);
  EXPECT_EQ(server.seen(token_path).size(), 1u);
  EXPECT_TRUE(lease_is_free());
}

TEST_F(Renewal, ALostAnswerIsTriedOnceMoreWithTheOldPair) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  vendor.lose_answers = 1;
  EXPECT_EQ(client.get().http_status(), 200);
  EXPECT_EQ(vendor.events, (Events{"use dead", "refresh R0", "refresh R0", "use A1"}));
}

TEST_F(Renewal, APairThatNeverWorkedFallsBackToTheOneBefore) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"never","granted_at":1,)"
                     R"("previous":{"access_token":"old","refresh_token":"R0"}})");
  EXPECT_EQ(client.get().http_status(), 200);
  EXPECT_EQ(vendor.events, (Events{"use dead", "refresh never", "refresh R0", "use A1"}));
}

TEST_F(Renewal, AnAnswerWithoutRefreshTokenKeepsTheOldOne) {
  vendor.rotates = false;
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  client.get();
  EXPECT_EQ(kept().pair.access_token, "A1");
  EXPECT_EQ(kept().pair.refresh_token, "R0");
}

TEST_F(Renewal, ASecond401InARowIsFinal) {
  vendor.generation = 5;
  Server stubborn([](const Seen& seen) {
    return seen.target == token_path ? answer(200, R"({"access_token":"A9"})")
                                     : answer(401, R"({"error":"no"})");
  });
  keep_first();
  ClientUnderTest refused(host, oauth_config(stubborn));
  EXPECT_EQ(refused.failure(request("GET")).status, HIF_UNAUTHENTICATED);
  EXPECT_EQ(stubborn.seen("/x").size(), 2u);
  EXPECT_EQ(stubborn.seen(token_path).size(), 1u);
}

TEST_F(Renewal, ATokenThatDiesInABackOffIsReplaced) {
  std::atomic<int> generation{0};
  Server server([&](const Seen& seen) {
    if (seen.target == token_path) {
      return answer(200, R"({"access_token":"A)" + std::to_string(++generation) + R"("})");
    }
    if (seen.header("authorization") != "Bearer A" + std::to_string(generation)) return answer(401);
    if (generation < 2) return ++generation, answer(503); // and the token dies meanwhile
    return answer(200);
  });
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  ClientUnderTest patient(host, oauth_config(server));
  EXPECT_EQ(patient.get().http_status(), 200);
}

TEST_F(Renewal, ComesBeforeAKnownExpiryAndNotEarlier) {
  const auto now_s = host.now_us() / 1'000'000;
  vendor.extra = R"(,"token_type":"Bearer","expires_in":7200)";
  const auto key = [&](std::int64_t left_s) {
    return R"({"access_token":"A0","refresh_token":"R0","granted_at":)" +
           std::to_string(now_s + left_s - 7200) + R"(,"expires_at":)" +
           std::to_string(now_s + left_s) + "}";
  };
  keep(host.vault(), key(90));
  client.get();
  EXPECT_EQ(server.seen(token_path).size(), 0u);
  host.pass(40'000);
  client.get();
  EXPECT_EQ(vendor.events, (Events{"use A0", "refresh R0", "use A1"}));
  EXPECT_GT(kept().expires_at.value(), now_s + 7200);
}

TEST_F(Renewal, OfAShortLivedKeyComesInTheLastTenth) {
  const auto now_s = host.now_us() / 1'000'000;
  timely::oauth::Key key;
  key.granted_at = now_s;
  key.expires_at = now_s + 10;
  EXPECT_FALSE(key.near_expiry((now_s + 8) * 1'000'000));
  EXPECT_TRUE(key.near_expiry((now_s + 9) * 1'000'000));
  EXPECT_FALSE(key.expired((now_s + 9) * 1'000'000));
  key.expires_at.reset();
  EXPECT_FALSE(key.near_expiry((now_s + 99) * 1'000'000));
}

TEST_F(Renewal, ThatFailsEarlyLeavesALivingTokenInUse) {
  const auto now_s = host.now_us() / 1'000'000;
  keep(host.vault(), R"({"access_token":"A0","refresh_token":"bad","granted_at":)" +
                         std::to_string(now_s - 7000) + R"(,"expires_at":)" +
                         std::to_string(now_s + 50) + "}");
  EXPECT_EQ(client.get().http_status(), 200);
  EXPECT_EQ(client.get().http_status(), 200);
  EXPECT_EQ(vendor.events, (Events{"refresh bad", "use A0", "use A0"}));
}

TEST_F(Renewal, ATokenOfTheConfigurationIsNeverRefreshed) {
  ClientUnderTest fixed(host, oauth_config(server, R"("access_token":"mine")"));
  const auto error = fixed.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_UNAUTHENTICATED);
  EXPECT_NE(std::string(error.what()).find("access_token"), std::string::npos) << error.what();
  EXPECT_EQ(server.seen().size(), 1u);
}

TEST_F(Renewal, WithoutClientSecretSaysWhatToFillIn) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  ClientUnderTest bare(host, R"({"base_uri":")" + server.origin() + R"("})");
  const auto error = bare.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_INVALID_ARGUMENT);
  EXPECT_NE(std::string(error.what()).find("client_id"), std::string::npos) << error.what();
}

TEST_F(Renewal, AnUnreachableTokenEndpointIsUnavailable) {
  keep(host.vault(), R"({"access_token":"dead","refresh_token":"R0","granted_at":1})");
  vendor.lose_answers = 100;
  const auto error = client.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_UNAVAILABLE);
  EXPECT_EQ(server.seen(token_path).size(), 2u);
  EXPECT_EQ(kept().pair.refresh_token, "R0");
  EXPECT_TRUE(lease_is_free());
}

} // namespace
