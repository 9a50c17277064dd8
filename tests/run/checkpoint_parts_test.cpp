// SPDX-License-Identifier: MIT
// A checkpoint in parts: kept, read and forgotten with the checkpoint that they belong to.

#include "run/running.hpp"

namespace {

using fake::source;
using fake::target;
using tests::numbers;

using Texts = std::vector<std::string>;

class Parts : public tests::Running {
 protected:
  Parts() {
    source().records = numbers(1, 30);
    source().parts = true;
  }
};

TEST_F(Parts, AreKeptWithTheCheckpointAndGivenBackWithIt) {
  run();
  EXPECT_EQ(position().checkpoint, "30");
  EXPECT_EQ(store->part("r", "sum"), std::to_string(30 * 31 / 2));
  source().records = numbers(1, 40);
  run();
  EXPECT_EQ(source().opened_parts, (Texts{"none", "465"}));
  EXPECT_EQ(store->part("r", "sum"), "820");
}

TEST_F(Parts, OfABatchThatIsNotDeliveredAreNotKept) {
  target().breaks_after = 13;
  run();
  EXPECT_EQ(position().checkpoint, "10");
  EXPECT_EQ(store->part("r", "sum"), "55");
  target().breaks_after.reset();
  run();
  EXPECT_EQ(target().got, numbers(1, 30));
  EXPECT_EQ(store->part("r", "sum"), "465");
}

TEST_F(Parts, OfASinkAreThoseOfTheKeptCheckpoint) {
  deliver_to_sink();
  source().fails_at = 25;
  run();
  source().fails_at.reset();
  run();
  EXPECT_EQ(source().opened_parts.size(), 2u);
  EXPECT_EQ(target().got, numbers(1, 30));
  EXPECT_EQ(store->part("r", "sum"), "465");
}

TEST_F(Parts, AreForgottenByAFullRun) {
  run();
  options.full = true;
  run();
  EXPECT_EQ(source().opened_parts, (Texts{"none", "none"}));
  EXPECT_EQ(store->part("r", "sum"), "465");
}

TEST_F(Parts, GivenAnewAreReadAgainOnceTheyAreKept) {
  run();
  source().read_parts.clear();
  options.full = true;
  run();
  EXPECT_EQ(source().read_parts, (Texts{"none", "55", "210", "465"}));
}

TEST_F(Parts, StayAsTheyAreOnADryRun) {
  run();
  source().records = numbers(1, 40);
  options.dry_run = true;
  run();
  EXPECT_EQ(store->part("r", "sum"), "465");
  options.full = true;
  run();
  EXPECT_EQ(source().opened_parts, (Texts{"none", "465", "none"}));
  EXPECT_EQ(store->part("r", "sum"), "465");
}

} // namespace
