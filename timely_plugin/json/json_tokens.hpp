// SPDX-License-Identifier: MIT
#pragma once
// Where the tokens of a JSON text begin.

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <string_view>

namespace timely {

// Finds tokens at the speed of memory, by the first stage of simdjson, with the same scratch memory
// for text after text. One thread at a time.
class JsonTokens {
 public:
  // Offset into the text; behind the last token lies the text's size.
  using Token = const std::uint32_t*;

  // What is known of `text` from then on: it is UTF-8, not empty, each string in it ends and has no
  // control characters, and between a token and the next lies what belongs to it, and blanks.
  // Nothing is known of the order of tokens, of what scalars are and of escapes in strings. Throws
  // simdjson::simdjson_error.
  void find(std::string_view text);

  Token begin() const { return stage_->structural_indexes.get(); }
  Token end() const { return begin() + stage_->n_structural_indexes; }

  // What begins at `token` as it is spelled, up to the token `behind` it, without blanks.
  static std::string_view spelled(std::string_view text, Token token, Token behind) {
    auto end = *behind;
    while (is_space(text[end - 1])) --end;
    return text.substr(*token, end - *token);
  }
  static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
  }

 private:
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage_;
};

} // namespace timely
