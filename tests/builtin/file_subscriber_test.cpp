// SPDX-License-Identifier: MIT
// host.file_subscriber over its C table and real files.

#include "builtin/file_fixture.hpp"

#include <sys/stat.h>

#include <fcntl.h>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace {

using files::read;
using Texts = std::vector<std::string>;

TEST(FileSubscriber, ReadsOneRecordALine) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  files::write_file(path, "\xEF\xBB\xBF{\"a\":1}\r\n\n  \n{ \"b\" : [1, 2] }\n{\"c\":\"\\u00e9\"}");
  const auto result = read(path);
  EXPECT_EQ(result.status, HIF_END) << result.message;
  EXPECT_EQ(result.records, (Texts{R"({"a":1})", R"({"b":[1,2]})", R"({"c":"\u00e9"})"}));
}

TEST(FileSubscriber, WhiteSpaceGoesFromBetweenTokensAlone) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  Texts tokens;
  std::istringstream spelled(
      R"({~"a b, c: \" {\\"~:~[~1~,~-2.5e3~,~true~,~null~,~{~}~,~[~]~,~""~]~,~""~:~false~})");
  for (std::string token; std::getline(spelled, token, '~');) tokens.push_back(token);
  const auto line_with = [&](std::size_t gap, const std::string& blank) {
    std::string line;
    for (std::size_t i = 0; i < tokens.size(); ++i) line += (i == gap ? blank : "") + tokens[i];
    return line;
  };
  const auto compact = line_with(tokens.size(), "");
  std::string text = compact + "\n";
  for (std::size_t gap = 0; gap < tokens.size(); ++gap)
    for (const auto* blank : {" ", "\t", "\r", " \t  "}) text += line_with(gap, blank) + "\n";
  files::write_file(path, text);
  const auto result = read(path);
  EXPECT_EQ(result.status, HIF_END) << result.message;
  EXPECT_EQ(result.records, Texts(1 + tokens.size() * 4, compact));
}

TEST(FileSubscriber, WhiteSpaceGoesFromRecordsWithNumbersOfAnySizeToo) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  files::write_file(path, "{\"n\" : 123456789012345678901234567890}\n{\"n\":1e999 }\n");
  EXPECT_EQ(read(path).records,
            (Texts{R"({"n":123456789012345678901234567890})", R"({"n":1e999})"}));
}

TEST(FileSubscriber, KeepsNumbersOfAnySize) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  files::write_file(path, "{\"n\":123456789012345678901234567890,\"x\":1e999}\n");
  EXPECT_EQ(read(path).records, (Texts{R"({"n":123456789012345678901234567890,"x":1e999})"}));
}

TEST(FileSubscriber, BatchesAreBounded) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  std::string text;
  for (int i = 0; i < 10; ++i) text += R"({"i":)" + std::to_string(i) + "}\n";
  files::write_file(path, text);
  EXPECT_EQ(read(path, {.max_records = 3}).checkpoints.size(), 4u);
  EXPECT_EQ(read(path, {.max_bytes = 16}).checkpoints.size(), 5u);
  EXPECT_EQ(read(path, {.max_bytes = 1}).records.size(), 10u) << "at least one record a batch";
}

TEST(FileSubscriber, ReadsFilesLargerThanABlock) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  std::string text;
  Texts wanted;
  for (int i = 0; i < 3000; ++i) {
    wanted.push_back(R"({"i":)" + std::to_string(i) + R"(,"t":")" +
                     std::string(static_cast<std::size_t>(i % 1500), 'x') + "\"}");
    text += wanted.back() + "\n";
  }
  wanted.push_back(R"({"long":")" + std::string(3 << 20, 'y') + "\"}");
  text += wanted.back();
  files::write_file(path, text);
  EXPECT_EQ(read(path, {.max_records = 100}).records, wanted);
}

TEST(FileSubscriber, GoesOnAfterEveryBatch) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  std::string text;
  for (int i = 0; i < 7; ++i) text += R"({"i":)" + std::to_string(i) + "}\n\n";
  files::write_file(path, text);
  const auto whole = read(path);
  for (std::size_t stop = 1; stop <= 7; ++stop) {
    const auto first = read(path, {.max_records = 1, .batches = stop});
    const auto second = read(path, {.checkpoint = first.checkpoint()});
    auto both = first.records;
    both.insert(both.end(), second.records.begin(), second.records.end());
    EXPECT_EQ(both, whole.records) << "stopped after " << stop;
    EXPECT_TRUE(second.log.empty());
  }
}

TEST(FileSubscriber, SecondRunGivesWhatWasAppended) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  files::write_file(path, "{\"a\":1}\n{\"a\":2}"); // the last line is not ended
  const auto first = read(path);
  EXPECT_EQ(first.records.size(), 2u);
  const auto nothing = read(path, {.checkpoint = first.checkpoint()});
  EXPECT_EQ(nothing.status, HIF_END);
  EXPECT_TRUE(nothing.records.empty() && nothing.checkpoints.empty());
  files::append_file(path, "\n{\"a\":3}\nbroken\n");
  const auto second = read(path, {.checkpoint = first.checkpoint()});
  EXPECT_EQ(second.status, HIF_DATA_LOSS);
  EXPECT_NE(second.message.find(path + ":4:1: "), std::string::npos) << second.message;
}

TEST(FileSubscriber, ReplacedFileIsReadFromItsStart) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  files::write_file(path, "{\"a\":1}\n{\"a\":2}\n");
  const auto first = read(path);
  for (const std::string text : {"{\"b\":1}\n{\"b\":2}\n{\"b\":3}\n", "{\"b\":1}\n"}) {
    files::write_file(path, text);
    const auto second = read(path, {.checkpoint = first.checkpoint()});
    EXPECT_EQ(second.records.front(), R"({"b":1})");
    ASSERT_EQ(second.log.size(), 1u);
    EXPECT_NE(second.log.front().find("was replaced"), std::string::npos);
  }
}

TEST(FileSubscriber, ReplacedFarFromItsStartIsSeenToo) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  std::string text;
  for (int i = 0; i < 20000; ++i) text += R"({"i":)" + std::to_string(i) + "}\n";
  files::write_file(path, text);
  const auto checkpoint = read(path).checkpoint();
  EXPECT_TRUE(read(path, {.checkpoint = checkpoint}).records.empty());
  text[text.size() - 4] = '0'; // of the last record
  files::write_file(path, text);
  EXPECT_EQ(read(path, {.checkpoint = checkpoint}).records.size(), 20000u);
}

TEST(FileSubscriber, ForeignCheckpointIsRefused) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  files::write_file(path, "{\"a\":1}\n");
  for (const std::string checkpoint : {"{}", "page 7", R"({"v":1,"offset":-1})", "[]"}) {
    const auto result = read(path, {.checkpoint = checkpoint});
    EXPECT_EQ(result.status, HIF_INVALID_ARGUMENT) << checkpoint;
    EXPECT_NE(result.message.find(path), std::string::npos);
  }
  const auto other = read(path).checkpoint();
  EXPECT_EQ(read(path, {.checkpoint = other, .format = "csv"}).status, HIF_INVALID_ARGUMENT);
}

struct BadLine {
  const char* name;
  std::string line;
  std::string where_and_why;
};

class BadLines : public testing::TestWithParam<BadLine> {};

TEST_P(BadLines, AreToldByPlaceAndCause) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  files::write_file(path, "{\"a\":1}\n" + GetParam().line + "\n");
  const auto result = read(path, {.max_records = 1});
  EXPECT_EQ(result.status, HIF_DATA_LOSS);
  EXPECT_EQ(result.records.size(), 1u) << "what stands before it was given";
  EXPECT_NE(result.message.find(path + ":2:" + GetParam().where_and_why), std::string::npos)
      << result.message;
}

INSTANTIATE_TEST_SUITE_P(
    FileSubscriber, BadLines,
    testing::Values(BadLine{"CutOff", "{\"a\":", "6: "}, BadLine{"NoJson", "hello", "1: "},
                    BadLine{"List", "[{\"a\":1}]", " the line is JSON but no object; a list"},
                    BadLine{"Scalar", "42", " the line is JSON but no object"},
                    BadLine{"Pretty", "{\n\"a\":1}", "2: "},
                    BadLine{"Two", "{}{}", "3: text after the end"},
                    BadLine{"NotUtf8", "{\"a\":\"\xFF\"}", "7: not UTF-8"}),
    [](const auto& param_info) { return param_info.param.name; });

TEST(FileSubscriber, MissingFileIsAConfigurationFault) {
  files::Folder folder;
  const auto path = folder / "none.ndjson";
  const auto result = read(path);
  EXPECT_EQ(result.status, HIF_INVALID_ARGUMENT);
  EXPECT_NE(result.message.find(path + "\": No such file"), std::string::npos) << result.message;
}

TEST(FileSubscriber, FolderAndDeviceAreRefused) {
  files::Folder folder;
  EXPECT_EQ(read(folder / "").status, HIF_INVALID_ARGUMENT);
  EXPECT_NE(read(folder / "").message.find("directory"), std::string::npos);
  EXPECT_EQ(read("/dev/null").status, HIF_INVALID_ARGUMENT);
}

TEST(FileSubscriber, ReadsAFifoAsItIsWrittenAndKeepsNoPlace) {
  files::Folder folder;
  const auto path = folder / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&] {
    std::ofstream out(path);
    out << "{\"a\":1}\n" << std::flush;
    out << "{\"a\":2}\n";
  });
  const auto result = read(path);
  writer.join();
  EXPECT_EQ(result.status, HIF_END);
  EXPECT_EQ(result.records, (Texts{R"({"a":1})", R"({"a":2})"}));
  for (const auto& checkpoint : result.checkpoints) EXPECT_EQ(checkpoint, "");
}

TEST(FileSubscriber, WaitingForAPipeCanBeCancelled) {
  files::Folder folder;
  const auto path = folder / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  tables::Instance instance(files::builtin("host.file_subscriber"), files::file_config_json(path));
  tables::TestCall call;
  call.cancelled = true;
  EXPECT_EQ(instance.table<hif_subscriber>().open(instance.raw(), call.raw(), {}), HIF_CANCELLED);
}

TEST(FileSubscriber, BatchesOutliveTheInstance) {
  files::Folder folder;
  const auto path = folder / "a.ndjson";
  files::write_file(path, "{\"a\":1}\n{\"a\":2}\n");
  std::vector<hif::sdk::Batch> batches(2);
  {
    tables::Instance instance(files::builtin("host.file_subscriber"),
                              files::file_config_json(path));
    tables::TestCall call;
    const auto& table = instance.table<hif_subscriber>();
    ASSERT_EQ(table.open(instance.raw(), call.raw(), {}), HIF_OK);
    for (auto& batch : batches)
      ASSERT_EQ(table.next(instance.raw(), call.raw(), 1, 1 << 20, batch.out()), HIF_OK);
  }
  std::thread([kept = std::move(batches)] {
    EXPECT_EQ(tables::texts_of(kept[0]), Texts{R"({"a":1})"});
    EXPECT_EQ(tables::texts_of(kept[1]), Texts{R"({"a":2})"});
  }).join();
}

TEST(FileSubscriber, EmptyFileHasNoRecords) {
  files::Folder folder;
  for (const auto* name : {"a.ndjson", "a.csv"}) {
    const auto path = folder / name;
    files::write_file(path, "");
    const auto result = read(path);
    EXPECT_EQ(result.status, HIF_END);
    EXPECT_TRUE(result.records.empty());
  }
}

TEST(CsvSubscriber, HeaderNamesTheValues) {
  files::Folder folder;
  const auto path = folder / "a.csv";
  files::write_file(path, "\xEF\xBB\xBFid,\"full name\"\r\n1,\"Ann \"\"A\"\", \nB\"\r\n\r\n2,\n");
  EXPECT_EQ(read(path).records,
            (Texts{R"({"id":"1","full name":"Ann \"A\", \nB"})", R"({"id":"2","full name":""})"}));
}

TEST(CsvSubscriber, GoesOnUnderTheSameHeader) {
  files::Folder folder;
  const auto path = folder / "a.csv";
  files::write_file(path, "a,b\n1,\"x\ny\"\n3,4");
  const auto first = read(path, {.max_records = 1, .batches = 1});
  EXPECT_EQ(first.records, Texts{R"({"a":"1","b":"x\ny"})"});
  const auto second = read(path, {.checkpoint = first.checkpoint()});
  EXPECT_EQ(second.records, Texts{R"({"a":"3","b":"4"})"});
  files::append_file(path, "\n5\n");
  const auto third = read(path, {.checkpoint = second.checkpoint()});
  EXPECT_EQ(third.status, HIF_DATA_LOSS);
  EXPECT_NE(third.message.find(path + ":5: the row has 1 values, the header has 2"),
            std::string::npos)
      << third.message;
}

struct BadCsv {
  const char* name;
  std::string text;
  std::string where_and_why;
};

class BadCsvFiles : public testing::TestWithParam<BadCsv> {};

TEST_P(BadCsvFiles, AreToldByLineAndCause) {
  files::Folder folder;
  const auto path = folder / "a.csv";
  files::write_file(path, GetParam().text);
  const auto result = read(path);
  EXPECT_EQ(result.status, HIF_DATA_LOSS);
  EXPECT_NE(result.message.find(path + GetParam().where_and_why), std::string::npos)
      << result.message;
}

INSTANTIATE_TEST_SUITE_P(
    CsvSubscriber, BadCsvFiles,
    testing::Values(BadCsv{"TooMany", "a\n1\n1,2\n", ":3: the row has 2 values"},
                    BadCsv{"LineAfterQuotedLineEnds", "a,b\n\"x\n\n\",1\n1\n", ":5: the row has 1"},
                    BadCsv{"QuoteInside", "a\nx\"y\n", ":2: a quote inside"},
                    BadCsv{"TextAfterQuote", "a\n\"x\"y\n", ":2: text after the closing quote"},
                    BadCsv{"NotClosed", "a\n1\n\"x\n", ":3: a value in quotes is not closed"},
                    BadCsv{"SameColumn", "a,b,a\n", ":1: the header names the column \"a\" twice"},
                    BadCsv{"NoName", "a,,b\n", ":1: column 2"},
                    BadCsv{"NotUtf8", "a\n\xC3\n", ":2: the row is not UTF-8"}),
    [](const auto& param_info) { return param_info.param.name; });

} // namespace
