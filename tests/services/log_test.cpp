// SPDX-License-Identifier: MIT
#include "services/log.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

#include <thread>

namespace {

using hif::json::parse;
using host::Log;
using host::LogFormat;

struct Logged {
  explicit Logged(LogFormat format, std::int32_t level = HIF_LOG_TRACE)
      : log(masker, level, format, [this](std::string_view line) { lines.emplace_back(line); }) {}
  std::string last() const { return lines.empty() ? "" : lines.back(); }
  // The last line after the time and the level.
  std::string told() const { return last().substr(last().find(' ') + 7); }

  std::shared_ptr<host::Masker> masker = std::make_shared<host::Masker>();
  std::vector<std::string> lines;
  Log log;
};

TEST(LogLevel, IsReadByName) {
  EXPECT_EQ(host::log_level("trace"), HIF_LOG_TRACE);
  EXPECT_EQ(host::log_level("error"), HIF_LOG_ERROR);
  EXPECT_EQ(host::log_level("loud"), std::nullopt);
}

TEST(TextLog, WritesTimeLevelScopeMessageAndFields) {
  Logged logged(LogFormat::text);
  logged.log.write(HIF_LOG_WARN, "shop", "slow", R"({"ms":1200,"url":"/a b","who":"me"})");
  EXPECT_EQ(logged.told(), "shop: slow ms=1200 url=\"/a b\" who=me\n");
  EXPECT_NE(logged.last().find("Z warn  shop"), std::string::npos) << logged.last();
}

TEST(TextLog, NeverBreaksALineWhateverTheTextsHold) {
  Logged logged(LogFormat::text);
  logged.log.write(HIF_LOG_INFO, "a\nb", "one\r\ntwo\vthree\x1b[2J",
                   R"({"na\nme":"x","value":"y\rz","list":["\n"]})");
  const auto line = logged.last();
  EXPECT_EQ(line.find_first_of("\n"), line.size() - 1) << line;
  EXPECT_EQ(line.find_first_of("\r\v\x1b"), std::string::npos) << line;
}

TEST(TextLog, HidesASecretThatHoldsLineBreaks) {
  Logged logged(LogFormat::text);
  logged.masker->add("-----KEY-----\nabc\ndef\n");
  logged.log.write(HIF_LOG_INFO, {}, "read -----KEY-----\nabc\ndef\n from a file");
  EXPECT_EQ(logged.told(), "read *** from a file\n");
}

TEST(JsonLog, WritesOneObjectALineWithTheFieldsInIt) {
  Logged logged(LogFormat::json);
  logged.log.write(HIF_LOG_ERROR, "shop", "one\ntwo", R"({"ms":1200})");
  const auto line = logged.last();
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto object = parse(line.substr(0, line.size() - 1));
  EXPECT_EQ(object.find("level")->as_string(), "error");
  EXPECT_EQ(object.find("scope")->as_string(), "shop");
  EXPECT_EQ(object.find("message")->as_string(), "one\ntwo");
  EXPECT_EQ(object.find("ms")->as_int64(), 1200);
  EXPECT_TRUE(object.find("time")->as_string().ends_with("Z"));
}

TEST(JsonLog, FieldsCannotTakeThePlaceOfWhatTheHostSays) {
  Logged logged(LogFormat::json);
  logged.log.write(HIF_LOG_INFO, "shop", "true",
                   R"({"level":"error","scope":"bank","message":""})");
  const auto object = parse(logged.last());
  EXPECT_EQ(object.find("level")->as_string(), "info");
  EXPECT_EQ(object.find("scope")->as_string(), "shop");
  EXPECT_EQ(object.find("message")->as_string(), "true");
}

TEST(JsonLog, StaysJsonWhenASecretLiesInANumberOrAName) {
  Logged logged(LogFormat::json);
  logged.masker->add("2345");
  logged.masker->add("my\"name");
  logged.log.write(HIF_LOG_INFO, {}, "m 2345", R"({"n":123456,"my\"name":[{"a":"x2345"}]})");
  const auto line = logged.last();
  EXPECT_EQ(line.find("2345"), std::string::npos) << line;
  EXPECT_EQ(line.find("name"), std::string::npos) << line;
  const auto object = parse(line);
  EXPECT_EQ(object.find("message")->as_string(), "m ***");
  EXPECT_EQ(object.find("n")->as_string(), "1***6");
}

TEST(JsonLog, StaysJsonWhenAMessageIsNotUtf8) {
  Logged logged(LogFormat::json);
  logged.log.write(HIF_LOG_INFO, {}, "caf\xe9 \xff");
  EXPECT_EQ(parse(logged.last()).find("message")->as_string(), "caf\xEF\xBF\xBD \xEF\xBF\xBD");
}

class AnyLog : public testing::TestWithParam<LogFormat> {};

TEST_P(AnyLog, LeavesOutWhatIsBelowItsLevel) {
  Logged logged(GetParam(), HIF_LOG_WARN);
  logged.log.write(HIF_LOG_INFO, {}, "chatter");
  EXPECT_TRUE(logged.lines.empty());
  logged.log.write(HIF_LOG_WARN, {}, "matter");
  EXPECT_EQ(logged.lines.size(), 1u);
}

TEST_P(AnyLog, HidesSecretsInMessagesAndFields) {
  Logged logged(GetParam());
  logged.masker->add("hush\"hush");
  logged.log.write(HIF_LOG_INFO, {}, "a hush\"hush b",
                   R"({"key":"hush\"hush","deep":{"list":["hush\"hush"]}})");
  EXPECT_EQ(logged.last().find("hush"), std::string::npos) << logged.last();
  EXPECT_NE(logged.last().find("a *** b"), std::string::npos) << logged.last();
}

TEST_P(AnyLog, KeepsFieldsThatAreNoJsonAsText) {
  Logged logged(GetParam());
  logged.log.write(HIF_LOG_INFO, {}, "m", "{not json\n");
  EXPECT_NE(logged.last().find("not json"), std::string::npos) << logged.last();
  EXPECT_EQ(logged.last().find('\n'), logged.last().size() - 1);
}

TEST_P(AnyLog, TakesLevelsThatItDoesNotKnowForTheNearest) {
  Logged logged(GetParam());
  logged.log.write(99, {}, "m");
  EXPECT_NE(logged.last().find("error"), std::string::npos) << logged.last();
}

TEST_P(AnyLog, WritesWholeLinesOnManyThreads) {
  Logged logged(GetParam());
  const auto write = [&] {
    for (int i = 0; i < 100; ++i) logged.log.write(HIF_LOG_INFO, "s", "m", R"({"n":1})");
  };
  std::thread other(write);
  write();
  other.join();
  ASSERT_EQ(logged.lines.size(), 200u);
  for (const auto& line : logged.lines) EXPECT_EQ(line.find('\n'), line.size() - 1);
}

INSTANTIATE_TEST_SUITE_P(Format, AnyLog, testing::Values(LogFormat::text, LogFormat::json),
                         [](const auto& param) {
                           return param.param == LogFormat::text ? "Text" : "Json";
                         });

} // namespace
