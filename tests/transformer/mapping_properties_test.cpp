// SPDX-License-Identifier: MIT
// What holds for every record, tried on random ones.

#include "../effort.hpp"
#include "mapping_fixture.hpp"

#include <algorithm>
#include <random>

namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

class Properties : public testing::Test {
 protected:
  std::string name() {
    static const std::vector<std::string> parts = {"a",  "b", ".", "*", "$1", "\\",
                                                   "\"", "0", "é", "😀", "\n", " "};
    std::string text;
    for (auto left = 1 + random_() % 3; left > 0; --left) text += parts[random_() % parts.size()];
    return text;
  }

  Value value(std::size_t depth) {
    switch (random_() % (depth == 0 ? 5 : 8)) {
    case 0:
      return nullptr;
    case 1:
      return random_() % 2 == 0;
    case 2:
      return hif::json::Number{"-12345678901234567890." + std::to_string(random_() % 100) + "0"};
    case 3:
      return static_cast<int>(random_() % 1000);
    case 4:
      return name();
    case 5: {
      Array items;
      for (auto left = random_() % 4; left > 0; --left) items.push_back(value(depth - 1));
      return items;
    }
    default:
      return object(depth);
    }
  }

  Object object(std::size_t depth) {
    Object members;
    for (auto left = random_() % 5; left > 0; --left) members.set(name(), value(depth - 1));
    return members;
  }

  // A path to some member of `record`, as a text; empty when it has none.
  std::string path_into(const Value& record, std::string* last_name = nullptr) {
    std::string path;
    const auto* at = &record;
    while (at->is_object() && !at->as_object().empty() && (path.empty() || random_() % 3 > 0)) {
      const auto& members = at->as_object();
      const auto& member = *(members.begin() + random_() % members.size());
      if (!path.empty()) path += '.';
      path += quoted(member.name);
      if (last_name) *last_name = member.name;
      at = &member.value;
    }
    return path;
  }

  static std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
    return result += '"';
  }

  static std::string step(const std::string& name, const std::string& from, const std::string& to) {
    return hif::json::print(Object{{name, Object{{from, to}}}});
  }

  std::mt19937 random_{11};
};

TEST_F(Properties, MoveAndMoveBackIsTheIdentity) {
  for (int round = 0; round < tests::effort(3000); ++round) {
    const Value record = object(4);
    const auto path = path_into(record);
    if (path.empty() || record.find("elsewhere")) continue;
    const auto back = mapping::map("[" + step("move", path, "elsewhere") + "," +
                                       step("move", "elsewhere", path) + "]",
                                   hif::json::print(record));
    ASSERT_EQ(hif::json::parse(back), record) << path << " in " << hif::json::print(record);
  }
}

TEST_F(Properties, RenameThereAndBackIsTheIdentityToTheByte) {
  for (int round = 0; round < tests::effort(3000); ++round) {
    const Value record = object(4);
    std::string last;
    const auto path = path_into(record, &last);
    if (path.empty()) continue;
    const auto parent = path.substr(0, path.size() - quoted(last).size());
    const auto text = hif::json::print(record);
    ASSERT_EQ(mapping::map("[" + step("rename", path, "new name") + "," +
                               step("rename", parent + "new name", quoted(last)) + "]",
                           text),
              text)
        << path;
  }
}

TEST_F(Properties, WhatIsSetIsThere) {
  for (int round = 0; round < tests::effort(3000); ++round) {
    const auto record = hif::json::print(object(3));
    const auto put = value(3);
    const auto first = name(), second = name();
    const auto steps = hif::json::print(
        Array{Object{{"delete", quoted(first)}},
              Object{{"set", Object{{quoted(first) + "." + quoted(second), put}}}}});
    const auto mapped = hif::json::parse(mapping::map(steps, record));
    ASSERT_EQ(*mapped.find(first)->find(second), put) << steps << record;
  }
}

TEST_F(Properties, KeepAndDropPartTheRecord) {
  for (int round = 0; round < tests::effort(2000); ++round) {
    const Value record = object(3);
    const auto text = hif::json::print(record);
    Array paths;
    std::vector<std::string> names;
    for (const auto& member : record.as_object()) {
      if (random_() % 2 == 0) continue;
      paths.push_back(quoted(member.name));
      names.push_back(member.name);
    }
    if (paths.empty()) continue;
    const auto run = [&](const char* name) {
      return hif::json::parse(mapping::map(hif::json::print(Array{Object{{name, paths}}}), text));
    };
    const auto kept = run("keep"), dropped = run("drop");
    EXPECT_EQ(kept.as_object().size() + dropped.as_object().size(), record.as_object().size());
    for (const auto& member : record.as_object()) {
      const bool chosen = std::find(names.begin(), names.end(), member.name) != names.end();
      ASSERT_EQ(*(chosen ? kept : dropped).find(member.name), member.value);
    }
  }
}

// Records that are equal but for the array would become one: each has an id of its own.
TEST_F(Properties, BranchThenGroupIsTheIdentityToTheByte) {
  for (int round = 0; round < tests::effort(500); ++round) {
    std::vector<std::string> records;
    for (auto left = 1 + random_() % 4; left > 0; --left) {
      Object record = object(2);
      record.set("id", static_cast<int>(left));
      Array items;
      for (auto count = 1 + random_() % 4; count > 0; --count) items.push_back(value(2));
      record.set("list", items);
      for (const auto& member : object(1)) record.set(member.name, member.value);
      records.push_back(hif::json::print(record));
    }
    for (const auto* by : {"", R"("by":"id",)"}) {
      mapping::Transformer transformer(mapping::config_of(
          R"([{"branch":"list"},{"group":{)" + std::string(by) + R"("collect":"list"}}])"));
      ASSERT_EQ(transformer.all(records), records);
    }
  }
}

// A record without elements keeps its place among the others, and gets its array back.
TEST_F(Properties, BranchThenGroupKeepsEmptyArraysWhenAsked) {
  for (int round = 0; round < tests::effort(300); ++round) {
    Object record = object(2);
    record.set("list", random_() % 2 ? Array{} : Array{value(1), value(1)});
    mapping::Transformer transformer(mapping::config_of(
        R"([{"branch":{"path":"list","keep_empty":true}},{"group":{"collect":"list"}}])"));
    const auto out = transformer.all({hif::json::print(record)});
    ASSERT_EQ(out.size(), 1u);
    ASSERT_EQ(hif::json::parse(out[0]), Value(record));
  }
}

TEST_F(Properties, DurationsComeBackFromEverySpelling) {
  for (int round = 0; round < tests::effort(500); ++round) {
    const auto seconds = static_cast<std::int64_t>(random_() % 2000000) - 1000000;
    const auto record = hif::json::print(Object{{"d", seconds}});
    for (const auto* format : {"h:mm:ss", "iso", "object", "seconds"}) {
      const auto there = Object{{"from", "seconds"}, {"to", format}};
      const auto back =
          Object{{"from", format == std::string("h:mm:ss") ? "h:mm" : format}, {"to", "seconds"}};
      const auto steps = hif::json::print(Array{Object{{"duration", Object{{"d", there}}}},
                                                Object{{"duration", Object{{"d", back}}}}});
      ASSERT_EQ(mapping::map(steps, record), record) << format;
    }
  }
}

TEST_F(Properties, MomentsComeBackFromEveryFormatAndZone) {
  static const std::vector<std::string> zones = {"UTC", "Europe/Oslo", "America/St_Johns",
                                                 "Australia/Lord_Howe", "Asia/Kathmandu"};
  for (int round = 0; round < tests::effort(500); ++round) {
    const auto seconds = static_cast<std::int64_t>(random_() % 4000000000) - 1000000000;
    const auto record = hif::json::print(Object{{"d", seconds}});
    const auto zone = zones[random_() % zones.size()];
    for (const auto* format :
         {"iso", "datetime", "utc", "unix_ms", "%A %d %B %Y, %I:%M:%S.%f %p %z"}) {
      const auto steps = hif::json::print(Array{
          Object{{"date", Object{{"d", Object{{"from", "unix"}, {"to", format}, {"zone", zone}}}}}},
          Object{
              {"date", Object{{"d", Object{{"from", format}, {"to", "unix"}, {"zone", zone}}}}}}});
      ASSERT_EQ(mapping::map(steps, record), record) << format << " " << zone;
    }
  }
}

// Whatever the steps and the record are, what comes out is a record or a reject.
TEST_F(Properties, AnyStepsGiveRecordsOrRejects) {
  static const std::vector<std::string> paths = {"a", "b",   "a.b", "*",     "a.*",  "*.*",
                                                 "0", "a.0", "é",   "a.a.a", "b.*.0"};
  static const std::vector<std::string> targets = {"a", "b", "a.b", "c.d.e", "0", "a.0", "b.7"};
  static const std::vector<std::string> kinds = {"set",    "default", "copy",   "move", "rename",
                                                 "delete", "keep",    "merge",  "cast", "string",
                                                 "branch", "math",    "unique", "each"};
  const auto pick = [&](const auto& list) { return list[random_() % list.size()]; };
  for (int round = 0; round < tests::effort(5000); ++round) {
    Array steps;
    for (auto left = 1 + random_() % 4; left > 0; --left) {
      const auto kind = pick(kinds);
      const auto path = pick(paths);
      if (kind == "each")
        steps.push_back(Object{{kind, Object{{path, Array{Object{{"filter", "a"}}}}}}});
      else if (kind == "branch")
        steps.push_back(Object{{kind, Object{{"path", pick(targets)}, {"keep_empty", true}}}});
      else if (kind == "unique")
        steps.push_back(Object{{kind, pick(targets)}});
      else if (kind == "cast" || kind == "string")
        steps.push_back(Object{{kind, Object{{path, kind == "cast" ? "integer" : "trim"}}}});
      else if (kind == "math")
        steps.push_back(Object{{kind, Object{{path, "a + sum(b.*)"}}}});
      else if (kind == "delete" || kind == "keep")
        steps.push_back(Object{{kind, Array{path, pick(paths)}}});
      else if (kind == "set" || kind == "default" || kind == "merge")
        steps.push_back(Object{{kind, Object{{path, value(2)}}}});
      else
        steps.push_back(Object{{kind, Object{{path, kind == "rename" ? "c" : pick(targets)}}}});
    }
    const auto record = hif::json::print(object(4));
    const auto steps_text = hif::json::print(steps);
    for (const auto* policy : {"fail", "skip", "null"}) {
      mapping::Transformer transformer(mapping::config_of(steps_text, policy));
      const auto mapped = transformer.transform(record);
      ASSERT_NE(mapped.empty(), transformer.rejects.empty());
      ASSERT_TRUE(mapped.empty() || hif::json::parse(mapped).is_object()) << steps_text << record;
      ASSERT_TRUE(!mapped.empty() || std::string(policy) == "fail") << steps_text << record;
    }
  }
}

} // namespace
