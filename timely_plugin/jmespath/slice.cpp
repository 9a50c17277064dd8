// SPDX-License-Identifier: MIT
#include "jmespath/slice.hpp"

#include "jmespath/code_points.hpp"

#include <algorithm>

namespace timely::jmespath {
namespace {

// Calls `use` with every place of `size` ones that the slice names, in its order.
template <typename Use>
void for_each_place(std::int64_t size, const Slice& slice, Use use) {
  const bool forward = slice.step > 0;
  // A place from the end becomes one from the front; what lies outside, the nearest inside.
  const auto place = [&](std::int64_t given) {
    const auto lowest = forward ? std::int64_t{0} : std::int64_t{-1};
    const auto highest = forward ? size : size - 1;
    if (given < 0) given = given < -size ? lowest : given + size;
    return std::clamp(given, lowest, std::max(lowest, highest));
  };
  const auto first = slice.start ? place(*slice.start) : forward ? 0 : size - 1;
  const auto last = slice.stop ? place(*slice.stop) : forward ? size : -1;
  for (auto at = first; forward ? at < last : at > last;) {
    use(static_cast<std::size_t>(at));
    // The next place is named only where there is one: the sum might not fit.
    const auto left = forward ? last - at : at - last;
    if (forward ? slice.step >= left : slice.step <= -left) break;
    at += slice.step;
  }
}

} // namespace

const hif::json::Value* element_at(const hif::json::Array& array, std::int64_t index) {
  const auto size = static_cast<std::int64_t>(array.size());
  if (index >= size || index < -size) return nullptr;
  return &array[static_cast<std::size_t>(index < 0 ? index + size : index)];
}

std::vector<const hif::json::Value*> slice_of(const hif::json::Array& array, const Slice& slice) {
  std::vector<const hif::json::Value*> elements;
  for_each_place(static_cast<std::int64_t>(array.size()), slice,
                 [&](std::size_t at) { elements.push_back(&array[at]); });
  return elements;
}

std::string slice_of(const std::string& text, const Slice& slice) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (begins_code_point(text[i])) starts.push_back(i);
  const auto count = starts.size();
  starts.push_back(text.size());
  std::string cut;
  for_each_place(static_cast<std::int64_t>(count), slice, [&](std::size_t at) {
    cut.append(text, starts[at], starts[at + 1] - starts[at]);
  });
  return cut;
}

} // namespace timely::jmespath
