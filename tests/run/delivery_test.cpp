// SPDX-License-Identifier: MIT
// What becomes of records at the outgoings.

#include "run/running.hpp"

#include <stdexcept>

namespace {

using fake::source;
using fake::target;
using host::Exit;
using tests::numbers;
using tests::record;

class Delivery : public tests::Running {
 protected:
  // The results told, as `index status`.
  std::vector<std::string> told;
  void listen() {
    options.on_result = [this](const hif::json::Value& result) {
      told.push_back(result.find("index")->as_number().text + " " +
                     result.find("status")->as_string());
    };
  }
};

TEST_F(Delivery, GivesEveryOutgoingEveryRecord) {
  for (const char* name : {"a", "b"})
    plan.add_outgoing(name, "acme.publisher", hif::json::print(hif::json::Object{{"key", name}}));
  plan.route().outgoing = {"out", "a", "b"};
  source().records = numbers(1, 25);
  const auto summary = run();
  EXPECT_EQ(summary.records_in, 25u);
  EXPECT_EQ(summary.records_out, 75u);
  for (const char* name : {"out", "a", "b"}) EXPECT_EQ(target(name).got, numbers(1, 25)) << name;
}

TEST_F(Delivery, GivesAVendorSmallBatches) {
  source().records = numbers(1, 1000);
  source().page = 1'000'000;
  std::uint64_t most = 0, before = 0;
  options.on_progress = [&](std::uint64_t records, const host::RunCounters&) {
    most = std::max(most, records - before);
    before = records;
  };
  run();
  EXPECT_EQ(most, 100u);
  EXPECT_EQ(target().got.size(), 1000u);
}

TEST_F(Delivery, TellsTheResultOfEachRecordOfAVendor) {
  source().records = numbers(1, 3);
  target().failures = {{record(2), HIF_INVALID_ARGUMENT}};
  listen();
  run();
  EXPECT_EQ(told, (std::vector<std::string>{"0 created", "1 failed", "2 created"}));
}

TEST_F(Delivery, TellsNoResultsOfASink) {
  deliver_to_sink();
  source().records = numbers(1, 3);
  listen();
  run();
  EXPECT_TRUE(told.empty());
}

TEST_F(Delivery, TakesResultsThatComeWithTheFlush) {
  target().deferred = true;
  target().failures = {{record(12), HIF_INVALID_ARGUMENT}};
  source().records = numbers(1, 25);
  listen();
  const auto summary = run();
  EXPECT_EQ(summary.records_out, 24u);
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_EQ(told.size(), 25u);
  EXPECT_EQ(failed_records(), numbers(12, 12));
  EXPECT_EQ(position().checkpoint, "25");
}

TEST_F(Delivery, GivesRecordsAgainWhoseResultsNeverCame) {
  target().deferred = true;
  source().records = numbers(1, 25);
  source().checkpoint_every = 0;
  source().fails_at = 15;
  run();
  EXPECT_EQ(target().got, numbers(1, 0)); // none was flushed
  source().fails_at.reset();
  run();
  EXPECT_EQ(target().got, numbers(1, 25));
}

TEST_F(Delivery, ReportsAPublisherThatGivesNoResult) {
  target().silent = true;
  source().records = numbers(1, 5);
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::failed);
  EXPECT_EQ(summary.error, "out: the package gave no result for 5 records after a flush");
  EXPECT_EQ(position().checkpoint, "");
  EXPECT_EQ(position().outgoing["out"].settled, 0u);
}

TEST_F(Delivery, TellsThePublisherOnceItIsKeptWhatBecameOfItsRecords) {
  source().records = numbers(1, 25);
  run();
  EXPECT_EQ(target().committed, (std::vector<std::size_t>{10, 20, 25, 25}));
}

TEST_F(Delivery, TellsThePublisherWhatIsKeptOfARunThatBreaksOff) {
  source().records = numbers(1, 25);
  source().checkpoint_every = 4;
  source().fails_at = 20;
  run();
  EXPECT_EQ(target().committed, std::vector<std::size_t>{20});
}

TEST_F(Delivery, TellsThePublisherNothingThatIsNotKept) {
  source().records = numbers(1, 25);
  options.dry_run = true;
  run();
  EXPECT_EQ(target().committed, std::vector<std::size_t>{});
  options.dry_run = false;
  refuse_to_keep("position", "length(NEW.value)>0 OR NEW.settled>0");
  const auto summary = run();
  EXPECT_NE(summary.error.find("no room"), std::string::npos) << summary.error;
  EXPECT_EQ(target().got, numbers(1, 10));
  EXPECT_EQ(target().committed, std::vector<std::size_t>{});
}

TEST_F(Delivery, ThatCannotBeFlushedKeepsNoCheckpoint) {
  target().fails_to_flush = true;
  target().deferred = true;
  source().records = numbers(1, 5);
  EXPECT_EQ(run().exit_code, Exit::unreachable);
  EXPECT_EQ(position().checkpoint, "");
  target().fails_to_flush = false;
  run();
  EXPECT_EQ(target().got, numbers(1, 5));
}

// Records that pass a request transformer that gave up were never given to the publisher.
TEST_F(Delivery, LosesNoRecordWhenARequestTransformerGivesUp) {
  plan.outgoing().request_transformers = {tests::transformer(R"({"do": "break"})")};
  source().records = numbers(1, 15);
  fake::transformers_break = true;
  EXPECT_EQ(run().exit_code, Exit::unreachable);
  EXPECT_TRUE(target().got.empty());
  EXPECT_EQ(position().outgoing["out"].settled, 0u);
  fake::transformers_break = false;
  run();
  EXPECT_EQ(target().got.size(), 15u);
}

TEST_F(Delivery, LosesNoRecordWhenATransformerOfTheOutgoingGivesUp) {
  plan.outgoing().transformers = {tests::transformer(R"({"do": "break"})")};
  source().records = numbers(1, 15);
  fake::transformers_break = true;
  EXPECT_EQ(run().exit_code, Exit::unreachable);
  fake::transformers_break = false;
  run();
  EXPECT_EQ(target().got, numbers(1, 15));
}

// The listener writes to standard output, whose reader may go away. Nothing of that may pass
// through the package, and what the vendor took stays taken.
TEST_F(Delivery, EndsWhenNobodyListensToItsResultsAndSendsNothingTwice) {
  source().records = numbers(1, 25);
  options.on_result = [&](const hif::json::Value& result) {
    if (result.find("index")->as_int64() == 12) throw host::Failure(Exit::failed, "no reader");
  };
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::failed);
  EXPECT_EQ(summary.error, "no reader");
  EXPECT_EQ(target().got, numbers(1, 20));
  options.on_result = nullptr;
  run();
  EXPECT_EQ(target().got, numbers(1, 25));
}

TEST_F(Delivery, EndsWhenNobodyListensToItsPreviews) {
  source().records = numbers(1, 5);
  options.dry_run = true;
  options.on_preview = [](std::string_view) { throw host::Failure(Exit::failed, "no reader"); };
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::failed);
  EXPECT_EQ(summary.error, "no reader");
}

class ExitCode : public Delivery {
 protected:
  int exit_of(std::map<std::string, hif_status> failures) {
    source().records = numbers(1, 9);
    target().failures = std::move(failures);
    return run().exit_code;
  }
};

TEST_F(ExitCode, OfFailedRecordsIsOne) {
  EXPECT_EQ(exit_of({{record(3), HIF_INVALID_ARGUMENT}, {record(5), HIF_INTERNAL}}), Exit::failed);
}

TEST_F(ExitCode, IsTheGravestOfTheRecords) {
  EXPECT_EQ(exit_of({{record(2), HIF_INVALID_ARGUMENT},
                     {record(3), HIF_PERMISSION_DENIED},
                     {record(5), HIF_RATE_LIMITED},
                     {record(7), HIF_UNAUTHENTICATED}}),
            Exit::unreachable);
}

TEST_F(ExitCode, IsTheGravestOfTheOutgoings) {
  plan.add_outgoing("other", "acme.publisher", R"({"key": "other"})");
  plan.route().outgoing = {"other", "out"};
  target("other").failures = {{record(1), HIF_PERMISSION_DENIED}};
  EXPECT_EQ(exit_of({{record(2), HIF_INVALID_ARGUMENT}}), Exit::unauthorised);
}

TEST_F(ExitCode, OfARunThatEndsEarlyIsNotLessGraveThanThatOfItsRecords) {
  target().breaks_after = 5;
  target().status = HIF_DATA_LOSS;
  EXPECT_EQ(exit_of({{record(2), HIF_RATE_LIMITED}}), Exit::unreachable);
}

} // namespace
