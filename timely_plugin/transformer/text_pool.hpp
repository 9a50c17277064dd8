// SPDX-License-Identifier: MIT
#pragma once
// The memory of the text that batches are printed into.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace timely {

// Texts of batches that were released, for the next ones: memory that is new to a process costs
// more than what is printed into it. Any thread. Texts may outlive whoever made the pool.
class TextPool : public std::enable_shared_from_this<TextPool> {
 public:
  // An empty text, which comes back by itself.
  std::shared_ptr<std::string> take() {
    auto text = spare();
    text->clear();
    return {text.release(), [pool = shared_from_this()](std::string* released) {
              pool->keep(std::unique_ptr<std::string>(released));
            }};
  }

 private:
  static constexpr std::size_t most_texts = 2, most_bytes = 4 << 20; // that wait, and of each

  std::unique_ptr<std::string> spare() {
    const std::lock_guard lock(mutex_);
    if (spare_.empty()) return std::make_unique<std::string>();
    auto text = std::move(spare_.back());
    spare_.pop_back();
    return text;
  }

  void keep(std::unique_ptr<std::string> text) {
    const std::lock_guard lock(mutex_);
    if (spare_.size() < most_texts && text->capacity() <= most_bytes)
      spare_.push_back(std::move(text));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<std::string>> spare_;
};

} // namespace timely
