// SPDX-License-Identifier: MIT
#include "event.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace timely::sandbox {

namespace {

constexpr std::size_t kept_selections = 4;

bool wanted(const Event& event, const EventQuery& query) {
  if (query.project_id && event.project_id != *query.project_id) return false;
  if (query.user_id && event.user_id != *query.user_id) return false;
  if (!query.proposal_id.empty() && event.proposal_id != query.proposal_id) return false;
  const bool planned = event.duration == 0 && event.estimated > 0;
  if (query.filter == EventFilter::logged && planned) return false;
  return query.filter != EventFilter::planned || planned;
}

std::tuple<std::int64_t, std::int64_t> rank(const Event& event, EventSort sort) {
  switch (sort) {
  case EventSort::updated_at:
    return {event.updated_at, event.id};
  case EventSort::created_at:
    return {event.created_at, event.id};
  case EventSort::day:
    return {event.day, event.id};
  case EventSort::id:
    break;
  }
  return {event.id, 0};
}

bool is_later(const Event& a, const Event& b) {
  return std::pair(a.created_at, a.id) > std::pair(b.created_at, b.id);
}

} // namespace

std::int64_t Event::cost_cents() const {
  return billable ? std::llround(hour_rate * 100.0 * static_cast<double>(duration) / 3600.0) : 0;
}

std::array<char, 32> uid_of(std::int64_t id) {
  static constexpr char hex[] = "0123456789abcdef";
  const auto text = std::to_string(id);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_md5(), nullptr);
  std::array<char, 32> uid{};
  for (std::size_t i = 0; i < 16; ++i) {
    uid[2 * i] = hex[digest[i] >> 4];
    uid[2 * i + 1] = hex[digest[i] & 15];
  }
  return uid;
}

void ProjectTotals::add(const Event& event, int sign) {
  const auto cents = event.cost_cents() * sign;
  const auto seconds = event.duration * sign;
  duration += seconds;
  estimated += event.estimated * sign;
  cost += cents;
  estimated_cost +=
      std::llround(event.hour_rate * 100.0 * static_cast<double>(event.estimated) / 3600.0) * sign;
  (event.billed ? billed : unbilled) += seconds;
  (event.billed ? billed_cost : unbilled_cost) += cents;
  if ((days[event.day] += sign) == 0) days.erase(event.day);
}

const Event* EventTable::find(std::int64_t id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &found->second;
}

void EventTable::unlink(const Event& event) {
  auto& day = by_day_[event.day];
  std::erase(day, &event);
  if (day.empty()) by_day_.erase(event.day);
  if (const auto last = last_of_user_.find(event.user_id);
      last != last_of_user_.end() && last->second == event.id)
    last_of_user_.erase(last);
  totals_[event.project_id].add(event, -1);
}

const Event& EventTable::put(Event event) {
  selections_.clear();
  auto [at, added] = by_id_.try_emplace(event.id);
  if (!added) unlink(at->second);
  event.uid = added ? uid_of(event.id) : at->second.uid;
  at->second = std::move(event);
  by_day_[at->second.day].push_back(&at->second);
  totals_[at->second.project_id].add(at->second, 1);
  const auto last = last_of_user_.find(at->second.user_id);
  if (last != last_of_user_.end() && is_later(at->second, by_id_.at(last->second)))
    last->second = at->second.id;
  return at->second;
}

bool EventTable::erase(std::int64_t id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return false;
  selections_.clear();
  unlink(found->second);
  by_id_.erase(found);
  return true;
}

const Event* EventTable::last_of(std::int64_t user_id) const {
  if (const auto known = last_of_user_.find(user_id); known != last_of_user_.end())
    return find(known->second);
  const Event* last = nullptr;
  each([&](const Event& event) {
    if (event.user_id == user_id && (!last || is_later(event, *last))) last = &event;
  });
  if (last) last_of_user_[user_id] = last->id;
  return last;
}

const ProjectTotals& EventTable::totals(std::int64_t project_id) const {
  static const ProjectTotals none;
  const auto found = totals_.find(project_id);
  return found == totals_.end() ? none : found->second;
}

const std::vector<const Event*>& EventTable::select(const EventQuery& query) {
  const auto kept = std::find_if(selections_.begin(), selections_.end(),
                                 [&](const Selection& one) { return one.query == query; });
  if (kept != selections_.end()) {
    selections_.splice(selections_.begin(), selections_, kept);
    return selections_.front().events;
  }
  std::vector<const Event*> events;
  const auto take = [&](const Event& event) {
    if (wanted(event, query)) events.push_back(&event);
  };
  if (query.ids.empty()) each(query.since, query.upto, take);
  for (const auto id : query.ids)
    if (const auto* event = find(id);
        event && event->day >= query.since && event->day <= query.upto)
      take(*event);
  std::sort(events.begin(), events.end(), [&](const Event* a, const Event* b) {
    return query.descending ? rank(*b, query.sort) < rank(*a, query.sort)
                            : rank(*a, query.sort) < rank(*b, query.sort);
  });
  selections_.push_front({query, std::move(events)});
  if (selections_.size() > kept_selections) selections_.pop_back();
  return selections_.front().events;
}

} // namespace timely::sandbox
