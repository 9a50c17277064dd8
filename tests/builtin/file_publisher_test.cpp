// SPDX-License-Identifier: MIT
// host.file_publisher over its C table and real files.

#include "builtin/file_fixture.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace {

using files::read_file;
using files::Writer;

std::string position(const std::string& path, std::size_t size) {
  return R"({"v":1,"size":)" + std::to_string(size) + R"(,"path":")" + path + "\"}";
}

TEST(FilePublisher, WritesOneRecordALine) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  Writer writer(path);
  ASSERT_EQ(writer.open(), HIF_OK) << writer.message;
  EXPECT_EQ(writer.write({R"({"a":1})", R"({"b":2})"}), HIF_OK);
  EXPECT_EQ(writer.flush(), position(path, 16));
  EXPECT_EQ(read_file(path), "{\"a\":1}\n{\"b\":2}\n");
  ASSERT_EQ(writer.outcomes.size(), 2u);
  EXPECT_EQ(writer.outcomes[1].index, 1u);
  EXPECT_EQ(writer.outcomes[1].outcome, HIF_OUTCOME_ACCEPTED);
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0113, 0u) << "nobody may execute it, others may not write it";
}

TEST(FilePublisher, ResultsAreNumberedFromTheFirstIndex) {
  files::Folder folder;
  Writer writer(folder / "out.ndjson");
  writer.open();
  writer.write(tables::batch_of({"{}", "{}"}), 40);
  EXPECT_EQ(writer.outcomes[1].index, 41u);
}

TEST(FilePublisher, ManyPiecesGoOutInOrder) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  std::vector<std::string> records;
  std::string wanted;
  for (int i = 0; i < 5000; ++i) {
    records.push_back(R"({"i":)" + std::to_string(i) + R"(,"t":")" +
                      std::string(static_cast<std::size_t>(i % 700), 'x') + "\"}");
    wanted += records.back() + "\n";
  }
  Writer writer(path);
  writer.open();
  EXPECT_EQ(writer.write(records), HIF_OK);
  EXPECT_EQ(read_file(path), wanted);
}

TEST(FilePublisher, AppendsWhereThereIsNoPosition) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  files::write_file(path, "{\"old\":1}");
  Writer writer(path);
  ASSERT_EQ(writer.open(), HIF_OK);
  EXPECT_EQ(writer.flush(), position(path, 10)) << "the start, with the line end it lacked";
  writer.write({"{}"});
  EXPECT_EQ(read_file(path), "{\"old\":1}\n{}\n");
}

TEST(FilePublisher, IsMadeAnewWhenTheRunStartsOver) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  files::write_file(path, "{\"old\":1}\n");
  Writer writer(path);
  ASSERT_EQ(writer.open(position(path, 10), HIF_CALL_ANEW), HIF_OK);
  writer.write({"{}"});
  EXPECT_EQ(read_file(path), "{}\n");
}

TEST(FilePublisher, ThePositionOfAnotherFileCutsNothingOff) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  files::write_file(path, "{\"old\":1}\n");
  Writer writer(path);
  ASSERT_EQ(writer.open(position(folder / "other.ndjson", 2)), HIF_OK);
  writer.write({"{}"});
  EXPECT_EQ(read_file(path), "{\"old\":1}\n{}\n");
}

TEST(FilePublisher, AFileThatWasTakenAwayBeginsAnew) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  Writer writer(path);
  ASSERT_EQ(writer.open(position(path, 80)), HIF_OK) << writer.message;
  EXPECT_EQ(writer.flush(), position(path, 0));
  writer.write({"{}"});
  EXPECT_EQ(read_file(path), "{}\n");
}

TEST(FilePublisher, IsCutBackToThePosition) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  files::write_file(path, "{\"a\":1}\n{\"a\":2}\n{\"a\":"); // a crash left a torn tail
  Writer writer(path);
  ASSERT_EQ(writer.open(R"({"v":1,"size":8})"), HIF_OK);
  writer.write({R"({"a":2})", R"({"a":3})"});
  EXPECT_EQ(writer.flush(), position(path, 24));
  EXPECT_EQ(read_file(path), "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
}

TEST(FilePublisher, ShorterFileThanThePositionIsToldWithBothSizes) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  files::write_file(path, "{}\n");
  Writer writer(path);
  EXPECT_EQ(writer.open(R"({"v":1,"size":80})"), HIF_DATA_LOSS);
  EXPECT_NE(writer.message.find("has 3 bytes, but 80"), std::string::npos) << writer.message;
  EXPECT_EQ(read_file(path), "{}\n");
}

TEST(FilePublisher, ForeignPositionIsRefused) {
  files::Folder folder;
  for (const std::string position : {"x", "{}", R"({"v":2,"size":1})", R"({"v":1,"size":-1})"}) {
    Writer writer(folder / "out.ndjson");
    EXPECT_EQ(writer.open(position), HIF_INVALID_ARGUMENT) << position;
  }
}

// Whatever moment a process is killed at, the file up to the position it last gave is whole.
TEST(FilePublisher, KilledRunLosesAndDoublesNothing) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  const auto position_path = folder / "position";
  const auto run = [&](int from, int to, bool killed) {
    Writer writer(path);
    ASSERT_EQ(writer.open(read_file(position_path)), HIF_OK) << writer.message;
    for (int i = from; i < to; ++i) {
      writer.write({R"({"i":)" + std::to_string(i) + "}"});
      if (i % 3 == 2 || !killed) files::write_file(position_path, *writer.flush());
    }
    if (killed) ::raise(SIGKILL);
  };
  const auto child = ::fork();
  if (child == 0) {
    run(0, 8, true); // the position is that after record 5
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  files::append_file(path, "{\"torn");
  run(6, 10, false);
  std::string wanted;
  for (int i = 0; i < 10; ++i) wanted += R"({"i":)" + std::to_string(i) + "}\n";
  EXPECT_EQ(read_file(path), wanted);
}

TEST(FilePublisher, FullDiskIsToldAndLeavesWholeRecords) {
  Writer writer("/dev/full");
  ASSERT_EQ(writer.open(), HIF_OK) << writer.message;
  EXPECT_EQ(writer.write({"{}"}), HIF_RESOURCE_EXHAUSTED);
  EXPECT_NE(writer.message.find("\"/dev/full\": No space left"), std::string::npos);
  EXPECT_NE(writer.message.find("free some space"), std::string::npos);
  EXPECT_TRUE(writer.outcomes.empty());
}

TEST(FilePublisher, FailedWriteLeavesNoTornRecord) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  const auto child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    Writer writer(path);
    writer.open();
    writer.write({"{\"a\":1}"});
    const rlimit most{.rlim_cur = 12, .rlim_max = 12};
    ::setrlimit(RLIMIT_FSIZE, &most);
    const auto status = writer.write({"{\"a\":2}", "{\"a\":3}"});
    ::_exit(status == HIF_RESOURCE_EXHAUSTED ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(read_file(path), "{\"a\":1}\n");
}

TEST(FilePublisher, MissingFolderIsNamed) {
  files::Folder folder;
  Writer writer(folder / "none/out.ndjson");
  EXPECT_EQ(writer.open(), HIF_INVALID_ARGUMENT);
  EXPECT_NE(writer.message.find("there is no folder"), std::string::npos) << writer.message;
}

TEST(FilePublisher, FolderIsRefused) {
  files::Folder folder;
  Writer writer(folder / "");
  EXPECT_EQ(writer.open(), HIF_INVALID_ARGUMENT);
  EXPECT_NE(writer.message.find("it is a folder"), std::string::npos) << writer.message;
}

TEST(FilePublisher, DryRunTouchesNothing) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  Writer writer(path);
  ASSERT_EQ(writer.open("", HIF_CALL_DRY_RUN), HIF_OK);
  EXPECT_EQ(writer.write(tables::batch_of({"{}"}), 0, HIF_CALL_DRY_RUN), HIF_OK);
  EXPECT_EQ(writer.flush(HIF_CALL_DRY_RUN), std::nullopt);
  EXPECT_EQ(writer.outcomes.at(0).outcome, HIF_OUTCOME_PREVIEWED);
  EXPECT_FALSE(std::filesystem::exists(path));
}

hif::sdk::Batch deleted(const std::vector<std::string>& records) {
  hif::sdk::BatchBuilder builder;
  for (const auto& text : records) {
    hif_record record{};
    record.json = hif::sdk::str(builder.copy(text));
    record.op = HIF_RECORD_DELETE;
    builder.add(record);
  }
  hif::sdk::Batch batch;
  builder.finish(batch.out());
  return batch;
}

TEST(FilePublisher, DeletedRecordsSaySo) {
  files::Folder folder;
  const auto path = folder / "out.ndjson";
  Writer writer(path);
  writer.open();
  writer.write(deleted({R"({"id":1})", "{}", R"({"id":2,"op":"delete"})"}));
  EXPECT_EQ(read_file(path), "{\"op\":\"delete\",\"id\":1}\n{\"op\":\"delete\"}\n"
                             "{\"id\":2,\"op\":\"delete\"}\n");
}

// Runs `body` in a process whose standard output is `descriptor`.
template <typename Body>
int with_stdout(int descriptor, Body body) {
  const auto child = ::fork();
  if (child == 0) {
    ::dup2(descriptor, STDOUT_FILENO);
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

TEST(FilePublisher, StandardOutputGetsRecordsAlone) {
  files::Folder folder;
  const auto path = folder / "captured";
  const auto file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  EXPECT_EQ(with_stdout(file,
                        [] {
                          Writer writer("-");
                          const bool good =
                              writer.open() == HIF_OK && writer.write({"{}"}) == HIF_OK;
                          return good && !writer.flush() ? 0 : 1;
                        }),
            0);
  ::close(file);
  EXPECT_EQ(read_file(path), "{}\n");
}

TEST(FilePublisher, GoneReaderOfStandardOutputIsTold) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ::close(ends[0]);
  EXPECT_EQ(with_stdout(ends[1],
                        [] {
                          ::signal(SIGPIPE, SIG_IGN);
                          Writer writer("-");
                          writer.open();
                          return writer.write({"{}"}) == HIF_DATA_LOSS &&
                                         writer.message == "the reader of standard output is gone"
                                     ? 0
                                     : 1;
                        }),
            0);
  ::close(ends[1]);
}

TEST(CsvPublisher, FirstRecordNamesTheColumns) {
  files::Folder folder;
  const auto path = folder / "out.csv";
  Writer writer(path);
  writer.open();
  writer.write({R"({"id":1,"name":"a,\"b\"\nc","tags":[1,{"x":null}],"none":null,"empty":""})",
                R"({"name":"d","id":12345678901234567890})"});
  EXPECT_EQ(read_file(path), "id,name,tags,none,empty\n"
                             "1,\"a,\"\"b\"\"\nc\",\"[1,{\"\"x\"\":null}]\",,\"\"\n"
                             "12345678901234567890,d,,,\n");
}

TEST(CsvPublisher, NewColumnIsThatRecordsError) {
  files::Folder folder;
  const auto path = folder / "out.csv";
  Writer writer(path);
  writer.open();
  EXPECT_EQ(writer.write({R"({"a":1})", R"({"a":2,"b":3})", R"({"a":4})"}), HIF_OK);
  EXPECT_EQ(read_file(path), "a\n1\n4\n");
  ASSERT_EQ(writer.outcomes.size(), 3u);
  EXPECT_EQ(writer.outcomes[1].outcome, HIF_OUTCOME_FAILED);
  EXPECT_NE(writer.outcomes[1].error.find("the column \"b\""), std::string::npos);
  EXPECT_EQ(writer.outcomes[2].outcome, HIF_OUTCOME_ACCEPTED);
}

TEST(CsvPublisher, GoesOnUnderTheHeaderThatIsThere) {
  files::Folder folder;
  const auto path = folder / "out.csv";
  files::write_file(path, "\"b,\"\"c\",a\r\n1,2\r\n");
  Writer writer(path);
  ASSERT_EQ(writer.open(), HIF_OK) << writer.message;
  writer.write({R"({"a":3,"b,\"c":4})"});
  EXPECT_EQ(read_file(path), "\"b,\"\"c\",a\r\n1,2\r\n4,3\n");
}

TEST(CsvPublisher, CutBackToNothingWritesTheHeaderAgain) {
  files::Folder folder;
  const auto path = folder / "out.csv";
  files::write_file(path, "x\n1\n");
  Writer writer(path);
  writer.open(R"({"v":1,"size":0})");
  writer.write({R"({"a":1})"});
  EXPECT_EQ(read_file(path), "a\n1\n");
}

} // namespace
