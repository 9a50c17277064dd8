// SPDX-License-Identifier: MIT
// What a record's schema is before and while its stream is read.

#include "messages.hpp"
#include "protocol/record_schema.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

namespace {

using hif::json::parse;
using hif::json::print;
using hif::json::Value;
using host::schema_of_records;
using host::widen;

TEST(RecordSchema, OfAnUnknownEntityAllowsAnyObject) {
  EXPECT_EQ(print(schema_of_records(nullptr, {}, {})),
            R"({"type":"object","properties":{},"additionalProperties":true})");
}

TEST(RecordSchema, HasTheKeyWithItsTypeAndNotNull) {
  EXPECT_EQ(print(*schema_of_records(nullptr, {"id"}, "integer").find("properties")),
            R"({"id":{"type":"integer"}})");
  EXPECT_EQ(print(*schema_of_records(nullptr, {"day", "user_id"}, "").find("properties")),
            R"({"day":{},"user_id":{}})");
}

TEST(RecordSchema, HasTheFieldsOfTheCatalogueWhichMayBeNull) {
  const auto fields = parse(R"([
    {"name": "id", "type": "integer"}, {"name": "day", "type": "date"},
    {"name": "updated_at", "type": "date-time"}, {"name": "any", "type": "any"},
    {"name": "user", "type": "object", "fields": [{"name": "name", "type": "string"}]},
    {"name": "tags", "type": "array", "items": "integer"}])");
  EXPECT_EQ(print(*schema_of_records(&fields, {"id"}, "integer").find("properties")),
            R"({"id":{"type":"integer"},"day":{"type":["null","string"],"format":"date"},)"
            R"("updated_at":{"type":["null","string"],"format":"date-time"},"any":{},)"
            R"("user":{"type":["null","object"],"properties":{"name":{"type":["null","string"]}}},)"
            R"("tags":{"type":["null","array"],"items":{"type":["null","integer"]}}})");
}

// The schema after a record, and whether it changed.
std::string widened(const std::string& schema, const std::string& record) {
  auto value = parse(schema);
  const bool changed = widen(value, parse(record));
  return (changed ? "+" : "=") + print(value);
}

TEST(RecordSchema, WidensByWhatComes) {
  EXPECT_EQ(widened(R"({"type":"object","properties":{}})", R"({"n":1,"s":"x","z":null})"),
            R"(+{"type":"object","properties":{"n":{"type":["null","integer"]},)"
            R"("s":{"type":["null","string"]},"z":{"type":["null"]}}})");
  EXPECT_EQ(widened(R"({"type":["null","integer"]})", "1.5"), R"(+{"type":["null","number"]})");
  EXPECT_EQ(widened(R"({"type":["null","integer"]})", "2.0"), R"(+{"type":["null","number"]})");
  EXPECT_EQ(widened(R"({"type":["null","number"]})", "1"), R"(={"type":["null","number"]})");
  EXPECT_EQ(widened(R"({"type":["null","integer"]})", "\"x\""),
            R"(+{"type":["null","integer","string"]})");
  EXPECT_EQ(widened(R"({"type":["null","array"]})", "[1,{\"a\":true}]"),
            R"(+{"type":["null","array"],"items":{"type":["null","integer","object"],)"
            R"("properties":{"a":{"type":["null","boolean"]}}}})");
  EXPECT_EQ(widened(R"({"type":["null","array"]})", "[]"), R"(={"type":["null","array"]})");
}

TEST(RecordSchema, DropsAFormatThatDoesNotHold) {
  const std::string moment = R"({"type":["null","string"],"format":"date-time"})";
  for (const char* held :
       {R"("2026-11-24T01:58:00Z")", R"("2026-11-24T01:58:00.25+01:00")", "null"})
    EXPECT_EQ(widened(moment, held), "=" + moment) << held;
  for (const char* broken : {R"("2026-11-24")", R"("01:58")", R"("2026-11-24T01:58:00")",
                             R"("2026-13-24T01:58:00Z")", R"("2026-11-24T25:58:00Z")"})
    EXPECT_EQ(widened(moment, broken), R"(+{"type":["null","string"]})") << broken;
}

TEST(RecordSchema, LeavesWhatSaysMoreThanItUnderstands) {
  EXPECT_EQ(widened(R"({"anyOf":[{"type":"string"}]})", "1"), R"(={"anyOf":[{"type":"string"}]})");
}

TEST(RecordSchema, HoldsForEveryRecordThatWidenedIt) {
  auto schema = schema_of_records(nullptr, {"id"}, "integer");
  const std::vector<Value> records{
      parse(R"({"id":9007199254740993,"user":{"name":"Ada","teams":[]},"cost":1})"),
      parse(R"({"id":2,"user":null,"cost":1.25,"deep":{"list":[[1],["x"],null]}})"),
      parse(R"({"id":3,"user":{"name":null,"teams":[{"id":1}]},"cost":"12","deep":[]})")};
  for (const auto& record : records) widen(schema, record);
  for (const auto& record : records)
    EXPECT_EQ(protocol_test::fault_in(record, schema), "") << print(record);
  for (const auto& record : records) EXPECT_FALSE(widen(schema, record)) << print(record);
}

} // namespace
