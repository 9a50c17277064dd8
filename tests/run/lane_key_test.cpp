// SPDX-License-Identifier: MIT
// Which lane a record takes.

#include "run/lane_key.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace {

using host::LaneKey;

TEST(LaneKey, IsAField) {
  const LaneKey key("project");
  EXPECT_EQ(key.lane_of(R"({"id": 1, "project": 7})", 64),
            key.lane_of(R"({"project": 7, "id": 2, "x": {}})", 64));
  EXPECT_NE(key.lane_of(R"({"project": 7})", 1 << 30), key.lane_of(R"({"project": 8})", 1 << 30));
}

TEST(LaneKey, IsAPointerIntoTheRecord) {
  const LaneKey key("/payload/users/0/a~1b");
  EXPECT_EQ(key.lane_of(R"({"payload": {"users": [{"a/b": "x"}, 1]}})", 1 << 30),
            key.lane_of(R"({"payload": {"users": [{"a/b": "x"}, 2]}})", 1 << 30));
}

TEST(LaneKey, OfANumberIsThatOfItsText) {
  const LaneKey key("id");
  EXPECT_EQ(key.lane_of(R"({"id": 7})", 1 << 30), key.lane_of(R"({"id": "7"})", 1 << 30));
}

TEST(LaneKey, MayBeAWholeObject) {
  const LaneKey key("id");
  EXPECT_EQ(key.lane_of(R"({"id": {"a": 1}, "n": 1})", 1 << 30),
            key.lane_of(R"({"id": {"a":1}, "n": 2})", 1 << 30));
}

TEST(LaneKey, ThatIsMissingIsTheWholeText) {
  const LaneKey key("id");
  for (const char* record : {R"({"n": 1})", R"({"id": null, "n": 1})", "no JSON", "[1]"})
    EXPECT_EQ(key.lane_of(record, 1 << 30), key.lane_of(record, 1 << 30)) << record;
  EXPECT_NE(key.lane_of(R"({"n": 1})", 1 << 30), key.lane_of(R"({"n": 2})", 1 << 30));
}

// A run that goes on after an upgrade must find its records in the lanes of the last one.
TEST(LaneKey, GivesTheSameLanesForEver) {
  const LaneKey key("id");
  std::string lanes;
  for (int id = 0; id < 16; ++id)
    lanes += std::to_string(key.lane_of("{\"id\":" + std::to_string(id) + "}", 10));
  EXPECT_EQ(lanes, "6109938369656086");
}

TEST(LaneKey, SpreadsKeysOverAllLanes) {
  const LaneKey key("id");
  for (const std::size_t lanes : {2, 3, 4, 7, 8, 16, 64}) {
    std::vector<int> load(lanes);
    for (int id = 0; id < 6400; ++id)
      ++load[key.lane_of("{\"id\":" + std::to_string(id) + "}", lanes)];
    for (const auto records : load) {
      EXPECT_GT(records, 6400 / static_cast<int>(lanes) / 2) << lanes;
      EXPECT_LT(records, 6400 / static_cast<int>(lanes) * 2) << lanes;
    }
  }
}

} // namespace
