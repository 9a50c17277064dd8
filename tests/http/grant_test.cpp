// SPDX-License-Identifier: MIT
// From the authorize page to the kept key, and back.
#include "fixture/client_under_test.hpp"

#include "oauth/form.hpp"
#include "oauth/key.hpp"

#include <gtest/gtest.h>

namespace {

using namespace fixture;
using timely::oauth::parse_form;
using timely::oauth::value_in;

constexpr auto token_path = "/1.1/oauth/token";
constexpr auto revoke_path = "/1.1/oauth/revoke";

class Grants : public testing::Test {
 protected:
  Act token_answer = answer(200, R"({"access_token":"granted-access-token-1234",)"
                                 R"("token_type":"bearer","refresh_token":"R1"})");
  Server server{
      [this](const Seen& seen) { return seen.target == token_path ? token_answer : answer(200); }};
  FakeHost host;
  ClientUnderTest client{host, oauth_config(server)};

  std::string begun_state() { return client.begin_grant().value.find("state")->as_string(); }
  std::string redirected(const std::string& query) {
    return "http://127.0.0.1:8765/callback?" + query;
  }
};

TEST_F(Grants, BeginWithTheAuthorizePage) {
  const auto begun = client.begin_grant();
  ASSERT_EQ(begun.status, HIF_OK) << begun.message;
  const auto& url = begun.value.find("authorize_url")->as_string();
  const auto& state = begun.value.find("state")->as_string();
  EXPECT_EQ(state.size(), 32u);
  EXPECT_TRUE(url.starts_with(server.origin() + "/1.1/oauth/authorize?")) << url;
  const auto query = parse_form(url.substr(url.find('?') + 1));
  EXPECT_EQ(value_in(query, "response_type"), "code");
  EXPECT_EQ(value_in(query, "client_id"), "app");
  EXPECT_EQ(value_in(query, "redirect_uri"), "http://127.0.0.1:8765/callback");
  EXPECT_EQ(value_in(query, "scope"), "manage");
  EXPECT_EQ(value_in(query, "state"), state);
  EXPECT_EQ(begun.value.find("redirect_uri")->as_string(), "http://127.0.0.1:8765/callback");
  EXPECT_NE(begun_state(), state);
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(Grants, AreFinishedByABareCodeInAnotherProcess) {
  begun_state();
  FakeHost other_host(host.shared_vault());
  ClientUnderTest other(other_host, oauth_config(server));
  const auto finished = other.finish_grant("  the-code\n");
  ASSERT_EQ(finished.status, HIF_OK) << finished.message;
  const auto form = parse_form(server.seen(token_path).at(0).body);
  EXPECT_EQ(value_in(form, "grant_type"), "authorization_code");
  EXPECT_EQ(value_in(form, "code"), "the-code");
  EXPECT_EQ(value_in(form, "redirect_uri"), "http://127.0.0.1:8765/callback");
  EXPECT_EQ(value_in(form, "client_id"), "app");
  EXPECT_EQ(value_in(form, "client_secret"), "s3cret");
  EXPECT_EQ(server.seen(token_path).at(0).header("authorization"), "");
  EXPECT_FALSE(host.vault().get("grant"));
  client.get();
  EXPECT_EQ(server.seen("/x").at(0).header("authorization"), "Bearer granted-access-token-1234");
}

TEST_F(Grants, AreFinishedByTheWholeRedirectedUrl) {
  const auto state = begun_state();
  EXPECT_EQ(client.finish_grant(redirected("code=a%2Bb&state=" + state)).status, HIF_OK);
  EXPECT_EQ(value_in(parse_form(server.seen(token_path).at(0).body), "code"), "a+b");
}

TEST_F(Grants, WithAWrongOrMissingStateExchangeNothing) {
  const auto state = begun_state();
  for (const auto& query :
       {std::string("code=c&state=other"), std::string("code=c"), "code=c&state=" + state + "0",
        std::string("code=c&state="), std::string("error=access_denied&state=other")}) {
    const auto finished = client.finish_grant(redirected(query));
    EXPECT_EQ(finished.status, HIF_INVALID_ARGUMENT) << query;
  }
  EXPECT_EQ(server.connections(), 0);
  // The grant itself goes on.
  EXPECT_EQ(client.finish_grant(redirected("code=c&state=" + state)).status, HIF_OK);
}

TEST_F(Grants, ThatWereNotBegunTakeABareCodeButNoUrl) {
  EXPECT_EQ(client.finish_grant(redirected("code=c&state=s")).status, HIF_INVALID_ARGUMENT);
  EXPECT_EQ(client.finish_grant(redirected("code=c")).status, HIF_INVALID_ARGUMENT);
  EXPECT_EQ(server.connections(), 0);
  EXPECT_EQ(client.finish_grant("code").status, HIF_OK);
}

TEST_F(Grants, ThatTheUserDeniesAreUnauthenticated) {
  const auto state = begun_state();
  const auto denied = client.finish_grant(
      redirected("error=access_denied&error_description=The+user+said+no&state=" + state));
  EXPECT_EQ(denied.status, HIF_UNAUTHENTICATED);
  EXPECT_EQ(denied.message, "access was denied (The user said no)");
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(Grants, WithABadCodeSaySoInTheVendorsWordsAndKeepNothing) {
  token_answer = answer(400, R"({"error":"invalid_grant","error_description":"is expired"})");
  begun_state();
  const auto finished = client.finish_grant("stale-code");
  EXPECT_EQ(finished.status, HIF_UNAUTHENTICATED);
  EXPECT_NE(finished.message.find("invalid_grant (is expired)"), std::string::npos);
  EXPECT_EQ(finished.message.find("stale-code"), std::string::npos);
  EXPECT_EQ(finished.message.find("s3cret"), std::string::npos);
  EXPECT_FALSE(host.vault().get("key"));
}

TEST_F(Grants, SendJsonByOption) {
  ClientUnderTest json(host, oauth_config(server, R"("token_encoding":"json")"));
  json.begin_grant();
  EXPECT_EQ(json.finish_grant("c").status, HIF_OK);
  const auto seen = server.seen(token_path).at(0);
  EXPECT_EQ(seen.header("content-type"), "application/json");
  EXPECT_EQ(hif::json::parse(seen.body).find("code")->as_string(), "c");
}

TEST_F(Grants, TakeWhatATokenAnswerMayLack) {
  for (const auto* body :
       {R"({"access_token":"a"})", R"({"access_token":"a","token_type":"BEARER"})",
        R"({"access_token":"a","expires_in":null,"refresh_token":null,"created_at":1})"}) {
    token_answer = answer(200, body);
    begun_state();
    EXPECT_EQ(client.finish_grant("c").status, HIF_OK) << body;
    const auto key = timely::oauth::parse_key(host.vault().get("key")->value);
    EXPECT_FALSE(key.expires_at);
    EXPECT_EQ(key.pair.refresh_token, "");
  }
  for (const auto* body : {"{}", "[]", "no json", R"({"access_token":"a","token_type":"mac"})"}) {
    token_answer = answer(200, body);
    begun_state();
    EXPECT_EQ(client.finish_grant("c").status, HIF_DATA_LOSS) << body;
  }
}

TEST_F(Grants, TellTheirStatusWithoutTheKey) {
  const auto state_of = [](const Outcome& status) {
    return status.value.find("state")->as_int64();
  };
  EXPECT_EQ(state_of(client.grant_status()), HIF_GRANT_NONE);
  begun_state();
  EXPECT_EQ(state_of(client.grant_status()), HIF_GRANT_PENDING);
  token_answer = answer(200, R"({"access_token":"granted-access-token-1234","expires_in":3600})");
  client.finish_grant("c");
  const auto granted = client.grant_status();
  EXPECT_EQ(state_of(granted), HIF_GRANT_GRANTED);
  EXPECT_EQ(granted.value.find("key")->as_string(), "****1234");
  EXPECT_EQ(granted.value.find("expires_at")->as_int64(),
            granted.value.find("granted_at")->as_int64() + 3600);
  EXPECT_TRUE(granted.value.find("refreshed_at")->is_null());
  ClientUnderTest fixed(host, token_config(server));
  EXPECT_EQ(state_of(fixed.grant_status()), HIF_GRANT_TOKEN);
  EXPECT_EQ(fixed.begin_grant().status, HIF_UNIMPLEMENTED);
}

TEST_F(Grants, AreGivenBackAndForgotten) {
  begun_state();
  client.finish_grant("c");
  EXPECT_EQ(client.revoke().status, HIF_OK);
  const auto revoked = server.seen(revoke_path);
  ASSERT_EQ(revoked.size(), 2u);
  EXPECT_EQ(value_in(parse_form(revoked[0].body), "token"), "R1");
  EXPECT_EQ(value_in(parse_form(revoked[1].body), "token"), "granted-access-token-1234");
  EXPECT_FALSE(host.vault().get("key"));
  EXPECT_EQ(client.failure(request("GET")).status, HIF_UNAUTHENTICATED);
}

TEST_F(Grants, AreForgottenAlsoWhenTheVendorDoesNotTakeThemBack) {
  begun_state();
  client.finish_grant("c");
  server.stop();
  EXPECT_EQ(client.revoke().status, HIF_OK);
  EXPECT_FALSE(host.vault().get("key"));
}

TEST_F(Grants, NeedClientIdAndSecret) {
  ClientUnderTest bare(host, R"({"base_uri":")" + server.origin() + R"(","client_id":"a"})");
  const auto begun = bare.begin_grant();
  EXPECT_EQ(begun.status, HIF_INVALID_ARGUMENT);
  EXPECT_NE(begun.message.find("client_secret"), std::string::npos);
}

class Probe : public testing::Test {
 protected:
  Act accounts = answer(200, R"([{"id":1,"name":"One","x":2},{"id":2,"name":"Two"}])",
                        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
  Server server{
      [this](const Seen& seen) { return seen.target == "/1.1/accounts" ? accounts : answer(404); }};
  FakeHost host;
};

TEST_F(Probe, ListsTheAccountsAndTheClockSkew) {
  ClientUnderTest client(host, token_config(server));
  const auto probed = client.probe();
  ASSERT_EQ(probed.status, HIF_OK) << probed.message;
  EXPECT_EQ(hif::json::print(*probed.value.find("accounts")),
            R"([{"id":1,"name":"One"},{"id":2,"name":"Two"}])");
  EXPECT_GT(probed.value.find("clock_skew_s")->as_int64(), 900'000'000);
}

TEST_F(Probe, RefusesAnAccountThatTheKeyDoesNotReach) {
  ClientUnderTest reaches(host, token_config(server, R"("account_id":2)"));
  EXPECT_EQ(reaches.probe().status, HIF_OK);
  ClientUnderTest client(host, token_config(server, R"("account_id":3)"));
  const auto probed = client.probe();
  EXPECT_EQ(probed.status, HIF_PERMISSION_DENIED);
  EXPECT_NE(probed.message.find("1 (One), 2 (Two)"), std::string::npos) << probed.message;
}

TEST_F(Probe, TellsWhatIsNoTimely) {
  ClientUnderTest client(host, token_config(server));
  accounts = answer(200, "<html>");
  EXPECT_EQ(client.probe().status, HIF_DATA_LOSS);
  accounts = answer(403, R"({"errors":{"message":"no api_access"}})");
  const auto refused = client.probe();
  EXPECT_EQ(refused.status, HIF_PERMISSION_DENIED);
  EXPECT_NE(refused.message.find("no api_access"), std::string::npos);
}

} // namespace
