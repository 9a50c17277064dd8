// SPDX-License-Identifier: MIT
// Transformers in their places.

#include "run/running.hpp"

namespace {

using fake::source;
using fake::target;
using host::Exit;
using tests::numbers;
using tests::record;
using tests::transformer;

class Transformers : public tests::Running {};

TEST_F(Transformers, RunInTheOrderOfTheirPlaces) {
  const auto set = [](const char* name) {
    return transformer(std::string(R"({"do": "set", "name": ")") + name + R"(", "value": 1})");
  };
  plan.incoming().transformers = {set("a"), set("b")};
  plan.route().transformers = {set("c")};
  plan.outgoing().transformers = {set("d")};
  source().records = numbers(1, 1);
  run();
  EXPECT_EQ(target().got, (std::vector<std::string>{R"({"n":1,"a":1,"b":1,"c":1,"d":1})"}));
}

TEST_F(Transformers, MayDropAndDouble) {
  plan.incoming().transformers = {transformer(R"({"do": "drop", "when": 2})"),
                                  transformer(R"({"do": "twice", "when": 3})")};
  source().records = numbers(1, 4);
  const auto summary = run();
  EXPECT_EQ(target().got, (std::vector<std::string>{record(1), record(3), record(3), record(4)}));
  EXPECT_EQ(summary.records_in, 4u);
  EXPECT_EQ(summary.records_out, 4u);
  EXPECT_EQ(summary.failed, 0u);
}

TEST_F(Transformers, MayDropEverything) {
  plan.incoming().transformers = {transformer(R"({"do": "drop"})"),
                                  transformer(R"({"do": "twice"})")};
  source().records = numbers(1, 14);
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_TRUE(target().got.empty());
  EXPECT_EQ(position().checkpoint, "14");
}

// What was settled is counted in the records that reach the outgoing.
TEST_F(Transformers, DoNotConfuseWhereAVendorGoesOn) {
  plan.route().transformers = {transformer(R"({"do": "drop", "when": 2})"),
                               transformer(R"({"do": "twice", "when": 4})")};
  plan.outgoing().transformers = {transformer(R"({"do": "drop", "when": 6})"),
                                  transformer(R"({"do": "twice", "when": 8})")};
  source().records = numbers(1, 20);
  source().checkpoint_every = 0;
  run();
  const auto truth = std::exchange(target().got, {});
  ASSERT_EQ(truth.size(), 20u);
  for (std::uint64_t broken = 0; broken < 20; ++broken) {
    if (broken == 7) continue; // between the two of record 8, which are given again as a pair
    target().got.clear();
    store->forget_position("r");
    target().breaks_after = broken;
    EXPECT_EQ(run().exit_code, Exit::unreachable);
    target().breaks_after.reset();
    run();
    EXPECT_EQ(target().got, truth) << "broken after " << broken;
  }
}

TEST_F(Transformers, ThatNameAnInputTheyWereNotGivenAreReported) {
  plan.incoming().transformers = {transformer(R"({"do": "stray", "when": 3})"),
                                  transformer(R"({"do": "twice", "when": 1})")};
  source().records = numbers(1, 4);
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::failed);
  EXPECT_NE(summary.error.find("acme.transformer"), std::string::npos) << summary.error;
  EXPECT_EQ(position().checkpoint, "");
}

TEST_F(Transformers, OfTheRequestSeeItWithTheParametersOfTheConfiguration) {
  plan.outgoing().config = hif::json::parse(
      R"({"key": "out",
          "request_parameters": {"path": {"id": 7, "gone": 1}, "query": {"q": "x"}}})");
  plan.outgoing().request_transformers = {
      transformer(R"({"do": "unset", "part": "path", "name": "gone"})")};
  source().records = {record(1), R"({"path": {"id": 8}, "payload": {"n": 2}})"};
  run();
  EXPECT_EQ(target().got,
            (std::vector<std::string>{R"({"path":{"id":7},"query":{"q":"x"},"payload":{"n":1}})",
                                      R"({"path":{"id":8},"query":{"q":"x"},"payload":{"n":2}})"}));
  // What they took out must not come back from under it.
  EXPECT_EQ(target().config, R"({"key":"out"})");
}

TEST_F(Transformers, OfTheResponseTurnTheResultsThatAreTold) {
  plan.outgoing().response_transformers = {
      transformer(R"({"do": "set", "name": "seen", "value": true})")};
  source().records = numbers(1, 2);
  std::vector<hif::json::Value> told;
  options.on_result = [&](const hif::json::Value& result) { told.push_back(result); };
  run();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[0].find("seen")->as_bool());
  EXPECT_EQ(told[1].find("status")->as_string(), "created");
}

TEST_F(Transformers, OfTheResponseThatRejectAResultLeaveItAsItWas) {
  plan.outgoing().response_transformers = {transformer(R"({"do": "reject"})")};
  source().records = numbers(1, 1);
  std::vector<hif::json::Value> told;
  options.on_result = [&](const hif::json::Value& result) { told.push_back(result); };
  EXPECT_EQ(run().exit_code, Exit::done);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].find("status")->as_string(), "created");
  EXPECT_EQ(told[0].find("response_transformer_error")->as_string(), "cannot have it");
}

TEST_F(Transformers, OfTheResponseThatGiveUpEndTheRunAndNothingIsSentTwice) {
  plan.outgoing().response_transformers = {transformer(R"({"do": "break"})")};
  fake::transformers_break = true;
  source().records = numbers(1, 5);
  EXPECT_EQ(run().exit_code, Exit::unreachable);
  fake::transformers_break = false;
  run();
  EXPECT_EQ(target().got, numbers(1, 5));
}

TEST_F(Transformers, OfTheResponseThatSayNoJsonEndTheRunAndNothingIsSentTwice) {
  plan.outgoing().response_transformers = {transformer(R"({"do": "say", "text": "no json"})")};
  options.on_result = [](const hif::json::Value&) {};
  source().records = numbers(1, 5);
  EXPECT_EQ(run().exit_code, Exit::failed);
  plan.outgoing().response_transformers.clear();
  run();
  EXPECT_EQ(target().got, numbers(1, 5));
}

TEST_F(Transformers, OfTheInputChangeTheRequestParameters) {
  plan.incoming().config = hif::json::parse(
      R"({"key": "in", "request_parameters": {"path": {"id": 7}, "query": {"page": 1}}})");
  plan.incoming().input_transformers = {
      transformer(R"({"do": "set", "name": "query", "value": {"since": "today"}})")};
  source().records = numbers(1, 1);
  run();
  const auto config = hif::json::parse(source().config);
  EXPECT_EQ(hif::json::print(*config.find("request_parameters")),
            R"({"path":{"id":7},"query":{"since":"today"}})");
}

TEST_F(Transformers, OfTheInputThatLeaveNoParametersAreAUsageError) {
  for (const char* config :
       {R"({"do": "drop"})", R"({"do": "reject"})", R"({"do": "twice"})",
        R"({"do": "say", "text": "[1]"})", R"({"do": "say", "text": "no json"})"}) {
    plan.incoming().input_transformers = {transformer(config)};
    try {
      run();
      ADD_FAILURE() << config;
    } catch (const host::Failure& failure) {
      EXPECT_EQ(failure.exit_code, Exit::usage) << config;
      EXPECT_NE(std::string(failure.what()).find("incoming \"in\""), std::string::npos);
    }
  }
}

} // namespace
