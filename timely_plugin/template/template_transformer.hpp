// SPDX-License-Identifier: MIT
#pragma once
// timely.template: makes new records from a JSON skeleton, as README.md describes it.

#include "record/each_record.hpp"
#include "template/skeleton.hpp"

namespace timely {

class TemplateTransformer {
 public:
  // Throws ConfigError that names every fault in the template.
  explicit TemplateTransformer(const hif::sdk::Creation& creation);
  static void validate(const hif::sdk::Creation& creation);

  // One record into one; into none where the template's own $if does not hold; into one for each
  // element where the template gives an array.
  void transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                 const hif::sdk::RejectSink& rejects) const;

 private:
  skeleton::Part template_;
  record::OnError on_error_;
};

} // namespace timely
