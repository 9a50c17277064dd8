// SPDX-License-Identifier: MIT
#include "subscriber/page_reader.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace timely {
namespace {

namespace ondemand = simdjson::ondemand;

static_assert(simdjson::SIMDJSON_PADDING <= HIF_BODY_PADDING);

// Deepest nesting of a record, as the SDK's own parser has it.
constexpr std::size_t max_depth = 128;
constexpr std::int64_t unknown_time = std::numeric_limits<std::int64_t>::min();

bool is_space(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool has_line_break(std::string_view text) {
  return text.find('\n') != text.npos || text.find('\r') != text.npos;
}

std::size_t digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  return count;
}

// RFC 8259 §6, of any size.
bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto whole = digits(text);
  if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    const auto fraction = digits(text.substr(1));
    if (fraction == 0) return false;
    text.remove_prefix(1 + fraction);
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    const auto exponent = digits(text);
    if (exponent == 0) return false;
    text.remove_prefix(exponent);
  }
  return text.empty();
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
  case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
    return "it is cut off, or something follows the end of the JSON";
  case simdjson::CAPACITY:
    return "it is too large";
  default:
    return "it is not JSON";
  }
}

} // namespace

// One pass over a document: checks every token, and takes the records on its way.
class PageReader::Walk {
 public:
  Walk(const PageReader& reader, Page& page, ondemand::document& document, std::string_view body)
      : reader_(reader), page_(page), document_(document), body_(body) {}

  void root() {
    const auto type = document_.type().value();
    const auto at = std::string_view(reader_.answer_.records_at);
    if (type == ondemand::json_type::array && at.empty())
      list(document_.get_array().value());
    else if (type == ondemand::json_type::object && at.empty())
      single(document_.get_object().value());
    else if (type == ondemand::json_type::object)
      descend(document_.get_object().value(), at, 0);
    else
      throw BrokenPage("a list of objects was expected");
    if (document_.current_location().error() != simdjson::OUT_OF_BOUNDS)
      throw BrokenPage("something follows the end of the JSON");
    if (!at.empty() && !found_) throw BrokenPage("there is no list at " + std::string(at));
  }

 private:
  void list(ondemand::array items) {
    found_ = true;
    for (auto item : items) {
      auto value = item.value();
      if (value.type().value() != ondemand::json_type::object)
        throw BrokenPage("item " + std::to_string(page_.records_.size() + 1) +
                         " of the list is not an object");
      const auto* start = value.raw_json_token().data();
      const auto key = record(value.get_object().value());
      const auto* end = document_.current_location().value();
      add(trimmed({start, static_cast<std::size_t>(end - start)}), key);
    }
  }

  void single(ondemand::object object) {
    page_.single_ = true;
    const auto key = record(object);
    add(body_, key);
  }

  // Follows the JSON Pointer `at` to the list of records.
  void descend(ondemand::object object, std::string_view at, std::size_t depth) {
    const auto rest = at.find('/', 1);
    const auto token = at.substr(1, rest == at.npos ? at.npos : rest - 1);
    for (auto item : object) {
      const bool wanted = name_of(item) == token;
      auto value = item.value().value();
      const auto type = value.type().value();
      if (wanted && rest == at.npos && type == ondemand::json_type::array)
        list(value.get_array().value());
      else if (wanted && rest != at.npos && type == ondemand::json_type::object)
        descend(value.get_object().value(), at.substr(rest), depth + 1);
      else
        check(value, depth + 1);
    }
  }

  // Checks one record and gives its key.
  std::string_view record(ondemand::object object) {
    const auto& names = reader_.answer_.record_key;
    std::vector<std::string_view> parts(names.size());
    time_us_ = unknown_time;
    for (auto item : object) {
      const auto name = name_of(item);
      auto value = item.value().value();
      const auto at = std::find(names.begin(), names.end(), name) - names.begin();
      if (static_cast<std::size_t>(at) < names.size())
        parts[static_cast<std::size_t>(at)] = key_part(value);
      else if (reader_.cursor_ && reader_.cursor_->unix_seconds && name == reader_.cursor_->field)
        take_time(value);
      check(value, 1);
    }
    return joined(parts);
  }

  // The spelling of a number, or of a text without its quotes; empty for anything else.
  std::string_view key_part(ondemand::value& value) {
    const auto token = trimmed(value.raw_json_token());
    if (token.starts_with('"') && token.size() >= 2) {
      const auto inner = token.substr(1, token.size() - 2);
      if (inner.find('\\') == inner.npos) return inner;
      return page_.texts_.emplace_back(hif::json::parse(token).as_string());
    }
    return is_number(token) ? token : std::string_view();
  }

  void take_time(ondemand::value& value) {
    const auto token = trimmed(value.raw_json_token());
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(token.begin(), token.end(), seconds);
    constexpr std::int64_t micro = 1'000'000;
    if (error == std::errc{} && end == token.end() && seconds < unknown_time / -micro &&
        seconds > unknown_time / micro)
      time_us_ = seconds * micro;
  }

  std::string_view joined(const std::vector<std::string_view>& parts) {
    if (parts.size() == 1) return parts.front();
    std::string key;
    for (const auto& part : parts) {
      if (part.empty()) return {};
      key += (key.empty() ? "" : "/") + std::string(part);
    }
    return parts.empty() ? std::string_view() : page_.texts_.emplace_back(std::move(key));
  }

  void add(std::string_view json, std::string_view key) {
    page_.records_.push_back({json, key, time_us_});
  }

  // The name where it lies; only one with escapes is copied.
  std::string_view name_of(simdjson::simdjson_result<ondemand::field>& member) const {
    const auto* start = member.key().value().raw();
    const std::string_view rest(start, static_cast<std::size_t>(body_.end() - start));
    const auto name = rest.substr(0, rest.find('"'));
    return name.find('\\') == name.npos ? name : member.unescaped_key().value();
  }

  // simdjson looks only at what is asked for, so everything is.
  void check(ondemand::value value, std::size_t depth) {
    if (depth > max_depth) throw BrokenPage("it is nested too deep");
    switch (value.type().value()) {
    case ondemand::json_type::array: {
      ondemand::array items = value.get_array().value();
      for (auto item : items) check(item.value(), depth + 1);
      return;
    }
    case ondemand::json_type::object: {
      ondemand::object members = value.get_object().value();
      for (auto member : members) {
        name_of(member);
        check(member.value().value(), depth + 1);
      }
      return;
    }
    default:
      check_scalar(value);
    }
  }

  void check_scalar(ondemand::value& value) {
    const auto token = trimmed(value.raw_json_token());
    switch (token.front()) {
    case '"':
      // Taken in any case: simdjson would pass over a text that it takes for a name.
      if (token.find('\\') == token.npos)
        value.get_raw_json_string().value();
      else
        value.get_string().value();
      return;
    case 't':
    case 'f':
    case 'n':
      if (token == "true" || token == "false" || token == "null") return;
      break;
    default:
      if (is_number(token)) return;
    }
    throw BrokenPage("it is not JSON");
  }

  const PageReader& reader_;
  Page& page_;
  ondemand::document& document_;
  std::string_view body_;
  std::int64_t time_us_ = unknown_time;
  bool found_ = false;
};

void PageReader::walk(Page& page, std::string_view body) {
  auto document =
      parser_.iterate(body.data(), body.size(), body.size() + simdjson::SIMDJSON_PADDING).value();
  Walk(*this, page, document, body).root();
}

std::shared_ptr<const Page> PageReader::read(hif::sdk::Response response) {
  auto page = std::make_shared<Page>();
  page->response_ = hif::sdk::Response::share(std::move(response));
  const auto body = trimmed(page->response_->body());
  try {
    walk(*page, body);
    // Only what is known to be JSON may lose its blanks: a break within a number is a fault.
    if (has_line_break(body)) {
      page->records_.clear();
      walk(*page, minify(body, page->minified_));
    }
  } catch (const simdjson::simdjson_error& error) {
    throw BrokenPage(why(error.error()));
  } catch (const hif::json::ParseError&) {
    throw BrokenPage("it is not JSON");
  }
  return page;
}

} // namespace timely
