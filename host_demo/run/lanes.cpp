// SPDX-License-Identifier: MIT
#include "run/lanes.hpp"

#include "services/interrupt.hpp"

#include <algorithm>
#include <chrono>

namespace host {
namespace {

constexpr std::uint64_t most_waiting_records = 1000, most_waiting_bytes = 16u << 20;
constexpr std::chrono::milliseconds look_interval(100); // how soon a signal is seen

// What has none takes a place as well: each holds a mark of the ledger.
std::uint64_t places_of(const Work& work) {
  std::uint64_t records = 0;
  for (const auto& part : work.parts) records += part.batch.count;
  return std::max<std::uint64_t>(records, 1);
}

hif_batch slice(const hif_batch& batch, std::uint64_t from, std::uint64_t count) {
  auto part = batch;
  part.records = static_cast<const std::uint8_t*>(batch.records) + from * batch.stride;
  part.count = count;
  return part;
}

RecordNumbers slice(const RecordNumbers& numbers, std::uint64_t from, std::uint64_t count) {
  if (numbers.each.empty()) return {.first = numbers.first + from};
  const auto begin = numbers.each.begin() + static_cast<std::ptrdiff_t>(from);
  return {.each = {begin, begin + static_cast<std::ptrdiff_t>(count)}};
}

} // namespace

// What may wait in a lane: enough for the others to go on while it pauses.
bool Lanes::Lane::has_room(std::uint64_t records, std::uint64_t bytes) const {
  return waiting.empty() || (waiting_records + records <= most_waiting_records &&
                             waiting_bytes + bytes <= most_waiting_bytes);
}

bool Lanes::Lane::is_half_empty() const {
  return waiting_records <= most_waiting_records / 2 && waiting_bytes <= most_waiting_bytes / 2;
}

void Lanes::add(std::vector<Member> members) {
  lanes_.push_back(std::make_unique<Lane>());
  lanes_.back()->members = std::move(members);
}

void Lanes::start() {
  for (auto& lane : lanes_) lane->thread = std::thread([this, &lane = *lane] { work_off(lane); });
}

void Lanes::give(std::size_t number, Work work) {
  auto& lane = *lanes_[number];
  if (!lane.thread.joinable()) return do_work(lane, work);
  const auto records = places_of(work), bytes = work.held_bytes;
  std::unique_lock lock(mutex_);
  if (!lane.has_room(records, bytes)) {
    // Until there is room for several, so that the threads do not wake each other for each of them.
    const auto ready = [&] { return lane.is_half_empty() && lane.has_room(records, bytes); };
    while (!ready() && !failed_ && !interrupted()) done_.wait_for(lock, look_interval);
  }
  if (lane.failure) return; // check() tells it, when the others have been given theirs
  lane.waiting.push_back(std::move(work));
  lane.waiting_records += records;
  lane.waiting_bytes += bytes;
  given_.notify_all();
}

void Lanes::check() {
  const std::lock_guard lock(mutex_);
  throw_if_failed();
}

void Lanes::finish() {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] {
    return std::ranges::all_of(
        lanes_, [](const auto& lane) { return lane->waiting.empty() && !lane->at_work; });
  });
  throw_if_failed();
  if (dropped_) throw Failure(Exit::interrupted, "interrupted");
  lock.unlock();
  for (auto& lane : lanes_) tell_kept(*lane);
}

void Lanes::stop() noexcept {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  given_.notify_all();
  for (auto& lane : lanes_)
    if (lane->thread.joinable()) lane->thread.join();
}

void Lanes::work_off(Lane& lane) {
  std::unique_lock lock(mutex_);
  for (;;) {
    given_.wait(lock, [&] { return closing_ || !lane.waiting.empty(); });
    if (interrupted() && !lane.waiting.empty()) {
      dropped_ = true;
      drop(lane);
    }
    if (lane.waiting.empty()) {
      if (closing_) return;
      continue;
    }
    auto work = std::move(lane.waiting.front());
    lane.waiting.pop_front();
    lane.waiting_records -= places_of(work);
    lane.waiting_bytes -= work.held_bytes;
    lane.at_work = true;
    lock.unlock();
    std::exception_ptr failure;
    try {
      do_work(lane, work);
    } catch (...) {
      failure = std::current_exception();
    }
    work = {}; // what it holds is let go of without the lock
    lock.lock();
    lane.at_work = false;
    if (failure) {
      lane.failure = failure;
      failed_ = true;
      drop(lane);
    }
    if (lane.is_half_empty()) done_.notify_all();
  }
}

// What is not begun is left to the next run.
void Lanes::drop(Lane& lane) {
  lane.waiting.clear();
  lane.waiting_records = lane.waiting_bytes = 0;
  done_.notify_all();
}

void Lanes::do_work(Lane& lane, const Work& work) {
  tell_kept(lane);
  if (!work.parts.empty()) lane.untold.reset(); // they go on behind it
  for (std::size_t i = 0; i < work.parts.size(); ++i) write(lane.members[i], work.parts[i]);
  if (!work.flush) return;
  for (const auto& member : lane.members) member.delivery->flush();
  for (const auto& [delivery, outgoing, most] : lane.members) {
    ledger_.settle(outgoing, delivery->take_settled());
    if (work.mark && delivery->can_be_cut_back())
      ledger_.flushed(outgoing, *work.mark, delivery->sink_position());
  }
  ledger_.keep();
  for (const auto& member : lane.members)
    if (!member.delivery->can_be_cut_back()) member.delivery->results_kept();
  lane.untold = work.mark;
  tell_kept(lane);
}

// In pieces, each of which is settled and kept before the next.
void Lanes::write(const Member& member, const Part& part) {
  const auto& [delivery, outgoing, most] = member;
  for (std::uint64_t from = 0; from < part.batch.count; from += most) {
    const auto count = std::min(most, part.batch.count - from);
    delivery->write(slice(part.batch, from, count), slice(part.numbers, from, count));
    if (from + count == part.batch.count) return;
    delivery->flush();
    ledger_.settle(outgoing, delivery->take_settled());
    ledger_.keep();
    if (!delivery->can_be_cut_back()) delivery->results_kept();
  }
}

// A sink is told once it is not cut back behind what it holds: that may be when a slower lane has
// settled the same records.
void Lanes::tell_kept(Lane& lane) {
  if (!lane.untold || ledger_.marks_kept() < *lane.untold) return;
  lane.untold.reset();
  for (const auto& member : lane.members)
    if (member.delivery->can_be_cut_back()) member.delivery->results_kept();
}

// With the mutex. The gravest counts; each thing is told once.
void Lanes::throw_if_failed() const {
  if (!failed_) return;
  int exit_code = Exit::failed;
  std::vector<std::string> told;
  for (const auto& lane : lanes_) {
    if (!lane->failure) continue;
    std::string message;
    try {
      std::rethrow_exception(lane->failure);
    } catch (const Failure& failure) {
      exit_code = std::max(exit_code, failure.exit_code);
      message = failure.what();
    } catch (const std::exception& error) {
      message = error.what();
    }
    if (std::ranges::find(told, message) == told.end()) told.push_back(message);
  }
  std::string text;
  for (const auto& message : told) text += (text.empty() ? "" : "; ") + message;
  throw Failure(static_cast<Exit::Code>(exit_code), text);
}

} // namespace host
