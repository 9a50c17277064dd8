// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <utility>

namespace host {

// A file descriptor, closed when it goes if it is this side's own. Move only.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number, bool owned = true) : number_(number), owned_(owned) {}
  Descriptor(Descriptor&& other) noexcept
      : number_(std::exchange(other.number_, -1)), owned_(other.owned_) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    std::swap(owned_, other.owned_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0 && owned_) ::close(number_);
  }

  int number() const { return number_; }
  bool open() const { return number_ >= 0; }

 private:
  int number_ = -1;
  bool owned_ = true;
};

} // namespace host
