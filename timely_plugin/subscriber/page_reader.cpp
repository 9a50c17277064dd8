// SPDX-License-Identifier: MIT
#include "subscriber/page_reader.hpp"

#include <cctype>
#include <charconv>
#include <cstring>
#include <limits>

namespace timely {
namespace {

using Token = JsonTokens::Token;

static_assert(simdjson::SIMDJSON_PADDING <= HIF_BODY_PADDING);

// Deepest nesting of a record, as the SDK's own parser has it.
constexpr std::size_t max_depth = 128;
constexpr std::int64_t unknown_time = std::numeric_limits<std::int64_t>::min();

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && JsonTokens::is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && JsonTokens::is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool has_line_break(std::string_view text) {
  return text.find('\n') != text.npos || text.find('\r') != text.npos;
}

[[noreturn]] void throw_not_json() {
  throw BrokenPage("it is not JSON");
}

const char* behind_digits(const char* at) {
  if (*at < '0' || *at > '9') throw_not_json();
  while (*at >= '0' && *at <= '9') ++at;
  return at;
}

// The end of the number that begins at `at`: RFC 8259 section 6, of any size. Something that is no
// part of a number lies behind it.
const char* behind_number(const char* at) {
  if (*at == '-') ++at;
  const auto* whole = at;
  at = behind_digits(at);
  if (*whole == '0' && at - whole > 1) throw_not_json();
  if (*at == '.') at = behind_digits(at + 1);
  if (*at == 'e' || *at == 'E') {
    ++at;
    if (*at == '+' || *at == '-') ++at;
    at = behind_digits(at);
  }
  return at;
}

const char* behind_literal(const char* at, std::string_view literal) {
  if (std::memcmp(at, literal.data(), literal.size()) != 0) throw_not_json();
  return at + literal.size();
}

// The value of four hexadecimal digits.
unsigned hex4(const char* at) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(at, at + 4, value, 16);
  if (error != std::errc{} || end != at + 4) throw_not_json();
  return value;
}

// Checks every escape in the strings of `text`, RFC 8259 section 7; a surrogate alone is none of
// its faults. Whether one of them stands for a letter or digit, which may be part of a name.
bool check_escapes(std::string_view text) {
  bool spells_names = false;
  for (auto at = text.find('\\'); at != text.npos; at = text.find('\\', at)) {
    const auto* escape = text.data() + at + 1; // may lie in the padding, where no string is
    if (*escape == 'u') {
      const auto code = hex4(escape + 1);
      spells_names =
          spells_names || (code < 0x80 && std::isalnum(static_cast<int>(code))) || code == '_';
    } else if (std::string_view("\"\\/bfnrt").find(*escape) == std::string_view::npos) {
      throw_not_json();
    }
    at += 2;
  }
  return spells_names;
}

// `body` without blanks between its tokens, in `to`.
std::string_view minify(std::string_view body, hif::sdk::BodyBuffer& to) {
  to.resize(body.size());
  std::size_t size = 0;
  if (const auto error = simdjson::minify(body.data(), body.size(), to.data(), size))
    throw simdjson::simdjson_error(error);
  to.resize(size);
  return to.text();
}

std::string why(simdjson::error_code error) {
  switch (error) {
  case simdjson::UTF8_ERROR:
    return "it is not UTF-8";
  case simdjson::EMPTY:
    return "it is empty";
  case simdjson::UNCLOSED_STRING:
    return "it is cut off";
  case simdjson::CAPACITY:
    return "it is too large";
  default:
    return "it is not JSON";
  }
}

} // namespace

// One pass over the tokens of a document: checks every one, and takes the records on its way.
//
// The last token is the bracket that ends the document, which is looked at first. So none but a
// closing bracket may be the last, and whoever has seen another token can look at the next.
class PageReader::Walk {
 public:
  Walk(PageReader& reader, Page& page, std::string_view body)
      : names_(reader.answer_.record_key), records_at_(reader.answer_.records_at),
        cursor_(reader.cursor_), page_(page), body_(body), text_(body.data()) {
    reader.tokens_.find(body);
    begin_ = reader.tokens_.begin();
    end_ = reader.tokens_.end();
    spells_names_ = check_escapes(body);
    if (cursor_ && cursor_->unix_seconds) time_name_ = cursor_->field;
  }

  void root() {
    const auto opening = byte(begin_);
    if (opening != '[' && opening != '{') refuse_root(opening);
    if (byte(end_ - 1) != (opening == '[' ? ']' : '}'))
      throw BrokenPage("it is cut off, or something follows the end of the JSON");
    Token behind = begin_ + 1;
    if (opening == '[' && records_at_.empty())
      behind = list(behind);
    else if (opening == '{' && records_at_.empty())
      behind = single(behind);
    else if (opening == '{')
      behind = descend(behind, records_at_, 0);
    else
      throw BrokenPage("a list of objects was expected");
    if (behind != end_) throw BrokenPage("something follows the end of the JSON");
    if (!records_at_.empty() && !found_)
      throw BrokenPage("there is no list at " + std::string(records_at_));
  }

 private:
  char byte(Token token) const { return text_[*token]; }

  [[noreturn]] static void refuse_root(char opening) {
    if (std::string_view("\"-0123456789tfn").find(opening) == std::string_view::npos)
      throw_not_json();
    throw BrokenPage("a list of objects was expected");
  }

  // The token behind a closing bracket that is not the document's own.
  Token behind(Token closing) const {
    if (closing + 1 == end_) throw BrokenPage("it is cut off");
    return closing + 1;
  }

  // `token` is the one behind the opening bracket, here and below; the one behind the closing
  // bracket is given.
  Token list(Token token) {
    found_ = true;
    if (byte(token) == ']') return token + 1;
    for (;; ++token) {
      if (byte(token) != '{') {
        if (std::string_view("[\"-0123456789tfn").find(byte(token)) == std::string_view::npos)
          throw_not_json();
        throw BrokenPage("item " + std::to_string(page_.records_.size() + 1) +
                         " of the list is not an object");
      }
      const auto start = *token;
      std::string_view key;
      token = behind(record(token + 1, key));
      add({text_ + start, token[-1] + 1 - start}, key);
      if (byte(token) == ']') return token + 1;
      if (byte(token) != ',') throw_not_json();
    }
  }

  Token single(Token token) {
    page_.single_ = true;
    std::string_view key;
    token = record(token, key);
    add(body_, key);
    return token + 1;
  }

  // Follows the JSON Pointer `at` to the list of records.
  Token descend(Token token, std::string_view at, std::size_t depth) {
    const auto rest = at.find('/', 1);
    const auto wanted = at.substr(1, rest == at.npos ? at.npos : rest - 1);
    if (byte(token) == '}') return token + 1;
    for (;; ++token) {
      const bool found = is_named(token, wanted);
      token = value_of(token);
      const auto opening = byte(token);
      if (found && rest == at.npos && opening == '[')
        token = list(token + 1);
      else if (found && rest != at.npos && opening == '{')
        token = descend(token + 1, at.substr(rest), depth + 1);
      else
        token = check(token, depth + 1);
      if (token == end_) throw BrokenPage("it is cut off");
      if (byte(token) == '}') return token + 1;
      if (byte(token) != ',') throw_not_json();
    }
  }

  // Checks one record and gives its key, and its closing bracket.
  Token record(Token token, std::string_view& key) {
    parts_.assign(names_.size(), {});
    time_us_ = unknown_time;
    if (byte(token) != '}') {
      for (;; ++token) {
        const auto name = token;
        token = value_of(name);
        take_part(name, token);
        token = check(token, 1);
        if (byte(token) == '}') break;
        if (byte(token) != ',') throw_not_json();
      }
    }
    key = joined();
    return token;
  }

  // What the member `name` of a record tells of it.
  void take_part(Token name, Token value) {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (is_named(name, names_[i])) return void(parts_[i] = key_part(value));
    if (!time_name_.empty() && is_named(name, time_name_)) take_time(value);
  }

  // The spelling of a number, or of a text without its quotes; empty for anything else.
  std::string_view key_part(Token value) {
    const auto first = byte(value);
    if (first == '"') {
      const auto inner = inner_text(value);
      if (inner.find('\\') == inner.npos) return inner;
      return page_.texts_.emplace_back(hif::json::parse(scalar_text(value)).as_string());
    }
    return first == '-' || (first >= '0' && first <= '9') ? scalar_text(value) : std::string_view();
  }

  void take_time(Token value) {
    const auto text = scalar_text(value);
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), seconds);
    constexpr std::int64_t micro = 1'000'000;
    if (error == std::errc{} && end == text.end() && seconds < unknown_time / -micro &&
        seconds > unknown_time / micro)
      time_us_ = seconds * micro;
  }

  std::string_view joined() {
    if (parts_.size() == 1) return parts_.front();
    std::string key;
    for (const auto& part : parts_) {
      if (part.empty()) return {};
      key += (key.empty() ? "" : "/") + std::string(part);
    }
    return parts_.empty() ? std::string_view() : page_.texts_.emplace_back(std::move(key));
  }

  void add(std::string_view json, std::string_view key) {
    page_.records_.push_back({json, key, time_us_});
  }

  // A scalar as it is spelled; what else lies before the next token is blank.
  std::string_view scalar_text(Token token) const {
    return JsonTokens::spelled(body_, token, token + 1);
  }

  std::string_view inner_text(Token string) const {
    const auto text = scalar_text(string);
    return text.substr(1, text.size() - 2);
  }

  bool is_named(Token name, std::string_view wanted) const {
    const auto from = *name + std::size_t{1};
    if (from + wanted.size() < body_.size() && text_[from + wanted.size()] == '"' &&
        std::memcmp(text_ + from, wanted.data(), wanted.size()) == 0)
      return true;
    return spells_names_ && inner_text(name).find('\\') != std::string_view::npos &&
           hif::json::parse(scalar_text(name)).as_string() == wanted;
  }

  // Where the value of the member begins whose name should be `token`.
  Token value_of(Token token) const {
    if (byte(token) != '"' || byte(token + 1) != ':') throw_not_json();
    return token + 2;
  }

  // Checks the value that begins at `token`, and gives the token behind it.
  Token check(Token token, std::size_t depth) const {
    const auto* at = text_ + *token;
    switch (*at) {
    case '"':
      return token + 1;
    case '{':
      return check_object(token + 1, depth);
    case '[':
      return check_array(token + 1, depth);
    case 't':
      at = behind_literal(at, "true");
      break;
    case 'f':
      at = behind_literal(at, "false");
      break;
    case 'n':
      at = behind_literal(at, "null");
      break;
    default:
      at = behind_number(at);
    }
    ++token;
    while (JsonTokens::is_space(*at)) ++at;
    if (at != text_ + *token) throw_not_json();
    return token;
  }

  Token check_object(Token token, std::size_t depth) const {
    if (depth >= max_depth) throw BrokenPage("it is nested too deep");
    if (byte(token) == '}') return behind(token);
    for (;; ++token) {
      token = check(value_of(token), depth + 1);
      if (byte(token) == '}') return behind(token);
      if (byte(token) != ',') throw_not_json();
    }
  }

  Token check_array(Token token, std::size_t depth) const {
    if (depth >= max_depth) throw BrokenPage("it is nested too deep");
    if (byte(token) == ']') return behind(token);
    for (;; ++token) {
      token = check(token, depth + 1);
      if (byte(token) == ']') return behind(token);
      if (byte(token) != ',') throw_not_json();
    }
  }

  const std::vector<std::string>& names_; // of which the key is made
  const std::string_view records_at_;
  const std::optional<Cursor>& cursor_;
  std::string_view time_name_;
  Page& page_;
  const std::string_view body_;
  const char* const text_;
  Token begin_ = nullptr, end_ = nullptr;
  bool spells_names_ = false;
  std::vector<std::string_view> parts_; // of the key of the record at hand
  std::int64_t time_us_ = unknown_time;
  bool found_ = false;
};

std::shared_ptr<const Page> PageReader::read(hif::sdk::Response response) {
  auto page = std::make_shared<Page>();
  page->response_ = hif::sdk::Response::share(std::move(response));
  const auto body = trimmed(page->response_->body());
  try {
    const std::lock_guard lock(mutex_);
    Walk(*this, *page, body).root();
    // Only what is known to be JSON may lose its blanks: a break within a number is a fault.
    if (has_line_break(body)) {
      page->records_.clear();
      Walk(*this, *page, minify(body, page->minified_)).root();
    }
  } catch (const simdjson::simdjson_error& error) {
    throw BrokenPage(why(error.error()));
  } catch (const hif::json::ParseError&) {
    throw BrokenPage("it is not JSON");
  }
  return page;
}

} // namespace timely
