// SPDX-License-Identifier: MIT
#include "publisher/journal.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace timely {
namespace {

using hif::sdk::Call;
using hif::sdk::Error;

// A request may be tried again for a quarter of an hour; the lease outlasts it.
constexpr std::int64_t lease_ms = 30 * 60'000;
constexpr std::int64_t renew_after_ns = 60'000'000'000;
// What the host did not say to be over is recognised for so long, and no more of it than this.
constexpr std::int64_t longest_kept_s = 30 * 86'400;
constexpr std::size_t most_kept = 10'000, slack = 1'000;

// close() is called without a call: what it writes is cancelled by nobody.
class LastCall {
 public:
  LastCall() {
    raw_.struct_size = sizeof raw_;
    raw_.deadline_ns = INT64_MAX;
    raw_.is_cancelled = [](const hif_call*) -> std::int32_t { return 0; };
    raw_.fail = [](const hif_call*, hif_status code, hif_str, hif_str) { return code; };
    raw_.retry_after = [](const hif_call*, std::int64_t) {};
    raw_.progress = [](const hif_call*, std::uint64_t, std::uint64_t, hif_str) {};
    raw_.count = [](const hif_call*, std::int32_t, std::uint64_t) {};
    raw_.preview = [](const hif_call*, hif_str) {};
  }
  Call call() const { return Call(&raw_); }

 private:
  hif_call raw_{};
};

const json::Value& need(const json::Value& from, const char* name) {
  const auto* value = from.find(name);
  return value ? *value : throw json::TypeError("\"" + std::string(name) + "\" is missing");
}

Intent read_intent(const json::Value& from) {
  Intent intent;
  intent.wanted_json = "\"path\":" + json::print(need(from, "path").as_object()) +
                       ",\"fields\":" + json::print(need(from, "fields").as_object());
  if (const auto* id = from.find("id")) intent.id = id->as_string();
  intent.begun_s = need(from, "begun").as_int64();
  intent.told = from.find("told") != nullptr;
  intent.from_before = true;
  return intent;
}

void print(std::string& text, const std::string& key, const Intent& intent) {
  text.append("{\"key\":\"").append(key).append("\",").append(intent.wanted_json);
  text.append(",\"begun\":").append(std::to_string(intent.begun_s));
  if (!intent.open()) json::print_string(text += ",\"id\":", intent.id);
  text.append(intent.told ? ",\"told\":true}" : "}");
}

[[noreturn]] void throw_lost(const std::string& name) {
  throw Error(HIF_CONFLICT,
              "the journal \"" + name +
                  "\" of what is being created is in the hands of another run now; "
                  "nothing more is sent. Let one run write at a time, then run again");
}

} // namespace

Wanted Intent::wanted() const {
  const auto value = json::parse("{" + wanted_json + "}");
  return {value.find("path")->as_object(), value.find("fields")->as_object()};
}

Journal::Journal(hif::sdk::Host host, const std::string& entity_id)
    : host_(host), name_("intents/" + entity_id) {}

void Journal::open(const Call& call, bool anew) {
  anew_ = anew;
  changed_ = false;
  read(call);
}

void Journal::read(const Call& call) {
  intents_.clear();
  revision_ = 0;
  const auto kept = host_.state(call, name_);
  if (!kept) return;
  revision_ = kept->revision;
  try {
    const auto value = json::parse(kept->value);
    if (need(value, "v").as_int64() != 1) throw json::TypeError("its version is not 1");
    for (const auto& item : need(value, "intents").as_array())
      intents_.emplace(need(item, "key").as_string(), read_intent(item));
  } catch (const std::runtime_error& error) {
    throw Error(HIF_DATA_LOSS, "the journal \"" + name_ + "\" of \"" + std::string(host_.scope()) +
                                   "\" cannot be read: " + error.what() +
                                   "; look in the vendor's system what of the last run is there, "
                                   "then reset the state");
  }
  const auto oldest_s = host_.now_us() / 1'000'000 - longest_kept_s;
  std::erase_if(intents_, [&](const auto& kept) {
    const Intent& intent = kept.second;
    return !intent.open() && ((anew_ && !intent.told) || intent.begun_s < oldest_s);
  });
}

void Journal::hold(const Call& call) {
  const auto now_ns = host_.steady_ns();
  if (lease_) {
    if (now_ns - held_at_ns_ < renew_after_ns) return;
    if (!lease_->renew(call, lease_ms)) throw_lost(name_);
    held_at_ns_ = now_ns;
    return;
  }
  lease_ = host_.try_lease(call, name_, lease_ms);
  if (!lease_) {
    host_.log(HIF_LOG_INFO,
              "another run creates through \"" + std::string(host_.scope()) + "\"; waiting for it");
    lease_ = host_.lease(call, name_, lease_ms);
  }
  held_at_ns_ = host_.steady_ns();
  read(call);
}

Intent* Journal::find(std::string_view key) {
  const auto at = intents_.find(key);
  return at == intents_.end() ? nullptr : &at->second;
}

std::vector<std::string> Journal::open_intents() const {
  std::vector<std::string> open;
  for (const auto& [key, intent] : intents_)
    if (intent.open()) open.push_back(key);
  return open;
}

std::set<std::string> Journal::ids_known() const {
  std::set<std::string> ids;
  for (const auto& [key, intent] : intents_)
    if (!intent.open()) ids.insert(intent.id);
  return ids;
}

void Journal::begin(const std::string& key, std::string wanted_json) {
  if (intents_.size() >= most_kept + slack) drop_excess();
  Intent intent;
  intent.wanted_json = std::move(wanted_json);
  intent.begun_s = host_.now_us() / 1'000'000;
  intents_.insert_or_assign(key, std::move(intent));
  changed_ = true;
}

// The oldest of what is done.
void Journal::drop_excess() {
  std::vector<std::pair<std::int64_t, std::string>> done;
  for (const auto& [key, intent] : intents_)
    if (!intent.open()) done.emplace_back(intent.begun_s, key);
  std::sort(done.begin(), done.end());
  const auto excess = std::min(intents_.size() - most_kept, done.size());
  for (std::size_t i = 0; i < excess; ++i) intents_.erase(done[i].second);
}

void Journal::done(Intent& intent, std::string id) {
  intent.id = std::move(id);
  changed_ = true;
}

void Journal::forget(std::string_view key) {
  const auto at = intents_.find(key);
  if (at == intents_.end()) return;
  intents_.erase(at);
  changed_ = true;
}

void Journal::tell(Intent& intent) {
  intent.told = true;
  changed_ = true;
}

void Journal::touch(Intent& intent) {
  intent.told = intent.from_before = false;
  changed_ = true;
}

void Journal::keep(const Call& call) {
  if (!changed_) return;
  const auto revision = host_.put_state(call, name_, text(), revision_);
  if (!revision) throw_lost(name_);
  revision_ = *revision;
  changed_ = false;
}

std::string Journal::text() const {
  auto text =
      "{\"v\":1,\"fence\":" + std::to_string(lease_ ? lease_->fence() : 0) + ",\"intents\":[";
  for (const auto& [key, intent] : intents_) {
    if (!text.ends_with('[')) text += ',';
    print(text, key, intent);
  }
  return text += "]}";
}

void Journal::committed() {
  changed_ |= std::erase_if(intents_, [](const auto& kept) {
                const Intent& intent = kept.second;
                return !intent.open() && !intent.told && !intent.from_before;
              }) > 0;
}

void Journal::close() {
  if (!lease_) return;
  const LastCall last;
  try {
    if (intents_.empty())
      host_.remove_state(last.call(), name_);
    else
      keep(last.call());
  } catch (const std::exception& error) {
    host_.log(HIF_LOG_WARN, "the journal \"" + name_ + "\" keeps what it had: " + error.what());
  }
  lease_.reset();
  intents_.clear();
}

} // namespace timely
