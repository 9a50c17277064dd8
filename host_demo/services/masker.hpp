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

  // Masks `secret` from now on, also as it looks inside JSON (and JSON in JSON), a URL and a form.
  void add(std::string_view secret);
  // Secrets that overlap in `text` become one "***".
  std::string masked(std::string_view text) const;

 private:
  mutable std::shared_mutex mutex_;
  std::set<std::string, std::less<>> secrets_;
};

} // namespace host
