// SPDX-License-Identifier: MIT
// A route into a table, killed again and again on its way.

#include "end_to_end/process.hpp"
#include "services/child.hpp"
#include "services/folder.hpp"
#include "store/sqlite.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <random>

namespace {

constexpr int records = 30'000;

class TableRoute : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    tests::write_file(
        folder / "hif.yaml",
        "version: 1\n"
        "incoming:\n  in: {prototype: host.file_subscriber, config: {path: in.ndjson}}\n"
        "outgoing:\n  out: {prototype: host.sql_publisher, config: {path: books.db, table: t" +
            std::string(GetParam()) + "}}\nroutes:\n  r: {incoming: in, outgoing: [out]}\n");
    std::string text;
    for (int i = 0; i < records; ++i)
      text += "{\"n\":" + std::to_string(i) + ",\"text\":\"record " + std::to_string(i) + "\"}\n";
    tests::write_file(folder / "in.ndjson", text);
  }

  end_to_end::Process run() const {
    return {
        {HIF_PROGRAM, "--data-dir", "data", "run"}, folder.path().string(), {{"HOME", "/nowhere"}}};
  }
  std::string count(const char* what) const {
    host::sqlite::Database database(folder / "books.db");
    host::sqlite::Statement query(database, ("SELECT " + std::string(what) + " FROM t").c_str());
    return query.step() ? query.text(0) : "";
  }

  tests::Folder folder;
};

INSTANTIATE_TEST_SUITE_P(With, TableRoute, testing::Values("", ", key: n"), [](const auto& info) {
  return std::string(*info.param ? "AKey" : "NoKey");
});

TEST_P(TableRoute, HasEveryRecordOnceHoweverOftenItIsKilled) {
  std::mt19937 random(3);
  int killed = 0;
  for (int i = 0; i < 40; ++i) {
    auto process = run();
    tests::sleep_us(std::uniform_int_distribution<long>(20'000, 100'000)(random));
    process.signal(SIGKILL);
    const auto finished = process.wait();
    if (finished.exit_code == 0) break;
    ASSERT_EQ(finished.exit_code, -SIGKILL) << finished.err;
    ++killed;
  }
  const auto last = run().wait();
  EXPECT_EQ(last.exit_code, 0) << last.err;
  EXPECT_GT(killed, 0);
  EXPECT_EQ(count("count(*)"), std::to_string(records));
  EXPECT_EQ(count("count(DISTINCT n)"), std::to_string(records));
}

} // namespace
