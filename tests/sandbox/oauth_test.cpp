// SPDX-License-Identifier: MIT
#include "asking.hpp"

namespace timely::sandbox {
namespace {

const std::string loopback = "http://127.0.0.1:8765/callback";
const std::string loopback_encoded = "http%3A%2F%2F127.0.0.1%3A8765%2Fcallback";

class OAuthTest : public SandboxTest {
 protected:
  std::string authorize_path(const std::string& redirect_uri, const std::string& rest = "") const {
    return "/1.1/oauth/authorize?response_type=code&client_id=" + timely.sandbox.client_id() +
           "&redirect_uri=" + redirect_uri + rest;
  }
  std::string client() const {
    return "client_id=" + timely.sandbox.client_id() +
           "&client_secret=" + timely.sandbox.client_secret();
  }
  Answer refresh(const std::string& token) const {
    return timely.post_form("/1.1/oauth/token",
                            client() + "&grant_type=refresh_token&refresh_token=" + token);
  }
  Answer redeem(const std::string& code, const std::string& redirect_uri) const {
    return timely.post_form("/1.1/oauth/token", client() + "&grant_type=authorization_code&code=" +
                                                    code + "&redirect_uri=" + redirect_uri);
  }
};

TEST_F(OAuthTest, ConsentPageIsAFormWithAllowAndDeny) {
  const auto page = timely.get(authorize_path(loopback_encoded, "&state=a%26b"));
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.headers.at("content-type").starts_with("text/html"));
  EXPECT_NE(page.body.find("name=\"decision\" value=\"allow\""), std::string::npos);
  EXPECT_NE(page.body.find("name=\"decision\" value=\"deny\""), std::string::npos);
  EXPECT_NE(page.body.find("value=\"a&amp;b\""), std::string::npos);
}

TEST_F(OAuthTest, AllowRedirectsWithCodeAndState) {
  const auto answer =
      timely.post_form(authorize_path(loopback_encoded, "&state=xyz"), "decision=allow");
  EXPECT_EQ(answer.status, 302);
  const auto& location = answer.headers.at("location");
  EXPECT_TRUE(location.starts_with(loopback + "?code="));
  EXPECT_TRUE(location.ends_with("&state=xyz"));
}

TEST_F(OAuthTest, DenyRedirectsWithAccessDenied) {
  const auto answer =
      timely.post_form(authorize_path(loopback_encoded, "&state=xyz"), "decision=deny");
  EXPECT_EQ(answer.headers.at("location"), loopback + "?error=access_denied&state=xyz");
}

TEST_F(OAuthTest, OutOfBandShowsTheCode) {
  const auto answer =
      timely.post_form(authorize_path("urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob"), "decision=allow");
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.body.find("id=\"code\""), std::string::npos);
}

TEST_F(OAuthTest, UnknownClientAndForeignRedirectAreNotRedirected) {
  const auto unknown = timely.get(
      "/1.1/oauth/authorize?response_type=code&client_id=x&redirect_uri=" + loopback_encoded);
  EXPECT_EQ(unknown.status, 401);
  const auto foreign = timely.get(authorize_path("http%3A%2F%2Fevil.example%2F"));
  EXPECT_EQ(foreign.status, 400);
  EXPECT_FALSE(foreign.headers.contains("location"));
}

TEST_F(OAuthTest, LoopbackLookalikeIsNoRedirectUri) {
  EXPECT_EQ(timely.get(authorize_path("http%3A%2F%2F127.0.0.1.evil.example%2F")).status, 400);
}

TEST(OAuthAutoApprove, RedirectsAtOnce) {
  Options options;
  options.auto_approve = true;
  const Asking timely(options);
  const auto answer =
      timely.get("/1.1/oauth/authorize?response_type=code&client_id=" + timely.sandbox.client_id() +
                 "&redirect_uri=" + loopback_encoded);
  EXPECT_EQ(answer.status, 302);
}

TEST_F(OAuthTest, CodeIsGoodOnce) {
  const auto code = timely.sandbox.new_code(loopback);
  const auto key = redeem(code, loopback_encoded);
  EXPECT_EQ(key.status, 200);
  EXPECT_EQ(key.text("token_type"), "Bearer");
  EXPECT_EQ(key["expires_in"].as_int64(), 7200);
  EXPECT_EQ(key.text("scope"), "manage");
  const auto again = redeem(code, loopback_encoded);
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(again.text("error"), "invalid_grant");
}

TEST_F(OAuthTest, CodeNeedsItsRedirectUri) {
  const auto answer = redeem(timely.sandbox.new_code(loopback), "https%3A%2F%2Fother.example");
  EXPECT_EQ(answer.text("error"), "invalid_grant");
}

TEST_F(OAuthTest, CodeExpiresAfterTenMinutes) {
  const auto code = timely.sandbox.new_code(loopback);
  timely.sandbox.advance(601);
  EXPECT_EQ(redeem(code, loopback_encoded).text("error"), "invalid_grant");
}

TEST_F(OAuthTest, TokenTakesJsonAndQueryToo) {
  const auto json =
      timely.ask("POST", "/1.1/oauth/token",
                 R"({"grant_type":"refresh_token","client_id":")" + timely.sandbox.client_id() +
                     R"(","client_secret":")" + timely.sandbox.client_secret() +
                     R"(","refresh_token":")" + timely.sandbox.refresh_token() + "\"}");
  ASSERT_EQ(json.status, 200);
  const auto query =
      timely.post_form("/1.1/oauth/token?" + client() +
                           "&grant_type=refresh_token&refresh_token=" + json.text("refresh_token"),
                       "");
  EXPECT_EQ(query.status, 200);
  EXPECT_EQ(timely.sandbox.refreshes(), 2u);
}

TEST_F(OAuthTest, WrongSecretIsInvalidClient) {
  const auto answer = timely.post_form(
      "/1.1/oauth/token", "client_id=" + timely.sandbox.client_id() +
                              "&client_secret=no&grant_type=refresh_token&refresh_token=x");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.text("error"), "invalid_client");
}

TEST_F(OAuthTest, OtherGrantTypesAreUnsupported) {
  const auto answer =
      timely.post_form("/1.1/oauth/token", client() + "&grant_type=client_credentials");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.text("error"), "unsupported_grant_type");
}

TEST_F(OAuthTest, StrictRotationRetiresTheOldKeyAtOnce) {
  ASSERT_EQ(refresh(timely.sandbox.refresh_token()).status, 200);
  EXPECT_EQ(refresh(timely.sandbox.refresh_token()).text("error"), "invalid_grant");
  EXPECT_EQ(timely.get("/1.1/accounts").status, 401);
}

TEST(OAuthLenientRotation, OldKeyLivesUntilTheNewOneIsUsed) {
  Options options;
  options.rotation = Rotation::lenient;
  Asking timely(options);
  const auto form = "client_id=" + timely.sandbox.client_id() +
                    "&client_secret=" + timely.sandbox.client_secret() +
                    "&grant_type=refresh_token&refresh_token=" + timely.sandbox.refresh_token();
  ASSERT_EQ(timely.post_form("/1.1/oauth/token", form).status, 200);
  const auto second = timely.post_form("/1.1/oauth/token", form);
  ASSERT_EQ(second.status, 200);
  timely.token = second.text("access_token");
  EXPECT_EQ(timely.get("/1.1/accounts").status, 200);
  EXPECT_EQ(timely.post_form("/1.1/oauth/token", form).text("error"), "invalid_grant");
}

TEST_F(OAuthTest, MissingUnknownAndExpiredKeysAreUnauthorized) {
  const auto missing = timely.get("/1.1/accounts", {{{"authorization", ""}}});
  EXPECT_EQ(missing.status, 401);
  EXPECT_EQ(missing.body, R"({"errors":{"message":"Unauthorized"}})");
  EXPECT_EQ(timely.get("/1.1/accounts", {{{"authorization", "Bearer nope"}}}).status, 401);
  timely.sandbox.advance(7200);
  EXPECT_EQ(timely.get("/1.1/accounts").status, 401);
  EXPECT_EQ(refresh(timely.sandbox.refresh_token()).status, 200);
}

TEST(OAuthWithoutLifetime, GivesNoExpiry) {
  Options options;
  options.token_lifetime = 0;
  const Asking timely(options);
  const auto key =
      timely.post_form("/1.1/oauth/token", "client_id=" + timely.sandbox.client_id() +
                                               "&client_secret=" + timely.sandbox.client_secret() +
                                               "&grant_type=refresh_token&refresh_token=" +
                                               timely.sandbox.refresh_token());
  EXPECT_EQ(key.status, 200);
  EXPECT_EQ(key.value.find("expires_in"), nullptr);
}

TEST_F(OAuthTest, RevokedKeyIsDead) {
  const auto answer = timely.post_form("/1.1/oauth/revoke", client() + "&token=" + timely.token);
  EXPECT_EQ(answer.body, "{}");
  EXPECT_EQ(timely.get("/1.1/accounts").status, 401);
}

TEST_F(OAuthTest, IntrospectionTellsLiveFromDead) {
  const auto live = timely.post_form("/1.1/oauth/introspect", client() + "&token=" + timely.token);
  EXPECT_TRUE(live["active"].as_bool());
  const auto dead = timely.post_form("/1.1/oauth/introspect", client() + "&token=nope");
  EXPECT_EQ(dead.body, R"({"active":false})");
}

TEST_F(OAuthTest, TokenInfoNamesTheApplication) {
  const auto info = timely.get("/1.1/oauth/token/info");
  EXPECT_EQ(info["resource_owner_id"].as_int64(), timely.sandbox.user_id());
  EXPECT_EQ(info["application"].find("uid")->as_string(), timely.sandbox.client_id());
}

TEST_F(OAuthTest, ForgettingTheApplicationEndsItsKeys) {
  const auto list = timely.get("/1.1/oauth/authorized_applications");
  ASSERT_EQ(list.list().size(), 1u);
  const auto id = std::to_string(ids(list.list())[0]);
  EXPECT_EQ(timely.remove("/1.1/oauth/authorized_applications/" + id).status, 200);
  EXPECT_EQ(timely.get("/1.1/accounts").status, 401);
}

} // namespace
} // namespace timely::sandbox
