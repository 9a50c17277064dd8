// SPDX-License-Identifier: MIT
#include "publisher/publisher.hpp"

#include "publisher/record_request.hpp"

#include "catalogue/payload.hpp"

#include <algorithm>

namespace timely {

using hif::sdk::Call;
using hif::sdk::ConfigError;
using hif::sdk::ResultSink;

namespace {

// Different warnings that are told; records may hold any number of unknown names.
constexpr std::size_t most_warnings = 100;

Outcome refused(const ConfigError& error) {
  Outcome outcome;
  outcome.result.status = HIF_INVALID_ARGUMENT;
  outcome.result.error = std::string("refused before sending: ") + error.what();
  outcome.result.details_json = json::print(error.details);
  return outcome;
}

void push(Outcome& outcome, std::uint64_t index, const ResultSink& results) {
  outcome.result.index = index;
  outcome.push(results);
}

} // namespace

Publisher::Publisher(const hif::sdk::Creation& creation)
    : settings_(write_settings(creation, true)), host_(creation.host), client_(creation.client),
      plain_records_(settings_), workers_(settings_.connections), sender_(host_, client_, nullptr) {
  if (!client_.present()) throw ConfigError("", "a client is missing");
  if (settings_.journals()) {
    lookup_.emplace(*settings_.catalogue, *settings_.entity);
    journal_.emplace(host_, settings_.entity->id);
    sender_ = RecordSender(host_, client_, &*lookup_);
  }
  if (!settings_.bulk) return;
  forms_.push_back(std::make_unique<BulkForm>(*settings_.catalogue, *settings_.entity));
  if (settings_.update && settings_.update->bulk)
    forms_.push_back(std::make_unique<BulkForm>(*settings_.catalogue, *settings_.update));
}

void Publisher::validate(const hif::sdk::Creation& creation) {
  write_settings(creation, false);
}

void Publisher::open(const Call& call, std::string_view) {
  warned_.clear();
  pending_.clear();
  if (settings_.check_locks) lock_check_.emplace(host_, client_, settings_, workers_);
  if (!journal_ || call.dry_run()) return;
  journal_->open(call, call.anew());
  settle_left_open(call);
}

void Publisher::close() {
  pending_.clear();
  if (journal_) journal_->close();
}

std::string Publisher::flush(const Call& call, const ResultSink& results) {
  send_pending(call, results);
  return {};
}

void Publisher::committed() {
  if (journal_) journal_->committed();
}

void Publisher::write(const Call& call, const hif_batch& batch, std::uint64_t first_index,
                      const ResultSink& results) {
  for (std::uint64_t i = 0; i < batch.count; ++i)
    take(hif::sdk::view(hif_batch_at(&batch, i)->json), first_index + i, results);
  if (is_time_to_send()) send_pending(call, results);
}

void Publisher::take(std::string_view record, std::uint64_t index, const ResultSink& results) {
  if (pending_.empty() && settings_.bulk) pending_since_ns_ = host_.steady_ns();
  if (auto draft = plain_records_.draft(record, index)) {
    pending_.push_back(std::move(*draft));
    return;
  }
  try {
    auto parameters = checked(record);
    for (const auto& secret : secrets_in(*settings_.entity, parameters)) host_.mask(secret);
    pending_.push_back(Draft::of(*settings_.entity, std::move(parameters), index));
  } catch (const ConfigError& error) {
    auto outcome = refused(error);
    push(outcome, index, results);
  }
}

// Throws ConfigError with all that is wrong with the record.
RequestParameters Publisher::checked(std::string_view record) {
  json::Value value;
  try {
    value = json::parse(record);
  } catch (const json::ParseError& error) {
    throw ConfigError("", std::string("the record is not JSON: ") + error.what());
  }
  auto parameters = lay_over(*settings_.entity, settings_.parameters, value);
  const auto findings = check_request(*settings_.entity, parameters,
                                      {.allow_unknown_query = settings_.allow_unknown_query});
  if (!findings.problems.empty()) throw ConfigError(findings.problems);
  for (const auto& warning : findings.warnings) warn_once(warning);
  return parameters;
}

bool Publisher::is_time_to_send() const {
  if (pending_.empty()) return false;
  if (!settings_.bulk || pending_.size() >= settings_.bulk->max_items) return true;
  return host_.steady_ns() - pending_since_ns_ >= settings_.bulk->max_delay_ms * 1'000'000;
}

// In waves: of the records that share a key, only the first that is left is in each.
void Publisher::send_pending(const Call& call, const ResultSink& results) {
  auto drafts = std::exchange(pending_, {});
  std::vector<Draft*> left;
  for (auto& draft : drafts) left.push_back(&draft);
  const auto tell = [&](const Wave& wave) {
    for (auto* draft : wave)
      if (draft->outcome) push(*draft->outcome, draft->index, results);
  };
  while (!left.empty()) {
    Wave wave, later;
    std::set<std::string_view> keys;
    for (auto* draft : left) {
      const bool first = draft->order_key.empty() || keys.insert(draft->order_key).second;
      (first ? wave : later).push_back(draft);
    }
    left = std::move(later);
    try {
      send_wave(call, wave);
    } catch (...) {
      tell(wave);
      throw;
    }
    tell(wave);
  }
}

const BulkForm* Publisher::form_of(const Entity* entity) const {
  for (const auto& form : forms_)
    if (&form->entity() == entity) return form.get();
  return nullptr;
}

// Rows that can share a request, as many in each as may be; the others go into `single`.
std::vector<std::vector<Row>> Publisher::gather(const Wave& wave, Wave& single) const {
  std::vector<std::vector<Row>> requests;
  // By form and target; a wave has one or two of them.
  struct Filling {
    const BulkForm* form;
    std::string target;
    std::size_t request;
  };
  std::vector<Filling> filling;
  for (auto* draft : wave) {
    if (draft->outcome) continue;
    const auto* form = form_of(draft->entity);
    auto row = form ? form->row_of(*draft) : std::nullopt;
    if (!row) {
      single.push_back(draft);
      continue;
    }
    const auto& target = form->target_of(*draft);
    auto at = std::ranges::find_if(
        filling, [&](const auto& one) { return one.form == form && one.target == target; });
    const bool is_new = at == filling.end();
    if (is_new) at = filling.insert(at, {form, target, 0});
    if (is_new || requests[at->request].size() >= settings_.bulk->max_items) {
      at->request = requests.size();
      requests.emplace_back().reserve(settings_.bulk->max_items);
    }
    requests[at->request].push_back(std::move(*row));
  }
  return requests;
}

void Publisher::send_all(const Call& call, const Wave& wave) {
  Wave single;
  auto gathered = gather(wave, single);
  const bool many = settings_.connections > 1 && single.size() > 1 && client_.sends_many();
  if (many && !call.dry_run()) send_many(call, std::exchange(single, {}));
  workers_.for_each(call, gathered.size() + single.size(), [&](const Call& own, std::size_t i) {
    own.throw_if_cancelled();
    if (i >= gathered.size()) return sender_.send(own, *single[i - gathered.size()]);
    auto& rows = gathered[i];
    const auto* entity = rows.front().draft->entity;
    BulkSender(host_, client_, *form_of(entity), sender_, settings_.catalogue->reader_of(*entity))
        .send(own, rows);
  });
}

// One thread for all requests; more of them only where something has to be waited for.
void Publisher::send_many(const Call& call, const Wave& drafts) {
  const auto open = sender_.send_many(call, drafts, settings_.connections);
  workers_.for_each(call, open.size(), [&](const Call& own, std::size_t i) {
    own.throw_if_cancelled();
    sender_.settle(own, open[i]);
  });
}

void Publisher::warn_once(const std::string& warning) {
  if (warned_.size() < most_warnings && warned_.insert(warning).second)
    host_.log(HIF_LOG_WARN, settings_.entity->title + ": " + warning);
}

} // namespace timely
