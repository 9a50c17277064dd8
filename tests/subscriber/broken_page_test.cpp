// SPDX-License-Identifier: MIT
#include "reading.hpp"

#include "subscriber/page_reader.hpp"

#include <random>

using namespace timely::test;

namespace {

const std::string roles_of_1 = R"({"method": "GET", "entity": "roles.list",
                                   "request_parameters": {"path": {"account_id": 1}}})";

// Why `body` cannot be read; empty when it can.
std::string breakage(const std::string& body) {
  timely::PageReader reader({timely::AnswerKind::array, {"id"}, ""}, {});
  ScriptedClient client([&](const Asked&) { return Reply{.body = body}; });
  PlainCall call;
  hif::sdk::Request request;
  request.target = "/";
  try {
    reader.read(hif::sdk::Client(client.ref()).send(call.call(), request));
    return {};
  } catch (const timely::BrokenPage& broken) {
    return broken.what();
  }
}

TEST(BrokenPage, SaysWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> expected{
      {"", "it is empty"},
      {"[{\"id\":1}", "it is cut off, or something follows the end of the JSON"},
      {"[{\"id\":1},{\"na", "it is cut off"},
      {"[{\"id\":1}] x", "it is cut off, or something follows the end of the JSON"},
      {"[{\"id\":1}]]", "something follows the end of the JSON"},
      {"[{\"a\":\"\xff\"}]", "it is not UTF-8"},
      {"[{\"id\":01}]", "it is not JSON"},
      {"[{\"id\":1,}]", "it is not JSON"},
      {"[{\"id\":1}{\"id\":2}]", "it is not JSON"},
      {"<html>", "it is not JSON"},
      {"[1]", "item 1 of the list is not an object"},
      {"[{},\"x\"]", "item 2 of the list is not an object"},
      {"5", "a list of objects was expected"},
      {"null", "a list of objects was expected"},
  };
  for (const auto& [body, why] : expected) EXPECT_EQ(breakage(body), why) << body;
}

TEST(BrokenPage, FaultAnywhereInARecordIsFound) {
  for (const auto* value :
       {"tru",       "nul",   "falsee",   "1.",   "-",       "1e",
        ".5",        "+1",    "\"\\x\"",  "[1,]", "{\"a\"}", "{\"a\":}",
        "{1:2}",     "[1 2]", "\"a\nb\"", "'a'",  "NaN",     "{\"a\":[{\"b\":tru}]}",
        "\"\\u12\"", ""})
    EXPECT_NE(breakage("[{\"id\":1,\"v\":" + std::string(value) + "}]"), "") << value;
}

TEST(BrokenPage, LongNumbersAreNoFault) {
  EXPECT_EQ(breakage("[{\"id\":123456789012345678901234567890,\"v\":1e999}]"), "");
}

TEST(BrokenPage, NestingIsBounded) {
  EXPECT_EQ(breakage("[{\"v\":" + std::string(100, '[') + std::string(100, ']') + "}]"), "");
  EXPECT_EQ(breakage("[{\"v\":" + std::string(900, '[') + std::string(900, ']') + "}]"),
            "it is nested too deep");
}

// Whatever is done to a page, it is taken only when the SDK's own strict parser takes it, too.
TEST(BrokenPage, IsJudgedAsByAStrictParser) {
  const std::string page = R"([{"id":1,"n":-1.5e3,"t":"a\n\u00e9","l":[true,false,null,{}],)"
                           R"("o":{"x":{"y":[]}}} , {"id":"b","e":""}])";
  const std::string bytes = "{}[]:,\"\\ \n0123456789eE+-.tfnua\x01\x80\xc3\xff";
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  for (int i = 0; i < 20000; ++i) {
    auto body = page;
    for (std::size_t changes = 1 + below(2); changes > 0; --changes) {
      const auto at = below(body.size());
      if (below(3) == 0)
        body.erase(at, 1 + below(3));
      else if (below(2) == 0)
        body.insert(at, 1, bytes[below(bytes.size())]);
      else
        body[at] = bytes[below(bytes.size())];
    }
    bool strict = true;
    std::string why;
    try {
      hif::json::parse(body);
    } catch (const hif::json::ParseError& error) {
      strict = false;
      why = error.why;
    }
    if (why.find("duplicate name") != why.npos || why.find("surrogate") != why.npos) continue;
    const auto broken = breakage(body);
    const bool shape =
        broken.find("not an object") != broken.npos || broken.find("expected") != broken.npos;
    ASSERT_TRUE(broken.empty() == strict || (shape && strict))
        << body << "\nhere: " << broken << "\nstrict: " << why;
  }
}

TEST(BrokenPage, IsAskedForAgain) {
  int asked = 0;
  ScriptedClient client(
      [&](const Asked&) { return Reply{.body = ++asked < 3 ? "[{\"id\":" : "[{\"id\":1}]"}; });
  EXPECT_EQ(read_all(client, roles_of_1).keys, ids_up_to(1));
}

TEST(BrokenPage, FailsWithTheRequestInTheMessage) {
  ScriptedClient client([](const Asked&) {
    return Reply{.body = "[{\"id\":1}", .headers = {{"x-request-id", "9c"}}};
  });
  const auto error = failure_of(client, roles_of_1);
  EXPECT_EQ(error.status, HIF_DATA_LOSS);
  EXPECT_STREQ(error.what(),
               "List roles: GET /1.1/1/roles gave an answer that cannot be read: it is cut off, or "
               "something follows the end of the JSON (request id 9c)");
}

} // namespace
