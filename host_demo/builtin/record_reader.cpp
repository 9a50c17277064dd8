// SPDX-License-Identifier: MIT
#include "builtin/record_reader.hpp"

#include <hif/sdk/error.hpp>

namespace host {

void RecordReader::skip_byte_order_mark(const hif::sdk::Call& call) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  while (blocks_.rest().size() < mark.size() && !blocks_.ended()) blocks_.fill(call);
  if (blocks_.rest().starts_with(mark)) blocks_.take(mark.size());
}

void RecordReader::check_bound() const {
  if (blocks_.rest().size() > max_line_)
    throw hif::sdk::Error(HIF_RESOURCE_EXHAUSTED, place(lines_ + 1) + ": longer than " +
                                                      std::to_string(max_line_) +
                                                      " bytes, the most that one record may have");
}

} // namespace host
