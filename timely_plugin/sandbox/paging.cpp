// SPDX-License-Identifier: MIT
#include "paging.hpp"

#include <limits>

namespace timely::sandbox {

namespace {

constexpr std::int64_t usual_size = 100;

std::optional<std::int64_t> positive(const Call& call, std::string_view name) {
  const auto value = parse_integer(call.query_or_default(name));
  return value && *value > 0 ? value : std::nullopt;
}

std::int64_t capped(const Call& call, std::int64_t size) {
  if (call.entity.maximum_page_size) size = std::min(size, *call.entity.maximum_page_size);
  if (call.limits.page_cap > 0) size = std::min(size, call.limits.page_cap);
  return size;
}

} // namespace

Page PageRequest::of(std::size_t total) const {
  const auto begin = std::min(static_cast<std::size_t>(offset), total);
  return {begin, begin + std::min(static_cast<std::size_t>(size), total - begin)};
}

PageRequest page_request(const Call& call) {
  const bool by_page = call.entity.paging_style == "page" || call.query("page") ||
                       (call.query("per_page") && !call.query("limit"));
  const bool by_offset = call.entity.paging_style == "offset";
  const bool knows_pages = std::any_of(call.entity.query.begin(), call.entity.query.end(),
                                       [](const Field& field) { return field.name == "page"; });
  if (!by_offset && call.entity.paging_style != "page")
    return {0, std::numeric_limits<std::int64_t>::max()};
  if (by_page && (!by_offset || (knows_pages && !call.query("offset")))) {
    const auto named = positive(call, "per_page");
    const auto size = capped(call, named ? *named : positive(call, "limit").value_or(usual_size));
    const auto page = positive(call, "page").value_or(1);
    const bool too_far = page - 1 > std::numeric_limits<std::int64_t>::max() / size;
    return {too_far ? std::numeric_limits<std::int64_t>::max() : (page - 1) * size, size};
  }
  const auto size = capped(call, positive(call, "limit").value_or(usual_size));
  return {positive(call, "offset").value_or(0), size};
}

} // namespace timely::sandbox
