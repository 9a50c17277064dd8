// SPDX-License-Identifier: MIT
#include "transformer/pass.hpp"

#include "record/each_record.hpp"

namespace timely {

using hif::sdk::str;
using hif::sdk::view;

namespace {

// The most records that one record may become.
constexpr std::size_t most_branches = 1000000;

} // namespace

Pass::Pass(const Program& program, Tree& tree, const hif::sdk::Host& host,
           const hif::sdk::RejectSink& rejects, const hif_step_sink* trace,
           std::shared_ptr<std::string> text)
    : program_(program), tree_(tree), host_(host), rejects_(rejects), trace_(trace),
      text_(std::move(text)) {}

void Pass::run(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out) {
  for (std::uint64_t i = 0; i < in.count; ++i) in_bytes_ += hif_batch_at(&in, i)->json.size;
  printed_.reserve(in.count);
  for (std::uint64_t i = 0; i < in.count; ++i) {
    if (i % 256 == 0) call.throw_if_cancelled();
    About about{*hif_batch_at(&in, i), {}};
    about.record.source = i;
    guarded({&about, 1}, [&] {
      tree_.load(view(about.record.json));
      steps_from(0, about);
    });
  }
  for (std::size_t i = 0; i < program_.size(); ++i)
    if (program_[i]->kind == Step::Kind::group)
      release_groups(i, static_cast<const steps::Group&>(*program_[i]));
  finish(out);
}

// What the record fails with goes to the host, for each record that it was made of, and what was
// made of it so far goes.
template <typename Body>
void Pass::guarded(std::span<const About> members, Body body) {
  const auto printed = printed_.size();
  const auto reject = [&](hif_status status, const std::string& why,
                          const hif::json::Value& details = {}) {
    printed_.resize(printed);
    settle(false);
    std::optional<std::uint64_t> told; // branches of one record stand together
    for (const auto& about : members) {
      if (told == about.record.source) continue;
      told = about.record.source;
      rejects_.push(*told, status, record::name_before(about.record) + why,
                    details.is_null() ? "" : hif::json::print(details));
    }
  };
  try {
    body();
    settle(true);
  } catch (const StepError& error) {
    reject(HIF_INVALID_ARGUMENT, error.what(), hif::json::Object{{"pointer", error.pointer}});
  } catch (const NoRecord& error) {
    reject(HIF_DATA_LOSS, error.what());
  } catch (const TooLarge& error) {
    reject(HIF_RESOURCE_EXHAUSTED, error.what());
  }
}

void Pass::steps_from(std::size_t step, const About& about) {
  Scope scope{tree_, tree_.root(), host_};
  for (; step < program_.size(); ++step) {
    run_step(*program_[step], step + 1, scope);
    const auto kind = program_[step]->kind;
    if (!scope.dropped && kind == Step::Kind::unique)
      scope.dropped =
          !is_first(step, static_cast<const steps::Unique&>(*program_[step]).key(scope));
    if (!scope.dropped && kind == Step::Kind::branch)
      return branch(static_cast<const steps::Branch&>(*program_[step]), step, about, scope);
    if (!scope.dropped && kind == Step::Kind::group)
      return gather(static_cast<const steps::Group&>(*program_[step]), step, about, scope);
    if (trace_) tell(step, about, scope);
    if (scope.dropped) return;
  }
  print(about);
}

void Pass::branch(const steps::Branch& branch, std::size_t step, const About& about, Scope& scope) {
  auto elements = branch.elements(scope);
  if (!elements || (elements->empty() && branch.keep_empty)) {
    if (elements) branch.remove(scope);
    if (trace_) tell(step, about, scope);
    return steps_from(step + 1, about);
  }
  if (elements->empty()) {
    scope.dropped = true;
    if (trace_) tell(step, about, scope);
    return;
  }
  const auto whole = scope.root;
  const std::string key(about.key.empty() ? view(about.record.key) : about.key);
  for (std::size_t i = 0; i < elements->size(); ++i) {
    if (printed_.size() > most_branches) throw TooLarge("it becomes too many records");
    scope.root = whole;
    branch.put(std::move((*elements)[i]), scope);
    About one{about.record, key.empty() ? "" : key + "/" + std::to_string(i)};
    if (trace_) tell(step, one, scope);
    steps_from(step + 1, one);
  }
}

void Pass::gather(const steps::Group& group, std::size_t step, const About& about, Scope& scope) {
  Gathered gathered{{about}, text_of(scope.root), {}};
  if (auto contribution = group.contribution(scope))
    gathered.contributions.push_back(std::move(*contribution));
  pending_.push_back({step, group.key(scope), std::move(gathered)});
}

bool Pass::is_first(std::size_t step, std::string key) {
  if (!seen_[step].insert(key).second) return false;
  pending_.push_back({step, std::move(key), std::nullopt});
  return true;
}

// Puts what the record left behind where it belongs, or takes it back.
void Pass::settle(bool good) {
  for (auto& [step, key, gathered] : pending_) {
    if (!gathered) {
      if (!good) seen_[step].erase(key);
      continue;
    }
    if (!good) continue;
    auto& groups = groups_[step];
    const auto [at, is_new] = groups.by_key.try_emplace(std::move(key), groups.list.size());
    if (is_new) {
      groups.list.push_back(std::move(*gathered));
      continue;
    }
    auto& [members, first, contributions] = groups.list[at->second];
    members.push_back(std::move(gathered->members.front()));
    if (trace_)
      trace_->push(trace_, static_cast<std::uint32_t>(step), members.back().record.source,
                   hif_str{});
    for (auto& contribution : gathered->contributions)
      contributions.push_back(std::move(contribution));
  }
  pending_.clear();
}

void Pass::release_groups(std::size_t step, const steps::Group& group) {
  auto& list = groups_[step].list;
  for (auto& gathered : list) {
    std::size_t size = 0;
    for (const auto& contribution : gathered.contributions) size += contribution.size();
    guarded(gathered.members, [&] {
      tree_.load(gathered.first, size);
      Scope scope{tree_, tree_.root(), host_};
      group.finish(gathered.contributions, scope);
      tree_.changed = true; // the text that was loaded goes with the pass
      if (trace_) tell(step, gathered.members.front(), scope);
      steps_from(step + 1, gathered.members.front());
    });
  }
}

void Pass::tell(std::size_t step, const About& about, const Scope& scope) {
  const auto text = scope.dropped ? std::string() : text_of(scope.root);
  trace_->push(trace_, static_cast<std::uint32_t>(step), about.record.source, str(text));
}

void Pass::print(const About& about) {
  const auto begin = text_->size();
  if (tree_.changed) {
    if (begin == 0) text_->reserve(in_bytes_);
    tree_.print(*text_);
  }
  printed_.push_back({about, begin, text_->size() - begin});
}

void Pass::finish(hif_batch* out) {
  hif::sdk::BatchBuilder batch;
  const std::string_view text = *text_;
  for (auto& [about, begin, size] : printed_) {
    if (size > 0) about.record.json = str(text.substr(begin, size));
    if (!about.key.empty()) about.record.key = str(batch.own(std::move(about.key)));
    batch.add(about.record);
  }
  batch.keep(std::move(text_));
  batch.finish(out);
}

} // namespace timely
