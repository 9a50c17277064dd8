// SPDX-License-Identifier: MIT
#include "transformer/steps/text_operations.hpp"

#include "transformer/steps/pattern_operations.hpp"

#include <hif/sdk/json_print.hpp>

#include <Poco/UTF8String.h>

#include <algorithm>
#include <array>

namespace timely::steps {
namespace {

using hif::json::Array;
using hif::json::Value;

// The longest text that padding makes, in characters.
constexpr std::int64_t most_padding = 100000;

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

std::int64_t length_of(std::string_view text) {
  return std::count_if(text.begin(), text.end(), begins_character);
}

// The byte at which character `position` begins; the end of the text when it has fewer.
std::size_t byte_of(std::string_view text, std::int64_t position) {
  std::size_t at = 0;
  while (at < text.size() && position > 0) {
    ++at;
    while (at < text.size() && !begins_character(text[at])) ++at;
    --position;
  }
  return at;
}

enum class Plain { trim, trim_start, trim_end, upper, lower, capitalize, length, collapse };

std::string trimmed(std::string_view text, bool start, bool end) {
  constexpr std::string_view space = " \t\r\n\v\f";
  if (start) text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
  if (end) text = text.substr(0, text.find_last_not_of(space) + 1);
  return std::string(text);
}

std::string capitalized(const std::string& text) {
  const auto first = byte_of(text, 1);
  return Poco::UTF8::toUpper(text.substr(0, first)) + Poco::UTF8::toLower(text.substr(first));
}

// Runs of white space become one space.
std::string collapsed(const std::string& text) {
  std::string result;
  bool space = false;
  for (const char c : trimmed(text, true, true)) {
    const bool is_space = c == ' ' || (c >= '\t' && c <= '\r');
    if (is_space && space) continue;
    space = is_space;
    result += is_space ? ' ' : c;
  }
  return result;
}

class PlainOperation final : public Function {
 public:
  explicit PlainOperation(Plain kind) : kind_(kind) {}
  Value operator()(const Value& value, const Scope&) const override {
    const auto text = text_operand(value);
    switch (kind_) {
    case Plain::trim:
      return trimmed(text, true, true);
    case Plain::trim_start:
      return trimmed(text, true, false);
    case Plain::trim_end:
      return trimmed(text, false, true);
    case Plain::upper:
      return Poco::UTF8::toUpper(text);
    case Plain::lower:
      return Poco::UTF8::toLower(text);
    case Plain::capitalize:
      return capitalized(text);
    case Plain::length:
      return length_of(text);
    case Plain::collapse:
      return collapsed(text);
    }
    return value;
  }

 private:
  Plain kind_;
};

// slice: characters from `start` up to `end`; negative ones count from the end of the text.
class Slice final : public Function {
 public:
  Slice(std::int64_t start, std::optional<std::int64_t> end) : start_(start), end_(end) {}
  Value operator()(const Value& value, const Scope&) const override {
    const auto text = text_operand(value);
    const auto length = length_of(text);
    const auto place = [&](std::int64_t at) {
      return std::clamp<std::int64_t>(at < 0 ? length + at : at, 0, length);
    };
    const auto begin = byte_of(text, place(start_));
    const auto end = byte_of(text, end_ ? place(*end_) : length);
    return begin < end ? text.substr(begin, end - begin) : std::string();
  }

 private:
  std::int64_t start_;
  std::optional<std::int64_t> end_;
};

class Pad final : public Function {
 public:
  Pad(std::int64_t length, std::string with, bool at_start)
      : length_(length), with_(std::move(with)), at_start_(at_start) {}
  Value operator()(const Value& value, const Scope&) const override {
    const auto text = text_operand(value);
    std::string padding;
    for (auto left = length_ - length_of(text); left > 0; --left) padding += with_;
    return at_start_ ? padding + text : text + padding;
  }

 private:
  std::int64_t length_;
  std::string with_;
  bool at_start_;
};

class Affix final : public Function {
 public:
  Affix(std::string text, bool at_start) : text_(std::move(text)), at_start_(at_start) {}
  Value operator()(const Value& value, const Scope&) const override {
    const auto text = text_operand(value);
    return at_start_ ? text_ + text : text + text_;
  }

 private:
  std::string text_;
  bool at_start_;
};

class Join final : public Function {
 public:
  explicit Join(std::string separator) : separator_(std::move(separator)) {}
  Value operator()(const Value& value, const Scope&) const override {
    if (!value.is_array()) throw Conflict("join takes an array, not " + shown(value));
    std::string text;
    bool first = true;
    for (const auto& item : value.as_array()) {
      if (item.is_null()) continue;
      if (!first) text += separator_;
      first = false;
      text += text_operand(item);
    }
    return text;
  }

 private:
  std::string separator_;
};

class Split final : public Function {
 public:
  explicit Split(std::string separator) : separator_(std::move(separator)) {}
  Value operator()(const Value& value, const Scope&) const override {
    const auto text = text_operand(value);
    Array parts;
    if (text.empty()) return parts;
    for (std::size_t at = 0;;) {
      const auto end = text.find(separator_, at);
      parts.push_back(text.substr(at, end - at));
      if (end == std::string::npos) return parts;
      at = end + separator_.size();
    }
  }

 private:
  std::string separator_;
};

// A text of the record's own: what was there goes.
class TemplateOperation final : public Function {
 public:
  explicit TemplateOperation(StepValue text) : text_(std::move(text)) {}
  Value operator()(const Value&, const Scope& scope) const override { return text_.value(scope); }

 private:
  StepValue text_;
};

std::unique_ptr<Function> make_slice(const Value& argument, const std::string& at,
                                     Compiler& compiler) {
  if (!compiler.has_keys(argument, at, {"start", "end"})) return nullptr;
  const auto number = [&](const char* name) -> std::optional<std::int64_t> {
    const auto* value = argument.find(name);
    if (!value) return std::nullopt;
    const auto integer = value->to_int64();
    if (!integer) compiler.problem(at + "/" + name, "expected an integer");
    return integer;
  };
  const auto start = number("start"), end = number("end");
  if (!start && !end) compiler.problem(at, "\"start\" or \"end\" is needed");
  return std::make_unique<Slice>(start.value_or(0), end);
}

std::unique_ptr<Function> make_pad(const Value& argument, const std::string& at,
                                   Compiler& compiler) {
  if (!compiler.has_keys(argument, at, {"length", "with", "side"}, {"length"})) return nullptr;
  const auto length = argument.find("length")->to_int64();
  if (!length || *length < 0 || *length > most_padding) {
    compiler.problem(at + "/length",
                     "expected an integer from 0 to " + std::to_string(most_padding));
    return nullptr;
  }
  std::string with = " ";
  if (const auto* given = argument.find("with")) {
    if (!given->is_string() || length_of(given->as_string()) != 1) {
      compiler.problem(at + "/with", "expected one character");
      return nullptr;
    }
    with = given->as_string();
  }
  std::optional<std::size_t> side = 0;
  if (const auto* given = argument.find("side"))
    side = compiler.choice(*given, at + "/side", {"start", "end"});
  return side ? std::make_unique<Pad>(*length, with, *side == 0) : nullptr;
}

} // namespace

std::string text_operand(const Value& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_number() || value.is_bool()) return hif::json::print(value);
  throw Conflict("a text is needed, not " + shown(value));
}

std::unique_ptr<Function> make_plain_operation(const std::string& name, const std::string& at,
                                               Compiler& compiler) {
  const auto chosen = compiler.choice(
      name, at,
      {"trim", "trim_start", "trim_end", "upper", "lower", "capitalize", "length", "collapse"});
  return chosen ? std::make_unique<PlainOperation>(static_cast<Plain>(*chosen)) : nullptr;
}

std::unique_ptr<Function> make_operation(const std::string& name, const Value& argument,
                                         const std::string& at, Compiler& compiler) {
  if (name == "slice") return make_slice(argument, at, compiler);
  if (name == "pad") return make_pad(argument, at, compiler);
  if (name == "replace") return make_replace(argument, at, compiler);
  if (name == "match") return make_match(argument, at, compiler);
  if (name == "template") {
    auto text = compiler.value(argument, at);
    return text ? std::make_unique<TemplateOperation>(std::move(*text)) : nullptr;
  }
  const auto chosen = compiler.choice(
      name, at,
      {"join", "split", "prefix", "suffix", "slice", "pad", "replace", "match", "template"});
  if (!chosen) return nullptr;
  if (!argument.is_string() || (*chosen == 1 && argument.as_string().empty())) {
    compiler.problem(at, *chosen == 1 ? "expected a text that is not empty" : "expected a text");
    return nullptr;
  }
  const auto& text = argument.as_string();
  if (*chosen == 0) return std::make_unique<Join>(text);
  if (*chosen == 1) return std::make_unique<Split>(text);
  return std::make_unique<Affix>(text, *chosen == 2);
}

} // namespace timely::steps
