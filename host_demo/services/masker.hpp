// SPDX-License-Identifier: MIT
#pragma once
// Everything the host writes for people passes here: known secrets become "***".

#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>

namespace host {

// Any thread.
class Masker {
 public:
  // Values below this many bytes are not masked: they would blank out ordinary text.
  static constexpr std::size_t shortest = 4;

  // Masks `secret` from now on, also as it looks inside JSON and inside a URL.
  void add(std::string_view secret);
  std::string masked(std::string_view text) const;

 private:
  mutable std::shared_mutex mutex_;
  std::set<std::string, std::greater<>> secrets_;
};

}  // namespace host
