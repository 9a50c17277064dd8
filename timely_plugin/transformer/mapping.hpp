// SPDX-License-Identifier: MIT
#pragma once
// timely.mapping: reshapes records by small steps, as README.md describes them. A record is read
// once and printed once for all steps; one that no step changes leaves as the slice it came as.

#include "transformer/step.hpp"
#include "transformer/text_pool.hpp"

#include <hif/ext/transformer_steps.h>
#include <hif/sdk/package.hpp>

namespace timely {

class Mapping {
 public:
  // Throws ConfigError that names every fault in the steps.
  explicit Mapping(const hif::sdk::Creation& creation);
  static void validate(const hif::sdk::Creation& creation);

  // `out` may point into `in`. A record that a step cannot handle is dealt with by `on_error`;
  // one that is no JSON object is rejected.
  void transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                 const hif::sdk::RejectSink& rejects) {
    transform(call, in, out, rejects, nullptr);
  }
  // Tells `trace` what each step makes of each record.
  void transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                 const hif::sdk::RejectSink& rejects, const hif_step_sink* trace);

  // hif.transformer_steps/1
  const void* get_extension(std::string_view id);

 private:
  hif::sdk::Host host_;
  Program program_;
  std::vector<std::string> shown_; // the steps as they are written
  Tree tree_;
  std::shared_ptr<TextPool> texts_ = std::make_shared<TextPool>();
};

} // namespace timely
