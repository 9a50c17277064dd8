// SPDX-License-Identifier: MIT
// What the CSV publisher writes, the CSV subscriber reads back, whatever the texts hold.

#include "builtin/file_fixture.hpp"

#include <random>

namespace {

std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> parts = {"a",  "Z",  "0", " ",  ",",    "\"",   "\n",
                                                 "\r", "\t", "é", "漢", "\"\"", "\r\n", "😀"};
  std::string text;
  for (auto left = random() % 12; left > 0; --left) text += parts[random() % parts.size()];
  return text;
}

TEST(CsvRoundTrip, AnyTextsComeBack) {
  std::mt19937 random(20261124);
  files::Folder folder;
  for (int round = 0; round < 50; ++round) {
    const auto path = folder / ("round" + std::to_string(round) + ".csv");
    const auto columns = 1 + random() % 4;
    std::vector<std::string> names, records;
    for (std::size_t i = 0; i < columns; ++i)
      names.push_back(std::to_string(i) + random_text(random));
    for (int i = 0; i < 40; ++i) {
      hif::json::Object record;
      for (const auto& name : names) record.set(name, random_text(random));
      records.push_back(hif::json::print(record));
    }
    files::Writer writer(path);
    ASSERT_EQ(writer.open(), HIF_OK);
    ASSERT_EQ(writer.write(records), HIF_OK);
    const auto back = files::read(path, {.max_records = 7});
    ASSERT_EQ(back.status, HIF_END) << back.message << "\n" << files::read_file(path);
    ASSERT_EQ(back.records, records);
  }
}

hif::json::Value escaping(const std::string& path) {
  return hif::json::Object{{"path", path}, {"format", "csv"}, {"escape_formulas", true}};
}

TEST(CsvFormulas, AreWrittenAsTextAndComeBack) {
  files::Folder folder;
  const auto path = folder / "out.csv";
  const std::vector<std::string> records = {R"({"=name":"=\"1\"+A1","n":-5,"t":"-5"})",
                                            R"({"=name":"'=quoted already","n":1,"t":"@SUM"})",
                                            R"({"=name":"'plain","n":2,"t":"\t=1"})",
                                            R"({"=name":"a=b","n":3,"t":""})"};
  files::Writer writer("host.file_publisher", escaping(path));
  ASSERT_EQ(writer.open(), HIF_OK);
  ASSERT_EQ(writer.write(records), HIF_OK);
  EXPECT_EQ(files::read_file(path), "'=name,n,t\n"
                                    "\"'=\"\"1\"\"+A1\",-5,'-5\n"
                                    "''=quoted already,1,'@SUM\n"
                                    "'plain,2,'\t=1\n"
                                    "a=b,3,\"\"\n");
  // Going on under the header that is there.
  files::Writer more("host.file_publisher", escaping(path));
  ASSERT_EQ(more.open(), HIF_OK);
  EXPECT_EQ(more.write({R"({"=name":"=x","n":4,"t":"y"})"}), HIF_OK);
  EXPECT_EQ(more.outcomes.at(0).error, "");
  const auto back = files::read(path, {.escape_formulas = true});
  ASSERT_EQ(back.status, HIF_END) << back.message;
  ASSERT_EQ(back.records.size(), 5u);
  EXPECT_EQ(back.records[0], R"({"=name":"=\"1\"+A1","n":"-5","t":"-5"})");
  EXPECT_EQ(back.records[1], R"({"=name":"'=quoted already","n":"1","t":"@SUM"})");
  EXPECT_EQ(back.records[2], R"({"=name":"'plain","n":"2","t":"\t=1"})");
  EXPECT_EQ(back.records[4], R"({"=name":"=x","n":"4","t":"y"})");
}

TEST(CsvFormulas, AreLeftAloneUnasked) {
  files::Folder folder;
  files::Writer writer(folder / "out.csv");
  ASSERT_EQ(writer.open(), HIF_OK);
  ASSERT_EQ(writer.write({R"({"a":"=1+1"})"}), HIF_OK);
  EXPECT_EQ(files::read_file(folder / "out.csv"), "a\n=1+1\n");
}

TEST(CsvFormulas, AreNoMatterOfNdjson) {
  tables::Instance instance(files::builtin("host.file_publisher"),
                            R"({"path":"a.ndjson","escape_formulas":true})");
  EXPECT_EQ(instance.status, HIF_INVALID_ARGUMENT);
  EXPECT_NE(instance.call.message.find("/escape_formulas"), std::string::npos);
}

} // namespace
