// SPDX-License-Identifier: MIT
#include "transformer/mapping.hpp"

#include "transformer/compiler.hpp"
#include "transformer/pass.hpp"

namespace timely {
namespace {

using hif::json::Value;

Program compile(const Value& config) {
  auto on_error = OnError::fail;
  if (const auto* policy = config.find("on_error")) {
    if (policy->is_null() || *policy == Value("null")) on_error = OnError::null;
    if (*policy == Value("skip")) on_error = OnError::skip;
  }
  Compiler compiler(on_error);
  auto program = compiler.program(config.find("steps"), "/steps");
  if (!compiler.problems().empty()) throw hif::sdk::ConfigError(compiler.problems());
  return program;
}

Mapping& self(hif_instance* instance) {
  return *reinterpret_cast<Mapping*>(instance);
}

} // namespace

Mapping::Mapping(const hif::sdk::Creation& creation)
    : host_(creation.host), program_(compile(creation.config)) {
  for (const auto& step : creation.config.find("steps")->as_array())
    shown_.push_back(hif::json::print(step));
}

void Mapping::validate(const hif::sdk::Creation& creation) {
  compile(creation.config);
}

void Mapping::transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                        const hif::sdk::RejectSink& rejects, const hif_step_sink* trace) {
  Pass(program_, tree_, host_, rejects, trace, texts_->take()).run(call, in, out);
}

const void* Mapping::get_extension(std::string_view id) {
  static const hif_transformer_steps table = {
      .struct_size = sizeof(hif_transformer_steps),
      .reserved = 0,
      .count = [](hif_instance* i) -> std::uint32_t {
        return static_cast<std::uint32_t>(self(i).shown_.size());
      },
      .name = [](hif_instance* i, std::uint32_t step) -> hif_str {
        const auto& shown = self(i).shown_;
        return step < shown.size() ? hif::sdk::str(shown[step]) : hif_str{};
      },
      .transform = [](hif_instance* i, const hif_call* call, const hif_batch* in, hif_batch* out,
                      const hif_reject_sink* rejects, const hif_step_sink* steps) -> hif_status {
        return hif::sdk::guard(call, [&] {
          self(i).transform(hif::sdk::Call(call), *in, out, hif::sdk::RejectSink(rejects), steps);
          return HIF_OK;
        });
      },
  };
  return id == HIF_EXT_TRANSFORMER_STEPS ? &table : nullptr;
}

} // namespace timely
