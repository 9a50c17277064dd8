// SPDX-License-Identifier: MIT
#include "run/fake_package.hpp"

#include <hif/sdk/package.hpp>

namespace fake {

bool transformers_break = false;

namespace {

using hif::json::Value;
using hif::sdk::Call;
using hif::sdk::Creation;
using hif::sdk::Error;
using hif::sdk::view;

std::map<std::string, Source> sources;
std::map<std::string, Target> targets;

std::string text_of(const Value& config, const char* name) {
  const auto* value = config.find(name);
  return value ? value->as_string() : std::string();
}

class Client {
 public:
  explicit Client(const Creation&) {}
  void send(const Call&, const hif_request&, hif_response*) { not_here(); }
  Value begin_grant(const Call&) { not_here(); }
  void finish_grant(const Call&, std::string_view) { not_here(); }
  Value grant_status(const Call&) { not_here(); }
  void revoke(const Call&) { not_here(); }
  Value probe(const Call&) { not_here(); }

 private:
  [[noreturn]] static void not_here() { throw Error(HIF_UNIMPLEMENTED, "not in this test"); }
};

class Subscriber {
 public:
  explicit Subscriber(const Creation& creation) : source_(source(text_of(creation.config, "key"))) {
    source_.config = hif::json::print(creation.config);
    if (creation.config.find("bad"))
      throw hif::sdk::ConfigError("/bad", "is not to be had", "take it out");
  }

  void open(const Call& call, std::string_view checkpoint) {
    source_.opened_with.emplace_back(checkpoint);
    if (source_.fails_to_open) throw Error(source_.status, "the source cannot be opened");
    at_ = checkpoint.empty() ? 0 : std::stoull(std::string(checkpoint));
    marked_ = at_;
    batches_ = 0;
    if (!source_.parts) return;
    const auto sum = kept_sum(call);
    source_.opened_parts.push_back(sum.value_or("none"));
    sum_ = sum ? std::stoull(*sum) : 0;
  }

  void attach_parts(hif::sdk::PartSource parts) { parts_ = parts; }
  void changed_parts(const Call&, hif::sdk::PartSink sink) const {
    if (source_.parts) sink.put("sum", std::to_string(sum_));
  }

  hif_status next(const Call& call, const hif::sdk::Limits& limits, hif_batch* out) {
    if (source_.pending > 0) {
      --source_.pending;
      call.retry_after(1);
      return HIF_PENDING;
    }
    if (source_.parts) source_.read_parts.push_back(kept_sum(call).value_or("none"));
    hif::sdk::BatchBuilder batch;
    const auto most = std::min(source_.page, limits.max_records);
    while (batch.size() < most && at_ < source_.records.size() && at_ != source_.fails_at) {
      batch.add(batch.copy(source_.records[at_++]));
      sum_ += at_;
    }
    if (batch.size() == 0 && at_ == source_.fails_at)
      throw Error(source_.status, "the source broke");
    const bool ended = at_ == source_.records.size();
    const bool mark =
        source_.checkpoint_every > 0 && (ended || ++batches_ % source_.checkpoint_every == 0);
    if (batch.size() == 0 && (!mark || marked_ == at_)) return HIF_END;
    if (mark) batch.checkpoint(std::to_string(marked_ = at_));
    batch.finish(out);
    return HIF_OK;
  }

  void close() { ++source_.closed; }

 private:
  std::optional<std::string> kept_sum(const Call& call) const {
    return parts_.present() ? parts_.get(call, "sum") : std::nullopt;
  }

  Source& source_;
  hif::sdk::PartSource parts_;
  std::uint64_t at_ = 0, marked_ = 0, batches_ = 0, sum_ = 0;
};

class Publisher {
 public:
  explicit Publisher(const Creation& creation) : target_(target(text_of(creation.config, "key"))) {
    target_.config = hif::json::print(creation.config);
  }

  void open(const Call& call, std::string_view position) {
    const std::lock_guard lock(*target_.mutex);
    target_.openings.push_back({std::string(position), call.anew(), call.dry_run()});
    if (target_.fails_to_open) throw Error(target_.status, "the target cannot be opened");
    if (!target_.positions || call.dry_run()) return;
    if (call.anew()) target_.got.clear();
    if (position.empty() || call.anew()) return;
    const auto size = std::stoull(std::string(position));
    if (target_.got.size() < size) throw Error(HIF_DATA_LOSS, "the target was changed");
    target_.got.resize(size);
  }

  void write(const Call& call, const hif_batch& batch, std::uint64_t first,
             const hif::sdk::ResultSink& sink) {
    for (std::uint64_t i = 0; i < batch.count; ++i) {
      if (taken_++ == target_.breaks_after) throw Error(target_.status, "the target broke");
      const auto json = view(hif_batch_at(&batch, i)->json);
      if (call.dry_run())
        preview(call, first + i, json, sink);
      else if (target_.deferred)
        deferred_.emplace_back(first + i, json);
      else
        settle(first + i, std::string(json), sink);
    }
  }

  std::string flush(const Call& call, const hif::sdk::ResultSink& sink) {
    if (target_.fails_to_flush) throw Error(target_.status, "the target cannot be flushed");
    for (auto& [index, json] : deferred_) settle(index, std::move(json), sink);
    deferred_.clear();
    const std::lock_guard lock(*target_.mutex);
    return target_.positions && !call.dry_run() ? std::to_string(target_.got.size()) : "";
  }

  void committed() {
    const std::lock_guard lock(*target_.mutex);
    target_.committed.push_back(target_.got.size());
  }

  void close() { ++target_.closed; }

 private:
  void preview(const Call& call, std::uint64_t index, std::string_view json,
               const hif::sdk::ResultSink& sink) {
    ++target_.previewed;
    call.preview(json);
    hif::sdk::Result result;
    result.index = index;
    result.outcome = HIF_OUTCOME_PREVIEWED;
    sink.push(result);
  }

  void settle(std::uint64_t index, std::string json, const hif::sdk::ResultSink& sink) {
    if (target_.on_record)
      if (const auto status = target_.on_record(json); status != HIF_OK)
        throw Error(status, "the target broke at " + json);
    hif::sdk::Result result;
    result.index = index;
    const std::lock_guard lock(*target_.mutex);
    if (const auto failure = target_.failures.find(json); failure != target_.failures.end()) {
      result.status = failure->second;
      result.error = "refused " + json;
    } else {
      target_.got.push_back(std::move(json));
      result.outcome = HIF_OUTCOME_CREATED;
      result.http_status = 201;
      result.id = std::to_string(target_.got.size());
    }
    if (!target_.silent) sink.push(result);
  }

  Target& target_;
  std::uint64_t taken_ = 0;
  std::vector<std::pair<std::uint64_t, std::string>> deferred_;
};

class Transformer {
 public:
  explicit Transformer(const Creation& creation)
      : config_(creation.config), what_(text_of(config_, "do")) {}

  void transform(const Call&, const hif_batch& in, hif_batch* out,
                 const hif::sdk::RejectSink& rejects) {
    if (what_ == "break" && transformers_break) throw Error(HIF_UNAVAILABLE, "gave up");
    hif::sdk::BatchBuilder batch;
    for (std::uint64_t i = 0; i < in.count; ++i) {
      const auto json = view(hif_batch_at(&in, i)->json);
      if (is_meant(json))
        apply(json, i, in.count, batch, rejects);
      else
        batch.add(json, i);
    }
    batch.finish(out);
  }

 private:
  bool is_meant(std::string_view json) const {
    const auto* when = config_.find("when");
    if (!when) return true;
    const auto record = hif::json::parse(json);
    const auto* payload = record.find("payload");
    const auto* number = (payload ? *payload : record).find("n");
    return number && *number == *when;
  }

  void apply(std::string_view json, std::uint64_t i, std::uint64_t count,
             hif::sdk::BatchBuilder& batch, const hif::sdk::RejectSink& rejects) const {
    if (what_ == "drop") return;
    if (what_ == "reject") return rejects.push(i, HIF_INVALID_ARGUMENT, "cannot have it");
    if (what_ == "say") return batch.add(batch.copy(text_of(config_, "text")), i);
    if (what_ == "stray") return batch.add(json, count + 1'000'000);
    if (what_ == "twice") batch.add(json, i);
    if (what_ == "twice" || what_ == "break") return batch.add(json, i);
    auto record = hif::json::parse(json);
    if (what_ == "set") record.as_object().set(text_of(config_, "name"), *config_.find("value"));
    if (what_ == "unset")
      record.find(text_of(config_, "part"))->as_object().erase(text_of(config_, "name"));
    batch.add(batch.own(hif::json::print(record)), i);
  }

  Value config_;
  std::string what_;
};

std::vector<hif_prototype> prototypes() {
  return {hif::sdk::client<Client>("acme.client"),
          hif::sdk::subscriber<Subscriber>("acme.subscriber"),
          hif::sdk::publisher<Publisher>("acme.publisher"),
          hif::sdk::transformer<Transformer>("acme.transformer")};
}

constexpr std::string_view manifest = R"({
  "manifest_version": 1, "id": "acme", "version": "1.0.0", "name": "Acme", "publisher": "Acme",
  "license": "MIT", "description": "Does as it is told.",
  "abi": {"major": 1, "min_minor": 1, "built_minor": 2}, "requires": [], "uses": [],
  "permissions": {"network": false, "secrets": false},
  "prototypes": [
    {"id": "acme.client", "kind": "client", "name": "C", "description": "C", "form": "any.json"},
    {"id": "acme.subscriber", "kind": "subscriber", "name": "S", "description": "S",
     "form": "any.json"},
    {"id": "acme.publisher", "kind": "publisher", "name": "P", "description": "P",
     "form": "any.json"},
    {"id": "acme.transformer", "kind": "transformer", "name": "T", "description": "T",
     "form": "any.json"}
  ]
})";

} // namespace

Source& source(const std::string& key) {
  return sources[key];
}
Target& target(const std::string& key) {
  return targets[key];
}

void reset() {
  sources.clear();
  targets.clear();
  transformers_break = false;
}

host::BuiltIn package() {
  return {.manifest = manifest,
          .forms = {{"any.json", R"({"type": "object"})"}},
          .entry = hif::sdk::entry<prototypes>("acme", "1.0.0")};
}

} // namespace fake
