// SPDX-License-Identifier: MIT
#pragma once
// The memory of answers.

#include <hif/client.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace hif::sdk {

// Bytes with HIF_BODY_PADDING readable bytes behind them, for a client's answer. Move only.
class BodyBuffer {
 public:
  std::size_t size() const { return size_; }
  // What it can hold without asking for memory.
  std::size_t capacity() const { return capacity_; }
  char* data() { return bytes_.get(); }
  std::string_view text() const { return {bytes_.get(), size_}; }
  // Keeps what is there; new bytes are undefined.
  void resize(std::size_t size) {
    if (size > capacity_ || !bytes_) {
      const auto capacity = std::max(size, capacity_ + capacity_ / 2);
      std::unique_ptr<char[]> grown(new char[capacity + HIF_BODY_PADDING]);
      std::copy_n(bytes_.get(), std::min(size_, size), grown.get());
      bytes_ = std::move(grown);
      capacity_ = capacity;
    }
    size_ = size;
    std::fill_n(bytes_.get() + size_, HIF_BODY_PADDING, '\0');
  }
  void append(std::string_view more) {
    const auto old = size_;
    resize(old + more.size());
    std::copy(more.begin(), more.end(), bytes_.get() + old);
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0, capacity_ = 0;
};

// Large buffers of answers that were released, for the next ones: memory that is new to a process
// costs more than the bytes that are read into it. Any thread.
class BodyPool {
 public:
  // Keeps buffers of `least` bytes and more, `most` bytes of them at the most.
  BodyPool(std::size_t least, std::size_t most) : least_(least), most_(most) {}

  // An empty one, with room for `size` bytes.
  BodyBuffer take(std::size_t size) {
    BodyBuffer taken;
    if (size < least_) return taken;
    {
      const std::lock_guard lock(mutex_);
      auto best = spare_.begin(); // the smallest that is large enough, or the largest
      for (auto at = spare_.begin(); at != spare_.end(); ++at)
        if (best->capacity() < size ? at->capacity() > best->capacity()
                                    : at->capacity() >= size && at->capacity() < best->capacity())
          best = at;
      if (best != spare_.end()) {
        bytes_ -= best->capacity();
        taken = std::move(*best);
        spare_.erase(best);
      }
    }
    // One that is too small goes, so that there are never more than were in use at once. Answers
    // to like requests differ a little in size.
    if (taken.capacity() < size) taken = BodyBuffer();
    if (!taken.data()) taken.resize(size + size / 8);
    taken.resize(0);
    return taken;
  }

  // Those kept for longest make room for `buffer`.
  void keep(BodyBuffer buffer) {
    if (buffer.capacity() < least_ || buffer.capacity() > most_) return;
    const std::lock_guard lock(mutex_);
    bytes_ += buffer.capacity();
    spare_.push_back(std::move(buffer));
    while (bytes_ > most_) {
      bytes_ -= spare_.front().capacity();
      spare_.erase(spare_.begin());
    }
  }

 private:
  const std::size_t least_, most_;
  std::mutex mutex_;
  std::vector<BodyBuffer> spare_; // the one kept last is the last
  std::size_t bytes_ = 0;         // of spare_
};

} // namespace hif::sdk
