// SPDX-License-Identifier: MIT
#include "record/each_record.hpp"

namespace timely::record {

using hif::json::Value;
using hif::sdk::Error;

OnError on_error_of(const Value& config) {
  const auto* policy = config.find("on_error");
  if (!policy || !policy->is_string()) return OnError::fail;
  if (policy->as_string() == "skip") return OnError::skip;
  return policy->as_string() == "null" ? OnError::null : OnError::fail;
}

std::string name_before(const hif_record& record) {
  if (record.key.size == 0) return {};
  return "record \"" + std::string(hif::sdk::view(record.key)) + "\": ";
}

std::string pointer_token(std::string_view name) {
  std::string token = "/";
  for (const char c : name) token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return token;
}

void Output::pass(const hif_record& record, std::uint64_t source) {
  items_.push_back({record, 0, 0});
  items_.back().record.source = source;
}

void Output::add(const hif_record& record, std::uint64_t source, std::string_view json) {
  items_.push_back({record, text_.size(), json.size()});
  items_.back().record.source = source;
  text_ += json;
}

void Output::add(const hif_record& record, std::uint64_t source, const Value& value) {
  const auto begin = text_.size();
  hif::json::print(text_, value);
  items_.push_back({record, begin, text_.size() - begin});
  items_.back().record.source = source;
}

void Output::finish(hif_batch* out) {
  hif::sdk::BatchBuilder batch;
  const auto text = batch.own(std::move(text_));
  for (auto& item : items_) {
    if (item.size > 0) item.record.json = hif::sdk::str(text.substr(item.begin, item.size));
    batch.add(item.record);
  }
  batch.finish(out);
}

void each(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
          const hif::sdk::RejectSink& rejects, OnError on_error,
          const std::function<void(const hif_record&, std::uint64_t, Output&)>& use) {
  Output output;
  for (std::uint64_t i = 0; i < in.count; ++i) {
    call.throw_if_cancelled();
    const auto& record = *hif_batch_at(&in, i);
    try {
      use(record, i, output);
    } catch (const Error& error) {
      if (error.status == HIF_CANCELLED) throw;
      if (on_error == OnError::skip && error.status == HIF_INVALID_ARGUMENT) {
        output.pass(record, i);
        continue;
      }
      const auto details =
          error.details.is_null() ? std::string() : hif::json::print(error.details);
      rejects.push(i, error.status, name_before(record) + error.what(), details);
    }
  }
  output.finish(out);
}

Value object_of(const hif_record& record) {
  try {
    auto value = hif::json::parse(hif::sdk::view(record.json));
    if (value.is_object()) return value;
    throw Error(HIF_DATA_LOSS, "the record is no JSON object");
  } catch (const hif::json::ParseError& error) {
    throw Error(HIF_DATA_LOSS, std::string("the record is broken JSON: ") + error.what());
  }
}

} // namespace timely::record
