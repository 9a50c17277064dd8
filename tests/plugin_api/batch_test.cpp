// SPDX-License-Identifier: MIT
// Who owns what in a batch, and until when.

#include "plugin_api/table_fixture.hpp"

#include <thread>

namespace {

using hif::sdk::Batch;
using hif::sdk::BatchBuilder;
using hif::sdk::view;

TEST(Batch, TextsLiveUntilRelease) {
  Batch batch;
  {
    BatchBuilder builder;
    for (int i = 0; i < 500; ++i) { // short texts, which a moving string would lose
      builder.add(builder.copy(std::to_string(i)));
      builder.add(builder.own("own" + std::to_string(i)));
    }
    builder.checkpoint("here");
    builder.finish(batch.out());
    EXPECT_EQ(builder.size(), 0u) << "empty, for the next batch";
  }
  ASSERT_EQ(batch.size(), 1000u);
  EXPECT_EQ(view(batch[998].json), "499");
  EXPECT_EQ(view(batch[999].json), "own499");
  EXPECT_EQ(batch[0].event_time_us, INT64_MIN);
  EXPECT_EQ(batch.checkpoint(), "here");
}

TEST(Batch, OwnersAreHeldUntilReleaseOnAnyThread) {
  auto page = std::make_shared<std::string>(R"({"a":1})");
  const std::weak_ptr<std::string> watch = page;
  Batch batch;
  BatchBuilder builder;
  builder.keep(page);
  builder.add(*page);
  builder.finish(batch.out());
  page.reset();
  EXPECT_FALSE(watch.expired());
  std::thread([&watch, moved = std::move(batch)]() mutable {
    EXPECT_EQ(view(moved[0].json), R"({"a":1})");
    { const Batch gone = std::move(moved); }
    EXPECT_TRUE(watch.expired());
  }).join();
  EXPECT_EQ(batch.size(), 0u);
}

TEST(Batch, BuilderThatIsNotFinishedFreesWhatItHeld) {
  auto page = std::make_shared<int>(1);
  {
    BatchBuilder builder;
    builder.keep(page);
  }
  EXPECT_EQ(page.use_count(), 1);
}

TEST(Batch, IsReleasedOnce) {
  int released = 0;
  hif_batch raw{};
  raw.producer_data = &released;
  raw.release = [](hif_batch* batch) { ++*static_cast<int*>(batch->producer_data); };
  {
    Batch first(raw);
    Batch second(std::move(first));
    Batch third;
    third = std::move(second);
    EXPECT_EQ(released, 0);
  }
  EXPECT_EQ(released, 1);
}

TEST(Batch, EmptyBatchCarriesACheckpointAlone) {
  BatchBuilder builder;
  builder.checkpoint("end");
  Batch batch;
  builder.finish(batch.out());
  EXPECT_EQ(batch.size(), 0u);
  EXPECT_EQ(batch.checkpoint(), "end");
}

TEST(Batch, RecordsOfANewerProducerAreReadByItsStride) {
  struct Longer {
    hif_record known;
    std::uint64_t newer;
  };
  Longer records[2] = {};
  records[1].known.json = hif::sdk::str("{}");
  hif_batch raw{};
  raw.stride = sizeof(Longer);
  raw.records = records;
  raw.count = 2;
  EXPECT_EQ(view(hif_batch_at(&raw, 1)->json), "{}");
}

} // namespace
