// SPDX-License-Identifier: MIT
#include "json/json_tokens.hpp"

#include <algorithm>

namespace timely {
namespace {

void need(simdjson::error_code error) {
  if (error) throw simdjson::simdjson_error(error);
}

} // namespace

void JsonTokens::find(std::string_view text) {
  constexpr std::size_t least = 64 * 1024, depth = 1; // of the second stage, which is not used
  constexpr std::size_t most = simdjson::SIMDJSON_MAXSIZE_BYTES;
  if (text.size() > most) need(simdjson::CAPACITY);
  // Where the processor has no vectors, simdjson looks for the rest of such a character behind it.
  if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0x80) need(simdjson::TAPE_ERROR);
  const auto room = std::min(std::max(text.size() + text.size() / 4, least), most);
  if (!stage_)
    need(simdjson::get_active_implementation()->create_dom_parser_implementation(room, depth,
                                                                                 stage_));
  else if (stage_->capacity() < text.size())
    need(stage_->allocate(room, depth));
  need(stage_->stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                      simdjson::stage1_mode::regular));
}

} // namespace timely
