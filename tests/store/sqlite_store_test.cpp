// SPDX-License-Identifier: MIT
#include "store/sqlite_store.hpp"

#include "services/child.hpp"
#include "services/folder.hpp"
#include "services/sealed_file.hpp"
#include "store/sqlite.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace {

using host::open_sqlite_store;
using host::OutgoingPosition;
using host::RoutePosition;
using host::Task;
using tests::Child;
using tests::Folder;

Task task(const std::string& record) {
  return {.route = "r",
          .outgoing = "out",
          .status = "Failed",
          .attempts = 1,
          .error = "no",
          .record = record};
}

template <typename Body>
std::string complaint(Body body) {
  try {
    body();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

class Kept : public testing::Test {
 protected:
  std::unique_ptr<host::Store> open() const { return open_sqlite_store(folder / "data"); }
  tests::fs::path file() const { return folder / "data" / "hif.db"; }

  Folder folder;
  std::unique_ptr<host::Store> store = open();
};

using KeptState = Kept;
using KeptPositions = Kept;
using KeptTasks = Kept;
using StoreFile = Kept;

TEST_F(KeptState, ComesBackAsItWasWithItsRevision) {
  const std::string odd("\0\xff text\n", 8);
  EXPECT_EQ(store->put_state("shop", "cursor", odd, 0), 1u);
  EXPECT_EQ(store->put_state("shop", "empty", "", 0), 1u);
  store.reset();
  const auto again = open();
  EXPECT_EQ(again->get_state("shop", "cursor")->value, odd);
  EXPECT_EQ(again->get_state("shop", "cursor")->revision, 1u);
  EXPECT_EQ(again->get_state("shop", "empty")->value, "");
  EXPECT_FALSE(again->get_state("shop", "none"));
  EXPECT_FALSE(again->get_state("bank", "cursor"));
}

TEST_F(KeptState, IsReplacedOnlyByWhoKnowsTheRevision) {
  const auto other = open();
  EXPECT_EQ(store->put_state("shop", "cursor", "a", 0), 1u);
  EXPECT_EQ(other->put_state("shop", "cursor", "b", 0), std::nullopt);
  EXPECT_EQ(other->put_state("shop", "cursor", "b", 1), 2u);
  EXPECT_EQ(store->put_state("shop", "cursor", "c", 1), std::nullopt);
  EXPECT_EQ(store->put_state("shop", "none", "c", 3), std::nullopt);
  EXPECT_EQ(store->get_state("shop", "cursor")->value, "b");
}

TEST_F(KeptState, IsForgottenAndBeginsAgain) {
  store->put_state("shop", "cursor", "a", 0);
  store->remove_state("shop", "cursor");
  store->remove_state("shop", "cursor");
  EXPECT_FALSE(store->get_state("shop", "cursor"));
  EXPECT_EQ(store->put_state("shop", "cursor", "b", 0), 1u);
}

TEST_F(KeptState, CountsEveryReplacementOfManyThreadsOnce) {
  const auto count_up = [&](host::Store& own) {
    for (int done = 0; done < 20;) {
      const auto kept = own.get_state("shop", "n");
      const auto revision = kept ? kept->revision : 0;
      if (own.put_state("shop", "n", std::to_string(revision + 1), revision)) ++done;
    }
  };
  std::thread same([&] { count_up(*store); });
  std::thread other([&] { count_up(*open()); });
  count_up(*store);
  same.join();
  other.join();
  EXPECT_EQ(store->get_state("shop", "n")->value, "60");
}

TEST_F(KeptPositions, ComeBackWithAllTheirParts) {
  const RoutePosition position{.checkpoint = std::string("c\0d", 3),
                               .outgoing = {{"file", {R"({"size":7})", 0}}, {"vendor", {"", 57}}}};
  EXPECT_FALSE(store->position("r"));
  store->commit("r", position, {});
  store.reset();
  EXPECT_EQ(open()->position("r"), position);
  EXPECT_FALSE(open()->position("other"));
}

TEST_F(KeptPositions, OfOneCommitTakeThePlaceOfThoseBefore) {
  store->commit("r", {.checkpoint = "1", .outgoing = {{"a", {"x", 1}}, {"b", {"y", 2}}}}, {});
  const RoutePosition next{.checkpoint = "", .outgoing = {{"b", {"z", 0}}}};
  store->commit("r", next, {});
  EXPECT_EQ(store->position("r"), next);
}

TEST_F(KeptPositions, RememberThatTheSinksAreToBeMadeAnew) {
  const RoutePosition anew{.checkpoint = "", .outgoing = {}, .anew = true};
  store->commit("r", anew, {});
  EXPECT_EQ(store->position("r"), anew);
  store->commit("r", {.checkpoint = "1", .outgoing = {}}, {});
  EXPECT_FALSE(store->position("r")->anew);
}

// Two routes may write to one file: neither may cut off what the other wrote.
TEST_F(KeptPositions, OfASinkAreThoseOfTheRouteThatWroteToItLast) {
  EXPECT_EQ(store->sink_position("file"), "");
  store->commit("r", {.checkpoint = "1", .outgoing = {{"file", {"10", 0}}, {"v", {"", 5}}}}, {});
  EXPECT_EQ(store->sink_position("file"), "10");
  store->commit("s", {.checkpoint = "9", .outgoing = {{"file", {"25", 0}}, {"v", {"", 7}}}}, {});
  EXPECT_EQ(store->sink_position("file"), "25");
  const auto position = store->position("r");
  EXPECT_EQ(position->checkpoint, "1");
  EXPECT_EQ(position->outgoing.at("file").sink, "25");
  EXPECT_EQ(position->outgoing.at("v").settled, 5u);
  EXPECT_EQ(position->outgoing.at("v").sink, "");
}

TEST_F(KeptPositions, HaveFurtherPartsThatChangeOneByOneWithThem) {
  const std::string odd("\0\xff", 2);
  store->commit("r", {.checkpoint = "1", .outgoing = {}}, {},
                {.anew = false, .parts = {{"a", odd}, {"b", "2"}, {"c", "3"}}});
  store->commit("s", {.checkpoint = "1", .outgoing = {}}, {},
                {.anew = false, .parts = {{"a", "of s"}}});
  store->commit("r", {.checkpoint = "2", .outgoing = {}}, {},
                {.anew = false, .parts = {{"b", "4"}, {"c", ""}}});
  store.reset();
  store = open();
  EXPECT_EQ(store->part_names("r"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(store->part("r", "a"), odd);
  EXPECT_EQ(store->part("r", "b"), "4");
  EXPECT_FALSE(store->part("r", "c"));
  store->commit("r", {.checkpoint = "3", .outgoing = {}}, {},
                {.anew = true, .parts = {{"d", "5"}}});
  EXPECT_EQ(store->part_names("r"), (std::vector<std::string>{"d"}));
  store->forget_position("r");
  EXPECT_TRUE(store->part_names("r").empty());
  EXPECT_EQ(store->part("s", "a"), "of s");
}

TEST_F(KeptPositions, AreForgottenRouteByRouteAndTasksStay) {
  store->commit("r", {.checkpoint = "1", .outgoing = {{"a", {"x", 0}}}}, {task("{}")});
  store->commit("s", {.checkpoint = "2", .outgoing = {}}, {});
  store->forget_position("r");
  store->forget_position("r");
  EXPECT_FALSE(store->position("r"));
  EXPECT_EQ(store->position("s")->checkpoint, "2");
  EXPECT_EQ(store->tasks().size(), 1u);
}

TEST_F(KeptTasks, ComeBackInTheirOrderWithAllTheirParts) {
  store->commit("r", {}, {task(R"({"n":1})"), task(R"({"n":2})")});
  store->commit("r", {}, {task(R"({"n":3})")});
  store.reset();
  const auto tasks = open()->tasks();
  ASSERT_EQ(tasks.size(), 3u);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    EXPECT_EQ(tasks[i].record, "{\"n\":" + std::to_string(i + 1) + "}");
    EXPECT_EQ(tasks[i].route, "r");
    EXPECT_EQ(tasks[i].outgoing, "out");
    EXPECT_EQ(tasks[i].status, "Failed");
    EXPECT_EQ(tasks[i].attempts, 1);
    EXPECT_EQ(tasks[i].error, "no");
    EXPECT_GT(tasks[i].created_us, 0);
    EXPECT_EQ(tasks[i].updated_us, tasks[i].created_us);
  }
  EXPECT_LT(tasks[0].id, tasks[1].id);
  EXPECT_LT(tasks[1].id, tasks[2].id);
}

TEST_F(StoreFile, IsForItsOwnerAlone) {
  store->commit("r", {}, {task(R"({"name":"a customer"})")});
  for (const auto& path : tests::files_below(folder / "data"))
    EXPECT_EQ(tests::mode_of(path), 0600u) << path;
  EXPECT_EQ(tests::mode_of(folder / "data"), 0700u);
}

TEST_F(StoreFile, IsNotMadeBeforeItIsUsed) {
  EXPECT_FALSE(tests::fs::exists(folder / "data"));
}

TEST_F(StoreFile, OfANewerVersionIsRefusedAndLeftAsItIs) {
  store->commit("r", {.checkpoint = "1", .outgoing = {}}, {});
  store.reset();
  host::sqlite::Database(file()).execute("PRAGMA user_version=99");
  const auto text = complaint([&] { open()->position("r"); });
  EXPECT_NE(text.find(file().string()), std::string::npos) << text;
  EXPECT_NE(text.find("version 99"), std::string::npos) << text;
  EXPECT_NE(text.find("use the newer program"), std::string::npos) << text;
  host::sqlite::Database raw(file());
  host::sqlite::Statement query(raw, "PRAGMA user_version");
  ASSERT_TRUE(query.step());
  EXPECT_EQ(query.integer(0), 99);
}

TEST_F(StoreFile, ThatIsNoDatabaseIsReportedWithTheRemedyAndLeftAsItIs) {
  host::make_private_folder(folder / "data");
  const std::string garbage(5000, 'g');
  tests::write_file(file(), garbage);
  const auto text = complaint([&] { store->commit("r", {}, {}); });
  EXPECT_NE(text.find(file().string()), std::string::npos) << text;
  EXPECT_NE(text.find("damaged"), std::string::npos) << text;
  EXPECT_NE(text.find("backup"), std::string::npos) << text;
  EXPECT_EQ(tests::read_file(file()), garbage);
}

TEST_F(StoreFile, ThatIsDamagedInsideIsReported) {
  store->commit("r", {}, std::vector<Task>(200, task(std::string(500, 'x'))));
  store.reset();
  auto bytes = tests::read_file(file());
  ASSERT_GT(bytes.size(), 3 * 4096u);
  std::fill(bytes.begin() + 4096, bytes.end(), '\x7f');
  tests::write_file(file(), bytes);
  const auto text = complaint([&] { open()->tasks(); });
  EXPECT_NE(text.find("damaged"), std::string::npos) << text;
}

TEST_F(StoreFile, ThatIsDamagedWhereACrashLeftItIsReportedBeforeItIsUsed) {
  store->commit("r", {.checkpoint = "1", .outgoing = {}},
                std::vector<Task>(200, task(std::string(500, 'x'))));
  store.reset();
  auto bytes = tests::read_file(file());
  std::fill(bytes.end() - 8192, bytes.end(), '\x7f');
  tests::write_file(file(), bytes);
  EXPECT_EQ(complaint([&] { open()->position("r"); }), "") << "not read where it is damaged";
  tests::write_file(file().string() + "-wal", "");
  const auto text = complaint([&] { open()->position("r"); });
  EXPECT_NE(text.find(file().string()), std::string::npos) << text;
  EXPECT_NE(text.find("backup"), std::string::npos) << text;
}

// Run by a user who may not write there; root may write everywhere.
TEST_F(StoreFile, InAFolderThatCannotBeWrittenIsReportedWithTheRemedy) {
  host::make_private_folder(folder / "data");
  tests::fs::permissions(folder / "data", tests::fs::perms(0555));
  tests::fs::permissions(folder.path(), tests::fs::perms(0755));
  Child child([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) return 2;
    const auto text = complaint([&] { store->commit("r", {}, {}); });
    return text.find("hif.db") != text.npos && text.find("--data-dir") != text.npos ? 0 : 1;
  });
  EXPECT_EQ(child.wait(), 0);
  tests::fs::permissions(folder / "data", tests::fs::perms(0700));
}

TEST_F(StoreFile, IsMadeByManyProcessesAtOnce) {
  int gate[2];
  ASSERT_EQ(::pipe(gate), 0);
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < 8; ++i)
    children.push_back(std::make_unique<Child>([&, i] {
      ::close(gate[1]);
      char byte;
      if (::read(gate[0], &byte, 1) != 0) return 1;
      open()->commit(std::to_string(i), {.checkpoint = "1", .outgoing = {}}, {task("{}")});
      return 0;
    }));
  ::close(gate[1]);
  for (const auto& child : children) EXPECT_EQ(child->wait(), 0);
  EXPECT_EQ(store->tasks().size(), 8u);
  ::close(gate[0]);
}

TEST_F(StoreFile, ThatAnotherProcessIsWritingIsWaitedFor) {
  store->commit("r", {.checkpoint = "0", .outgoing = {}}, {});
  int begun[2], go[2];
  ASSERT_EQ(::pipe(begun), 0);
  ASSERT_EQ(::pipe(go), 0);
  Child child([&] {
    host::sqlite::Database raw(file());
    host::sqlite::Transaction transaction(raw);
    raw.execute("UPDATE position SET value='theirs'");
    if (::write(begun[1], "x", 1) != 1) return 1;
    char byte;
    if (::read(go[0], &byte, 1) != 1) return 1;
    tests::sleep_us(50'000); // so that the other one is waiting by now
    transaction.commit();
    return 0;
  });
  char byte;
  ASSERT_EQ(::read(begun[0], &byte, 1), 1);
  EXPECT_EQ(store->position("r")->checkpoint, "0"); // readers need not wait
  ASSERT_EQ(::write(go[1], "x", 1), 1);
  store->commit("r", {.checkpoint = "ours", .outgoing = {}}, {});
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(store->position("r")->checkpoint, "ours");
  for (const int fd : {begun[0], begun[1], go[0], go[1]}) ::close(fd);
}

} // namespace
