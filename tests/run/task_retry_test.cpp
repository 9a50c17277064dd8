// SPDX-License-Identifier: MIT
// A failed record is sent again from where its way broke off.

#include "run/route_lock.hpp"
#include "run/running.hpp"
#include "run/task_retry.hpp"

namespace {

using fake::source;
using fake::target;
using host::Exit;
using host::RetryOutcome;
using host::Task;
using tests::numbers;
using tests::record;
using tests::transformer;

class RetriedTask : public tests::Running {
 protected:
  std::vector<RetryOutcome> retry() {
    std::vector<RetryOutcome> outcomes;
    const auto data = data_dir();
    host::retry_tasks({plan.configuration, packages, services(), *store, data}, "r", store->tasks(),
                      [&](const RetryOutcome& outcome) { outcomes.push_back(outcome); });
    return outcomes;
  }
  Task only_task() {
    const auto tasks = store->tasks();
    EXPECT_EQ(tasks.size(), 1u);
    return tasks.empty() ? Task() : tasks.front();
  }
  void fail_one() {
    source().records = numbers(1, 3);
    target().failures = {{record(2), HIF_INVALID_ARGUMENT}};
    run();
    ASSERT_EQ(only_task().status, "Failed");
  }
};

TEST_F(RetriedTask, IsFinishedWhenItsRecordArrives) {
  fail_one();
  target().failures.clear();
  const auto outcomes = retry();
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].exit_code, Exit::done);
  EXPECT_EQ(target().got, (std::vector<std::string>{record(1), record(3), record(2)}));
  const auto task = only_task();
  EXPECT_EQ(task.status, "Finished");
  EXPECT_EQ(task.attempts, 2);
  EXPECT_EQ(task.error, "");
  const auto attempts = store->kept_tasks().attempts(task.id);
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_EQ(attempts[0].number, 1);
  EXPECT_EQ(attempts[0].error, "refused {\"n\":2}");
  EXPECT_EQ(attempts[0].request, record(2));
  EXPECT_NE(attempts[0].answer.find("\"status\":\"failed\""), std::string::npos);
  EXPECT_EQ(attempts[1].number, 2);
  EXPECT_EQ(attempts[1].error, "");
  EXPECT_EQ(attempts[1].answer.find("failed"), std::string::npos);
  EXPECT_NE(attempts[1].answer, "");
}

TEST_F(RetriedTask, IsToldToThePublisherOnceItIsKept) {
  fail_one();
  target().failures.clear();
  target().committed.clear();
  retry();
  EXPECT_EQ(target().committed, std::vector<std::size_t>{3});
}

TEST_F(RetriedTask, IsNotToldToThePublisherWhenItCannotBeKept) {
  fail_one();
  target().failures.clear();
  target().committed.clear();
  refuse_to_keep("attempt", "NEW.number>1");
  EXPECT_THROW(retry(), std::runtime_error);
  EXPECT_EQ(target().got.size(), 3u) << "it was delivered";
  EXPECT_EQ(target().committed, std::vector<std::size_t>{});
}

TEST_F(RetriedTask, StaysFailedWithOneAttemptMoreWhenItIsRefusedAgain) {
  fail_one();
  const auto outcomes = retry();
  EXPECT_EQ(outcomes.at(0).exit_code, Exit::failed);
  EXPECT_EQ(only_task().status, "Failed");
  EXPECT_EQ(only_task().attempts, 2);
  EXPECT_EQ(only_task().error, "refused {\"n\":2}");
}

TEST_F(RetriedTask, StaysFailedWhenTheOutgoingCannotBeReached) {
  fail_one();
  target().fails_to_open = true;
  target().status = HIF_UNAVAILABLE;
  EXPECT_EQ(retry().at(0).exit_code, Exit::unreachable);
  EXPECT_EQ(only_task().status, "Failed");
  EXPECT_EQ(only_task().stage, "publisher");
  target() = {};
  retry();
  EXPECT_EQ(target().got, numbers(2, 2));
}

TEST_F(RetriedTask, IsSentWithTheRecordThatItWasGivenMeanwhile) {
  fail_one();
  ASSERT_TRUE(store->kept_tasks().set_record(only_task().id, record(7)));
  retry();
  EXPECT_EQ(target().got.back(), record(7));
  EXPECT_EQ(only_task().status, "Finished");
}

TEST_F(RetriedTask, IsLeftAloneOnceItIsSettled) {
  fail_one();
  ASSERT_TRUE(store->kept_tasks().set_status(only_task().id, "Skipped"));
  target().failures.clear();
  EXPECT_TRUE(retry().empty());
  EXPECT_EQ(target().got.size(), 2u);
  EXPECT_FALSE(store->kept_tasks().set_record(only_task().id, record(7)));
}

// The same transformers must not run twice over what they made.
TEST_F(RetriedTask, DoesNotPassTransformersThatItHasBehindIt) {
  plan.outgoing().transformers = {transformer(R"({"do": "set", "name": "by", "value": "first"})"),
                                  transformer(R"({"do": "reject", "when": 2})"),
                                  transformer(R"({"do": "set", "name": "by", "value": "third"})")};
  source().records = numbers(2, 2);
  run();
  EXPECT_EQ(only_task().stage, "outgoing");
  EXPECT_EQ(only_task().step, 1);
  EXPECT_NE(only_task().record.find("first"), std::string::npos);
  plan.outgoing().transformers[0] = transformer(R"({"do": "twice"})");
  plan.outgoing().transformers[1] = transformer(R"({"do": "drop", "when": 3})");
  retry();
  ASSERT_EQ(target().got.size(), 1u);
  EXPECT_NE(target().got[0].find("third"), std::string::npos);
}

TEST_F(RetriedTask, OfARequestTransformerGoesOnAsARequest) {
  plan.outgoing().request_transformers = {transformer(R"({"do": "reject", "when": 2})")};
  source().records = numbers(2, 2);
  run();
  EXPECT_EQ(only_task().stage, "request");
  plan.outgoing().request_transformers = {transformer(R"({"do": "drop", "when": 3})")};
  retry();
  EXPECT_EQ(target().got,
            (std::vector<std::string>{R"({"path":{},"query":{},"payload":{"n":2}})"}));
}

TEST_F(RetriedTask, ThatReachedNoOutgoingGoesToAllOfThem) {
  plan.add_outgoing("second", "acme.publisher", R"({"key": "second"})").client = "vendor";
  plan.route().outgoing = {"out", "second"};
  plan.route().transformers = {transformer(R"({"do": "reject", "when": 2})")};
  source().records = numbers(2, 2);
  run();
  EXPECT_EQ(only_task().stage, "route");
  EXPECT_EQ(only_task().outgoing, "");
  plan.route().transformers = {transformer(R"({"do": "drop", "when": 3})")};
  target("second").failures = {{record(2), HIF_INVALID_ARGUMENT}};
  EXPECT_EQ(retry().at(0).exit_code, Exit::failed);
  EXPECT_EQ(target().got, numbers(2, 2));
  EXPECT_EQ(only_task().outgoing, "second"); // the other one has it
  target("second").failures.clear();
  retry();
  EXPECT_EQ(target().got, numbers(2, 2));
  EXPECT_EQ(target("second").got, numbers(2, 2));
  EXPECT_EQ(only_task().status, "Finished");
}

TEST_F(RetriedTask, ThatBecomesSeveralRecordsKeepsEachOneThatFails) {
  plan.outgoing().transformers = {transformer(R"({"do": "reject", "when": 2})")};
  source().records = numbers(2, 2);
  run();
  plan.outgoing().transformers = {transformer(R"({"do": "twice"})")};
  target().failures = {{record(2), HIF_INVALID_ARGUMENT}};
  retry();
  const auto tasks = store->tasks();
  ASSERT_EQ(tasks.size(), 2u);
  for (const auto& task : tasks) {
    EXPECT_EQ(task.status, "Failed");
    EXPECT_EQ(task.stage, "publisher");
    EXPECT_EQ(task.attempts, 2);
  }
}

TEST_F(RetriedTask, MovesTheSinkThatItWritesTo) {
  deliver_to_sink();
  fail_one();
  target().failures.clear();
  retry();
  EXPECT_EQ(target().openings.back().position, "2");
  EXPECT_EQ(position().outgoing.at("out").sink, "3");
  source().records = numbers(1, 4);
  run();
  EXPECT_EQ(target().got, (std::vector<std::string>{record(1), record(3), record(2), record(4)}));
}

TEST_F(RetriedTask, WaitsForTheRunOfItsRoute) {
  fail_one();
  const auto running = host::lock_route(data_dir(), "r");
  EXPECT_THROW(retry(), host::Failure);
  EXPECT_EQ(only_task().status, "Failed");
}

TEST_F(RetriedTask, OfARouteThatIsGoneSaysSo) {
  fail_one();
  plan.route().name = "s";
  try {
    retry();
    FAIL();
  } catch (const host::Failure& failure) {
    EXPECT_EQ(failure.exit_code, Exit::usage);
    EXPECT_NE(std::string(failure.what()).find("skip the task"), std::string::npos);
  }
}

} // namespace
