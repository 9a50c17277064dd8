// SPDX-License-Identifier: MIT
#include "reading.hpp"

using namespace timely::test;

namespace {

class Checkpoints : public testing::Test {
 protected:
  ScriptedClient client_{list_of(10, 100)};
  LoggingHost host_;
  timely::Subscriber subscriber_{creation(host_, &client_, with(events_of_1, R"("page_size": 3)"))};
};

TEST_F(Checkpoints, ReadGoesOnAfterEveryBatch) {
  for (const std::uint64_t batch_size : {1, 2, 3, 5}) {
    for (std::size_t batches = 0; batches < 12; ++batches) {
      auto first = read_from(subscriber_, {}, batch_size, batches);
      const auto at = first.checkpoints.empty() ? "" : first.checkpoints.back();
      if (at.find("\"complete\":true") != at.npos) continue;
      const auto rest = read_from(subscriber_, at, batch_size);
      first.keys.insert(first.keys.end(), rest.keys.begin(), rest.keys.end());
      EXPECT_EQ(first.keys, ids_up_to(10)) << batch_size << " x " << batches;
    }
  }
}

TEST_F(Checkpoints, LastOneSaysComplete) {
  EXPECT_NE(read_from(subscriber_).checkpoints.back().find("\"complete\":true"), std::string::npos);
}

TEST_F(Checkpoints, CompleteReadStartsAnew) {
  const auto end = read_from(subscriber_).checkpoints.back();
  EXPECT_EQ(read_from(subscriber_, end).keys, ids_up_to(10));
}

TEST_F(Checkpoints, OtherParametersStartAnewWithAWarning) {
  const auto at = read_from(subscriber_, {}, 3, 2).checkpoints.back();
  timely::Subscriber other(creation(host_, &client_, with(events_of_1, R"("page_size": 4)")));
  EXPECT_EQ(read_from(other, at).keys, ids_up_to(10));
  ASSERT_FALSE(host_.lines.empty());
  EXPECT_NE(host_.lines.back().find("starts anew"), std::string::npos);
}

TEST_F(Checkpoints, UnreadableOneIsRefused) {
  for (const auto* text : {"x", "{}", R"({"v":1})", R"({"v":2,"entity":5})"}) {
    try {
      read_from(subscriber_, text);
      ADD_FAILURE() << text;
    } catch (const hif::sdk::Error& error) {
      EXPECT_EQ(error.status, HIF_INVALID_ARGUMENT);
    }
  }
}

} // namespace
