// SPDX-License-Identifier: MIT
// TLS and proxies: who is believed, and what travels where.
#include "fixture/certificates.hpp"
#include "fixture/client_under_test.hpp"

#include <gtest/gtest.h>

#include <Poco/Net/StreamSocket.h>

namespace {

using namespace fixture;

class Tls : public testing::Test {
 protected:
  std::string config(const Server& server, const std::string& more) {
    return R"({"base_uri":"https://127.0.0.1:)" + std::to_string(server.port()) +
           R"(","access_token":"T0","retry":{"max_attempts":2})" +
           (more.empty() ? "" : "," + more) + "}";
  }
  std::string trusted() { return R"("ca_file":")" + certificates.authority() + "\""; }
  // The refusal of a server with a certificate of `spec`; nothing of a request may reach it.
  std::string refusal(const CertificateSpec& spec) {
    Server server([](const Seen&) { return answer(200); },
                  Certificates::listening(certificates.issue(spec)));
    ClientUnderTest client(host, config(server, trusted()));
    const auto error = client.failure(request("GET"));
    EXPECT_EQ(error.status, HIF_UNAVAILABLE);
    EXPECT_EQ(error.phase, HIF_PHASE_NOT_SENT);
    EXPECT_TRUE(server.seen().empty());
    EXPECT_EQ(server.connections(), 1); // another attempt could not help
    return error.what();
  }
  bool says(const std::string& text, const char* words) {
    return text.find(words) != std::string::npos || (ADD_FAILURE() << text, false);
  }

  Certificates certificates;
  FakeHost host;
};

TEST_F(Tls, WithAnAuthorityOfTheConfigurationIsTrusted) {
  Server server([](const Seen&) { return answer(200, "secure"); },
                Certificates::listening(certificates.issue({})));
  ClientUnderTest client(host, config(server, trusted()));
  EXPECT_EQ(client.get().body(), "secure");
  EXPECT_EQ(client.post(std::string(3'000'000, 'x')).http_status(), 200);
  EXPECT_EQ(server.seen().at(1).body.size(), 3'000'000u);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Tls, LargeAnswersComeWhole) {
  const std::string body(5'000'000, 'y');
  Server server([&](const Seen&) { return answer(200, body); },
                Certificates::listening(certificates.issue({})));
  ClientUnderTest client(host, config(server, trusted()));
  EXPECT_EQ(client.get().body(), body);
}

TEST_F(Tls, WithoutThatAuthorityIsRefused) {
  Server server([](const Seen&) { return answer(200); },
                Certificates::listening(certificates.issue({})));
  ClientUnderTest client(host, config(server, ""));
  says(client.failure(request("GET")).what(), "unable to get local issuer certificate");
}

TEST_F(Tls, ForAnotherNameIsRefused) {
  says(refusal({.name = "other.example"}), "mismatch");
  says(refusal({.name = "127.0.0.2"}), "mismatch");
}

TEST_F(Tls, SelfSignedIsRefused) {
  says(refusal({.self_signed = true}), "self-signed");
}

TEST_F(Tls, ExpiredIsRefused) {
  says(refusal({.expired = true}), "expired");
}

TEST_F(Tls, WithoutVerificationWorksAndIsLoudOnce) {
  Server server([](const Seen&) { return answer(200); },
                Certificates::listening(certificates.issue({.self_signed = true})));
  ClientUnderTest client(host, config(server, R"("insecure_skip_verify":true)"));
  client.get();
  client.get();
  const auto log = host.log();
  const auto first = log.find("NOT verified");
  EXPECT_NE(first, std::string::npos);
  EXPECT_EQ(log.find("NOT verified", first + 1), std::string::npos);
}

TEST_F(Tls, Below12IsRefused) {
  Server server([](const Seen&) { return answer(200); },
                Certificates::listening(certificates.issue({}), {}, true));
  ClientUnderTest client(host, config(server, trusted()));
  const auto error = client.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_UNAVAILABLE);
  EXPECT_TRUE(server.seen().empty());
}

TEST_F(Tls, GivesTheClientsCertificate) {
  const auto mine = certificates.issue({.name = "me.example"});
  Server server([](const Seen&) { return answer(200); },
                Certificates::listening(certificates.issue({}), certificates.authority()));
  ClientUnderTest client(host, config(server, trusted() + R"(,"client_certificate":")" +
                                                  mine.certificate + R"(","client_key":")" +
                                                  mine.key + "\""));
  EXPECT_EQ(client.get().http_status(), 200);
}

TEST_F(Tls, ACaFileThatIsNotThereIsAFaultOfTheConfiguration) {
  Server server([](const Seen&) { return answer(200); },
                Certificates::listening(certificates.issue({})));
  ClientUnderTest client(host, config(server, R"("ca_file":"/nowhere.pem")"));
  const auto error = client.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_INVALID_ARGUMENT);
  says(error.what(), "ca_file");
}

TEST_F(Tls, AConnectionThatDiesWhileWritingIsAnErrorAndNoSignal) {
  Server server([](const Seen&) { return Act{.bytes = {}, .more = {}, .after = Act::reset}; },
                Certificates::listening(certificates.issue({})));
  ClientUnderTest client(host, config(server, trusted()));
  EXPECT_EQ(client.failure(request("GET")).status, HIF_UNAVAILABLE);
  EXPECT_EQ(server.seen().size(), 2u);
}

TEST_F(Tls, AKeepAliveConnectionThatWasClosedIsReplaced) {
  Server server(
      [](const Seen& seen) {
        auto act = answer(200);
        if (seen.index == 0) act.after = Act::close;
        return act;
      },
      Certificates::listening(certificates.issue({})));
  ClientUnderTest client(host, config(server, trusted()));
  client.get();
  EXPECT_EQ(client.get().http_status(), 200);
  EXPECT_TRUE(host.sleeps_ms().empty());
}

// An HTTP proxy: CONNECT opens a tunnel, anything else is answered by itself.
class TestProxy {
 public:
  TestProxy() : server_([this](const Seen& seen) { return serve(seen); }) {}
  std::string url(const std::string& user = "") const {
    return "http://" + user + "127.0.0.1:" + std::to_string(server_.port());
  }
  std::vector<Seen> seen() const { return server_.seen(); }
  int connect_status = 200;

 private:
  Act serve(const Seen& seen) {
    if (seen.method == "CONNECT") return answer(connect_status, "", "");
    return answer(200, "by the proxy");
  }
  Server server_;
};

TEST(ThroughAProxy, PlainRequestsGoInAbsoluteForm) {
  TestProxy proxy;
  FakeHost host;
  ClientUnderTest client(host,
                         R"({"base_uri":"http://localhost:1/api","access_token":"T0","proxy":")" +
                             proxy.url("me:p%40ss@") + R"("})");
  EXPECT_EQ(client.get("/x?a=1").body(), "by the proxy");
  const auto seen = proxy.seen().at(0);
  EXPECT_EQ(seen.target, "http://localhost:1/api/x?a=1");
  EXPECT_EQ(seen.header("host"), "localhost:1");
  EXPECT_EQ(seen.header("proxy-authorization"), "Basic bWU6cEBzcw==");
  EXPECT_TRUE(host.masked().contains("p@ss"));
}

TEST(ThroughAProxy, TheEnvironmentNamesOneAndExceptions) {
  TestProxy proxy;
  FakeHost host;
  setenv("http_proxy", proxy.url().c_str(), 1);
  ClientUnderTest client(host, R"({"base_uri":"http://localhost:1","access_token":"T0"})");
  EXPECT_EQ(client.get().body(), "by the proxy");
  setenv("no_proxy", "localhost", 1);
  ClientUnderTest direct(host, R"({"base_uri":"http://localhost:1","access_token":"T0",)"
                               R"("retry":{"max_attempts":1}})");
  EXPECT_EQ(direct.failure(request("GET")).status, HIF_UNAVAILABLE);
  unsetenv("http_proxy");
  unsetenv("no_proxy");
}

TEST(ThroughAProxy, ARefusedTunnelIsToldAndNothingIsSent) {
  TestProxy proxy;
  proxy.connect_status = 407;
  FakeHost host;
  ClientUnderTest client(host,
                         R"({"base_uri":"https://api.example","access_token":"T0","proxy":")" +
                             proxy.url("me:secretpass@") + R"(","retry":{"max_attempts":1}})");
  const auto error = client.failure(request("POST", "{}"));
  EXPECT_EQ(error.status, HIF_UNAVAILABLE);
  EXPECT_EQ(error.phase, HIF_PHASE_NOT_SENT);
  EXPECT_NE(std::string(error.what()).find("answered CONNECT with 407"), std::string::npos);
  EXPECT_EQ(std::string(error.what()).find("secretpass"), std::string::npos);
  const auto seen = proxy.seen().at(0);
  EXPECT_EQ(seen.target, "api.example:443");
  EXPECT_EQ(seen.header("authorization"), "");
}

// Carries bytes both ways between the client and 127.0.0.1:`port` once CONNECT is answered.
void carry(Poco::Net::ServerSocket& listening, int port, std::string& head) {
  auto client = listening.acceptConnection();
  char bytes[65536];
  while (head.find("\r\n\r\n") == std::string::npos)
    head.append(bytes, static_cast<std::size_t>(client.receiveBytes(bytes, sizeof bytes)));
  Poco::Net::StreamSocket server(
      Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port)));
  const std::string opened = "HTTP/1.1 200 Opened\r\n\r\n";
  client.sendBytes(opened.data(), static_cast<int>(opened.size()));
  const Poco::Timespan slice(0, 2'000);
  for (;;) {
    for (auto [from, to] : {std::pair{&client, &server}, std::pair{&server, &client}}) {
      if (!from->poll(slice, Poco::Net::Socket::SELECT_READ)) continue;
      const auto got = from->receiveBytes(bytes, sizeof bytes);
      if (got <= 0) return;
      to->sendBytes(bytes, got);
    }
  }
}

TEST_F(Tls, GoesThroughATunnelWithTheNameStillChecked) {
  Server server([](const Seen&) { return answer(200, "through"); },
                Certificates::listening(certificates.issue({})));
  auto listening = Server::listening();
  std::string head;
  std::thread proxy([&] {
    try {
      carry(listening, server.port(), head);
    } catch (const Poco::Exception&) { // the client went away
    }
  });
  {
    ClientUnderTest client(
        host, config(server, trusted() + R"(,"proxy":"http://ann:pass%20word@127.0.0.1:)" +
                                 std::to_string(listening.address().port()) + "\""));
    EXPECT_EQ(client.get().body(), "through");
  }
  proxy.join();
  EXPECT_TRUE(head.starts_with("CONNECT 127.0.0.1:" + std::to_string(server.port()) + " "));
  EXPECT_NE(head.find("Proxy-Authorization: Basic YW5uOnBhc3Mgd29yZA==\r\n"), std::string::npos);
  EXPECT_EQ(head.find("T0"), std::string::npos);
  EXPECT_EQ(server.seen().at(0).header("authorization"), "Bearer T0");
}

} // namespace
