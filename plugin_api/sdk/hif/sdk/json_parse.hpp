// SPDX-License-Identifier: MIT
#pragma once
// Strict RFC 8259 parser for the SDK's JSON value: one value, UTF-8 only, no duplicate names,
// bounded depth. Errors carry the place.

#include "json.hpp"

#include <algorithm>
#include <unordered_set>

namespace hif::json {

// Why and where a text is no JSON. Lines and columns count from 1; a column is a byte.
class ParseError : public std::runtime_error {
 public:
  ParseError(const std::string& why, std::size_t offset, std::size_t line, std::size_t column)
      : std::runtime_error(std::to_string(line) + ":" + std::to_string(column) + ": " + why),
        why(why), offset(offset), line(line), column(column) {}
  std::string why;
  std::size_t offset, line, column;
};

struct ParseOptions {
  std::size_t max_depth = 128;
};

namespace detail {

// Length of the UTF-8 sequence at `text[at]`, 0 when it is none (RFC 3629 §4).
inline std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
    return byte(1) >= low && byte(1) <= high && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
    return byte(1) >= low && byte(1) <= high && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

inline void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6), put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
  }
}

class Parser {
 public:
  Parser(std::string_view text, ParseOptions options) : text_(text), options_(options) {}

  Value document() {
    auto value = next();
    if (at_ != text_.size()) fail("text after the end of the JSON value");
    return value;
  }

  // The value at the current place; the white space around it is passed over.
  Value next() {
    skip_space();
    auto result = value(0);
    skip_space();
    return result;
  }

  bool at_end() {
    skip_space();
    return at_ == text_.size();
  }

 private:
  [[noreturn]] void fail(const std::string& why) const { fail_at(why, at_); }
  [[noreturn]] void fail_at(const std::string& why, std::size_t offset) const {
    std::size_t line = 1, start = 0;
    for (std::size_t i = 0; i < offset && i < text_.size(); ++i)
      if (text_[i] == '\n') ++line, start = i + 1;
    throw ParseError(why, offset, line, offset - start + 1);
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char wanted) {
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }

  Value value(std::size_t depth) {
    if (at_ >= text_.size()) fail("the text ends where a value was expected");
    switch (text_[at_]) {
    case '{':
      return object(depth);
    case '[':
      return array(depth);
    case '"':
      return string();
    case 't':
      return word("true", true);
    case 'f':
      return word("false", false);
    case 'n':
      return word("null", nullptr);
    default:
      return number();
    }
  }

  Value word(std::string_view spelled, Value meant) {
    if (text_.substr(at_, spelled.size()) != spelled) fail("not a JSON value");
    at_ += spelled.size();
    return meant;
  }

  Value number() {
    const auto start = at_;
    const auto digits = [&] {
      const auto first = at_;
      while (peek() >= '0' && peek() <= '9') ++at_;
      return at_ > first;
    };
    take('-');
    if (!take('0') && !digits()) fail_at("not a JSON value", start);
    if (take('.') && !digits()) fail("a digit must follow the decimal point");
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (!take('+')) take('-');
      if (!digits()) fail("a digit must follow the exponent");
    }
    if (peek() >= '0' && peek() <= '9') fail_at("a number must not begin with 0", start);
    return Number{std::string(text_.substr(start, at_ - start))};
  }

  void enter(std::size_t depth) const {
    if (depth >= options_.max_depth)
      fail("nested deeper than " + std::to_string(options_.max_depth) + " levels");
  }

  Value array(std::size_t depth) {
    enter(depth);
    ++at_;
    Array items;
    skip_space();
    if (take(']')) return items;
    while (true) {
      skip_space();
      items.push_back(value(depth + 1));
      skip_space();
      if (take(']')) return items;
      if (!take(',')) fail(at_ < text_.size() ? "expected ',' or ']'" : "the array is not closed");
    }
  }

  Value object(std::size_t depth) {
    enter(depth);
    ++at_;
    Object members;
    std::unordered_set<std::string> seen; // only for wide objects; a scan is quicker for others
    skip_space();
    if (take('}')) return members;
    while (true) {
      skip_space();
      const auto start = at_;
      if (peek() != '"')
        fail(at_ < text_.size() ? "expected a name in quotes" : "the object is not closed");
      auto name = string();
      if (is_duplicate(members, seen, name)) fail_at("duplicate name \"" + name + "\"", start);
      skip_space();
      if (!take(':')) fail("expected ':'");
      skip_space();
      members.append(std::move(name), value(depth + 1));
      skip_space();
      if (take('}')) return members;
      if (!take(',')) fail(at_ < text_.size() ? "expected ',' or '}'" : "the object is not closed");
    }
  }

  static bool is_duplicate(const Object& members, std::unordered_set<std::string>& seen,
                           const std::string& name) {
    constexpr std::size_t wide = 64;
    if (members.size() < wide) return members.contains(name);
    if (seen.empty())
      for (const auto& member : members) seen.insert(member.name);
    return !seen.insert(name).second;
  }

  std::string string() {
    const auto start = at_++;
    std::string out;
    while (true) {
      const auto run = at_;
      while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
             static_cast<unsigned char>(text_[at_]) - 0x20u < 0x60u)
        ++at_;
      out.append(text_.substr(run, at_ - run));
      if (at_ >= text_.size()) fail_at("the string is not closed", start);
      if (take('"')) return out;
      if (take('\\')) {
        escape(out);
      } else if (static_cast<unsigned char>(text_[at_]) < 0x20) {
        fail("a control character in a string must be escaped");
      } else {
        const auto length = utf8_length(text_, at_);
        if (length == 0) fail("not UTF-8");
        out.append(text_.substr(at_, length));
        at_ += length;
      }
    }
  }

  void escape(std::string& out) {
    const char kind = peek();
    ++at_;
    switch (kind) {
    case '"':
    case '\\':
    case '/':
      out.push_back(kind);
      return;
    case 'b':
      out.push_back('\b');
      return;
    case 'f':
      out.push_back('\f');
      return;
    case 'n':
      out.push_back('\n');
      return;
    case 'r':
      out.push_back('\r');
      return;
    case 't':
      out.push_back('\t');
      return;
    case 'u':
      break;
    default:
      fail_at("unknown escape in a string", at_ - 2);
    }
    const auto start = at_ - 2;
    auto code = hex4();
    if (code >= 0xDC00 && code <= 0xDFFF) fail_at("half of a surrogate pair", start);
    if (code >= 0xD800 && code <= 0xDBFF) {
      if (!take('\\') || !take('u')) fail_at("half of a surrogate pair", start);
      const auto low = hex4();
      if (low < 0xDC00 || low > 0xDFFF) fail_at("half of a surrogate pair", start);
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(out, code);
  }

  std::uint32_t hex4() {
    std::uint32_t code = 0;
    const auto* first = text_.data() + at_;
    const auto* last = text_.data() + std::min(at_ + 4, text_.size());
    const auto [end, error] = std::from_chars(first, last, code, 16);
    if (error != std::errc{} || end != first + 4) fail("\\u needs four hexadecimal digits");
    at_ += 4;
    return code;
  }

  std::string_view text_;
  ParseOptions options_;
  std::size_t at_ = 0;
};

} // namespace detail

// The value that `text` spells. Throws ParseError.
inline Value parse(std::string_view text, ParseOptions options = {}) {
  return detail::Parser(text, options).document();
}

// The values that stand one after another in `text` (NDJSON, or values parted by white space).
inline std::vector<Value> parse_sequence(std::string_view text, ParseOptions options = {}) {
  detail::Parser parser(text, options);
  std::vector<Value> values;
  while (!parser.at_end()) values.push_back(parser.next());
  return values;
}

} // namespace hif::json
