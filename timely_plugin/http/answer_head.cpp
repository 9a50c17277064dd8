// SPDX-License-Identifier: MIT
#include "http/answer_head.hpp"

#include <Poco/Net/NetException.h>

#include <charconv>

namespace timely::http {

namespace {

using hif::sdk::same_header_name;
using Poco::Net::MessageException;

constexpr std::size_t max_fields = 200;
constexpr std::size_t max_head_bytes = 256 * 1024;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The lines of a head up to the empty one, without it.
class Lines {
 public:
  // Takes what belongs to the head, and gives how much that was.
  std::size_t add(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size() && !complete_) {
      const auto end = bytes.find('\n', at);
      const auto size = end == bytes.npos ? bytes.size() - at : end + 1 - at;
      text_.append(bytes, at, size);
      at += size;
      if (end != bytes.npos) end_line();
    }
    read_ += at;
    if (read_ > max_head_bytes) throw MessageException("the answer's head is endless");
    return at;
  }
  bool complete() const { return complete_; }
  const std::string& text() const { return text_; }

 private:
  void end_line() {
    const auto line = std::string_view(text_).substr(line_begin_);
    const bool empty = line == "\n" || line == "\r\n";
    complete_ = empty && line_begin_ > 0;
    // Empty lines before the first are passed over (RFC 9112 §2.2).
    if (empty) text_.resize(line_begin_);
    line_begin_ = text_.size();
  }

  std::string text_;
  std::size_t line_begin_ = 0, read_ = 0;
  bool complete_ = false;
};

std::string_view take_line(std::string_view& lines) {
  const auto end = lines.find('\n');
  auto line = lines.substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  lines.remove_prefix(end + 1);
  return line;
}

// "HTTP/1.1 201 Created"; true for 1.1 or later.
bool read_status_line(std::string_view line, int& http_status) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool http = line.starts_with("HTTP/") && line.size() >= 12 && digit(line[5]) &&
                    line[6] == '.' && digit(line[7]) && line[8] == ' ';
  if (!http) throw MessageException("the answer is not HTTP");
  const auto code = line.substr(9, line.find(' ', 9) - 9);
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), http_status);
  if (error != std::errc{} || end != code.data() + code.size())
    throw MessageException("the answer has no status");
  if (http_status < 100 || http_status > 599) // RFC 9110 §15
    throw MessageException("the answer has status " + std::to_string(http_status) +
                           ", which HTTP does not have");
  return line[5] != '0' && line.substr(5, 3) != "1.0";
}

void read_field(std::string_view line, std::vector<hif::sdk::Header>& headers) {
  const bool folded = line.starts_with(' ') || line.starts_with('\t'); // RFC 9112 §5.2
  if (folded && !headers.empty()) {
    headers.back().value.append(" ").append(trimmed(line));
    return;
  }
  const auto colon = line.find(':');
  if (folded || colon == line.npos || colon == 0)
    throw MessageException("the answer has a header line that is none");
  if (headers.size() == max_fields) throw MessageException("the answer has too many header lines");
  headers.push_back(
      {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
}

bool says(const AnswerHead& head, std::string_view name, std::string_view word) {
  const auto* value = head.find(name);
  return value && same_header_name(*value, word);
}

} // namespace

const std::string* AnswerHead::find(std::string_view name) const {
  for (const auto& header : headers)
    if (same_header_name(header.name, name)) return &header.value;
  return nullptr;
}

AnswerHead read_answer_head(const std::function<std::string_view()>& peek,
                            const std::function<void(std::size_t)>& take) {
  Lines read;
  while (!read.complete()) {
    const auto bytes = peek();
    if (bytes.empty())
      throw MessageException(read.text().empty() ? "the connection was closed before an answer came"
                                                 : "the answer is cut off in its head");
    take(read.add(bytes));
  }
  std::string_view lines(read.text());
  AnswerHead head;
  const bool persistent = read_status_line(take_line(lines), head.http_status);
  constexpr std::size_t usual_fields = 16;
  head.headers.reserve(usual_fields);
  while (!lines.empty()) read_field(take_line(lines), head.headers);
  head.chunked = says(head, "Transfer-Encoding", "chunked");
  head.keep_alive =
      persistent ? !says(head, "Connection", "close") : says(head, "Connection", "keep-alive");
  return head;
}

} // namespace timely::http
