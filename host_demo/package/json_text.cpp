// SPDX-License-Identifier: MIT
#include "package/json_text.hpp"

#include <hif/sdk/json_parse.hpp>

#include <algorithm>

namespace host {
namespace {

std::string place_of(std::string_view text, std::size_t offset) {
  std::size_t line = 1, start = 0;
  for (std::size_t i = 0; i < offset; ++i)
    if (text[i] == '\n') ++line, start = i + 1;
  return std::to_string(line) + ":" + std::to_string(offset - start + 1);
}

// Before parsing: bytes that are not UTF-8 may stand anywhere, also where JSON has no text.
void check_utf8(std::string_view text, const std::string& file, RefusalCode code) {
  if (text.starts_with("\xEF\xBB\xBF"))
    throw Refused(code, file, "1:1", "it begins with a byte order mark");
  for (std::size_t at = 0; at < text.size();) {
    const auto ascii = std::find_if(text.begin() + at, text.end(),
                                    [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    at = static_cast<std::size_t>(ascii - text.begin());
    if (at == text.size()) return;
    const auto length = hif::json::detail::utf8_length(text, at);
    if (length == 0) throw Refused(code, file, place_of(text, at), "not UTF-8");
    at += length;
  }
}

// The parser tells its reasons apart by their wording alone; the tests of the codes hold it to it.
RefusalCode code_of(const hif::json::ParseError& error, const JsonTextCodes& codes) {
  if (error.why.starts_with("duplicate name")) return codes.duplicate_key;
  if (error.why.starts_with("nested deeper")) return codes.too_deep;
  return codes.malformed;
}

} // namespace

hif::json::Value parse_json_text(std::string_view text, const std::string& file,
                                 std::size_t max_depth, const JsonTextCodes& codes) {
  if (text.empty()) throw Refused(codes.malformed, file, {}, "it is empty");
  check_utf8(text, file, codes.not_utf8);
  try {
    return hif::json::parse(text, {.max_depth = max_depth});
  } catch (const hif::json::ParseError& error) {
    throw Refused(code_of(error, codes), file,
                  std::to_string(error.line) + ":" + std::to_string(error.column), error.why);
  }
}

} // namespace host
