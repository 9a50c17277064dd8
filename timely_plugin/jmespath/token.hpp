// SPDX-License-Identifier: MIT
#pragma once
// The words of an expression.

#include <hif/sdk/json.hpp>

#include <string_view>
#include <vector>

namespace timely::jmespath {

enum class TokenKind {
  identifier,
  quoted_identifier,
  number,
  literal, // `…` and '…'
  dot,
  star,
  flatten, // []
  filter,  // [?
  left_bracket,
  right_bracket,
  left_brace,
  right_brace,
  left_parenthesis,
  right_parenthesis,
  comma,
  colon,
  current,   // @
  reference, // &
  pipe,
  logical_or,
  logical_and,
  logical_not,
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  end,
  broken // no word: `name` says why
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t offset = 0;   // first byte in the text
  std::string_view text;    // as written
  std::string name;         // of identifiers, without quotes
  hif::json::Value literal; // of literals
};

// The tokens of `text`. The last is `end`, or the first that is `broken`.
std::vector<Token> tokens_of(std::string_view text);

} // namespace timely::jmespath
