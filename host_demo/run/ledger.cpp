// SPDX-License-Identifier: MIT
#include "run/ledger.hpp"

#include <algorithm>
#include <iterator>

namespace host {
namespace {

void lay_over(PartChanges& under, const PartChanges& changes) {
  for (const auto& [name, value] : changes.parts) under.parts[name] = value;
}

} // namespace

Ledger::Ledger(std::string route, Store& store, const Masker& masker, bool dry_run)
    : route_(std::move(route)), store_(store), masker_(masker), dry_run_(dry_run),
      kept_(store.position(route_).value_or(RoutePosition{})) {}

void Ledger::begin_anew() {
  kept_ = {.checkpoint = {}, .outgoing = {}, .anew = true};
  unkept_.anew = true;
  if (!dry_run_) store_.commit(route_, kept_, {}, {.anew = true, .parts = {}});
}

void Ledger::start(const std::vector<Outgoing>& outgoings) {
  const std::lock_guard lock(mutex_);
  RoutePosition start{.checkpoint = kept_.checkpoint, .outgoing = {}};
  for (const auto& outgoing : outgoings) {
    const SettledNumbers earlier(outgoing.earlier);
    auto& reached = start.outgoing[outgoing.name];
    reached.sink = outgoing.sink;
    earlier.keep(0, reached);
    entries_.push_back({.name = outgoing.name,
                        .can_be_cut_back = !outgoing.sink.empty(),
                        .earlier = earlier,
                        .settled = earlier,
                        .failed = {}});
  }
  if (!dry_run_ && start != kept_) store_.commit(route_, start, {}, {});
  kept_ = std::move(start);
  started_ = true;
}

std::uint64_t Ledger::take(std::uint64_t records) {
  const std::lock_guard lock(mutex_);
  next_ += records;
  return next_ - records;
}

std::uint64_t Ledger::mark(std::string checkpoint, PartChanges parts, std::vector<Task> rejected) {
  const std::lock_guard lock(mutex_);
  marks_.push_back({next_, std::move(checkpoint), std::move(parts), std::move(rejected), {}});
  return marks_kept_ + marks_.size();
}

void Ledger::end() {
  const std::lock_guard lock(mutex_);
  for (auto& entry : entries_) entry.settled.cut(next_);
}

void Ledger::settle(std::size_t outgoing, SettledRecords settled) {
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[outgoing];
  for (const auto& range : settled.numbers) entry.settled.add(range.first, range.count);
  std::ranges::move(settled.failed, std::back_inserter(entry.failed));
}

void Ledger::flushed(std::size_t outgoing, std::uint64_t mark, const std::string& sink) {
  const std::lock_guard lock(mutex_);
  marks_[mark - marks_kept_ - 1].sinks[entries_[outgoing].name] = sink;
}

bool Ledger::is_settled(const Mark& mark) const {
  return std::ranges::all_of(entries_, [&](const Entry& entry) {
    return entry.can_be_cut_back ? mark.sinks.contains(entry.name)
                                 : entry.settled.in_a_row() >= mark.end;
  });
}

std::size_t Ledger::settled_marks() const {
  const auto open = std::ranges::find_if_not(marks_, [&](const Mark& m) { return is_settled(m); });
  return static_cast<std::size_t>(open - marks_.begin());
}

RoutePosition Ledger::position_at(std::size_t marks, std::uint64_t base) const {
  auto reached = kept_;
  if (marks > 0) reached.checkpoint = marks_[marks - 1].checkpoint;
  for (const auto& entry : entries_) {
    auto& position = reached.outgoing[entry.name];
    if (!entry.can_be_cut_back)
      entry.settled.keep(base, position);
    else if (marks > 0)
      position.sink = marks_[marks - 1].sinks.at(entry.name);
  }
  return reached;
}

// Of a sink, what lies behind the checkpoint is written again.
std::vector<Task> Ledger::failed_until(std::size_t marks, std::uint64_t base) const {
  std::vector<Task> failed;
  for (std::size_t i = 0; i < marks; ++i)
    std::ranges::copy(marks_[i].rejected, back_inserter(failed));
  for (const auto& entry : entries_)
    for (const auto& [number, task] : entry.failed)
      if (!entry.can_be_cut_back || number < base) failed.push_back(task);
  for (auto& task : failed) {
    task.error = masker_.masked(task.error);
    task.answer = masker_.masked(task.answer);
  }
  return failed;
}

void Ledger::keep() {
  const std::lock_guard lock(mutex_);
  const auto marks = settled_marks();
  const auto base = marks > 0 ? marks_[marks - 1].end : base_;
  PartChanges changes;
  for (std::size_t i = 0; i < marks; ++i) lay_over(changes, marks_[i].parts);
  auto reached = position_at(marks, base);
  const auto failed = failed_until(marks, base);
  if (dry_run_)
    lay_over(unkept_, changes);
  else if (reached != kept_ || !failed.empty() || !changes.empty())
    store_.commit(route_, reached, failed, changes);
  kept_ = std::move(reached);
  forget(marks, base);
}

std::uint64_t Ledger::marks_kept() {
  const std::lock_guard lock(mutex_);
  return marks_kept_;
}

void Ledger::forget(std::size_t marks, std::uint64_t base) {
  marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(marks));
  marks_kept_ += marks;
  base_ = base;
  for (auto& entry : entries_)
    std::erase_if(entry.failed, [&](const auto& failed) {
      return !entry.can_be_cut_back || failed.first < base;
    });
}

std::optional<std::string> Ledger::part(std::string_view name) {
  const std::lock_guard lock(mutex_);
  for (auto mark = marks_.rbegin(); mark != marks_.rend(); ++mark)
    if (const auto found = mark->parts.parts.find(name); found != mark->parts.parts.end())
      return found->second;
  if (const auto found = unkept_.parts.find(name); found != unkept_.parts.end())
    return found->second;
  return unkept_.anew && dry_run_ ? std::nullopt : store_.part(route_, name);
}

} // namespace host
