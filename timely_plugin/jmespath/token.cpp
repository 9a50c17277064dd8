// SPDX-License-Identifier: MIT
#include "jmespath/token.hpp"

#include <hif/sdk/json_parse.hpp>

#include <array>

namespace timely::jmespath {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct Sign {
  std::string_view text;
  TokenKind kind;
};

// Longer ones first.
constexpr std::array<Sign, 24> signs = {{{"||", TokenKind::logical_or},
                                         {"&&", TokenKind::logical_and},
                                         {"==", TokenKind::equal},
                                         {"!=", TokenKind::not_equal},
                                         {"<=", TokenKind::less_or_equal},
                                         {">=", TokenKind::greater_or_equal},
                                         {"[]", TokenKind::flatten},
                                         {"[?", TokenKind::filter},
                                         {".", TokenKind::dot},
                                         {"*", TokenKind::star},
                                         {"[", TokenKind::left_bracket},
                                         {"]", TokenKind::right_bracket},
                                         {"{", TokenKind::left_brace},
                                         {"}", TokenKind::right_brace},
                                         {"(", TokenKind::left_parenthesis},
                                         {")", TokenKind::right_parenthesis},
                                         {",", TokenKind::comma},
                                         {":", TokenKind::colon},
                                         {"@", TokenKind::current},
                                         {"&", TokenKind::reference},
                                         {"|", TokenKind::pipe},
                                         {"!", TokenKind::logical_not},
                                         {"<", TokenKind::less},
                                         {">", TokenKind::greater}}};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    if (at_ == text_.size()) return finished(begun(TokenKind::end), at_);
    const char c = text_[at_];
    if (is_letter(c)) return identifier();
    if (is_digit(c) || c == '-') return number();
    if (c == '"') return quoted_identifier();
    if (c == '\'') return raw_string();
    if (c == '`') return literal();
    return sign();
  }

 private:
  // `token`, which begins at its offset, and ends before `end`.
  Token finished(Token token, std::size_t end) {
    token.text = text_.substr(token.offset, end - token.offset);
    at_ = end;
    return token;
  }

  Token broken(std::size_t offset, const std::string& why) const {
    return {.kind = TokenKind::broken, .offset = offset, .text = {}, .name = why, .literal = {}};
  }

  Token begun(TokenKind kind) const {
    return {.kind = kind, .offset = at_, .text = {}, .name = {}, .literal = {}};
  }

  Token identifier() {
    auto end = at_;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) ++end;
    auto token = finished(begun(TokenKind::identifier), end);
    token.name = token.text;
    return token;
  }

  Token number() {
    auto end = at_ + 1;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    if (text_.substr(at_, end - at_) == "-")
      return broken(at_, "'-' begins a number; no digit follows");
    return finished(begun(TokenKind::number), end);
  }

  // The place of the closing quote of the thing that begins here, or npos.
  std::size_t closing(char quote) const {
    for (auto at = at_ + 1; at < text_.size(); ++at) {
      if (text_[at] == '\\')
        ++at;
      else if (text_[at] == quote)
        return at;
    }
    return std::string_view::npos;
  }

  Token quoted_identifier() {
    const auto end = closing('"');
    if (end == std::string_view::npos) return broken(at_, "the name in quotes is not closed");
    auto token = begun(TokenKind::quoted_identifier);
    try {
      token.name = hif::json::parse(text_.substr(at_, end + 1 - at_)).as_string();
    } catch (const hif::json::ParseError& error) {
      return broken(at_ + error.offset, error.why);
    }
    return finished(std::move(token), end + 1);
  }

  // In '…' only \' stands for something else: a quote.
  Token raw_string() {
    const auto end = closing('\'');
    if (end == std::string_view::npos) return broken(at_, "the raw string is not closed");
    auto token = begun(TokenKind::literal);
    token.literal = unescaped(text_.substr(at_ + 1, end - at_ - 1), '\'');
    return finished(std::move(token), end + 1);
  }

  Token literal() {
    const auto end = closing('`');
    if (end == std::string_view::npos) return broken(at_, "the literal is not closed");
    auto token = begun(TokenKind::literal);
    const auto json = unescaped(text_.substr(at_ + 1, end - at_ - 1), '`');
    try {
      token.literal = hif::json::parse(json);
    } catch (const hif::json::ParseError& error) {
      return broken(at_, "the literal is no JSON: " + error.why +
                             ". Text is written 'so', or with quotes inside: `\"so\"`");
    }
    return finished(std::move(token), end + 1);
  }

  static std::string unescaped(std::string_view text, char quote) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size()) {
        if (text[i + 1] != quote) result += text[i];
        ++i;
      }
      result += text[i];
    }
    return result;
  }

  Token sign() {
    for (const auto& sign : signs)
      if (text_.substr(at_).starts_with(sign.text))
        return finished(begun(sign.kind), at_ + sign.text.size());
    if (text_[at_] == '=') return broken(at_, "'=' is no operator; equality is written '=='");
    return broken(at_, "this character has no meaning here");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

} // namespace

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  Lexer lexer(text);
  do tokens.push_back(lexer.next());
  while (tokens.back().kind != TokenKind::end && tokens.back().kind != TokenKind::broken);
  return tokens;
}

} // namespace timely::jmespath
