// SPDX-License-Identifier: MIT
// "Grant access", from the user's side.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

#include <netinet/in.h>
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

TEST(Grant, NoFileAndNoOutputShowsAKeyOrTheClientSecret) {
  Workbench bench;
  bench.configure("", redirect_line(free_port()));
  auto granting = bench.start_hif({"grant", "timely", "--log-level", "trace"});
  Workbench::follow(first_line(granting.wait_for_output("\n")), "allow");
  auto everything = granting.wait().err;
  const auto read = bench.hif({"get", "timely", "List all clients", "--log-level", "trace"});
  ASSERT_EQ(read.exit_code, 0) << read.err;
  everything += read.err;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(bench.folder() / "state"))
    if (entry.is_regular_file())
      everything += bench.read(std::filesystem::relative(entry.path(), bench.folder()).string());
  for (const auto& seen : bench.sandbox().requests()) {
    const auto authorization = seen.request.header("authorization");
    if (authorization.size() < 8) continue;
    EXPECT_EQ(everything.find(std::string(authorization).substr(7)), std::string::npos);
  }
  EXPECT_EQ(everything.find(bench.sandbox().client_secret()), std::string::npos);
}

} // namespace
} // namespace end_to_end
