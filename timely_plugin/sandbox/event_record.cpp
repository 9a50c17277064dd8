// SPDX-License-Identifier: MIT
// The JSON text of a time entry. Written straight to text: pages of thousands are common.
#include "amounts.hpp"
#include "records.hpp"

#include <hif/sdk/json_print.hpp>

#include <cmath>

namespace timely::sandbox {

namespace {

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void raw(std::string_view name_and_colon, std::string_view text) {
    out_ += name_and_colon;
    out_ += text;
  }
  void integer(std::string_view name_and_colon, std::int64_t value) {
    out_ += name_and_colon;
    append_integer(out_, value);
  }
  // Null where the value is 0.
  void reference(std::string_view name_and_colon, std::int64_t value) {
    if (value == 0) return raw(name_and_colon, "null");
    integer(name_and_colon, value);
  }
  void flag(std::string_view name_and_colon, bool value) {
    raw(name_and_colon, value ? "true" : "false");
  }
  void decimal(std::string_view name_and_colon, double value) {
    out_ += name_and_colon;
    append_decimal(out_, value);
  }
  void string(std::string_view name_and_colon, std::string_view value) {
    out_ += name_and_colon;
    json::print_string(out_, value);
  }
  void moment(std::string_view name_and_colon, std::optional<Seconds> value) {
    if (!value) return raw(name_and_colon, "null");
    string(name_and_colon, print_moment(*value));
  }
  void length(std::string_view name_and_colon, Seconds value) {
    out_ += name_and_colon;
    append_duration(out_, value);
  }
  void cents(std::string_view name_and_colon, std::int64_t value) {
    out_ += name_and_colon;
    append_money(out_, value);
  }
  void integers(std::string_view name_and_colon, const std::vector<std::int64_t>& values) {
    out_ += name_and_colon;
    out_.push_back('[');
    for (std::size_t i = 0; i < values.size(); ++i) integer(i ? "," : "", values[i]);
    out_.push_back(']');
  }

 private:
  std::string& out_;
};

std::string_view timer_name(TimerState state) {
  if (state == TimerState::running) return "start";
  return state == TimerState::stopped ? "stop" : "default";
}

std::string_view locked_reason(const Event& event) {
  if (event.billed) return "Billed";
  return event.locked ? "Locked" : "";
}

void append_amounts(Writer& out, const Event& event) {
  out.length(",\"duration\":", event.duration);
  out.length(",\"estimated_duration\":", event.estimated);
  out.cents(",\"cost\":", event.cost_cents());
  const auto hours = static_cast<double>(event.estimated) / 3600.0;
  out.cents(",\"estimated_cost\":", std::llround(event.hour_rate * 100.0 * hours));
}

void append_work(Writer& out, const Store& store, const Event& event) {
  out.string(",\"day\":", print_day(event.day));
  out.string(",\"note\":", event.note);
  out.integer(",\"sequence\":", event.sequence);
  out.flag(",\"estimated\":", event.duration == 0 && event.estimated > 0);
  out.string(",\"timer_state\":", timer_name(event.timer));
  out.integer(",\"timer_started_on\":", event.timer_started_on);
  out.integer(",\"timer_stopped_on\":", event.timer_stopped_on);
  out.integers(",\"label_ids\":", event.label_ids);
  out.integers(",\"user_ids\":", event.user_ids);
  out.integer(",\"updated_at\":", event.updated_at);
  out.integer(",\"created_at\":", event.created_at);
  out.string(",\"created_from\":", store.application_name);
  out.string(",\"updated_from\":", store.application_name);
  out.flag(",\"billed\":", event.billed);
  out.flag(",\"billable\":", event.billable);
  out.moment(",\"to\":", event.to);
  out.moment(",\"from\":", event.from);
  out.raw(",\"deleted\":", "false");
  out.decimal(",\"hour_rate\":", event.hour_rate);
  out.integer(",\"hour_rate_in_cents\":", std::llround(event.hour_rate * 100.0));
  out.integer(",\"creator_id\":", event.creator_id);
  out.integer(",\"updater_id\":", event.updater_id);
  if (event.external_id)
    out.string(",\"external_id\":", *event.external_id);
  else
    out.raw(",\"external_id\":", "null");
  out.integers(",\"entry_ids\":", event.entry_ids);
}

void append_internal(Writer& out, const Event& event) {
  out.raw(",\"suggestion_id\":", "null,\"draft\":false,\"manage\":true");
  out.reference(",\"forecast_id\":", event.forecast_id);
  out.reference(",\"billed_at\":", event.billed_at);
  out.raw(",\"external_link_ids\":", "[]");
  if (event.internal_rate == 0) {
    out.raw(",\"internal_cost\":", "{},\"estimated_internal_cost\":{},\"internal_cost_rate\":0");
    out.raw(",\"profit\":", "0,\"profitability\":0");
    return;
  }
  const auto hours = static_cast<double>(event.duration) / 3600.0;
  const auto internal = std::llround(event.internal_rate * 100.0 * hours);
  const auto profit = event.cost_cents() - internal;
  out.cents(",\"internal_cost\":", internal);
  const auto estimated = static_cast<double>(event.estimated) / 3600.0;
  out.cents(",\"estimated_internal_cost\":", std::llround(event.internal_rate * 100.0 * estimated));
  out.decimal(",\"internal_cost_rate\":", event.internal_rate);
  out.cents(",\"profit\":", profit);
  out.integer(",\"profitability\":", event.cost_cents() ? profit * 100 / event.cost_cents() : 0);
}

void append_timestamps(Writer& out, Store& store, const Event& event) {
  if (event.timer != TimerState::running) return out.raw(",\"timestamps\":", "[]");
  const auto now = store.clock.now();
  const auto current = event.duration + now - event.timer_started_on;
  out.integer(",\"timestamps\":[{\"id\":", event.timestamp_id);
  out.integer(",\"hour_id\":", event.id);
  out.moment(",\"from\":", now - current);
  out.moment(",\"to\":", now);
  out.raw(",\"entry_ids\":", "[]}]");
}

} // namespace

void append_event(std::string& out, Store& store, const Event& event) {
  Writer writer(out);
  writer.integer("{\"id\":", event.id);
  writer.raw(",\"uid\":\"", std::string_view(event.uid.data(), event.uid.size()));
  writer.raw("\",\"user\":", store.user_fragment(event.user_id));
  writer.raw(",\"project\":", store.project_fragment(event.project_id));
  append_amounts(writer, event);
  append_work(writer, store, event);
  append_internal(writer, event);
  if (const auto reason = locked_reason(event); !reason.empty())
    writer.string(",\"locked_reason\":", reason);
  else
    writer.raw(",\"locked_reason\":", "null");
  writer.flag(",\"locked\":", event.locked);
  writer.raw(",\"invoice_id\":", "null");
  append_timestamps(writer, store, event);
  const auto* state = store.states.find(event.state_id);
  writer.raw(",\"state\":", state ? json::print(shown_state(store, *state)) : "null");
  writer.raw(",\"external_links\":", "[]}");
}

} // namespace timely::sandbox
