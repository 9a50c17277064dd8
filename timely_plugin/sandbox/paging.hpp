// SPDX-License-Identifier: MIT
#pragma once
// The page a request asks for, by the style of its entity. A size over the maximum is lowered
// without a word, as the API does; senseless values count as not given.

#include "routes.hpp"

#include <algorithm>

namespace timely::sandbox {

struct Page {
  std::size_t begin, end; // indexes into the whole list
};

struct PageRequest {
  std::int64_t offset, size;
  Page of(std::size_t total) const;
};

PageRequest page_request(const Call& call);

template <typename T>
std::vector<T> page_of(const Call& call, const std::vector<T>& all) {
  const auto page = page_request(call).of(all.size());
  return {all.begin() + static_cast<std::ptrdiff_t>(page.begin),
          all.begin() + static_cast<std::ptrdiff_t>(page.end)};
}

} // namespace timely::sandbox
