// SPDX-License-Identifier: MIT
#include "config/form.hpp"

#include "text/nearest.hpp"

#include <hif/sdk/json_print.hpp>

#include <re2/re2.h>

#include <algorithm>

namespace host {

using hif::json::Value;

namespace {

std::string word(const Value& value) {
  return value.is_string() ? value.as_string() : hif::json::print(value);
}

std::optional<Complaint> check_enum(const Form& form, const Value& value,
                                    const std::string& shown) {
  const auto* allowed = form.find("enum");
  if (!allowed || !allowed->is_array()) return std::nullopt;
  const auto& values = allowed->as_array();
  if (std::ranges::find(values, value) != values.end()) return std::nullopt;
  constexpr std::size_t most_listed = 12;
  std::vector<std::string> words;
  std::string list;
  for (const auto& one : values) {
    words.push_back(word(one));
    if (words.size() <= most_listed) list += (list.empty() ? "" : ", ") + words.back();
  }
  if (words.size() > most_listed) list += ", …";
  const auto near = nearest(word(value), words);
  return Complaint{shown + " is not one of " + list,
                   near ? "Did you mean \"" + *near + "\"?" : form.text("description")};
}

std::optional<Complaint> check_const(const Form& form, const Value& value,
                                     const std::string& shown) {
  const auto* wanted = form.find("const");
  if (!wanted || *wanted == value) return std::nullopt;
  return Complaint{"expected " + word(*wanted) + ", got " + shown, form.text("description")};
}

// Less than 0, 0 or more than 0; exact where both fit 64 bits.
int compare(const Value& a, const Value& b) {
  const auto sign = [](auto x, auto y) { return x < y ? -1 : x > y ? 1 : 0; };
  if (const auto x = a.to_int64(), y = b.to_int64(); x && y) return sign(*x, *y);
  return sign(a.to_double().value_or(0), b.to_double().value_or(0));
}

std::optional<Complaint> check_number(const Form& form, const Value& value,
                                      const std::string& shown) {
  struct Bound {
    const char* keyword;
    const char* words;
    bool (*breaks)(int);
  };
  static constexpr Bound bounds[] = {
      {"minimum", "at least ", [](int order) { return order < 0; }},
      {"maximum", "at most ", [](int order) { return order > 0; }},
      {"exclusiveMinimum", "more than ", [](int order) { return order <= 0; }},
      {"exclusiveMaximum", "less than ", [](int order) { return order >= 0; }}};
  for (const auto& [keyword, words, breaks] : bounds) {
    const auto* bound = form.find(keyword);
    if (bound && bound->is_number() && breaks(compare(value, *bound)))
      return Complaint{"must be " + (words + bound->as_number().text) + ", got " + shown,
                       form.text("description")};
  }
  return std::nullopt;
}

std::size_t characters(std::string_view text) {
  const auto starts = [](unsigned char c) { return (c & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::ranges::count_if(text, starts));
}

std::optional<std::int64_t> limit(const Form& form, std::string_view keyword) {
  const auto* value = form.find(keyword);
  return value ? value->to_int64() : std::nullopt;
}

bool has_format(const std::string& format, const std::string& text) {
  if (format == "uri") return matches(R"(^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$)", text);
  if (format == "date") return matches(R"(^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$)", text);
  if (format == "date-time")
    return matches(R"(^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$)", text);
  return true;
}

std::string_view format_words(const std::string& format) {
  if (format == "uri") return "a URI, with its scheme";
  if (format == "date") return "a date, YYYY-MM-DD";
  return "a time, YYYY-MM-DDThh:mm:ssZ";
}

std::optional<Complaint> check_text(const Form& form, const std::string& text,
                                    const std::string& shown) {
  const auto hint = form.text("description");
  const auto length = static_cast<std::int64_t>(characters(text));
  const auto shortest = limit(form, "minLength"), longest = limit(form, "maxLength");
  if (shortest && length < *shortest) {
    if (length == 0) return Complaint{"must not be empty", hint};
    return Complaint{shown + " has fewer than " + std::to_string(*shortest) + " characters", hint};
  }
  if (longest && length > *longest)
    return Complaint{shown + " has more than " + std::to_string(*longest) + " characters", hint};
  const auto pattern = form.text("pattern");
  if (!pattern.empty() && !matches(pattern, text))
    return Complaint{shown + " does not match " + pattern, hint};
  const auto format = form.text("format");
  if (!has_format(format, text))
    return Complaint{"expected " + std::string(format_words(format)) + ", got " + shown, hint};
  return std::nullopt;
}

} // namespace

bool matches(const std::string& pattern, std::string_view text) {
  const RE2 expression(pattern, RE2::Quiet);
  return !expression.ok() || RE2::PartialMatch({text.data(), text.size()}, expression);
}

std::optional<Complaint> check_scalar(const Form& form, const Value& value,
                                      const std::string& shown) {
  if (auto complaint = check_enum(form, value, shown)) return complaint;
  if (auto complaint = check_const(form, value, shown)) return complaint;
  if (value.is_number()) return check_number(form, value, shown);
  if (value.is_string()) return check_text(form, value.as_string(), shown);
  return std::nullopt;
}

std::optional<Complaint> check_count(const Form& form, std::size_t count, std::string_view kind,
                                     std::string_view noun) {
  const auto least = limit(form, "min" + std::string(kind));
  const auto most = limit(form, "max" + std::string(kind));
  const auto number = static_cast<std::int64_t>(count);
  const auto complain = [&](const char* words, std::int64_t bound) {
    return Complaint{"must have " + (words + std::to_string(bound)) + " " + std::string(noun) +
                         (bound == 1 ? "" : "s") + ", has " + std::to_string(number),
                     form.text("description")};
  };
  if (least && most && *least == *most && number != *least) return complain("exactly ", *least);
  if (least && number < *least) return complain("at least ", *least);
  if (most && number > *most) return complain("at most ", *most);
  return std::nullopt;
}

} // namespace host
