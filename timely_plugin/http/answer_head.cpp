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
std::string read_lines(const std::function<int()>& next) {
  std::string lines;
  std::size_t line_begin = 0;
  for (std::size_t read = 1;; ++read) {
    const auto byte = next();
    if (byte < 0)
      throw MessageException(lines.empty() ? "the connection was closed before an answer came"
                                           : "the answer is cut off in its head");
    lines.push_back(static_cast<char>(byte));
    if (read > max_head_bytes) throw MessageException("the answer's head is endless");
    if (byte != '\n') continue;
    const auto line = std::string_view(lines).substr(line_begin);
    const bool empty = line == "\n" || line == "\r\n";
    if (empty && line_begin > 0) return lines.substr(0, line_begin);
    // Empty lines before the first are passed over (RFC 9112 §2.2).
    if (empty) lines.clear();
    line_begin = lines.size();
  }
}

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

AnswerHead read_answer_head(const std::function<int()>& next) {
  const auto text = read_lines(next);
  std::string_view lines(text);
  AnswerHead head;
  const bool persistent = read_status_line(take_line(lines), head.http_status);
  while (!lines.empty()) read_field(take_line(lines), head.headers);
  head.chunked = says(head, "Transfer-Encoding", "chunked");
  head.keep_alive =
      persistent ? !says(head, "Connection", "close") : says(head, "Connection", "keep-alive");
  return head;
}

} // namespace timely::http
