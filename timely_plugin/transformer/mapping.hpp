// SPDX-License-Identifier: MIT
#pragma once
// timely.mapping: reshapes records by small steps, as README.md describes them. A record is read
// once and printed once for all steps; one that no step changes leaves as the slice it came as.

#include "transformer/steps.hpp"

#include <hif/sdk/package.hpp>

namespace timely {

class Mapping {
 public:
  // Throws ConfigError that names every fault in the steps.
  explicit Mapping(const hif::sdk::Creation& creation);
  static void validate(const hif::sdk::Creation& creation) { compile_steps(creation.config); }

  // `out` may point into `in`. A record that a step cannot handle is dealt with by `on_error`;
  // one that is no JSON object is rejected.
  void transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                 const hif::sdk::RejectSink& rejects);

 private:
  enum class OnError { fail, skip, null };
  // A step, or an entry of one, that could not be carried out for the record at hand.
  struct Failure {
    std::size_t step, entry;
    std::string why;
  };

  void map(std::string_view json);
  std::optional<Failure> run();
  bool failed_before(std::size_t step) const;
  bool failed_before(std::size_t step, std::size_t entry) const;
  [[noreturn]] void refuse(const Failure& failure) const;

  std::vector<Step> steps_;
  OnError on_error_ = OnError::fail;
  Tree tree_;
  std::vector<Failure> failures_; // of the record at hand
};

} // namespace timely
