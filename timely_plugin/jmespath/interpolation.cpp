// SPDX-License-Identifier: MIT
#include "jmespath/interpolation.hpp"

#include <hif/sdk/json_print.hpp>

namespace timely::jmespath {
namespace {

using hif::json::Value;

constexpr std::string_view opening = "&{";

// The place behind the quoted thing that begins at `at`, or npos when it is not closed.
std::size_t behind_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at++];
  for (; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == quote)
      return at + 1;
  }
  return std::string_view::npos;
}

// The matching brace of the one before `at`, or npos.
std::size_t closing_brace(std::string_view text, std::size_t at) {
  for (std::size_t open = 1; at < text.size();) {
    const char c = text[at];
    if (c == '\'' || c == '`' || c == '"') {
      at = behind_quoted(text, at);
      if (at == std::string_view::npos) return at;
      continue;
    }
    if (c == '{') ++open;
    if (c == '}' && --open == 0) return at;
    ++at;
  }
  return std::string_view::npos;
}

void append_text(std::string& out, const Value& value) {
  if (value.is_string())
    out += value.as_string();
  else if (!value.is_null())
    hif::json::print(out, value);
}

} // namespace

std::optional<Found> find_expression(std::string_view text, std::size_t from) {
  const auto begin = text.find(opening, from);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto inside = begin + opening.size();
  const auto brace = closing_brace(text, inside);
  if (brace == std::string_view::npos)
    throw Error(ErrorKind::syntax, begin,
                "the expression that begins here is not closed by a '}' of its own");
  return Found{.begin = begin, .end = brace + 1, .expression = text.substr(inside, brace - inside)};
}

Text compile_text(std::string_view text) {
  Text compiled(text);
  std::size_t at = 0;
  while (const auto found = find_expression(text, at)) {
    const auto offset = found->begin + opening.size();
    try {
      compiled.pieces_.push_back(
          {std::string(text.substr(at, found->begin - at)), offset, compile(found->expression)});
    } catch (const Error& error) {
      throw Error(error.kind, error.offset + offset, error.why);
    }
    at = found->end;
  }
  compiled.rest_ = text.substr(at);
  return compiled;
}

Value Text::value_of(const Piece& piece, const Value& root,
                     std::span<const Binding> bindings) const {
  try {
    return piece.expression.evaluate(root, bindings);
  } catch (const Error& error) {
    throw Error(error.kind, error.offset + piece.offset, error.why);
  }
}

Value Text::fill(const Value& root, std::span<const Binding> bindings) const {
  if (pieces_.size() == 1 && pieces_.front().before.empty() && rest_.empty())
    return value_of(pieces_.front(), root, bindings);
  std::string filled;
  for (const auto& piece : pieces_) {
    filled += piece.before;
    append_text(filled, value_of(piece, root, bindings));
  }
  return filled + rest_;
}

} // namespace timely::jmespath
