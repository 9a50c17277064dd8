// SPDX-License-Identifier: MIT
// hif schema, for editors, and what hif describe ends with: both against hif check.

#include "end_to_end/process.hpp"
#include "protocol/messages.hpp"
#include "services/folder.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

#include <sstream>

namespace {

using end_to_end::Finished;
using hif::json::parse;
using hif::json::Value;

class Schema : public testing::Test {
 protected:
  Finished hif(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {HIF_PROGRAM, "--data-dir", "data"});
    return end_to_end::Process(arguments, folder.path().string(), {{"HOME", "/nowhere"}}).wait();
  }
  Value schema() const { return parse(hif({"schema"}).out); }

  tests::Folder folder;
};

constexpr auto good = R"({"version": 1,
  "clients": {"timely": {"prototype": "timely.http_client",
    "config": {"client_id": "x", "client_secret": "${env:S}", "account_id": "${env:A}"}}},
  "incoming": {"hours": {"prototype": "timely.subscriber", "client": "timely",
    "config": {"method": "GET", "entity": "List all events", "page_size": 100}}},
  "outgoing": {"file": {"prototype": "host.file_publisher", "config": {"path": "x"}}},
  "routes": {"nightly": {"incoming": "hours", "outgoing": ["file"],
    "transformers": [{"prototype": "timely.mapping", "config": {"steps": [{"keep": ["id"]}]}}]}}})";

TEST_F(Schema, TakesAGoodConfiguration) {
  EXPECT_EQ(protocol_test::fault_in(parse(good), schema()), "");
}

TEST_F(Schema, RefusesWhatAFormRefuses) {
  const auto whole = schema();
  const auto refuses = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    EXPECT_NE(protocol_test::fault_in(parse(text), whole), "") << to;
  };
  refuses(R"("page_size": 100)", R"("page_sise": 100)");
  refuses(R"("page_size": 100)", R"("page_size": "many")");
  refuses(R"("method": "GET", )", "");
  refuses(R"("method": "GET")", R"("method": "FETCH")");
  refuses(R"("timely.mapping")", R"("timely.maping")");
  refuses(R"("host.file_publisher")", R"("host.file_subscriber")");
  refuses(R"(, "config": {"path": "x"})", "");
  refuses(R"([{"keep": ["id"]}])", R"([{"kep": ["id"]}])");
}

TEST_F(Schema, OffersTheEntitiesOfEachSide) {
  const auto whole = schema();
  const auto names = [&](const char* prototype) {
    const auto& field =
        *whole.find("definitions")->find(prototype)->find("properties")->find("entity");
    return hif::json::Array(field.find("anyOf")->as_array()[0].find("enum")->as_array());
  };
  const auto has = [](const hif::json::Array& names, const char* name) {
    return std::find(names.begin(), names.end(), Value(name)) != names.end();
  };
  EXPECT_TRUE(has(names("timely.subscriber"), "List all clients"));
  EXPECT_FALSE(has(names("timely.subscriber"), "Create a client"));
  EXPECT_TRUE(has(names("timely.publisher"), "Create a client"));
}

// What `hif describe` ends with, for one prototype.
std::string lines_to_begin_with(const std::string& description) {
  const std::string title = "To begin with:\n\n";
  const auto from = description.find(title) + title.size();
  return description.substr(from, description.find("\n\n", from) + 1 - from);
}

std::string deeper(const std::string& text) {
  std::string out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out += "    " + line + "\n";
  return out;
}

TEST_F(Schema, WhatDescribeEndsWithIsAGoodConfiguration) {
  tests::write_file(folder / "records.ndjson", "");
  const auto listed = parse(hif({"prototypes", "-o", "json"}).out);
  const auto client =
      "version: 1\n" + lines_to_begin_with(hif({"describe", "timely.http_client"}).out);
  for (const auto& prototype : listed.as_array()) {
    const auto& id = prototype.find("id")->as_string();
    const auto& kind = prototype.find("kind")->as_string();
    auto begun = lines_to_begin_with(hif({"describe", id}).out);
    if (kind == "transformer")
      begun = "incoming:\n  in:\n    prototype: host.file_subscriber\n"
              "    config: {path: records.ndjson}\n" +
              deeper(begun);
    tests::write_file(folder / "hif.yaml", kind == "client" ? client : client + begun);
    const auto check = hif({"check"});
    EXPECT_EQ(check.exit_code, 0) << id << "\n" << check.out << check.err << client << begun;
  }
}

TEST_F(Schema, DescribeTellsWhatAnEntityTakes) {
  const auto described = hif({"describe", "timely.publisher", "--entity", "Create a client"}).out;
  EXPECT_NE(described.find("POST /1.1/{account_id}/clients"), std::string::npos) << described;
  EXPECT_NE(described.find("payload.name"), std::string::npos) << described;
  EXPECT_NE(described.find("path.account_id"), std::string::npos) << described;
  EXPECT_EQ(hif({"describe", "timely.publisher", "--entity", "Create a cleint"}).exit_code, 2);
}

} // namespace
