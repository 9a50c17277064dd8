// SPDX-License-Identifier: MIT
// Records that cannot be delivered are kept as tasks, each once, and block nobody.

#include "run/running.hpp"

namespace {

using fake::source;
using fake::target;
using host::Exit;
using tests::numbers;
using tests::record;
using tests::transformer;

class FailedRecord : public tests::Running {
 protected:
  static std::vector<std::string> without(std::vector<std::string> records, std::uint64_t n) {
    std::erase(records, record(n));
    return records;
  }
};

TEST_F(FailedRecord, BecomesATaskWithItsErrorAndBlocksNoOther) {
  source().records = numbers(1, 25);
  target().failures = {{record(12), HIF_INVALID_ARGUMENT}};
  const auto summary = run();
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_EQ(summary.records_out, 24u);
  EXPECT_EQ(summary.status, "failed");
  EXPECT_EQ(target().got, without(numbers(1, 25), 12));
  ASSERT_EQ(failed_records(), numbers(12, 12));
  EXPECT_EQ(store->tasks()[0].error, "refused {\"n\":12}");
  EXPECT_EQ(store->tasks()[0].outgoing, "out");
  EXPECT_EQ(run().exit_code, Exit::done); // it is settled
  EXPECT_EQ(failed_records(), numbers(12, 12));
}

TEST_F(FailedRecord, BecomesOneTaskWhenTheRunBreaksOffAfterIt) {
  source().records = numbers(1, 25);
  target().failures = {{record(12), HIF_INVALID_ARGUMENT}};
  target().breaks_after = 14;
  run();
  EXPECT_EQ(failed_records(), numbers(12, 12));
  target().breaks_after.reset();
  run();
  EXPECT_EQ(failed_records(), numbers(12, 12));
  EXPECT_EQ(target().got, without(numbers(1, 25), 12));
}

TEST_F(FailedRecord, OfASinkBecomesOneTaskWhenTheRunBreaksOffAfterIt) {
  deliver_to_sink();
  source().records = numbers(1, 25);
  source().checkpoint_every = 100;
  source().fails_at = 20;
  target().failures = {{record(12), HIF_INVALID_ARGUMENT}};
  run();
  EXPECT_TRUE(failed_records().empty()); // the next run comes by it again
  source().fails_at.reset();
  run();
  EXPECT_EQ(failed_records(), numbers(12, 12));
}

TEST_F(FailedRecord, HasNoSecretInTheErrorThatIsKept) {
  masker->add("refused");
  source().records = numbers(1, 1);
  target().failures = {{record(1), HIF_INVALID_ARGUMENT}};
  run();
  ASSERT_EQ(store->tasks().size(), 1u);
  EXPECT_EQ(store->tasks()[0].error, "*** {\"n\":1}");
}

TEST_F(FailedRecord, ThatIsNoJsonIsATaskAndBlocksNoOther) {
  plan.outgoing().request_transformers = {transformer(R"({"do": "break"})")};
  source().records = {record(1), R"({"n":2,"n":2})", record(3)};
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::failed);
  EXPECT_EQ(summary.records_out, 2u);
  EXPECT_EQ(failed_records(), (std::vector<std::string>{R"({"n":2,"n":2})"}));
}

struct Place {
  const char* name;
  std::vector<host::TransformerConfig>& (*list)(tests::Plan&);
  const char* outgoing; // of the task
  const char* record;   // as the transformer was given it
};

class RejectedRecord : public tests::Running, public testing::WithParamInterface<Place> {
 protected:
  void reject(const char* config) { GetParam().list(plan) = {transformer(config)}; }
};

TEST_P(RejectedRecord, BecomesATaskOnceAndBlocksNoOther) {
  reject(R"({"do": "reject", "when": 12})");
  source().records = numbers(1, 25);
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::failed);
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_EQ(summary.records_out, 24u);
  EXPECT_EQ(target().got.size(), 24u);
  EXPECT_EQ(position().checkpoint, "25");
  run();
  ASSERT_EQ(failed_records(), (std::vector<std::string>{GetParam().record}));
  EXPECT_EQ(store->tasks()[0].error, "cannot have it");
  EXPECT_EQ(store->tasks()[0].outgoing, GetParam().outgoing);
}

TEST_P(RejectedRecord, BecomesATaskOnceWhenTheRunBreaksOff) {
  reject(R"({"do": "reject", "when": 12})");
  source().records = numbers(1, 25);
  source().checkpoint_every = 2;
  for (const std::uint64_t broken : {11, 3}) {
    target().breaks_after = broken;
    run();
  }
  target().breaks_after.reset();
  run();
  EXPECT_EQ(failed_records(), (std::vector<std::string>{GetParam().record}));
  EXPECT_EQ(target().got.size(), 24u);
}

TEST_P(RejectedRecord, OfASourceWithoutCheckpointsBecomesATask) {
  reject(R"({"do": "reject", "when": 12})");
  source().records = numbers(1, 25);
  source().checkpoint_every = 0;
  run();
  EXPECT_EQ(failed_records(), (std::vector<std::string>{GetParam().record}));
}

INSTANTIATE_TEST_SUITE_P(
    By, RejectedRecord,
    testing::Values(
        Place{"Incoming", [](tests::Plan& plan) -> auto& { return plan.incoming().transformers;
} // namespace
, "", R"({"n":12})"
}
, Place{"Route", [](tests::Plan& plan) -> auto& {return plan.route().transformers;
}
, "", R"({"n":12})"
}
, Place{"Outgoing", [](tests::Plan& plan) -> auto& {return plan.outgoing().transformers;
}
, "out", R"({"n":12})"
}
, Place{"Request", [](tests::Plan& plan) -> auto& {return plan.outgoing().request_transformers;
}
, "out", R"({"path":{},"query":{},"payload":{"n":12}})"
}),
    [](const auto& param) {
  return param.param.name; });

} // namespace
