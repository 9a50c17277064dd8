// SPDX-License-Identifier: MIT
#pragma once
// timely.flatten: one flat row a record, as README.md describes it.

#include "flatten/row.hpp"
#include "record/each_record.hpp"

namespace timely {

class FlattenTransformer {
 public:
  explicit FlattenTransformer(const hif::sdk::Creation& creation);

  // One record into one.
  void transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                 const hif::sdk::RejectSink& rejects) const;

 private:
  flatten::Layout layout_;
  record::OnError on_error_;
};

} // namespace timely
