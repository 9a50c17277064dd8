// SPDX-License-Identifier: MIT
// timely.flatten: the examples of its README, what it refuses, and the way back.

#include "flatten/flatten_transformer.hpp"
#include "jq/jq_transformer.hpp"
#include "record/transforming.hpp"

#include <random>

namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;
using transforming::compact;
using transforming::lines_of;
using Lines = std::vector<std::string>;

transforming::Transformer flattener(const std::string& config) {
  return {hif::sdk::transformer<timely::FlattenTransformer>("timely.flatten"), config};
}

Lines flattened(const std::string& config, const std::string& record) {
  return flattener(config).transform({record});
}

TEST(FlattenReadme, ExamplesDoWhatTheySay) {
  const auto examples = transforming::examples_of(FLATTEN_README);
  EXPECT_EQ(examples.size(), 5u);
  for (const auto& example : examples)
    EXPECT_EQ(flattened(lines_of(example, "config").at(0), compact(lines_of(example, "in").at(0))),
              Lines{compact(lines_of(example, "out").at(0))});
}

TEST(Flatten, ARecordThatIsFlatPassesAsItCame) {
  const std::string record = R"({ "b" : 1.50, "a\u0062": "x" })";
  EXPECT_EQ(flattened("{}", record), Lines{record});
  EXPECT_EQ(flattened(R"({"prefix":"p_"})", record), Lines{R"({"p_b":1.50,"p_ab":"x"})"});
}

TEST(Flatten, NothingIsTakenApartAtDepthNone) {
  EXPECT_EQ(flattened(R"({"depth":0,"lists":"join"})", R"({"a":{"b":1},"l":[1]})"),
            Lines{R"({"a":"{\"b\":1}","l":"[1]"})"});
}

TEST(Flatten, TwoValuesForOneColumnAreAnErrorOfTheRecord) {
  auto transformer = flattener("{}");
  EXPECT_EQ(transformer.transform({R"({"a":{"b":1}})", R"({"a":{"b":1},"a.b":2})", "[]", "{"}),
            Lines{R"({"a.b":1})"});
  ASSERT_EQ(transformer.rejects.size(), 3u);
  EXPECT_EQ(transformer.rejects[0].source, 1u);
  EXPECT_EQ(transformer.rejects[0].status, HIF_INVALID_ARGUMENT);
  EXPECT_EQ(transformer.rejects[0].error,
            "/a.b: there is a column \"a.b\" already; another separator keeps the two "
            "apart");
  EXPECT_EQ(transformer.rejects[0].details, R"({"pointer":"/a.b"})");
  EXPECT_EQ(transformer.rejects[1].status, HIF_DATA_LOSS);
  EXPECT_EQ(transformer.rejects[2].status, HIF_DATA_LOSS);
  const std::string record = R"({"a":{"b":1},"a.b":2})";
  EXPECT_EQ(flattened(R"({"on_error":"skip"})", record), Lines{record});
}

// 120 levels of names of 4,000 bytes: a row of few bytes in, and of gigabytes out.
TEST(Flatten, TheNamesOfARowAreBounded) {
  std::string record = "{";
  for (int i = 0; i < 100; ++i) record += "\"c" + std::to_string(i) + "\":1,";
  record.back() = '}';
  for (int i = 0; i < 120; ++i) record = "{\"" + std::string(4000, 'n') + "\":" + record + "}";
  auto transformer = flattener("{}");
  EXPECT_EQ(transformer.transform({record}), Lines{});
  ASSERT_EQ(transformer.rejects.size(), 1u);
  EXPECT_EQ(transformer.rejects[0].status, HIF_RESOURCE_EXHAUSTED);
}

// Names without a separator, none of them a number, and nothing empty.
Value any_value(std::mt19937& random, int depth) {
  const auto kind = random() % (depth == 0 ? 3 : 5);
  if (kind == 0) return static_cast<int>(random() % 1000);
  if (kind == 1) return nullptr;
  if (kind == 2) return "text " + std::to_string(random() % 10);
  Array items;
  Object members;
  for (auto left = 1 + random() % 3; left > 0; --left) {
    auto value = any_value(random, depth - 1);
    if (kind == 3)
      items.push_back(std::move(value));
    else
      members.set(std::string(1, static_cast<char>('a' + random() % 6)), std::move(value));
  }
  return kind == 3 ? Value(std::move(items)) : Value(std::move(members));
}

std::string program_of_readme() {
  std::ifstream file(FLATTEN_README);
  std::string line, program;
  for (bool inside = false; std::getline(file, line);) {
    if (inside && line == "```") return program;
    if (inside) program += line + "\n";
    if (line == "```jq") inside = true;
  }
  return program;
}

TEST(FlattenProperties, TheProgramOfTheReadmeIsTheInverse) {
  std::mt19937 random(6);
  Lines records;
  for (int i = 0; i < 300; ++i)
    records.push_back(hif::json::print(
        Object{{"id", i}, {"x", any_value(random, 4)}, {"y", any_value(random, 4)}}));
  const auto rows = flattener(R"({"lists":"index"})").transform(records);
  ASSERT_EQ(rows.size(), records.size());
  for (const auto& row : rows) {
    const auto flat = hif::json::parse(row);
    for (const auto& [name, value] : flat.as_object()) ASSERT_TRUE(value.is_scalar()) << row;
  }
  const Value program = program_of_readme();
  transforming::Transformer back(hif::sdk::transformer<timely::JqTransformer>("timely.jq"),
                                 "{\"program\":" + hif::json::print(program) + "}");
  const auto again = back.transform(rows);
  ASSERT_EQ(again.size(), records.size());
  for (std::size_t i = 0; i < again.size(); ++i)
    ASSERT_EQ(hif::json::parse(again[i]), hif::json::parse(records[i])) << rows[i];
}

} // namespace
