// SPDX-License-Identifier: MIT
// The part of ListReader that decides what a page is worth: README.md, "A list that moves".
#include "subscriber/list_reader.hpp"

#include "subscriber/fingerprint.hpp"

#include <algorithm>

namespace timely {

using hif::sdk::Call;
using hif::sdk::Error;

namespace {

// How often a list that changes is read again in search of a row that slipped through.
constexpr int most_rounds = 8;

std::uint64_t fingerprint_of_keys(const Page& page) {
  std::uint64_t all = 0;
  for (const auto& record : page.records()) all = fingerprint(record.key, all);
  return all;
}

std::int64_t rows_of(const Page& page) {
  return static_cast<std::int64_t>(page.records().size());
}

} // namespace

ListReader::Verdict ListReader::judge(const Call& call) {
  const bool was_begun = std::exchange(begun_, true);
  if (single_) {
    rows_.fresh.push_back(0);
    end_ = 1;
    ended_ = complete_ = true;
    return Verdict::give;
  }
  if (!was_begun) first_keys_ = fingerprint_of_keys(*rows_.page);
  if (sorted_ && !page_is_sorted()) leave_order();
  if (aligned_) return judge_aligned(), Verdict::give;
  return judge_overlap(call, !was_begun);
}

ListReader::Verdict ListReader::judge_overlap(const Call& call, bool first) {
  const auto rows = rows_of(*rows_.page);
  if (rows > range_.size && !first) { // it does not care for the size
    go_aligned(most_given_);
    if ((range_.position - settings_.paging->first) * most_given_ != end_) return Verdict::discard;
    range_.begin = end_;
    return judge_aligned(), Verdict::give;
  }
  if (range_.begin > base_ && !touches_what_was_read()) {
    if (!sizes_work_ && rows == 0 && knows_one_size_only(call))
      go_aligned(most_given_);
    else
      step_back();
    return Verdict::discard;
  }
  choose_fresh();
  // What lies behind the seam was read before: some rows have changed places, others may have too.
  const auto behind = range_.begin + rows - end_;
  if (!sorted_ && !settings_.steady_order && !first && std::ssize(rows_.fresh) < behind)
    moved_ = true;
  sizes_work_ = sizes_work_ || range_.begin > base_;
  // More was asked for than was ever given: a server that gives less may count its pages by that.
  const bool unsure_where = !first && back_ == 0 && rows < range_.size && range_.size > most_given_;
  end_ = unsure_where ? end_ + std::ssize(rows_.fresh) : std::max(range_.begin + rows, base_);
  seek_ = end_;
  back_ = 0;
  learn(rows);
  guard();
  return Verdict::give;
}

// Pages that do not overlap: what was read must at least not come again.
void ListReader::judge_aligned() {
  const auto rows = rows_of(*rows_.page);
  const auto wanted = static_cast<std::size_t>(
      std::count_if(rows_.page->records().begin(), rows_.page->records().end(),
                    [&](const PageRecord& record) { return !is_resumed(record); }));
  choose_fresh();
  if (rows_.fresh.size() < wanted || (unsure_ && rows > 0)) moved_ = true;
  if (looking_again_ && !rows_.fresh.empty()) found_again_ = true;
  end_ = range_.begin + rows;
  seek_ = end_;
  learn(rows);
  guard();
}

// What the number of rows says: whether the list ends here, and how many the server gives at most.
void ListReader::learn(std::int64_t rows) {
  if (rows == 0 || (rows < range_.size && range_.size <= most_given_)) {
    ended_ = true;
    ahead_.clear();
    return;
  }
  most_given_ = std::max(most_given_, rows);
  if (rows >= range_.size) return;
  // Either the list ends here, or the server gives no more at a time: one more request tells.
  size_ = std::min(size_, most_given_);
  longest_ = most_given_;
  ahead_.clear();
}

bool ListReader::page_is_sorted() const {
  std::optional<std::uint64_t> before;
  for (const auto& record : rows_.page->records()) {
    const auto number = number_of(record.key);
    if (!number || (before && *number <= *before)) return false;
    before = number;
  }
  return true;
}

// Whether no row can lie between what was read and this page.
bool ListReader::touches_what_was_read() {
  const auto& records = rows_.page->records();
  if (records.empty()) return false;
  if (sorted_) return mark_ && *number_of(records.front().key) <= *mark_;
  return std::any_of(records.begin(), records.end(), [&](const PageRecord& record) {
    return record.key.empty() || seen_.contains(record.key);
  });
}

// Given by an earlier process, as far as the mark says so.
bool ListReader::is_resumed(const PageRecord& record) const {
  if (!resumed_mark_) return false;
  const auto number = number_of(record.key);
  return number && *number <= *resumed_mark_;
}

void ListReader::choose_fresh() {
  const auto& records = rows_.page->records();
  for (std::uint32_t row = 0; row < records.size(); ++row) {
    const auto key = records[row].key;
    bool fresh = false;
    if (key.empty()) {
      fresh = range_.begin + row >= end_;
      keyless_ = true;
    } else if (sorted_ && !aligned_) {
      fresh = !mark_ || *number_of(key) > *mark_;
      if (fresh) seen_.add(key);
    } else {
      fresh = !is_resumed(records[row]) && seen_.add(key);
    }
    if (!fresh) continue;
    rows_.fresh.push_back(row);
    if (sorted_) mark_ = std::max(mark_.value_or(0), *number_of(key));
  }
  if (!rows_.fresh.empty()) ++fresh_pages_;
}

// The list is not sorted after all: from now on each key is looked up.
void ListReader::leave_order() {
  constexpr std::size_t most = most_key_bytes / 4;
  sorted_ = false;
  if (!seen_complete_ || seen_.size() > most) {
    all_keys_ = false;
    return;
  }
  for (const auto number : seen_.numbers()) remember(std::to_string(number));
}

// Rows before the seam have gone, so that others may have slipped through it: further back there
// is one that was read.
void ListReader::step_back() {
  back_ = std::max<std::int64_t>(2 * back_, std::max<std::int64_t>(size_ / 2, 1));
  seek_ = std::max(base_, end_ - back_);
  ahead_.clear();
}

void ListReader::go_aligned(std::int64_t size) {
  aligned_ = true;
  size_ = std::max<std::int64_t>(size, 1);
  seek_ = end_;
  ahead_.clear();
}

// A page of another size brought nothing, although the first page is still as it was.
bool ListReader::knows_one_size_only(const Call& call) {
  if (settings_.paging->style != PagingStyle::page || !first_keys_) return false;
  const auto range = plan_.at(base_, size_);
  ++requests_;
  const auto asked = source_.ask(call, settings_.request_at(range.position, range.size));
  const auto page = source_.read(call, *asked, source_.receive(call, *asked));
  if (!page || fingerprint_of_keys(*page) != *first_keys_) return false;
  host_.log(HIF_LOG_INFO, settings_.entity->title + ": the server knows pages of " +
                              std::to_string(size_) + " only, so that pages cannot overlap");
  return true;
}

void ListReader::guard() {
  constexpr std::uint64_t most_pages = 10'000'000;
  const auto& records = rows_.page->records();
  const auto first = records.empty() ? std::string() : std::string(records.front().key);
  const bool stale = !records.empty() && rows_.fresh.empty() && !looking_again_ && !rereading_;
  const bool same = aligned_ || (range_.begin > base_ && first == stale_first_);
  stale_pages_ = !stale ? 0 : same ? stale_pages_ + 1 : 1;
  all_stale_pages_ = stale ? all_stale_pages_ + 1 : 0;
  stale_first_ = first;
  if (stale_pages_ < 10 && all_stale_pages_ < 100 && pages_ < most_pages) return;
  throw Error(HIF_DATA_LOSS,
              settings_.entity->title +
                  ": the data repeats: " + settings_.paging->position_parameter + "=" +
                  std::to_string(range_.position) + " brought " + std::to_string(records.size()) +
                  " records that came before, so the list cannot be read to its end; raise "
                  "page_size, or ask the vendor why \"" +
                  settings_.paging->position_parameter + "\" has no effect");
}

bool ListReader::needs_look() const {
  // What bears no key would only be given again.
  if (keyless_) return false;
  return settings_.paging && !single_ && !settings_.max_pages && (fresh_pages_ > 1 || moved_) &&
         (!looking_again_ || found_again_) && (moved_ || (!sorted_ && !settings_.steady_order));
}

// Rows that change their place in the list can pass the reader by, so it is read again until
// nothing new turns up.
bool ListReader::look_again() {
  if (complete_ || !needs_look() || rounds_ >= most_rounds) return false;
  if (!seen_complete_) {
    host_.log(HIF_LOG_WARN, settings_.entity->title +
                                ": the list changed while it was read over two runs; --full reads "
                                "it in one");
    return false;
  }
  ++rounds_;
  looking_again_ = true;
  found_again_ = false;
  if (sorted_) leave_order();
  unsure_ = false;
  if (size_ >= settings_.page_size) size_ = std::max(size_, settings_.paging->size);
  end_ = base_;
  go_aligned(size_);
  ended_ = false;
  return true;
}

} // namespace timely
