// SPDX-License-Identifier: MIT
// hif run --watch, as a user starts and stops it.

#include "end_to_end/process.hpp"
#include "services/folder.hpp"
#include "store/sqlite_store.hpp"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/StreamCopier.h>
#include <gtest/gtest.h>

#include <csignal>

namespace {

using end_to_end::Process;

class Watched : public testing::Test {
 protected:
  void SetUp() override {
    configure("schedule: \"0 3 1 1 *\", time_zone: Europe/Oslo");
    tests::write_file(folder / "in.ndjson", "{\"n\":1}\n{\"n\":2}\n");
  }
  void configure(const std::string& of_route) const {
    tests::write_file(
        folder / "hif.yaml",
        "version: 1\n"
        "incoming:\n  in: {prototype: host.file_subscriber, config: {path: in.ndjson}}\n"
        "outgoing:\n  out: {prototype: host.file_publisher, config: {path: out.ndjson}}\n"
        "routes:\n  r: {incoming: in, outgoing: [out], " +
            of_route + "}\n  other: {incoming: in, outgoing: [out]}\n");
  }
  // As if it had been watched long ago: a run was missed since.
  void miss_a_run() const {
    host::open_sqlite_store(folder / "data")
        ->put_state("schedule", "r", R"({"last_us":1700000000000000})", 0);
  }
  std::unique_ptr<Process> hif(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {HIF_PROGRAM, "--data-dir", "data"});
    return std::make_unique<Process>(arguments, folder.path().string(),
                                     std::map<std::string, std::string>{{"HOME", "/nowhere"}});
  }
  std::string written() const { return tests::read_file(folder / "out.ndjson"); }

  tests::Folder folder;
};

std::string metrics_at(int port) {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port));
  Poco::Net::HTTPRequest request("GET", "/metrics", Poco::Net::HTTPMessage::HTTP_1_1);
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  std::string body;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  return body;
}

int free_port() {
  return Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0)).address().port();
}

TEST_F(Watched, MakesUpForAMissedRunAndStopsOnASignal) {
  miss_a_run();
  const auto watch = hif({"run", "--watch", "-o", "json", "--log-format", "json"});
  watch->wait_for_output("\"status\":\"done\"");
  watch->signal(SIGTERM);
  const auto finished = watch->wait();
  EXPECT_EQ(finished.exit_code, 130) << finished.err;
  EXPECT_EQ(written(), "{\"n\":1}\n{\"n\":2}\n");
  EXPECT_NE(finished.err.find("-01-01T02:00:00Z"), std::string::npos)
      << "it says when it runs next: " << finished.err;
}

TEST_F(Watched, IsWatchedByOneProcessAtATime) {
  miss_a_run();
  const auto first = hif({"run", "--watch", "-o", "json"});
  first->wait_for_output("\"status\":\"done\"");
  const auto second = hif({"run", "--watch"})->wait();
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.err.find("the schedule of route \"r\" is being kept by another process"),
            std::string::npos)
      << second.err;
  EXPECT_EQ(hif({"run", "other"})->wait().exit_code, 0) << "a run by hand is allowed beside it";
  first->signal(SIGINT);
  EXPECT_EQ(first->wait().exit_code, 130);
}

TEST_F(Watched, TellsItsMetrics) {
  miss_a_run();
  const auto port = free_port();
  const auto watch = hif({"run", "--watch", "-o", "json", "--metrics", std::to_string(port)});
  watch->wait_for_output("\"status\":\"done\"");
  const auto text = metrics_at(port);
  for (const char* line :
       {R"(hif_records_in_total{route="r"} 2)", R"(hif_records_out_total{route="r"} 2)",
        R"(hif_runs_total{route="r",status="done"} 1)", R"(hif_running{route="r"} 0)",
        R"(hif_next_run_timestamp_seconds{route="r"})", R"(hif_tasks{status="Failed"} 0)"})
    EXPECT_NE(text.find(line), std::string::npos) << line << " is missing in\n" << text;
  watch->signal(SIGTERM);
  const auto finished = watch->wait();
  EXPECT_EQ(finished.err.find("whoever reaches"), std::string::npos) << finished.err;
}

TEST_F(Watched, WarnsOfMetricsThatOthersCanReach) {
  miss_a_run();
  const auto address = "0.0.0.0:" + std::to_string(free_port());
  const auto watch = hif({"run", "--watch", "-o", "json", "--metrics", address});
  watch->wait_for_output("\"status\":\"done\"");
  watch->signal(SIGTERM);
  const auto finished = watch->wait();
  EXPECT_NE(finished.err.find("--metrics " + address + ": whoever reaches that address"),
            std::string::npos)
      << finished.err;
}

TEST_F(Watched, AMetricsPortThatIsTakenIsAMistakeOfTheCommandLine) {
  Poco::Net::ServerSocket taken(Poco::Net::SocketAddress("127.0.0.1", 0));
  const auto finished =
      hif({"run", "--watch", "--metrics", std::to_string(taken.address().port())})->wait();
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.err.find("--metrics"), std::string::npos) << finished.err;
}

TEST_F(Watched, NeedsASchedule) {
  const auto named = hif({"run", "--watch", "other"})->wait();
  EXPECT_EQ(named.exit_code, 2);
  EXPECT_NE(named.err.find("route \"other\" has no schedule"), std::string::npos) << named.err;
  configure("transformers: []");
  const auto none = hif({"run", "--watch"})->wait();
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_NE(none.err.find("no route has a schedule"), std::string::npos) << none.err;
}

TEST_F(Watched, IsNoFullAndNoDryRun) {
  EXPECT_EQ(hif({"run", "--watch", "--full"})->wait().exit_code, 2);
  EXPECT_EQ(hif({"run", "--watch", "--dry-run"})->wait().exit_code, 2);
  EXPECT_EQ(hif({"run", "--metrics", "1"})->wait().exit_code, 2);
}

TEST_F(Watched, SchedulesThatCannotBeKeptAreFoundByCheck) {
  configure("schedule: \"0 0 30 2 *\"");
  auto finished = hif({"check"})->wait();
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE((finished.out + finished.err).find("the schedule never comes"), std::string::npos);
  configure("schedule: \"0 2 * * *\", time_zone: Europe/Olso");
  finished = hif({"check"})->wait();
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE((finished.out + finished.err).find("did you mean \"Europe/Oslo\"?"), std::string::npos);
}

} // namespace
