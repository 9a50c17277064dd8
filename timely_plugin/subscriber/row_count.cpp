// SPDX-License-Identifier: MIT
#include "subscriber/row_count.hpp"

#include "subscriber/page_plan.hpp"

#include <algorithm>

namespace timely {

using hif::sdk::Call;

namespace {

constexpr std::int64_t longest_list = std::int64_t{1} << 40;

PagePlan plan_of(const ReadSettings& settings) {
  return {settings.paging->style, settings.paging->first};
}

// Looks at single rows.
class Looking {
 public:
  Looking(const ReadSettings& settings, PageSource& source, const Call& call)
      : settings_(settings), plan_(plan_of(settings)), source_(source), call_(call) {}

  bool has_row(std::int64_t row) {
    const auto range = plan_.at(row, 1);
    const auto asked = source_.ask(call_, settings_.request_at(range.position, range.size));
    const auto page = source_.read(call_, *asked, source_.receive(call_, *asked));
    const auto rows = page && !page->single() ? page->records().size() : 0;
    trusted_ = trusted_ && rows <= 1;
    return rows > 0;
  }
  // No more rows came than were asked for.
  bool trusted() const { return trusted_; }

 private:
  const ReadSettings& settings_;
  const PagePlan plan_;
  PageSource& source_;
  const Call& call_;
  bool trusted_ = true;
};

std::int64_t pages_for(std::int64_t rows, std::int64_t size) {
  return (rows + size - 1) / size;
}

} // namespace

std::optional<RowCount> count_rows(const ReadSettings& settings, PageSource& source,
                                   const Call& call, std::int64_t from, std::int64_t within) {
  Looking looking(settings, source, call);
  const auto page = settings.page_size;
  RowCount count{from, from + page};
  for (auto step = page; looking.trusted() && looking.has_row(count.at_most); step *= 2) {
    count.at_least = count.at_most + 1;
    count.at_most = from + 2 * step;
    if (count.at_most > longest_list) return std::nullopt;
  }
  if (looking.trusted() && count.at_least == from) {
    if (!looking.has_row(from)) count.at_most = from;
    count.at_least = std::min(from + 1, count.at_most);
  }
  while (looking.trusted() &&
         count.at_most - count.at_least > std::max(within, count.at_least / 50)) {
    const auto middle = count.at_least + (count.at_most - count.at_least) / 2;
    if (looking.has_row(middle))
      count.at_least = middle + 1;
    else
      count.at_most = middle;
  }
  return looking.trusted() ? std::optional(count) : std::nullopt;
}

ListCost cost_of_list(const ReadSettings& settings, std::int64_t from, std::int64_t rows) {
  constexpr std::int64_t most_steps = 10'000; // the rest is like what went before
  const auto plan = plan_of(settings);
  auto size = settings.page_size, longest = 2 * size + 16, end = from;
  std::int64_t most_given = from > 0 ? size : 0;
  ListCost cost{pages_for(rows - from, size), 0};
  if (settings.max_pages) {
    const auto most = static_cast<std::int64_t>(*settings.max_pages);
    cost.pages = std::min(cost.pages, most);
    cost.requests =
        std::min(rows % size == 0 || cost.pages <= 1 ? cost.pages + 1 : cost.pages, most);
    return cost;
  }
  for (bool ended = false; !ended; ++cost.requests) {
    if (cost.requests == most_steps) {
      cost.requests = cost.requests * (rows - from) / std::max<std::int64_t>(end - from, 1);
      break;
    }
    auto range = end <= from ? plan.at(from, size) : plan.over(end, size, longest);
    if (range.end() <= end) range = plan.at(end / size * size, size);
    const auto got = std::clamp<std::int64_t>(rows - range.begin, 0, range.size);
    ended = got == 0 || (got < range.size && range.size <= most_given);
    most_given = std::max(most_given, got);
    end = std::max(end, range.begin + got);
    if (got < range.size) {
      size = std::min(size, most_given);
      longest = most_given;
    }
  }
  // A list whose order may change is read again, in pages of the usual size.
  if (!settings.steady_order && cost.pages > 1)
    cost.requests += pages_for(rows, std::max(settings.page_size, settings.paging->size)) + 1;
  return cost;
}

} // namespace timely
