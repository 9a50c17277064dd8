// SPDX-License-Identifier: MIT
// timely.jq: programs over records.

#include "querying.hpp"

#include <csignal>

namespace {

using querying::run;
using Lines = std::vector<std::string>;

TEST(Jq, EveryOutputIsARecord) {
  EXPECT_EQ(run("{id, name: .user.name}", R"({"user":{"name":"Ann"},"id":7})"),
            Lines{R"({"id":7,"name":"Ann"})"});
  EXPECT_EQ(run(".days[] | {day: .}", R"({"days":["mon","tue"]})"),
            (Lines{R"({"day":"mon"})", R"({"day":"tue"})"}));
  EXPECT_EQ(run("select(.hours > 4)", R"({"hours":1})"), Lines{});
  EXPECT_EQ(run(". + {\"z\": 1, \"a\": \"é😀\\n\"}", R"({"y":[1.5,null,true],"b":{}})"),
            Lines{R"({"y":[1.5,null,true],"b":{},"z":1,"a":"é😀\n"})"});
}

TEST(Jq, TheProgramIsCompiledOnceForManyRecords) {
  auto transformer = querying::transformer("{n: (.n * 2)}");
  for (int batch = 0; batch < 3; ++batch) {
    Lines records, wanted;
    for (int i = 0; i < 2000; ++i) {
      records.push_back("{\"n\":" + std::to_string(i) + ",\"pad\":\"" + std::string(200, 'x') +
                        "\"}");
      wanted.push_back("{\"n\":" + std::to_string(2 * i) + "}");
    }
    EXPECT_EQ(transformer.transform(records), wanted);
  }
  EXPECT_TRUE(transformer.rejects.empty());
}

TEST(Jq, RecordsKeepWhatIsKnownOfThem) {
  hif::sdk::BatchBuilder builder;
  hif_record record{};
  record.json = hif::sdk::str(R"({"l":[1,2]})");
  record.key = hif::sdk::str("77");
  record.entity = hif::sdk::str("events.list");
  record.event_time_us = 42;
  record.op = HIF_RECORD_DELETE;
  builder.add(record);
  hif::sdk::Batch in;
  builder.finish(in.out());
  auto transformer = querying::transformer(".l[] | {n: .}");
  const auto out = transformer.transform(in);
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(hif::sdk::view(out[1].key), "77");
  EXPECT_EQ(hif::sdk::view(out[1].entity), "events.list");
  EXPECT_EQ(out[1].event_time_us, 42);
  EXPECT_EQ(out[1].op, static_cast<std::uint32_t>(HIF_RECORD_DELETE));
}

TEST(Jq, ARecordThatFailsIsRejectedAndTheOthersGoOn) {
  auto transformer = querying::transformer("if .bad then error(\"no: \" + .bad) else {id} end");
  EXPECT_EQ(
      transformer.transform({R"({"id":1})", R"({"bad":"x"})", "[]", R"({"id":)", R"({"id":2})"}),
      (Lines{R"({"id":1})", R"({"id":2})"}));
  ASSERT_EQ(transformer.rejects.size(), 3u);
  EXPECT_EQ(transformer.rejects[0].error, "no: x");
  EXPECT_EQ(transformer.rejects[0].status, HIF_INVALID_ARGUMENT);
  EXPECT_EQ(transformer.rejects[0].details, R"({"pointer":"/program"})");
  EXPECT_EQ(transformer.rejects[1].error, "the record is no JSON object");
  EXPECT_EQ(transformer.rejects[1].status, HIF_DATA_LOSS);
  EXPECT_EQ(transformer.rejects[2].source, 3u);
}

TEST(Jq, OutputsThatAreNoRecordsAreRejected) {
  auto transformer = querying::transformer(".a");
  EXPECT_EQ(transformer.transform({R"({"a":[1]})", R"({"a":{"b":1}})", "{}"}), Lines{R"({"b":1})"});
  ASSERT_EQ(transformer.rejects.size(), 2u);
  EXPECT_EQ(transformer.rejects[0].error, "a record is an object, and the program gave array");
  EXPECT_EQ(transformer.rejects[1].error, "a record is an object, and the program gave null");
}

TEST(Jq, SkipLetsTheRecordLeaveAsItCame) {
  auto transformer = querying::transformer(".n + \"x\" | {n: .}", R"("on_error":"skip")");
  EXPECT_EQ(transformer.transform({R"({ "n":"a"})", R"({ "n":1})"}),
            (Lines{R"({"n":"ax"})", R"({ "n":1})"}));
  EXPECT_TRUE(transformer.rejects.empty());
}

TEST(Jq, ACancelledCallEndsAnEndlessProgram) {
  auto transformer = querying::transformer("def f: f; f", R"("time_limit_ms":600000)");
  transformer.call.cancelled = true;
  const auto in = tables::batch_of({"{}"});
  transformer.transform(in);
  EXPECT_EQ(transformer.status, HIF_CANCELLED);
}

// The host may take signals of children for itself.
TEST(Jq, WorksWhereChildrenAreReapedByTheSystem) {
  auto* before = std::signal(SIGCHLD, SIG_IGN);
  {
    auto transformer =
        querying::transformer("if .x then {x} else def f: f; f end", R"("time_limit_ms":20)");
    EXPECT_EQ(transformer.transform({R"({"x":1})", "{}", R"({"x":2})"}),
              (Lines{R"({"x":1})", R"({"x":2})"}));
    EXPECT_EQ(transformer.rejects.size(), 1u);
  }
  std::signal(SIGCHLD, before);
}

} // namespace
