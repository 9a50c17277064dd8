// SPDX-License-Identifier: MIT
#include "jq/jq_transformer.hpp"

#include "jmespath/error.hpp"
#include "jq/numbers.hpp"
#include "jq/program.hpp"

namespace timely {
namespace {

using hif::json::Value;
using hif::sdk::ConfigError;
using hif::sdk::Error;

std::string program_of(const Value& config) {
  const auto* program = config.find("program");
  if (!program || !program->is_string()) throw ConfigError("/program", "a program is needed");
  const auto& text = program->as_string();
  try {
    jq::check_program(text);
  } catch (const jq::Refused& refused) {
    throw ConfigError("/program", jmespath::with_caret(refused.what(), text, refused.offset));
  }
  return text;
}

jq::Limits limits_of(const Value& config) {
  jq::Limits limits;
  const auto read = [&](const char* name, std::uint64_t& limit) {
    const auto* value = config.find(name);
    if (!value) return;
    if (const auto number = value->to_uint64()) limit = *number;
  };
  read("time_limit_ms", limits.time_ms);
  read("memory_limit_mb", limits.memory_mb);
  read("max_outputs", limits.outputs);
  read("max_output_bytes", limits.output_bytes);
  return limits;
}

// One record on its way through the worker.
struct Passage {
  std::string text; // as jq is given it
  jq::Numbers numbers;
  std::optional<Error> refused; // why it never gets there
  jq::Reply reply;
};

Passage begun(const hif_record& record) {
  Passage passage;
  const auto text = hif::sdk::view(record.json);
  try {
    if (!text.starts_with('{')) throw Error(HIF_DATA_LOSS, "the record is no JSON object");
    passage.text = text;
    if (!jq::may_have_long_numbers(text)) return passage;
    auto value = record::object_of(record);
    passage.numbers.replace(value);
    if (!passage.numbers.empty()) passage.text = hif::json::print(value);
  } catch (const Error& error) {
    passage.refused = error;
  }
  return passage;
}

void need_records(const std::vector<std::string>& outputs) {
  for (const auto& output : outputs)
    if (!output.starts_with('{'))
      throw Error(HIF_INVALID_ARGUMENT,
                  "a record is an object, and the program gave " +
                      std::string(hif::json::parse(output).type_name()),
                  hif::json::Object{{"pointer", "/program"}});
}

void give(const hif_record& record, std::uint64_t source, const Passage& passage,
          record::Output& to) {
  if (passage.refused) throw *passage.refused;
  if (!passage.reply.error.empty())
    throw Error(HIF_INVALID_ARGUMENT, passage.reply.error,
                hif::json::Object{{"pointer", "/program"}});
  need_records(passage.reply.outputs);
  for (const auto& output : passage.reply.outputs) {
    if (passage.numbers.empty()) {
      to.add(record, source, std::string_view(output));
    } else {
      auto value = hif::json::parse(output);
      passage.numbers.restore(value);
      to.add(record, source, value);
    }
  }
}

} // namespace

JqTransformer::JqTransformer(const hif::sdk::Creation& creation)
    : program_(program_of(creation.config)), runner_(program_, limits_of(creation.config)),
      on_error_(record::on_error_of(creation.config)) {
  try {
    runner_.compile();
  } catch (const jq::ProgramError& error) {
    throw ConfigError("/program", jq::readable(error.what(), program_));
  }
}

void JqTransformer::validate(const hif::sdk::Creation& creation) {
  JqTransformer compiled(creation);
}

void JqTransformer::transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                              const hif::sdk::RejectSink& rejects) {
  std::vector<Passage> passages;
  std::vector<std::string_view> texts;
  passages.reserve(in.count);
  for (std::uint64_t i = 0; i < in.count; ++i) {
    const auto& passage = passages.emplace_back(begun(*hif_batch_at(&in, i)));
    if (!passage.refused) texts.push_back(passage.text);
  }
  auto replies = runner_.run(call, texts);
  auto reply = replies.begin();
  for (auto& passage : passages)
    if (!passage.refused) passage.reply = std::move(*reply++);
  record::each(call, in, out, rejects, on_error_,
               [&](const hif_record& record, std::uint64_t source, record::Output& output) {
                 give(record, source, passages[source], output);
               });
}

} // namespace timely
