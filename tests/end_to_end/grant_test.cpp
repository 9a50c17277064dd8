// SPDX-License-Identifier: MIT
// "Grant access", from the user's side.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <netinet/in.h>
#include <set>
#include <sys/socket.h>
#include <unistd.h>

namespace end_to_end {
namespace {

int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

std::string redirect_line(int port) {
  return "      redirect_uri: http://127.0.0.1:" + std::to_string(port) + "/callback\n";
}

constexpr const char* out_of_band = "      redirect_uri: urn:ietf:wg:oauth:2.0:oob\n";

std::string first_line(const std::string& text) {
  return lines_of(text).at(0);
}

TEST(Grant, TheBrowserComesBackToLoopbackAndTheKeyIsKept) {
  Workbench bench;
  bench.configure("", redirect_line(free_port()));
  auto granting = bench.start_hif({"grant", "timely"});
  const auto url = first_line(granting.wait_for_output("\n"));
  const auto page = Workbench::follow(url, "allow");
  EXPECT_NE(page.find("You can close this window"), std::string::npos) << page;
  const auto finished = granting.wait();
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  const auto accounts = bench.hif({"get", "timely", "List all accounts"});
  EXPECT_EQ(accounts.exit_code, 0) << accounts.err;
  EXPECT_EQ(lines_of(accounts.out).size(), 1u);
}

TEST(Grant, AnswersInJsonFirstTheUrlThenThatItIsGranted) {
  Workbench bench;
  bench.configure("", redirect_line(free_port()));
  auto granting = bench.start_hif({"grant", "timely", "-o", "json"});
  const auto begun = hif::json::parse(first_line(granting.wait_for_output("\n")));
  Workbench::follow(begun.find("authorize_url")->as_string(), "allow");
  const auto finished = granting.wait();
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  const auto last = hif::json::parse(lines_of(finished.out).back());
  EXPECT_TRUE(last.find("granted")->as_bool());
  EXPECT_TRUE(last.find("expires_at")->is_integer());
}

TEST(Grant, DenialIsExit3AndKeepsNoKey) {
  Workbench bench;
  bench.configure("", redirect_line(free_port()));
  auto granting = bench.start_hif({"grant", "timely"});
  Workbench::follow(first_line(granting.wait_for_output("\n")), "deny");
  const auto finished = granting.wait();
  EXPECT_EQ(finished.exit_code, 3) << finished.err;
  EXPECT_EQ(bench.sandbox().count("POST", "/1.1/oauth/token"), 0u);
  EXPECT_EQ(bench.hif({"get", "timely", "List all accounts"}).exit_code, 3);
}

TEST(Grant, AForeignStateIsRefusedWithoutAnExchange) {
  Workbench bench;
  const int port = free_port();
  bench.configure("", redirect_line(port));
  auto granting = bench.start_hif({"grant", "timely"});
  granting.wait_for_output("\n");
  const auto code =
      bench.sandbox().new_code("http://127.0.0.1:" + std::to_string(port) + "/callback");
  const auto finished = bench.hif({"grant", "timely", "--code",
                                   "http://127.0.0.1:" + std::to_string(port) +
                                       "/callback?code=" + code + "&state=somebody-elses"});
  EXPECT_NE(finished.exit_code, 0);
  EXPECT_EQ(bench.sandbox().count("POST", "/1.1/oauth/token"), 0u);
}

TEST(Grant, WithoutABrowserALaterCommandFinishesWithTheCode) {
  Workbench bench;
  bench.configure("", out_of_band);
  const auto begun = bench.hif({"grant", "timely", "--no-browser"});
  EXPECT_EQ(begun.exit_code, 0) << begun.err;
  const auto page = Workbench::follow(first_line(begun.out), "allow");
  const auto at = page.find("id=\"code\"");
  ASSERT_NE(at, std::string::npos) << page;
  const auto start = page.find('>', at) + 1;
  const auto code = page.substr(start, page.find('<', start) - start);
  const auto finished = bench.hif({"grant", "timely", "--code", code});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(bench.hif({"grant", "timely", "--code", code}).exit_code, 3) << "a code works once";
  EXPECT_EQ(bench.hif({"get", "timely", "List all accounts"}).exit_code, 0);
}

TEST(Grant, AnExpiredKeyIsRefreshedAndTheNewPairKept) {
  Workbench bench;
  bench.configure("", redirect_line(free_port()));
  auto granting = bench.start_hif({"grant", "timely"});
  Workbench::follow(first_line(granting.wait_for_output("\n")), "allow");
  ASSERT_EQ(granting.wait().exit_code, 0);
  for (std::size_t round = 1; round <= 3; ++round) {
    bench.sandbox().expire_keys();
    EXPECT_EQ(bench.hif({"get", "timely", "List all accounts"}).exit_code, 0) << round;
    EXPECT_EQ(bench.sandbox().refreshes(), round);
  }
}

TEST(Grant, TheWrongSecretKeyIsReportedAndOverwritesNothing) {
  Workbench bench;
  bench.configure("", redirect_line(free_port()));
  auto granting = bench.start_hif({"grant", "timely"});
  Workbench::follow(first_line(granting.wait_for_output("\n")), "allow");
  ASSERT_EQ(granting.wait().exit_code, 0);
  bench.environment["HIF_SECRET_KEY"] = std::string(64, 'a');
  EXPECT_EQ(bench.hif({"get", "timely", "List all accounts"}).exit_code, 3);
  bench.environment.erase("HIF_SECRET_KEY");
  EXPECT_EQ(bench.hif({"get", "timely", "List all accounts"}).exit_code, 0);
}

// A grant, as far as the tests below need one.
void grant_access(Workbench& bench) {
  bench.configure("", redirect_line(free_port()));
  auto granting = bench.start_hif({"grant", "timely"});
  Workbench::follow(first_line(granting.wait_for_output("\n")), "allow");
  ASSERT_EQ(granting.wait().exit_code, 0);
}

TEST(Grant, TheStatusTellsTimesAndAccountsAndNoKey) {
  Workbench bench;
  grant_access(bench);
  const auto text = bench.hif({"grant", "timely", "--status"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  for (const char* part : {"granted", "key ****", "granted_at 20", "expires_at 20", "refreshed_at"})
    EXPECT_NE(text.out.find(part), std::string::npos) << part << "\n" << text.out;
  const auto account = "account " + std::to_string(bench.sandbox().account_id()) + " ";
  EXPECT_NE(text.out.find(account), std::string::npos) << text.out;
  const auto json = hif::json::parse(bench.hif({"grant", "timely", "--status", "-o", "json"}).out);
  const auto& accounts = json.find("accounts")->as_array();
  ASSERT_EQ(accounts.size(), 1u);
  EXPECT_EQ(accounts.at(0).find("id")->as_int64(), bench.sandbox().account_id());
}

TEST(Grant, TheStatusOfAKeyThatTheVendorForgotSaysWhatToDo) {
  Workbench bench;
  grant_access(bench);
  bench.sandbox().revoke_keys();
  const auto status = bench.hif({"grant", "timely", "--status"});
  EXPECT_EQ(status.exit_code, 0) << status.err;
  EXPECT_NE(status.out.find("accounts cannot be told"), std::string::npos) << status.out;
  EXPECT_NE(status.out.find("grant access to client \"timely\" again"), std::string::npos)
      << status.out;
  EXPECT_EQ(bench.hif({"get", "timely", "List all accounts"}).exit_code, 3);
}

TEST(Grant, ABusyPortIsToldWithTheWayOut) {
  Workbench bench;
  bench.configure("", redirect_line(bench.sandbox().port()));
  const auto granted = bench.hif({"grant", "timely"});
  EXPECT_EQ(granted.exit_code, 1);
  EXPECT_NE(granted.err.find("127.0.0.1:" + std::to_string(bench.sandbox().port())),
            std::string::npos)
      << granted.err;
  EXPECT_NE(granted.err.find("--no-browser"), std::string::npos) << granted.err;
}

TEST(Grant, NobodyWhoComesInTimeIsExit3) {
  Workbench bench;
  bench.configure("", redirect_line(free_port()));
  const auto granted = bench.hif({"grant", "timely", "--timeout", "1"});
  EXPECT_EQ(granted.exit_code, 3);
  EXPECT_NE(granted.err.find("nobody allowed access within 1 s"), std::string::npos) << granted.err;
}

TEST(Grant, AnErrorOfTheVendorIsSaidInItsWords) {
  Workbench bench;
  bench.configure("", out_of_band);
  ASSERT_EQ(bench.hif({"grant", "timely", "--no-browser"}).exit_code, 0);
  const auto finished =
      bench.hif({"grant", "timely", "--code",
                 "error=temporarily_unavailable&error_description=Come+back+later"});
  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_NE(finished.err.find("temporarily_unavailable (Come back later)"), std::string::npos)
      << finished.err;
  EXPECT_EQ(bench.sandbox().count("POST", "/1.1/oauth/token"), 0u);
}

TEST(Grant, ARevokedKeyIsGone) {
  Workbench bench;
  bench.configure("", redirect_line(free_port()));
  auto granting = bench.start_hif({"grant", "timely"});
  Workbench::follow(first_line(granting.wait_for_output("\n")), "allow");
  ASSERT_EQ(granting.wait().exit_code, 0);
  const auto status = bench.hif({"grant", "timely", "--status"});
  EXPECT_NE(status.out.find("granted"), std::string::npos) << status.out;
  EXPECT_EQ(bench.hif({"grant", "timely", "--revoke"}).exit_code, 0);
  EXPECT_EQ(bench.hif({"get", "timely", "List all accounts"}).exit_code, 3);
}

// Everything that was a secret between the program and the vendor.
std::set<std::string> secrets_of(const timely::sandbox::Sandbox& sandbox) {
  std::set<std::string> secrets{sandbox.client_secret()};
  for (const auto& seen : sandbox.requests()) {
    const auto authorization = seen.request.header("authorization");
    if (authorization.size() > 7) secrets.insert(std::string(authorization).substr(7));
    for (const char* name : {"code=", "refresh_token=", "token="})
      if (const auto at = ("&" + seen.request.body).find(std::string("&") + name);
          at != std::string::npos) {
        const auto from = at + std::strlen(name);
        secrets.insert(seen.request.body.substr(from, seen.request.body.find('&', from) - from));
      }
  }
  return secrets;
}

TEST(Grant, NoFileAndNoOutputShowsASecretAtTrace) {
  Workbench bench;
  bench.configure("incoming:\n  clients:\n    prototype: timely.subscriber\n    client: timely\n"
                  "    config: {method: GET, entity: List all clients}\n",
                  redirect_line(free_port()));
  std::string everything;
  const auto keep = [&](const Finished& finished) { everything += finished.out + finished.err; };
  auto granting = bench.start_hif({"grant", "timely", "--log-level", "trace"});
  Workbench::follow(first_line(granting.wait_for_output("\n")), "allow");
  const auto granted = granting.wait();
  ASSERT_EQ(granted.exit_code, 0);
  everything += granted.err;
  const auto trace = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--log-level", "trace"});
    const auto finished = bench.hif(std::move(arguments));
    keep(finished);
    return finished.exit_code;
  };
  EXPECT_EQ(trace({"get", "timely", "List all clients"}), 0);
  bench.sandbox().expire_keys();
  EXPECT_EQ(trace({"send", "timely", "Create a client", "--payload", R"({"name": "Fjord"})"}), 0);
  trace({"send", "timely", "Create a client", "--payload", R"({"name": ""})"});
  EXPECT_EQ(trace({"grant", "timely", "--status"}), 0);
  EXPECT_EQ(trace({"check", "--live"}), 0);
  bench.sandbox().revoke_keys();
  EXPECT_EQ(trace({"get", "timely", "List all clients"}), 3);
  EXPECT_EQ(trace({"grant", "timely", "--revoke"}), 0);
  EXPECT_NE(everything.find("status=200"), std::string::npos) << "nothing was traced";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(bench.folder() / "state"))
    if (entry.is_regular_file())
      everything += bench.read(std::filesystem::relative(entry.path(), bench.folder()).string());
  const auto secrets = secrets_of(bench.sandbox());
  EXPECT_GE(secrets.size(), 6u);
  for (const auto& secret : secrets) EXPECT_EQ(everything.find(secret), std::string::npos);
}

} // namespace
} // namespace end_to_end
