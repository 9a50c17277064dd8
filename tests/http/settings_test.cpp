// SPDX-License-Identifier: MIT
#include "http/settings.hpp"

#include "fixture/client_under_test.hpp"

#include <gtest/gtest.h>

namespace {

using fixture::validate;
using timely::http::Origin;
using timely::http::parse_proxy;
using timely::http::parse_url;
using timely::http::proxy_for;

struct Fault {
  const char* config;
  const char* pointer;
};

TEST(Settings, NameEachFaultByItsPlace) {
  for (const auto& [config, pointer] : {
           Fault{R"({"base_uri":"ftp://x"})", "/base_uri"},
           Fault{R"({"base_uri":"http://api.example.com"})", "/base_uri"},
           Fault{R"({"base_uri":"https://user@x.example"})", "/base_uri"},
           Fault{R"({"base_uri":"https://x.example/?a=1"})", "/base_uri"},
           Fault{R"({"base_uri":"https://x.example/#f"})", "/base_uri"},
           Fault{R"({"token_url":"http://x.example/token"})", "/token_url"},
           Fault{R"({"redirect_uri":"http://x.example/cb"})", "/redirect_uri"},
           Fault{R"({"redirect_uri":"urn:other"})", "/redirect_uri"},
           Fault{R"({"token_encoding":"xml"})", "/token_encoding"},
           Fault{R"({"headers":{"Authorization":"x"}})", "/headers/Authorization"},
           Fault{R"({"headers":{"X":"a\r\nY: b"}})", "/headers/X"},
           Fault{R"({"headers":{"X Y":"a"}})", "/headers/X Y"},
           Fault{R"({"user_agent":"a\nb"})", "/user_agent"},
           Fault{R"({"proxy":"socks5://p:1"})", "/proxy"},
           Fault{R"({"client_certificate":"a.pem"})", "/client_certificate"},
           Fault{R"({"timeouts":{"idle_ms":0}})", "/timeouts/idle_ms"},
           Fault{R"({"rate":{"max_per_second":0}})", "/rate/max_per_second"},
       }) {
    const auto outcome = validate(config);
    EXPECT_EQ(outcome.status, HIF_INVALID_ARGUMENT) << config;
    const auto* problems = outcome.value.find("problems");
    ASSERT_TRUE(problems && problems->as_array().size() == 1) << config << outcome.message;
    EXPECT_EQ(problems->as_array()[0].find("pointer")->as_string(), pointer);
  }
}

TEST(Settings, PassWhenTheyAreGoodOrNotAtHand) {
  for (const auto* config :
       {"{}", R"({"client_id":"","client_secret":"","access_token":"","base_uri":""})",
        R"({"base_uri":"http://127.0.0.1:9/api"})", R"({"base_uri":"http://localhost:9"})",
        R"({"base_uri":"http://[::1]:9"})",
        R"({"base_uri":"http://x.example","insecure_skip_verify":true})",
        R"({"redirect_uri":"urn:ietf:wg:oauth:2.0:oob"})",
        R"({"redirect_uri":"https://app.example/cb"})", R"({"account_id":5,"proxy":"p:3128"})"})
    EXPECT_EQ(validate(config).status, HIF_OK) << config << validate(config).message;
}

TEST(Settings, TellAllFaultsAtOnce) {
  EXPECT_EQ(validate(R"({"base_uri":"x","redirect_uri":"y","token_encoding":"z"})")
                .value.find("problems")
                ->as_array()
                .size(),
            3u);
}

TEST(Urls, AreSplitIntoOriginAndTarget) {
  const auto url = parse_url("HTTPS://Api.Example:443/a/b?c=%20d").value();
  EXPECT_EQ(url.origin, (Origin{true, "api.example", 443}));
  EXPECT_EQ(url.target, "/a/b?c=%20d");
  EXPECT_EQ(url.origin.text(), "https://api.example");
  EXPECT_EQ(parse_url("http://[::1]:80").value().origin.authority(), "[::1]");
  EXPECT_EQ(parse_url("http://[::1]:81/").value().origin.authority(), "[::1]:81");
  for (const auto* bad : {"", "x", "/a", "https://", "https://a b/", "file:///etc", "http://x\n"})
    EXPECT_FALSE(parse_url(bad)) << bad;
}

timely::http::Environment environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
}

TEST(Proxies, AreReadFromUrls) {
  const auto proxy = parse_proxy("http://me:p%40ss@proxy.local:3128").value();
  EXPECT_EQ(proxy.host, "proxy.local");
  EXPECT_EQ(proxy.port, 3128);
  EXPECT_EQ(proxy.authorization(), "Basic bWU6cEBzcw==");
  EXPECT_EQ(parse_proxy("proxy.local:8080").value().port, 8080);
  EXPECT_FALSE(parse_proxy("socks5://x:1"));
}

TEST(Proxies, ComeFromTheConfigurationThenFromTheEnvironment) {
  const Origin secure{true, "api.example.com", 443}, plain{false, "api.example.com", 80};
  const auto host_of = [](const auto& proxy) { return proxy ? proxy->host : std::string(); };
  const auto variables = environment({{"https_proxy", "http://s:1"}, {"http_proxy", "http://p:1"}});
  EXPECT_EQ(host_of(proxy_for(secure, std::nullopt, variables)), "s");
  EXPECT_EQ(host_of(proxy_for(plain, std::nullopt, variables)), "p");
  EXPECT_EQ(host_of(proxy_for(plain, parse_proxy("http://c:1"), variables)), "c");
  EXPECT_EQ(host_of(proxy_for(plain, std::nullopt, environment({{"HTTP_PROXY", "http://p:1"}}))),
            "");
  EXPECT_EQ(host_of(proxy_for(plain, std::nullopt, environment({{"all_proxy", "http://a:1"}}))),
            "a");
}

TEST(Proxies, AreLeftOutForHostsThatNoProxyNames) {
  const Origin origin{true, "api.example.com", 443};
  const auto goes_direct = [&](const std::string& no_proxy) {
    return !proxy_for(origin, std::nullopt,
                      environment({{"https_proxy", "http://s:1"}, {"no_proxy", no_proxy}}));
  };
  for (const auto* named : {"*", "api.example.com", "example.com", ".example.com", "x, Example.COM",
                            "api.example.com:443", "*.example.com"})
    EXPECT_TRUE(goes_direct(named)) << named;
  for (const auto* other : {"", "ample.com", "api.example.com:80", "com.example", ".", "other"})
    EXPECT_FALSE(goes_direct(other)) << other;
}

} // namespace
