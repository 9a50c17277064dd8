// SPDX-License-Identifier: MIT
// What a run keeps of how far it came, and how the next one goes on from there.

#include "run/running.hpp"

namespace {

using fake::source;
using fake::target;
using host::Exit;
using tests::numbers;
using tests::record;

class Position : public tests::Running {};

TEST_F(Position, IsKeptOnceTheOutgoingHasAcceptedTheBatch) {
  source().records = numbers(1, 30);
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(target().got, numbers(1, 30));
  EXPECT_EQ(position().checkpoint, "30");
  run();
  EXPECT_EQ(source().opened_with, (std::vector<std::string>{"", "30"}));
  EXPECT_EQ(target().got, numbers(1, 30));
}

TEST_F(Position, StaysBeforeABatchThatTheOutgoingDidNotAccept) {
  source().records = numbers(1, 30);
  target().breaks_after = 20;
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::unreachable);
  EXPECT_EQ(summary.status, "failed");
  EXPECT_EQ(summary.error, "out: the target broke");
  EXPECT_EQ(position().checkpoint, "20");
  target().breaks_after.reset();
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(target().got, numbers(1, 30));
}

TEST_F(Position, InsideABatchOfAVendorIsKeptSoThatNothingIsSentTwice) {
  source().records = numbers(1, 30);
  target().breaks_after = 13;
  run();
  EXPECT_EQ(position().checkpoint, "10");
  EXPECT_EQ(position().outgoing.at("out").settled, 3u);
  target().breaks_after = 5; // and once more, still inside the batch
  run();
  EXPECT_EQ(position().outgoing.at("out").settled, 8u);
  target().breaks_after.reset();
  run();
  EXPECT_EQ(target().got, numbers(1, 30));
}

TEST_F(Position, CountsOverSeveralBatchesWithoutCheckpoint) {
  source().records = numbers(1, 60);
  source().checkpoint_every = 4;
  for (const std::uint64_t broken : {25, 9, 22}) {
    target().breaks_after = broken;
    EXPECT_EQ(run().exit_code, Exit::unreachable);
  }
  target().breaks_after.reset();
  run();
  EXPECT_EQ(target().got, numbers(1, 60));
}

TEST_F(Position, OfASourceThatBreaksKeepsWhatWasDelivered) {
  source().records = numbers(1, 30);
  source().checkpoint_every = 0;
  source().fails_at = 17;
  source().status = HIF_UNAUTHENTICATED;
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::unauthorised);
  EXPECT_EQ(summary.error, "in: the source broke");
  EXPECT_EQ(target().got, numbers(1, 17));
  source().fails_at.reset();
  run();
  EXPECT_EQ(target().got, numbers(1, 30));
}

TEST_F(Position, OfASinkGoesBackToTheKeptCheckpoint) {
  deliver_to_sink();
  source().records = numbers(1, 30);
  source().checkpoint_every = 2;
  source().fails_at = 15;
  run();
  EXPECT_EQ(target().got, numbers(1, 15));
  source().fails_at.reset();
  run();
  EXPECT_EQ(target().got, numbers(1, 30));
  EXPECT_EQ(position().outgoing.at("out").sink, "30");
}

TEST_F(Position, IsLeftAloneByARunThatCannotOpenTheOutgoing) {
  source().records = numbers(1, 30);
  target().breaks_after = 13;
  run();
  const auto kept = position();
  target().fails_to_open = true;
  const auto summary = run();
  EXPECT_EQ(summary.error, "out: the target cannot be opened");
  EXPECT_EQ(position(), kept);
  target().fails_to_open = false;
  target().breaks_after.reset();
  run();
  EXPECT_EQ(target().got, numbers(1, 30));
}

TEST_F(Position, OfASinkIsLeftAloneByARunThatCannotOpenIt) {
  deliver_to_sink();
  source().records = numbers(1, 10);
  run();
  const auto kept = position();
  target().fails_to_open = true;
  EXPECT_EQ(run().exit_code, Exit::unreachable);
  EXPECT_EQ(position(), kept);
}

TEST_F(Position, IsLeftAloneByARunThatCannotOpenTheSource) {
  source().records = numbers(1, 30);
  target().breaks_after = 13;
  run();
  const auto kept = position();
  source().fails_to_open = true;
  const auto summary = run();
  EXPECT_EQ(summary.error, "in: the source cannot be opened");
  EXPECT_EQ(position(), kept);
}

// Standard input is such a source: what it gave is gone, and its next records are others.
TEST_F(Position, OfASourceWithoutCheckpointsIsItsEndOnceItWasReadToTheEnd) {
  deliver_to_sink();
  source().checkpoint_every = 0;
  source().records = numbers(1, 15);
  run();
  source().records = numbers(16, 30);
  run();
  EXPECT_EQ(target().got, numbers(1, 30));
}

TEST_F(Position, OfASourceWithoutCheckpointsPassesNothingOverAfterACompleteRun) {
  source().checkpoint_every = 0;
  source().records = numbers(1, 15);
  run();
  EXPECT_EQ(position().outgoing.at("out").settled, 0u);
  source().records = numbers(16, 30);
  run();
  EXPECT_EQ(target().got, numbers(1, 30));
}

// Batches may be cut differently the next time.
TEST_F(Position, CarriesSettledRecordsOverACheckpointThatLiesBeforeTheirEnd) {
  source().records = numbers(1, 30);
  source().page = 20;
  target().breaks_after = 17;
  run();
  target().breaks_after.reset();
  options.max_records = 10;
  run();
  EXPECT_EQ(position().checkpoint, "10");
  EXPECT_EQ(position().outgoing.at("out").settled, 7u);
  options.max_records.reset();
  run();
  EXPECT_EQ(target().got, numbers(1, 30));
}

TEST_F(Position, IsKeptForEachOutgoingOfARoute) {
  plan.add_outgoing("sink", "acme.publisher", R"({"key": "sink"})");
  plan.route().outgoing = {"sink", "out"};
  target("sink").positions = true;
  source().records = numbers(1, 30);
  target("out").breaks_after = 13;
  EXPECT_EQ(run().exit_code, Exit::unreachable);
  EXPECT_EQ(position().checkpoint, "10"); // the sink may be ahead of it; it is cut back
  target("out").breaks_after.reset();
  EXPECT_EQ(run().records_out, 20u + 17u);
  EXPECT_EQ(target("sink").got, numbers(1, 30));
  EXPECT_EQ(target("out").got, numbers(1, 30));
}

class SharedSink : public Position {
 protected:
  SharedSink() {
    deliver_to_sink();
    plan.add_incoming("in2", "acme.subscriber", R"({"key": "in2"})");
    second.name = "s";
    second.incoming = "in2";
    source("in").records = numbers(1, 10);
    source("in2").records = numbers(101, 110);
  }
  host::RouteSummary run_second() {
    return host::run_route(second, plan.configuration, packages, services(), *store, data_dir(),
                           options);
  }
  static std::vector<std::string> both(std::vector<std::string> a, std::vector<std::string> b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }
  host::RouteConfig second = plan.route();
};

TEST_F(SharedSink, OfTwoRoutesHoldsTheRecordsOfBoth) {
  run();
  run_second();
  source("in").records = numbers(1, 15);
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(target().got, both(both(numbers(1, 10), numbers(101, 110)), numbers(11, 15)));
}

TEST_F(SharedSink, IsCutBackByTheOtherRouteAfterARunThatBrokeOff) {
  source("in").checkpoint_every = 100;
  source("in").fails_at = 7;
  run();
  EXPECT_EQ(target().got, numbers(1, 7));
  run_second();
  source("in").fails_at.reset();
  run();
  EXPECT_EQ(target().got, both(numbers(101, 110), numbers(1, 10)));
}

TEST_F(SharedSink, IsWrittenByOneRouteAtATime) {
  std::string refusal;
  options.on_progress = [&](std::uint64_t, const host::RunCounters&) {
    if (!refusal.empty()) return;
    refusal = "none";
    const auto summary = run_second();
    EXPECT_EQ(summary.exit_code, Exit::failed);
    refusal = summary.error;
  };
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_NE(refusal.find("outgoing \"out\" is being written by another run"), std::string::npos)
      << refusal;
  EXPECT_EQ(run_second().exit_code, Exit::done);
  EXPECT_EQ(target().got, both(numbers(1, 10), numbers(101, 110)));
}

TEST_F(SharedSink, ThatCannotBeCutBackIsWrittenByAsManyAsLike) {
  target().positions = false; // standard output
  bool nested = false;
  options.on_progress = [&](std::uint64_t, const host::RunCounters&) {
    if (std::exchange(nested, true)) return;
    EXPECT_EQ(run_second().exit_code, Exit::done);
  };
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(target().got.size(), 20u);
}

TEST_F(Position, IsNotLostWhenTheStoreFailsOnce) {
  source().records = numbers(1, 30);
  struct Refusing : host::Store {
    explicit Refusing(host::Store& store) : store(store) {}
    std::optional<host::StateValue> get_state(std::string_view s, std::string_view n) override {
      return store.get_state(s, n);
    }
    std::optional<std::uint64_t> put_state(std::string_view s, std::string_view n,
                                           std::string_view v, std::uint64_t e) override {
      return store.put_state(s, n, v, e);
    }
    void remove_state(std::string_view s, std::string_view n) override { store.remove_state(s, n); }
    host::LeaseAnswer acquire_lease(std::string_view s, std::string_view n,
                                    std::int64_t d) override {
      return store.acquire_lease(s, n, d);
    }
    bool renew_lease(std::string_view s, std::string_view n, std::uint64_t f,
                     std::int64_t d) override {
      return store.renew_lease(s, n, f, d);
    }
    void release_lease(std::string_view s, std::string_view n, std::uint64_t f) override {
      store.release_lease(s, n, f);
    }
    std::optional<host::RoutePosition> position(std::string_view r) override {
      return store.position(r);
    }
    void commit(std::string_view r, const host::RoutePosition& p, const std::vector<host::Task>& t,
                const host::PartChanges& c) override {
      if (++commits == 3) throw std::runtime_error("the disk is full");
      store.commit(r, p, t, c);
    }
    std::optional<std::string> part(std::string_view r, std::string_view n) override {
      return store.part(r, n);
    }
    std::vector<std::string> part_names(std::string_view r) override { return store.part_names(r); }
    std::string sink_position(std::string_view o) override { return store.sink_position(o); }
    void forget_position(std::string_view r) override { store.forget_position(r); }
    std::map<std::string, host::RoutePosition> positions() override { return store.positions(); }
    host::TaskKeeper& kept_tasks() override { return store.kept_tasks(); }
    void keep_run(const host::PastRun& run) override { store.keep_run(run); }
    std::vector<host::PastRun> past_runs(std::string_view r, std::int64_t m) override {
      return store.past_runs(r, m);
    }
    host::Store& store;
    int commits = 0;
  } refusing(*store);
  target().failures = {{record(15), HIF_INVALID_ARGUMENT}};
  const auto summary = host::run_route(plan.route(), plan.configuration, packages, services(),
                                       refusing, data_dir(), options);
  EXPECT_EQ(summary.exit_code, Exit::failed);
  EXPECT_EQ(summary.error, "the disk is full");
  run();
  auto truth = numbers(1, 30);
  truth.erase(truth.begin() + 14);
  EXPECT_EQ(target().got, truth);
  EXPECT_EQ(failed_records(), numbers(15, 15));
}

} // namespace
