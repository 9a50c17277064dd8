// SPDX-License-Identifier: MIT
#include "config/source_text.hpp"

#include <hif/sdk/json_parse.hpp>

#include <algorithm>

namespace host {

SourceText::SourceText(std::string text) : text_(std::move(text)) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
  lines_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') lines_.push_back(i + 1);
}

std::size_t SourceText::offset_of(std::size_t line, std::size_t byte) const {
  if (line >= lines_.size()) return text_.size();
  return std::min(lines_[line] + byte, text_.size());
}

Position SourceText::position(std::size_t line, std::size_t byte) const {
  if (cursor_.line != line || cursor_.byte > byte) cursor_ = {.line = line};
  const auto first = offset_of(line, cursor_.byte), last = offset_of(line, byte);
  const auto starts_character = [](unsigned char c) { return (c & 0xC0) != 0x80; };
  const auto passed =
      std::count_if(text_.begin() + static_cast<std::ptrdiff_t>(first),
                    text_.begin() + static_cast<std::ptrdiff_t>(last), starts_character);
  cursor_.byte = byte;
  cursor_.column += static_cast<std::uint32_t>(passed);
  return {static_cast<std::uint32_t>(line + 1), cursor_.column};
}

Position SourceText::position(std::size_t offset) const {
  const auto after = std::upper_bound(lines_.begin(), lines_.end(), offset);
  const auto line = static_cast<std::size_t>(after - lines_.begin()) - 1;
  return position(line, offset - lines_[line]);
}

std::string_view SourceText::from(std::size_t line, std::size_t byte) const {
  return std::string_view(text_).substr(offset_of(line, byte));
}

std::string_view SourceText::line(std::size_t line) const {
  const auto rest = from(line, 0);
  return rest.substr(0, rest.find_first_of("\r\n"));
}

std::optional<std::size_t> SourceText::first_foreign_byte() const {
  for (std::size_t at = 0; at < text_.size();) {
    const auto byte = static_cast<unsigned char>(text_[at]);
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') return at;
    const auto length = hif::json::detail::utf8_length(text_, at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

} // namespace host
