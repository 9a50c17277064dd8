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

} // namespace
