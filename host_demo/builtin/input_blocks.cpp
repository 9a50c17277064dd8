// SPDX-License-Identifier: MIT
#include "builtin/input_blocks.hpp"

#include "builtin/file_config.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace host {
namespace {

constexpr int poll_ms = 200;

struct stat status_of(int descriptor, const std::string& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0)
    throw file_error(HIF_INVALID_ARGUMENT, "look at", path, errno);
  return status;
}

Descriptor open_input(const std::string& path) {
  if (path == "-") return Descriptor(STDIN_FILENO, false);
  // A FIFO is looked at before it is opened, since opening one waits for its writer.
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    throw file_error(HIF_INVALID_ARGUMENT, "read", path, errno);
  if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode))
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                          "cannot read \"" + path + "\": " +
                              (S_ISDIR(status.st_mode) ? "it is a directory" : "it is no file") +
                              "; name a regular file, a FIFO or \"-\"");
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.open()) throw file_error(HIF_INVALID_ARGUMENT, "read", path, errno);
  return file;
}

} // namespace

std::shared_ptr<char[]> BlockPool::take(std::size_t bytes) {
  if (bytes != block_bytes) return std::shared_ptr<char[]>(new char[bytes + padding]);
  std::unique_ptr<char[]> block;
  {
    const std::lock_guard lock(mutex_);
    if (!spare_.empty()) {
      block = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  if (!block) block.reset(new char[bytes + padding]);
  return std::shared_ptr<char[]>(block.release(), [pool = shared_from_this()](char* returned) {
    pool->give_back(std::unique_ptr<char[]>(returned));
  });
}

void BlockPool::give_back(std::unique_ptr<char[]> block) {
  constexpr std::size_t most_spare = 4;
  const std::lock_guard lock(mutex_);
  if (spare_.size() < most_spare) spare_.push_back(std::move(block));
}

InputBlocks::InputBlocks(const std::string& path)
    : path_(path == "-" ? "standard input" : path), file_(open_input(path)) {
  const auto status = status_of(file_.number(), path_);
  if (S_ISDIR(status.st_mode))
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT, "cannot read " + path_ + ": it is a directory");
  resumable_ = path != "-" && S_ISREG(status.st_mode);
}

std::uint64_t InputBlocks::file_size() const {
  return static_cast<std::uint64_t>(status_of(file_.number(), path_).st_size);
}

std::string InputBlocks::read_at(std::uint64_t offset, std::size_t size) const {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const auto got = ::pread(file_.number(), bytes.data() + have, size - have,
                             static_cast<off_t>(offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw file_error(HIF_DATA_LOSS, "read", path_, errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

void InputBlocks::take(std::size_t bytes) {
  begin_ += bytes;
  offset_ += bytes;
}

void InputBlocks::seek(std::uint64_t offset) {
  if (::lseek(file_.number(), static_cast<off_t>(offset), SEEK_SET) < 0)
    throw file_error(HIF_DATA_LOSS, "read", path_, errno);
  begin_ = end_;
  offset_ = offset;
  ended_ = false;
}

// A block with room behind rest(): a new one, since records may still point into the old.
void InputBlocks::make_room() {
  if (end_ < capacity_) return;
  const auto kept = rest();
  const auto capacity = std::max(BlockPool::block_bytes, kept.size() * 2);
  auto block = pool_->take(capacity);
  std::copy(kept.begin(), kept.end(), block.get());
  block_ = std::move(block);
  capacity_ = capacity;
  end_ = kept.size();
  begin_ = 0;
}

void InputBlocks::fill(const hif::sdk::Call& call) {
  make_room();
  while (!ended_) {
    if (!resumable_) {
      pollfd waiting{.fd = file_.number(), .events = POLLIN, .revents = 0};
      call.throw_if_cancelled();
      if (::poll(&waiting, 1, poll_ms) == 0) continue;
    }
    const auto got = ::read(file_.number(), block_.get() + end_, capacity_ - end_);
    if (got > 0) {
      end_ += static_cast<std::size_t>(got);
      return;
    }
    if (got == 0)
      ended_ = true;
    else if (errno == EINTR)
      call.throw_if_cancelled();
    else if (errno != EAGAIN)
      throw file_error(HIF_DATA_LOSS, "read", path_, errno);
  }
}

} // namespace host
