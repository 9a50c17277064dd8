// SPDX-License-Identifier: MIT
// The readers by themselves: the bound on a record, which no test file should have to reach.

#include "builtin/csv_reader.hpp"
#include "builtin/file_fixture.hpp"
#include "builtin/ndjson_reader.hpp"

#include <hif/sdk/error.hpp>

namespace {

template <typename Reader>
hif_status read_bounded(const std::string& path, std::size_t max_line) {
  tables::TestCall raw;
  const hif::sdk::Call call(raw.raw());
  return hif::sdk::guard(raw.raw(), [&]() -> hif_status {
    host::InputBlocks blocks(path);
    Reader reader(blocks, path, max_line);
    hif::sdk::BatchBuilder batch;
    reader.begin(call);
    while (true) {
      const auto step = reader.next(batch);
      if (step == host::RecordReader::Step::end) return HIF_OK;
      if (step == host::RecordReader::Step::more) blocks.fill(call);
    }
  });
}

TEST(RecordReader, LineOverTheBoundIsRefused) {
  files::Folder folder;
  const auto path = folder / "a";
  files::write_file(path, "{\"a\":\"" + std::string(100, 'x') + "\"}\n");
  EXPECT_EQ(read_bounded<host::NdjsonReader>(path, 108), HIF_OK);
  EXPECT_EQ(read_bounded<host::NdjsonReader>(path, 107), HIF_RESOURCE_EXHAUSTED);
}

TEST(RecordReader, EndlessQuoteIsRefusedAtTheBound) {
  files::Folder folder;
  const auto path = folder / "a";
  files::write_file(path, "a\n\"" + std::string(4 << 20, 'x'));
  EXPECT_EQ(read_bounded<host::CsvReader>(path, 2 << 20), HIF_RESOURCE_EXHAUSTED);
}

TEST(RecordReader, BlocksAreUsedAgain) {
  const auto pool = std::make_shared<host::BlockPool>();
  auto first = pool->take(host::BlockPool::block_bytes);
  const auto* place = first.get();
  first.reset();
  EXPECT_EQ(pool->take(host::BlockPool::block_bytes).get(), place);
}

} // namespace
