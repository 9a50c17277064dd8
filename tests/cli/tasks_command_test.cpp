// SPDX-License-Identifier: MIT
// hif tasks and hif state, as a user types them.

#include "end_to_end/process.hpp"
#include "run/route_lock.hpp"
#include "services/folder.hpp"
#include "store/sqlite_store.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

namespace {

using end_to_end::Finished;
using hif::json::Value;

// A route into a CSV file, whose header cannot take the second of three records.
class KeptTask : public testing::Test {
 protected:
  void SetUp() override {
    tests::write_file(
        folder / "hif.yaml",
        "version: 1\n"
        "incoming:\n  in: {prototype: host.file_subscriber, config: {path: in.ndjson}}\n"
        "outgoing:\n  out: {prototype: host.file_publisher, config: {path: out.csv}}\n"
        "routes:\n  r: {incoming: in, outgoing: [out]}\n");
    tests::write_file(folder / "in.ndjson", "{\"n\":1}\n{\"n\":2,\"m\":5}\n{\"n\":3}\n");
    ASSERT_EQ(hif({"run"}).exit_code, 1);
  }

  Finished hif(std::vector<std::string> arguments, const std::string& input = "") const {
    arguments.insert(arguments.begin(), {HIF_PROGRAM, "--data-dir", "data"});
    return end_to_end::Process(arguments, folder.path().string(), {{"HOME", "/nowhere"}}, input)
        .wait();
  }
  Value json(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"-o", "json"});
    const auto finished = hif(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return hif::json::parse(finished.out);
  }
  std::string csv() const { return tests::read_file(folder / "out.csv"); }

  tests::Folder folder;
};

using KeptState = KeptTask;

TEST_F(KeptTask, IsListedWithAllItsFields) {
  const auto tasks = json({"tasks", "list"});
  ASSERT_EQ(tasks.as_array().size(), 1u);
  const auto& task = tasks.as_array()[0];
  EXPECT_EQ(task.find("id")->as_int64(), 1);
  EXPECT_EQ(task.find("route")->as_string(), "r");
  EXPECT_EQ(task.find("status")->as_string(), "Failed");
  EXPECT_EQ(task.find("attempts")->as_int64(), 1);
  EXPECT_NE(task.find("error")->as_string().find("column \"m\""), std::string::npos);
  EXPECT_EQ(hif::json::print(*task.find("record")), R"({"n":2,"m":5})");
}

TEST_F(KeptTask, IsFilteredByRouteAndStatusInAnyCase) {
  EXPECT_EQ(json({"tasks", "list", "--route", "r", "--status", "failed"}).as_array().size(), 1u);
  EXPECT_TRUE(json({"tasks", "list", "--status", "Finished"}).as_array().empty());
  EXPECT_TRUE(json({"tasks", "list", "--route", "other"}).as_array().empty());
  EXPECT_EQ(hif({"tasks", "list", "--status", "Lost"}).exit_code, 2);
}

TEST_F(KeptTask, IsEditedAndSentAgainToTheEndOfItsFile) {
  EXPECT_EQ(hif({"tasks", "retry", "1"}).exit_code, 1);
  EXPECT_EQ(csv(), "n\n1\n3\n");
  ASSERT_EQ(hif({"tasks", "edit", "1", "--payload", "-"}, R"({"n":9})").exit_code, 0);
  ASSERT_EQ(hif({"tasks", "retry", "1"}).exit_code, 0);
  EXPECT_EQ(csv(), "n\n1\n3\n9\n");
  const auto task = json({"tasks", "show", "1"});
  EXPECT_EQ(task.find("status")->as_string(), "Finished");
  EXPECT_EQ(task.find("attempts")->as_int64(), 3);
  const auto& history = task.find("history")->as_array();
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(hif::json::print(*history[0].find("request")), R"({"n":2,"m":5})");
  EXPECT_EQ(history[0].find("answer")->find("status")->as_string(), "failed");
  EXPECT_EQ(hif::json::print(*history[2].find("request")), R"({"n":9})");
  EXPECT_TRUE(history[2].find("error")->is_null());
  // The file goes on behind it.
  tests::write_file(folder / "in.ndjson", "{\"n\":1}\n{\"n\":2,\"m\":5}\n{\"n\":3}\n{\"n\":4}\n");
  ASSERT_EQ(hif({"run"}).exit_code, 0);
  EXPECT_EQ(csv(), "n\n1\n3\n9\n4\n");
}

TEST_F(KeptTask, IsNeitherSentNorEditedOnceItIsSettled) {
  ASSERT_EQ(hif({"tasks", "skip", "1"}).exit_code, 0);
  EXPECT_EQ(json({"tasks", "list"}).as_array()[0].find("status")->as_string(), "Skipped");
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"tasks", "retry", "1"}, {"tasks", "edit", "1", "--payload", "{}"}}) {
    const auto refused = hif(arguments);
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_NE(refused.err.find("task 1 is Skipped already"), std::string::npos) << refused.err;
  }
  EXPECT_EQ(csv(), "n\n1\n3\n");
}

TEST_F(KeptTask, WhoseSendingProcessWasKilledIsEditedSkippedOrSentAgain) {
  const auto store = host::open_sqlite_store(folder / "data");
  const auto left_behind = [&] { return store->kept_tasks().set_status(1, "Processing"); };
  ASSERT_TRUE(left_behind());
  {
    const auto sending = host::lock_route(folder / "data", "r");
    EXPECT_EQ(hif({"tasks", "skip", "1"}).exit_code, 1);
    EXPECT_EQ(hif({"tasks", "edit", "1", "--payload", "{}"}).exit_code, 1);
    EXPECT_EQ(hif({"tasks", "retry", "1"}).exit_code, 1);
    EXPECT_EQ(store->kept_tasks().find(1)->status, "Processing");
  }
  EXPECT_EQ(hif({"tasks", "edit", "1", "--payload", R"({"n":9})"}).exit_code, 0);
  ASSERT_TRUE(left_behind());
  EXPECT_EQ(hif({"tasks", "retry", "1"}).exit_code, 0);
  EXPECT_EQ(csv(), "n\n1\n3\n9\n");
}

TEST_F(KeptTask, ThatIsNotThereIsAMistakeOfTheUser) {
  for (const char* command : {"show", "retry", "skip"}) {
    const auto refused = hif({"tasks", command, "99"});
    EXPECT_EQ(refused.exit_code, 2) << command;
    EXPECT_NE(refused.err.find("there is no task 99"), std::string::npos) << refused.err;
  }
  EXPECT_EQ(hif({"tasks", "edit", "1", "--payload", "{"}).exit_code, 2);
}

TEST_F(KeptTask, ShowsNoSecretOfTheConfiguration) {
  constexpr const char* secret = "hunter22hunter22";
  tests::write_file(folder / "secret", secret);
  tests::write_file(folder / "hif.yaml",
                    tests::read_file(folder / "hif.yaml") +
                        "clients:\n  vendor:\n    prototype: timely.http_client\n"
                        "    config: {client_id: x, client_secret: '${file:secret}'}\n");
  tests::write_file(folder / "in.ndjson", "{\"n\":1}\n{\"m\":\"" + std::string(secret) + "\"}\n");
  ASSERT_EQ(hif({"run", "--full"}).exit_code, 1);
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"tasks", "list"}, {"tasks", "list", "-o", "json"}, {"tasks", "show", "2"}}) {
    const auto shown = hif(arguments);
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    EXPECT_EQ(shown.out.find(secret), std::string::npos) << shown.out;
    EXPECT_NE(shown.out.find("***"), std::string::npos) << shown.out;
  }
}

TEST_F(KeptState, ShowsHowFarEachRouteHasCome) {
  const auto state = json({"state", "show"});
  ASSERT_EQ(state.as_array().size(), 1u);
  EXPECT_EQ(state.as_array()[0].find("route")->as_string(), "r");
  EXPECT_NE(state.as_array()[0].find("checkpoint")->as_string().find("\"offset\":30"),
            std::string::npos);
  const auto unknown = hif({"state", "show", "rr"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("Did you mean"), std::string::npos) << unknown.err;
}

TEST_F(KeptState, ComesBackFromItsExportAndTheRunGoesOnFromThere) {
  const auto exported = hif({"state", "export"});
  ASSERT_EQ(exported.exit_code, 0);
  ASSERT_EQ(hif({"state", "reset", "r"}).exit_code, 0);
  EXPECT_TRUE(json({"state", "show"}).as_array().empty());
  ASSERT_EQ(hif({"state", "import"}, exported.out).exit_code, 0);
  EXPECT_EQ(hif({"state", "export"}).out, exported.out);
  ASSERT_EQ(hif({"run"}).exit_code, 0);
  EXPECT_EQ(csv(), "n\n1\n3\n");
}

TEST_F(KeptState, KeepsWhatWasSettledBehindThePosition) {
  const std::string text =
      R"({"version":1,"positions":[{"route":"r","checkpoint":"c","outgoing":{"o":)"
      R"({"position":"","settled":1,"settled_behind":[[2,3],[7,1]]}},"anew":false,"parts":{}}]})";
  const auto imported = hif({"state", "import"}, text);
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_NE(hif({"state", "export"}).out.find("\"settled_behind\":[[2,3],[7,1]]"),
            std::string::npos);
  for (const char* broken : {"[[\"2\",3]]", "[[2]]", "[2,3]", "{}", "[[2,-3]]"}) {
    auto other = text;
    const std::string good = "[[2,3],[7,1]]";
    const auto refused =
        hif({"state", "import"}, other.replace(other.find(good), good.size(), broken));
    EXPECT_EQ(refused.exit_code, 2) << broken;
    EXPECT_NE(refused.err.find("\"settled_behind\" of a position"), std::string::npos)
        << refused.err;
  }
  EXPECT_NE(hif({"state", "export"}).out.find("\"settled_behind\":[[2,3],[7,1]]"),
            std::string::npos);
}

TEST_F(KeptState, IsNotResetByAccidentNorReplacedByWhatIsNoState) {
  EXPECT_EQ(hif({"state", "reset"}).exit_code, 2);
  for (const char* text : {"", "{", "[]", R"({"version":2,"positions":[]})",
                           R"({"version":1,"positions":[{"route":""}]})"})
    EXPECT_EQ(hif({"state", "import"}, text).exit_code, 2) << text;
  EXPECT_EQ(json({"state", "show"}).as_array().size(), 1u);
  ASSERT_EQ(hif({"state", "reset", "--all"}).exit_code, 0);
  EXPECT_TRUE(json({"state", "show"}).as_array().empty());
}

} // namespace
