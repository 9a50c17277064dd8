// SPDX-License-Identifier: MIT
#include "reading.hpp"

#include "subscriber/page_reader.hpp"

using namespace timely::test;

namespace {

// A page, and the client whose answer it lies in.
class Reading {
 public:
  Reading(timely::Answer answer, const std::string& body, std::optional<timely::Cursor> cursor = {})
      : client_([body](const Asked&) { return Reply{.body = body}; }) {
    timely::PageReader reader(std::move(answer), std::move(cursor));
    PlainCall call;
    page_ = reader.read(hif::sdk::Client(client_.ref()).send(call.call(), {}));
  }
  const std::vector<timely::PageRecord>& records() const { return page_->records(); }

 private:
  ScriptedClient client_;
  std::shared_ptr<const timely::Page> page_;
};

std::vector<std::string> keys(const std::string& body, std::vector<std::string> names = {"id"}) {
  std::vector<std::string> keys;
  const Reading page({timely::AnswerKind::array, std::move(names), ""}, body);
  for (const auto& record : page.records()) keys.emplace_back(record.key);
  return keys;
}

TEST(PageReader, FindsKeysHoweverTheyAreSpelled) {
  using Keys = std::vector<std::string>;
  EXPECT_EQ(keys(R"([{"id":1},{"a":{"id":3},"id" : 2 },{"a":5},{"id":null}])"),
            (Keys{"1", "2", "", ""}));
  EXPECT_EQ(keys(R"([{"\u0069d":7},{"i\u0064":"x"},{"id\\":1},{"idx":1},{"":1}])"),
            (Keys{"7", "x", "", "", ""}));
  EXPECT_EQ(keys(R"([{"id":"a\/b\u00e9"},{"id":"plain"}])"), (Keys{"a/bé", "plain"}));
  EXPECT_EQ(keys(R"([{"b":2,"a":"x"},{"a":1}])", {"a", "b"}), (Keys{"x/2", ""}));
}

TEST(PageReader, GivesRecordsAsTheyStand) {
  const std::string first = R"({"id":1,"n":-0.50e+3,"t":"]}\"\u0026\ud83d"})";
  const std::string second = R"({"id": 2 , "l":[ ]})";
  const Reading page({timely::AnswerKind::array, {"id"}, ""},
                     " [ " + first + " ,\t" + second + " ] ");
  ASSERT_EQ(page.records().size(), 2u);
  EXPECT_EQ(page.records()[0].json, first);
  EXPECT_EQ(page.records()[1].json, second);
}

TEST(PageReader, MakesALineOfARecordWithLineBreaks) {
  const Reading page({timely::AnswerKind::array, {"id"}, ""},
                     "[\n {\n  \"id\": 1,\r\n  \"t\": \"a b\"\n }\n]");
  ASSERT_EQ(page.records().size(), 1u);
  EXPECT_EQ(page.records()[0].json, R"({"id":1,"t":"a b"})");
  EXPECT_EQ(page.records()[0].key, "1");
}

TEST(PageReader, FollowsThePointerToTheList) {
  const timely::Answer answer{timely::AnswerKind::array, {"id"}, "/data/rows"};
  const Reading page(answer, R"({"rows":[{"id":9}],"data":{"n":[1],"rows":[{"id":1}]},"z":{}})");
  ASSERT_EQ(page.records().size(), 1u);
  EXPECT_EQ(page.records()[0].key, "1");
  for (const auto* body : {R"({"data":{}})", R"({"data":[{"rows":[]}]})", R"({"rows":[]})", "{}"})
    EXPECT_THROW(Reading(answer, body), timely::BrokenPage) << body;
  EXPECT_THROW(Reading(answer, R"({"data":{"rows":[]})"), timely::BrokenPage);
  EXPECT_THROW(Reading(answer, R"({"data":{"rows":[1]}})"), timely::BrokenPage);
}

TEST(PageReader, TakesTheTimeOfAChange) {
  timely::Cursor cursor;
  cursor.field = "updated_at";
  cursor.unix_seconds = true;
  const Reading page({timely::AnswerKind::array, {"id"}, ""},
                     R"([{"updated_at":1795608000,"id":1},{"id":2,"updated_at":"soon"}])", cursor);
  EXPECT_EQ(page.records()[0].event_time_us, 1'795'608'000'000'000);
  EXPECT_EQ(page.records()[1].event_time_us, std::numeric_limits<std::int64_t>::min());
}

TEST(PageReader, ChecksEveryEscape) {
  for (const auto* text : {R"(\")", R"(\\)", R"(\/)", R"(\b\f\n\r\t)", R"(\u00E9\ud83d\ude80)",
                           R"(\ud83d)" /* alone, and yet JSON */})
    EXPECT_NO_THROW(keys("[{\"t\":\"" + std::string(text) + "\"}]")) << text;
  for (const auto* text :
       {R"(\a)", R"(\u)", R"(\u12)", R"(\u12g4)", R"(\x41)", R"(\U0041)", R"(\')"})
    EXPECT_THROW(keys("[{\"t\":\"" + std::string(text) + "\"}]"), timely::BrokenPage) << text;
}

} // namespace
