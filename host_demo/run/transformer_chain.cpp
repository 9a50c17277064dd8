// SPDX-License-Identifier: MIT
#include "run/transformer_chain.hpp"

#include "run/call_failure.hpp"
#include "text/failure.hpp"

#include <hif/ext/transformer_steps.h>
#include <hif/transformer.h>

namespace host {
namespace {

using hif::sdk::view;

// What a step pushes its rejects to.
struct RejectSink {
  const hif_batch& in;
  const Transformed& so_far;
  std::vector<Reject>& rejects;
  std::size_t step;

  hif_reject_sink raw() {
    return {.struct_size = sizeof(hif_reject_sink),
            .reserved = 0,
            .host_data = this,
            .push = [](const hif_reject_sink* sink, std::uint64_t source, hif_status status,
                       hif_str error, hif_str) {
              auto& self = *static_cast<RejectSink*>(sink->host_data);
              if (source >= self.in.count) return;
              self.rejects.push_back(
                  {.source = self.so_far.origin(source),
                   .record = std::string(view(hif_batch_at(&self.in, source)->json)),
                   .status = status,
                   .error = std::string(view(error)),
                   .step = self.step});
            }};
  }
};

// What a transformer tells of its own steps.
struct StepSink {
  const Instance& instance;
  const hif_transformer_steps& table;
  std::size_t transformer;
  const hif_batch& in;
  const Transformed& so_far;
  const StepListener& on_step;
  std::exception_ptr thrown; // by the listener: exceptions must not pass through the package

  hif_step_sink raw() {
    return {.struct_size = sizeof(hif_step_sink),
            .reserved = 0,
            .host_data = this,
            .push = [](const hif_step_sink* sink, std::uint32_t step, std::uint64_t source,
                       hif_str record) {
              auto& self = *static_cast<StepSink*>(sink->host_data);
              if (source >= self.in.count || self.thrown) return;
              try {
                self.on_step({self.so_far.origin(source), self.transformer,
                              self.instance.prototype().id(), step,
                              view(self.table.name(self.instance.raw(), step)), view(record)});
              } catch (...) {
                self.thrown = std::current_exception();
              }
            }};
  }
};

hif_status transform_showing_steps(const Instance& instance, const hif_transformer_steps& table,
                                   StepSink sink, const hif_call* call, const hif_batch& in,
                                   hif_batch* out, const hif_reject_sink& rejects) {
  const auto raw = sink.raw();
  const auto status = table.transform(instance.raw(), call, &in, out, &rejects, &raw);
  if (sink.thrown) std::rethrow_exception(sink.thrown);
  return status;
}

// A transformer that shows no steps is one step itself.
void tell_as_one(const Instance& instance, std::size_t transformer, const hif_batch& in,
                 const hif::sdk::Batch& out, const Transformed& so_far,
                 const std::vector<Reject>& rejects, const StepListener& on_step) {
  const auto tell = [&](std::uint64_t source, std::string_view record) {
    on_step({so_far.origin(source), transformer, instance.prototype().id(), 0, {}, record});
  };
  std::vector<bool> accounted(in.count);
  for (const auto& reject : rejects)
    for (std::uint64_t i = 0; i < in.count; ++i)
      if (so_far.origin(i) == reject.source) accounted[i] = true;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i].source >= in.count) continue;
    accounted[out[i].source] = true;
    tell(out[i].source, view(out[i].json));
  }
  for (std::uint64_t i = 0; i < in.count; ++i)
    if (!accounted[i]) tell(i, {});
}

// The table of a transformer that shows its steps, or null.
const hif_transformer_steps* steps_of(const Instance& instance) {
  const auto* table =
      static_cast<const hif_transformer_steps*>(instance.extension(HIF_EXT_TRANSFORMER_STEPS));
  return table && table->struct_size >= sizeof(hif_transformer_steps) ? table : nullptr;
}

} // namespace

Transformed TransformerChain::apply(const hif_batch& in, const CallContext& context,
                                    std::vector<Reject>& rejects, std::size_t first,
                                    const StepListener& on_step) const {
  Transformed transformed(in);
  for (auto number = first; number < steps_.size(); ++number) {
    const auto& step = steps_[number];
    const auto& input = transformed.batch();
    RejectSink sink{input, transformed, rejects, number};
    const auto raw_sink = sink.raw();
    HostCall call(context);
    auto output = std::make_unique<hif::sdk::Batch>();
    const auto* shown = on_step ? steps_of(step) : nullptr;
    const auto status =
        shown ? transform_showing_steps(step, *shown,
                                        {step, *shown, number, input, transformed, on_step, {}},
                                        call.raw(), input, output->out(), raw_sink)
              : step.transformer().transform(step.raw(), call.raw(), &input, output->out(),
                                             &raw_sink);
    throw_if_failed(status, call, step.prototype().id());
    if (on_step && !shown) tell_as_one(step, number, input, *output, transformed, rejects, on_step);
    std::vector<std::uint64_t> origins(output->size());
    for (std::size_t i = 0; i < origins.size(); ++i) {
      const auto source = (*output)[i].source;
      if (source >= input.count)
        throw Failure(Exit::failed, step.prototype().id() + " made a record out of input " +
                                        std::to_string(source) + ", and was given " +
                                        std::to_string(input.count));
      origins[i] = transformed.origin(source);
    }
    transformed.origins_ = std::move(origins);
    transformed.result_ = output->raw();
    transformed.held_.push_back(std::move(output));
  }
  return transformed;
}

} // namespace host
