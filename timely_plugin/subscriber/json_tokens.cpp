// SPDX-License-Identifier: MIT
#include "subscriber/json_tokens.hpp"

#include <algorithm>

namespace timely {
namespace {

void need(simdjson::error_code error) {
  if (error) throw simdjson::simdjson_error(error);
}

} // namespace

void JsonTokens::find(std::string_view text) {
  constexpr std::size_t least = 64 * 1024, depth = 1; // of the second stage, which is not used
  if (text.size() > simdjson::SIMDJSON_MAXSIZE_BYTES) need(simdjson::CAPACITY);
  if (!stage_)
    need(simdjson::get_active_implementation()->create_dom_parser_implementation(
        std::max(text.size(), least), depth, stage_));
  else if (stage_->capacity() < text.size())
    need(stage_->allocate(text.size(), depth));
  need(stage_->stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                      simdjson::stage1_mode::regular));
}

} // namespace timely
