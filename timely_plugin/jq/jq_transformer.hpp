// SPDX-License-Identifier: MIT
#pragma once
// timely.jq: reshapes records by a jq program, as README.md describes it.

#include "jq/runner.hpp"
#include "record/each_record.hpp"

namespace timely {

class JqTransformer {
 public:
  // Throws ConfigError when the program is refused.
  explicit JqTransformer(const hif::sdk::Creation& creation);
  // Compiles the program, in a process of its own.
  static void validate(const hif::sdk::Creation& creation);

  // Every output of a record becomes a record.
  void transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                 const hif::sdk::RejectSink& rejects);

 private:
  std::string program_;
  jq::Runner runner_;
  record::OnError on_error_;
};

} // namespace timely
