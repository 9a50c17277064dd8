// SPDX-License-Identifier: MIT
#include "jmespath/error.hpp"

#include "jmespath/code_points.hpp"

#include <algorithm>

namespace timely::jmespath {
namespace {

constexpr std::size_t shown_before = 48, shown_after = 24; // code points around the caret

} // namespace

std::string_view name_of(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::syntax:
    return "syntax";
  case ErrorKind::unknown_function:
    return "unknown-function";
  case ErrorKind::invalid_arity:
    return "invalid-arity";
  case ErrorKind::invalid_type:
    return "invalid-type";
  case ErrorKind::invalid_value:
    return "invalid-value";
  case ErrorKind::limit:
    return "limit";
  }
  return "";
}

std::string with_caret(std::string_view message, std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const auto begin = text.rfind('\n', offset == 0 ? std::string_view::npos : offset - 1);
  const auto start = offset == 0 || begin == std::string_view::npos ? 0 : begin + 1;
  auto line = text.substr(start, text.find('\n', offset) - start);
  auto before = line.substr(0, offset - start), after = line.substr(offset - start);
  std::string cut;
  if (const auto length = count_code_points(before); length > shown_before) {
    before = skip_code_points(before, length - shown_before);
    cut = "…";
  }
  const auto rest = skip_code_points(after, shown_after);
  after.remove_suffix(rest.size());
  const auto column = count_code_points(before) + (cut.empty() ? 0 : 1);
  return std::string(message) + "\n  " + cut + std::string(before) + std::string(after) +
         (rest.empty() ? "" : "…") + "\n  " + std::string(column, ' ') + "^";
}

} // namespace timely::jmespath
