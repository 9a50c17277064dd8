// SPDX-License-Identifier: MIT
#include "run/transformer_chain.hpp"

#include "run/call_failure.hpp"
#include "text/failure.hpp"

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

} // namespace

Transformed TransformerChain::apply(const hif_batch& in, const CallContext& context,
                                    std::vector<Reject>& rejects, std::size_t first) const {
  Transformed transformed(in);
  for (auto number = first; number < steps_.size(); ++number) {
    const auto& step = steps_[number];
    const auto& input = transformed.batch();
    RejectSink sink{input, transformed, rejects, number};
    const auto raw_sink = sink.raw();
    HostCall call(context);
    auto output = std::make_unique<hif::sdk::Batch>();
    const auto status =
        step.transformer().transform(step.raw(), call.raw(), &input, output->out(), &raw_sink);
    throw_if_failed(status, call, step.prototype().id());
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
