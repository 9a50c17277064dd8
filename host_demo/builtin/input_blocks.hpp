// SPDX-License-Identifier: MIT
#pragma once
// Reading a file in large blocks that records may point into.

#include "builtin/descriptor.hpp"

#include <hif/sdk/call.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// Blocks for reuse: one goes back when the last batch that points into it is released, on
// whatever thread that is. So reading takes the same few blocks however large the file is.
class BlockPool : public std::enable_shared_from_this<BlockPool> {
 public:
  static constexpr std::size_t block_bytes = 1 << 20;
  // Allocated bytes behind every block, so that SIMD code may read past the data.
  static constexpr std::size_t padding = 64;

  std::shared_ptr<char[]> take(std::size_t bytes);

 private:
  void give_back(std::unique_ptr<char[]> block);

  std::mutex mutex_;
  std::vector<std::unique_ptr<char[]>> spare_;
};

// An input, open: a regular file, a FIFO, or standard input.
class InputBlocks {
 public:
  // Throws Error HIF_INVALID_ARGUMENT, with path and reason.
  explicit InputBlocks(const std::string& path);

  // Regular files can be read again from a place; others have no place to go on from.
  bool resumable() const { return resumable_; }
  // Bytes of a regular file now.
  std::uint64_t file_size() const;
  // Up to `size` bytes at `offset` of a regular file; leaves the reading place alone.
  std::string read_at(std::uint64_t offset, std::size_t size) const;

  // What was read and not taken; BlockPool::padding bytes behind it may be read. Writable, since
  // nobody else sees it before it is taken.
  std::string_view rest() const { return {block_.get() + begin_, end_ - begin_}; }
  char* data() { return block_.get() + begin_; }
  // What rest() lies in; to be held by whoever keeps a view of it.
  std::shared_ptr<const void> block() const { return block_; }
  void take(std::size_t bytes);
  // Makes rest() longer, or notes the end. Throws Error HIF_CANCELLED while it waits for a pipe.
  void fill(const hif::sdk::Call& call);
  bool ended() const { return ended_; }

  // Place of rest() in the file, in bytes from its start.
  std::uint64_t offset() const { return offset_; }
  // Goes on from `offset` of a regular file.
  void seek(std::uint64_t offset);

 private:
  void make_room();

  std::string path_;
  Descriptor file_;
  bool resumable_ = false;
  bool ended_ = false;
  std::shared_ptr<BlockPool> pool_ = std::make_shared<BlockPool>();
  std::shared_ptr<char[]> block_;
  std::size_t capacity_ = 0, begin_ = 0, end_ = 0;
  std::uint64_t offset_ = 0;
};

} // namespace host
