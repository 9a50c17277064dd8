// SPDX-License-Identifier: MIT
// hif protocol singer, as a pipeline uses it.

#include "end_to_end/workbench.hpp"
#include "messages.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <set>

namespace {

using namespace protocol_test;
using end_to_end::Workbench;
using hif::json::print;
using hif::json::Value;

std::string events(Workbench& bench, const std::string& more = "") {
  const auto facts = bench.sandbox().description();
  return "  hours:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
         "      method: GET\n      entity: List all events\n"
         "      request_parameters: {query: {since: " +
         facts.find("events_since")->as_string() +
         ", upto: " + facts.find("events_upto")->as_string() + "}}\n" + more;
}

constexpr auto clients =
    "  customers:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
    "      method: GET\n      entity: List all clients\n";

// Streams over files alone: nothing of a vendor is needed.
void configure_files(Workbench& bench, const std::string& more = "") {
  bench.write("hif.yaml",
              "version: 1\nincoming:\n"
              "  people: {prototype: host.file_subscriber, config: {path: people.ndjson}}\n" +
                  more);
}

Value record_of(const Value& message) {
  return *message.find("record");
}

std::vector<Value> sync(Workbench& bench, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {"protocol", "singer"});
  const auto run = bench.hif(arguments);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return messages_in(run.out, "singer_message");
}

TEST(Singer, DiscoversTheIncomingsAsStreamsWithTheKeyOfTheCatalogue) {
  Workbench bench;
  bench.configure_with_token("incoming:\n" + events(bench) + clients);
  const auto run = bench.hif({"protocol", "singer", "--discover"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto catalog = hif::json::parse(run.out);
  EXPECT_EQ(fault_in(catalog, schema_file("singer_catalog")), "");
  const auto& streams = catalog.find("streams")->as_array();
  ASSERT_EQ(streams.size(), 2u);
  EXPECT_EQ(streams[0].find("tap_stream_id")->as_string(), "hours");
  EXPECT_EQ(streams[1].find("tap_stream_id")->as_string(), "customers");
  EXPECT_EQ(print(*streams[0].find("key_properties")), R"(["id"])");
  EXPECT_EQ(print(*streams[0].find("schema")->find("properties")->find("id")),
            R"({"type":"integer"})");
  const auto& facts = *streams[0].find("metadata")->as_array()[0].find("metadata");
  EXPECT_EQ(print(*facts.find("table-key-properties")), R"(["id"])");
  EXPECT_EQ(print(*facts.find("selected-by-default")), "true");
  EXPECT_EQ(bench.sandbox().count(), 0u); // nothing is asked for
}

// The days of one user's capacities are those of another's, too.
TEST(Singer, MakesTheOuterValueOfForEachPartOfTheKeyOrHasNone) {
  Workbench bench;
  const auto capacities = [](const std::string& name, const std::string& add) {
    return "  " + name +
           ":\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
           "      method: GET\n      entity: Retrieve user's capacities\n"
           "      for_each:\n        entity: List all users\n        into: {path.user_id: id}\n" +
           add;
  };
  bench.configure_with_token(
      "incoming:\n" + capacities("with", "        add: {name: name, user: id}\n") +
      capacities("other", "        add: {name: name}\n") + capacities("without", ""));
  const auto singer = bench.hif({"protocol", "singer", "--discover"});
  ASSERT_EQ(singer.exit_code, 0) << singer.err;
  const auto catalog = hif::json::parse(singer.out);
  const auto& streams = catalog.find("streams")->as_array();
  ASSERT_EQ(streams.size(), 3u);
  EXPECT_EQ(print(*streams[0].find("key_properties")), R"(["start_date","user"])");
  EXPECT_EQ(print(*streams[1].find("key_properties")), "[]");
  EXPECT_EQ(print(*streams[2].find("key_properties")), "[]");
  EXPECT_EQ(singer.err.find("stream \"with\""), std::string::npos) << singer.err;
  for (const char* name : {"other", "without"})
    EXPECT_NE(singer.err.find("stream \"" + std::string(name) +
                              "\" is read for each record of another and has no key"),
              std::string::npos)
        << singer.err;

  const auto airbyte = bench.hif({"protocol", "airbyte", "discover"});
  ASSERT_EQ(airbyte.exit_code, 0) << airbyte.err;
  EXPECT_NE(airbyte.out.find("let for_each.add give them the value that goes into path.user_id"),
            std::string::npos)
      << airbyte.out;
  EXPECT_NE(airbyte.out.find(R"("source_defined_primary_key":[["start_date"],["user"]])"),
            std::string::npos)
      << airbyte.out;
  EXPECT_EQ(airbyte.out.find(R"("source_defined_primary_key":[["start_date"]])"), std::string::npos)
      << airbyte.out;

  std::set<std::string> keys;
  std::size_t records = 0;
  for (const auto& message : sync(bench)) {
    if (message.find("type")->as_string() != "RECORD") continue;
    if (message.find("stream")->as_string() != "with") continue;
    const auto record = record_of(message);
    keys.insert(print(*record.find("start_date")) + print(*record.find("user")));
    ++records;
  }
  EXPECT_GT(records, 1u);
  EXPECT_EQ(keys.size(), records);
}

TEST(Singer, GivesASchemaThenEveryRecordThenTheState) {
  Workbench bench({.events = 250});
  bench.configure_with_token("incoming:\n" + events(bench, "      page_size: 100\n") + clients);
  const auto messages = sync(bench);
  std::map<std::string, Value> schemas;
  std::map<std::string, std::set<std::string>> ids;
  for (const auto& message : messages) {
    const auto& type = message.find("type")->as_string();
    if (type == "SCHEMA") {
      schemas[message.find("stream")->as_string()] = *message.find("schema");
      EXPECT_EQ(print(*message.find("key_properties")), R"(["id"])");
    } else if (type == "RECORD") {
      const auto& stream = message.find("stream")->as_string();
      ASSERT_TRUE(schemas.contains(stream)) << "a record without its schema before it";
      EXPECT_EQ(fault_in(record_of(message), schemas[stream]), "") << print(message);
      ids[stream].insert(print(*record_of(message).find("id")));
    }
  }
  EXPECT_EQ(ids["hours"].size(), 250u);
  EXPECT_GT(ids["customers"].size(), 1u);
  const auto& last = messages.back();
  ASSERT_EQ(*last.find("type"), Value("STATE"));
  for (const char* stream : {"hours", "customers"})
    EXPECT_EQ(print(*last.find("value")->find("bookmarks")->find(stream)->find("complete")),
              "true");
}

TEST(Singer, PassesRecordsOnAsTheyAre) {
  Workbench bench;
  configure_files(bench);
  const std::string record =
      R"({"id":9007199254740993,"cost":1.10,"e":1e400,"text":"\u00e9\"","none":null,"l":[{}]})";
  bench.write("people.ndjson", record + "\n");
  const auto run = bench.hif({"protocol", "singer"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("\"record\":" + record + ","), std::string::npos) << run.out;
}

TEST(Singer, WritesAWiderSchemaBeforeTheRecordsThatNeedIt) {
  Workbench bench;
  configure_files(bench);
  std::string lines;
  for (int i = 0; i < 12'000; ++i) lines += "{\"n\":" + std::to_string(i) + "}\n";
  bench.write("people.ndjson", lines + "{\"n\":1.5,\"late\":true}\n");
  const auto messages = sync(bench);
  const auto schemas = of_type(messages, "SCHEMA");
  ASSERT_EQ(schemas.size(), 2u);
  EXPECT_EQ(print(*schemas[1].find("schema")->find("properties")),
            R"({"n":{"type":["null","number"]},"late":{"type":["null","boolean"]}})");
  EXPECT_EQ(of_type(messages, "RECORD").size(), 12'001u);
}

TEST(Singer, DescribesAStreamThatHasNoRecords) {
  Workbench bench;
  configure_files(bench);
  bench.write("people.ndjson", "");
  const auto messages = sync(bench);
  EXPECT_EQ(*messages.front().find("type"), Value("SCHEMA"));
  EXPECT_EQ(*messages.back().find("type"), Value("STATE"));
  EXPECT_TRUE(of_type(messages, "RECORD").empty());
}

TEST(Singer, GoesOnFromTheStateThatItWrote) {
  Workbench bench;
  configure_files(bench);
  bench.write("people.ndjson", "{\"n\":1}\n{\"n\":2}\n");
  bench.write("state.json", print(*sync(bench).back().find("value")));
  EXPECT_TRUE(of_type(sync(bench, {"--state", "state.json"}), "RECORD").empty());
  bench.write("people.ndjson", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
  const auto third = sync(bench, {"--state", "state.json"});
  ASSERT_EQ(of_type(third, "RECORD").size(), 1u);
  EXPECT_EQ(print(record_of(of_type(third, "RECORD")[0])), R"({"n":3})");
}

TEST(Singer, KeepsWhatTheStateSaysOfOtherStreams) {
  Workbench bench;
  configure_files(bench);
  bench.write("people.ndjson", "{\"n\":1}\n");
  bench.write("state.json", R"({"bookmarks":{"gone":{"checkpoint":"x"}},"theirs":1})");
  const auto value = *sync(bench, {"--state", "state.json"}).back().find("value");
  EXPECT_EQ(print(*value.find("bookmarks")->find("gone")), R"({"checkpoint":"x"})");
  EXPECT_EQ(print(*value.find("theirs")), "1");
}

TEST(Singer, FullTableBeginsAgainAfterACompleteRead) {
  Workbench bench;
  configure_files(bench);
  bench.write("people.ndjson", "{\"n\":1}\n{\"n\":2}\n");
  bench.write("state.json", print(*sync(bench).back().find("value")));
  bench.write("catalog.json", R"({"streams":[{"tap_stream_id":"people","stream":"people",
    "schema":{},"metadata":[{"breadcrumb":[],"metadata":{"replication-method":"FULL_TABLE"}}]}]})");
  const auto again = sync(bench, {"--state", "state.json", "--catalog", "catalog.json"});
  EXPECT_EQ(of_type(again, "RECORD").size(), 2u);
}

TEST(Singer, ReadsWhatTheCatalogSelects) {
  Workbench bench;
  configure_files(bench,
                  "  others: {prototype: host.file_subscriber, config: {path: people.ndjson}}\n"
                  "  third: {prototype: host.file_subscriber, config: {path: people.ndjson}}\n");
  bench.write("people.ndjson", R"({"id":1,"name":"Ada","user":{"mail":"a@b","id":7}})"
                               "\n");
  bench.write("catalog.json", R"({"streams":[
    {"tap_stream_id":"people","schema":{"type":"object","properties":{"name":{},"user":{
       "properties":{"mail":{}}}}},"metadata":[
      {"breadcrumb":[],"metadata":{"selected":true,"table-key-properties":["id"]}},
      {"breadcrumb":["properties","name"],"metadata":{"selected":false}},
      {"breadcrumb":["properties","id"],"metadata":{"selected":false}},
      {"breadcrumb":["properties","user","properties","mail"],"metadata":{"selected":false}}]},
    {"tap_stream_id":"others","schema":{},"metadata":[
      {"breadcrumb":[],"metadata":{"selected":false}}]}]})");
  const auto messages = sync(bench, {"--catalog", "catalog.json"});
  const auto records = of_type(messages, "RECORD");
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(print(record_of(records[0])), R"({"id":1,"user":{"id":7}})");
  const auto schema = of_type(messages, "SCHEMA").at(0);
  EXPECT_EQ(print(*schema.find("key_properties")), R"(["id"])");
  EXPECT_FALSE(schema.find("schema")->find("properties")->find("name"));
}

TEST(Singer, ACatalogThatWasDiscoveredSelectsEverything) {
  Workbench bench;
  configure_files(bench);
  bench.write("people.ndjson", "{\"n\":1}\n");
  bench.write("catalog.json", bench.hif({"protocol", "singer", "--discover"}).out);
  EXPECT_EQ(of_type(sync(bench, {"--catalog", "catalog.json"}), "RECORD").size(), 1u);
}

TEST(Singer, AKilledSyncLosesNothing) {
  Workbench bench({.events = 400});
  bench.configure_with_token("incoming:\n" + events(bench, "      page_size: 10\n"));
  bench.sandbox().set_faults(
      R"({"faults":[{"match":{"path":"/events$"},"fault":{"delay_ms":15}}]})");
  std::set<std::string> ids;
  std::size_t given = 0;
  bench.write("state.json", "");
  for (int killed = 0;;) {
    auto run = bench.start_hif({"protocol", "singer", "--state", "state.json"});
    const auto before = bench.sandbox().count();
    while (killed < 4 && bench.sandbox().count() < before + 7) ::usleep(1000);
    if (killed++ < 4) run.signal(SIGKILL);
    const auto finished = run.wait();
    const auto messages = messages_in(finished.out, "singer_message");
    for (const auto& message : of_type(messages, "RECORD")) {
      ids.insert(print(*record_of(message).find("id")));
      ++given;
    }
    const auto states = of_type(messages, "STATE");
    if (!states.empty()) bench.write("state.json", print(*states.back().find("value")));
    if (finished.exit_code == 0) break;
    ASSERT_LT(killed, 30) << finished.err;
  }
  EXPECT_EQ(ids.size(), 400u);
  EXPECT_LE(given, 400u + 4 * 10) << "more than a page was read again for each kill";
}

TEST(Singer, AnInterruptedSyncEndsBehindAState) {
  Workbench bench({.events = 300});
  bench.configure_with_token("incoming:\n" + events(bench, "      page_size: 10\n"));
  bench.sandbox().set_faults(
      R"({"faults":[{"match":{"path":"/events$"},"fault":{"delay_ms":20}}]})");
  auto run = bench.start_hif({"protocol", "singer"});
  while (bench.sandbox().count() < 4) ::usleep(1000);
  run.signal(SIGTERM);
  const auto finished = run.wait();
  EXPECT_EQ(finished.exit_code, 130);
  const auto messages = messages_in(finished.out, "singer_message");
  ASSERT_FALSE(messages.empty());
  EXPECT_EQ(*messages.back().find("type"), Value("STATE"));
}

TEST(Singer, TellsOfWhatIsGoneAndOfChangesAlone) {
  Workbench bench({.events = 30});
  bench.configure_with_token("incoming:\n" + events(bench, "      incremental: true\n"));
  const auto first = sync(bench);
  ASSERT_EQ(of_type(first, "RECORD").size(), 30u);
  const auto schema = *of_type(first, "SCHEMA").front().find("schema");
  EXPECT_TRUE(schema.find("properties")->find("_sdc_deleted_at"));
  bench.write("state.json", print(*first.back().find("value")));
  EXPECT_TRUE(of_type(sync(bench, {"--state", "state.json"}), "RECORD").empty());

  const auto gone = print(*record_of(of_type(first, "RECORD")[7]).find("id"));
  ASSERT_EQ(bench.hif({"send", "timely", "events.delete", "--path", "id=" + gone}).exit_code, 0);
  const auto told = of_type(sync(bench, {"--state", "state.json"}), "RECORD");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(print(*record_of(told[0]).find("id")), gone);
  EXPECT_TRUE(record_of(told[0]).find("_sdc_deleted_at")->is_string());
  EXPECT_FALSE(record_of(told[0]).find("op"));
}

TEST(Singer, AStreamThatFailsDoesNotStopTheOthers) {
  Workbench bench;
  configure_files(bench,
                  "  missing: {prototype: host.file_subscriber, config: {path: nowhere.ndjson}}\n"
                  "  third: {prototype: host.file_subscriber, config: {path: people.ndjson}}\n");
  bench.write("people.ndjson", "{\"n\":1}\n");
  const auto run = bench.hif({"protocol", "singer"});
  EXPECT_NE(run.exit_code, 0);
  EXPECT_NE(run.err.find("nowhere.ndjson"), std::string::npos) << run.err;
  const auto messages = messages_in(run.out, "singer_message");
  EXPECT_EQ(of_type(messages, "RECORD").size(), 2u);
}

TEST(Singer, ARecordThatATransformerRefusesIsNotPassedOver) {
  Workbench bench;
  configure_files(bench, "    transformers: []\n");
  bench.write("hif.yaml",
              "version: 1\nincoming:\n  people:\n    prototype: host.file_subscriber\n"
              "    config: {path: people.ndjson}\n    transformers:\n"
              "      - {prototype: timely.mapping, config: {steps: [{cast: {n: integer}}]}}\n");
  bench.write("people.ndjson", "{\"n\":\"1\"}\n{\"n\":\"x\"}\n");
  const auto run = bench.hif({"protocol", "singer"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_NE(run.err.find("a transformer refuses a record"), std::string::npos) << run.err;
  EXPECT_TRUE(of_type(messages_in(run.out, "singer_message"), "STATE").empty());
}

TEST(Singer, SettingsFillTheVariablesOfTheConfiguration) {
  Workbench bench;
  bench.write("hif.yaml", "version: 1\nincoming:\n  people: {prototype: host.file_subscriber, "
                          "config: {path: '${env:PEOPLE}'}}\n");
  bench.write("people.ndjson", "{\"n\":1}\n");
  bench.write("settings.json", R"({"PEOPLE":"people.ndjson","PEOPEL":"x"})");
  const auto run = bench.hif({"-c", "hif.yaml", "protocol", "singer", "--config", "settings.json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(of_type(messages_in(run.out, "singer_message"), "RECORD").size(), 1u);
  EXPECT_NE(run.err.find("Did you mean \"PEOPLE\"?"), std::string::npos) << run.err;
}

TEST(Singer, MistakesOfTheUserExit2WithWhatToDo) {
  Workbench bench;
  configure_files(bench);
  bench.write("people.ndjson", "{\"n\":1}\n");
  bench.write("unknown.json", R"({"streams":[{"tap_stream_id":"peple","schema":{}}]})");
  bench.write("broken.json", "{\"streams\":");
  bench.write("wrong.json", R"({"streams":[{"tap_stream_id":"people","metadata":)"
                            R"([{"breadcrumb":[],"metadata":{"table-key-properties":[1]}}]}]})");
  bench.write("foreign.json", R"({"bookmarks":{"people":{"updated_at":"2026-01-01"}}})");
  const auto refuses = [&](std::vector<std::string> arguments, const std::string& why) {
    arguments.insert(arguments.begin(), {"protocol", "singer"});
    const auto run = bench.hif(arguments);
    EXPECT_EQ(run.exit_code, 2) << why;
    EXPECT_EQ(run.out, "") << why;
    EXPECT_NE(run.err.find(why), std::string::npos) << run.err;
  };
  refuses({"--catalog", "unknown.json"}, "Did you mean \"people\"?");
  refuses({"--catalog", "broken.json"}, "broken.json:1:");
  refuses({"--catalog", "wrong.json"}, "the catalog's entry of the stream \"people\" is not");
  refuses({"--catalog", "none.json"}, "cannot read the catalog none.json");
  refuses({"--state", "foreign.json"}, "the state of stream \"people\" is none that hif wrote");
}

} // namespace
