// SPDX-License-Identifier: MIT
#include "subscriber/list_reader.hpp"

#include <algorithm>
#include <chrono>

namespace timely {

using hif::sdk::Call;
using hif::sdk::Error;

namespace {

// Most pages asked ahead when nothing is configured: what the client's connections allow by
// default.
constexpr std::size_t usual_depth = 4;

} // namespace

ListReader::ListReader(const ReadSettings& settings, PageSource& source, const hif::sdk::Host& host,
                       const ListPosition& from)
    : settings_(settings), source_(source), host_(host) {
  const auto* paging = settings_.paging;
  const auto size = settings_.page_size, first = paging ? paging->first : 0;
  plan_ = PagePlan(paging ? paging->style : PagingStyle::none, first);
  base_ = paging ? settings_.first_row() : 0;
  size_ = from.cap ? std::min(*from.cap, size) : size;
  most_given_ = from.cap.value_or(0);
  longest_ = from.cap.value_or(2 * size_ + 16);
  end_ = seek_ = std::max(from.index, base_);
  begun_ = end_ > base_;
  resumed_row_ = static_cast<std::uint64_t>(from.index);
  depth_ = std::max<std::size_t>(settings_.prefetch.value_or(1), 1);
  sorted_ = from.sorted && settings_.sorted_by_key;
  // Who wants so many pages wants them whole.
  aligned_ = from.aligned || settings_.max_pages.has_value();
  moved_ = from.moved;
  mark_ = mark_before_ = resumed_mark_ = number_of(from.mark);
  for (const auto& key : from.keys) {
    seen_.add(key);
    remember(key);
  }
  all_keys_ = from.all_keys && !mark_;
  seen_complete_ = all_keys_;
  rereading_ = !begun_ && !from.keys.empty();
  fresh_pages_ = begun_ || rereading_ ? 2 : 0;
  complete_ = ended_ = from.complete;
}

const ListReader::Rows* ListReader::next(const Call& call) {
  leave_rows();
  while (!stopped_ && (!ended_ || look_again())) {
    call.throw_if_cancelled();
    if (settings_.max_pages && pages_ >= *settings_.max_pages) {
      host_.log(HIF_LOG_WARN, settings_.entity->title + ": stopped after " +
                                  std::to_string(pages_) + " pages, as max_pages says");
      ended_ = stopped_ = true;
      return nullptr;
    }
    if (!settings_.paging) return read_unpaged(call);
    Range range;
    auto page = take(call, range);
    if (!page) { // a dry run
      ended_ = stopped_ = true;
      return nullptr;
    }
    begin_rows(std::move(page), range);
    if (judge(call) == Verdict::give) return &rows_;
    rows_ = {};
  }
  complete_ = complete_ || !stopped_;
  return nullptr;
}

void ListReader::begin(const Call& call) {
  if (ended_ || stopped_) return;
  if (settings_.paging && ahead_.empty()) {
    planned_end_ = seek_;
    ask_ahead(call, true);
  } else if (!settings_.paging && !whole_) {
    ++requests_;
    whole_ = source_.ask(call, settings_.request_at(0, 0));
  }
}

bool ListReader::is_ready() const {
  if (ended_ || stopped_) return true;
  if (!settings_.paging) return whole_ && source_.is_done(*whole_);
  return !ahead_.empty() && source_.is_done(*ahead_.front().asked);
}

// In one answer the vendor may well name a key twice, so that all of it is given.
const ListReader::Rows* ListReader::read_unpaged(const Call& call) {
  begin(call);
  const auto asked = std::move(whole_);
  auto page = source_.read(call, *asked, source_.receive(call, *asked));
  ended_ = true;
  stopped_ = !page;
  if (!page) return nullptr;
  ++pages_;
  complete_ = true;
  single_ = page->single();
  range_ = {0, static_cast<std::int64_t>(page->records().size()), 0};
  end_ = range_.size;
  rows_.page = std::move(page);
  for (std::size_t i = resumed_row_; i < rows_.page->records().size(); ++i)
    rows_.fresh.push_back(static_cast<std::uint32_t>(i));
  return &rows_;
}

void ListReader::begin_rows(std::shared_ptr<const Page> page, const Range& range) {
  ++pages_;
  usual_bytes_ = std::max(usual_bytes_, page->body().size());
  rows_.page = std::move(page);
  rows_.fresh.clear();
  range_ = range;
  single_ = rows_.page->single();
}

// The next page, in the order planned. The one after it is asked for before this one is given.
std::shared_ptr<const Page> ListReader::take(const Call& call, Range& range) {
  begin(call);
  auto next = std::move(ahead_.front());
  ahead_.pop_front();
  auto received = wait_for(call, *next.asked);
  range = next.range;
  // After the first page, which tells what sizes the server gives.
  if (begun_ && received.page && !looks_like_the_last(received.page->body().size()))
    while (ahead_.size() < depth_ && ask_ahead(call, false)) {
    }
  return source_.read(call, *next.asked, std::move(received));
}

// Where nobody says how much to ask ahead, more is after two waits in a row that took most of the
// time, or eight that took a good part of it; and again after half as many more.
Received ListReader::wait_for(const Call& call, Fetcher::Asked& asked) {
  using Clock = std::chrono::steady_clock; // to tune by, not to go by
  constexpr int enough = 8;
  constexpr std::chrono::microseconds least(100); // that another request would be worth
  const auto began = Clock::now();
  auto received = source_.receive(call, asked);
  const auto ended = Clock::now();
  const auto waited = ended - began, all = ended - last_answer_;
  last_answer_ = ended;
  if (!begun_ || waited < all / 4 || waited < least)
    waits_ = 0;
  else
    waits_ += waited > all / 2 ? enough / 2 : 1;
  if (waits_ >= enough && !settings_.prefetch) {
    depth_ = std::min(depth_ * 2, usual_depth);
    waits_ = enough / 2;
  }
  return received;
}

// Much shorter than others: most likely nothing comes behind it.
bool ListReader::looks_like_the_last(std::size_t bytes) const {
  return bytes < usual_bytes_ / 2;
}

// `must`: for the page that is needed now. False when there is none to ask for.
bool ListReader::ask_ahead(const Call& call, bool must) {
  const auto pages = pages_ + ahead_.size() + (must ? 0 : 1);
  if (settings_.max_pages && pages >= *settings_.max_pages) return false;
  const auto range = planned_after(planned_end_, must);
  if (!range) return false;
  ++requests_;
  ahead_.push_back({*range, source_.ask(call, settings_.request_at(range->position, range->size))});
  planned_end_ = range->end();
  return true;
}

std::optional<Range> ListReader::planned_after(std::int64_t end, bool must) {
  if (end <= base_) return plan_.at(base_, size_);
  if (!aligned_) {
    const auto range = plan_.over(end, size_, longest_);
    if (range.size > 0 && range.end() > end) return range;
    if (!must) return std::nullopt;
    go_aligned(size_);
    unsure_ = true;
  }
  return plan_.at(end / size_ * size_, size_);
}

void ListReader::remember(std::string key) {
  latest_bytes_ += key.size() + 3;
  latest_keys_.push_back(std::move(key));
  for (; latest_bytes_ > most_key_bytes; latest_keys_.pop_front()) {
    latest_bytes_ -= latest_keys_.front().size() + 3;
    all_keys_ = false;
  }
}

void ListReader::leave_rows() {
  mark_before_ = mark_;
  if (rows_.page && settings_.paging && !sorted_)
    for (const auto row : rows_.fresh) remember(std::string(rows_.page->records()[row].key));
  rows_ = {};
}

ListPosition ListReader::position(std::size_t count) const {
  ListPosition at;
  const auto given = std::min(count, rows_.fresh.size());
  const bool all = given == rows_.fresh.size();
  at.index = all ? end_ : std::min(end_, range_.begin + rows_.fresh[given]);
  at.complete = all && ended_ && !stopped_ && (complete_ || !needs_look());
  if (!settings_.paging) return at;
  if (size_ < settings_.page_size) at.cap = size_;
  at.sorted = sorted_;
  at.aligned = aligned_;
  at.moved = moved_;
  if (at.complete) return at;
  if (looking_again_) { // from its beginning
    at.index = base_;
    at.cap.reset();
    at.aligned = false;
    at.moved = true;
  }
  if (sorted_) {
    if (given > 0)
      at.mark = rows_.page->records()[rows_.fresh[given - 1]].key;
    else if (mark_before_)
      at.mark = std::to_string(*mark_before_);
    return at;
  }
  at.all_keys = all_keys_ && latest_bytes_ <= most_key_bytes;
  at.keys.assign(latest_keys_.begin(), latest_keys_.end());
  for (std::size_t i = 0; i < given; ++i)
    at.keys.emplace_back(rows_.page->records()[rows_.fresh[i]].key);
  std::size_t bytes = 0, kept = 0;
  while (kept < at.keys.size() && bytes <= most_key_bytes)
    bytes += at.keys[at.keys.size() - ++kept].size() + 3;
  if (kept < at.keys.size()) at.all_keys = false;
  at.keys.erase(at.keys.begin(), at.keys.end() - static_cast<std::ptrdiff_t>(kept));
  return at;
}

} // namespace timely
