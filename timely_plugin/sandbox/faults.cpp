// SPDX-License-Identifier: MIT
#include "faults.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <stdexcept>

namespace timely::sandbox {

namespace {

namespace json = hif::json;

[[noreturn]] void fail(const std::string& where, const std::string& why) {
  throw std::runtime_error("faults: " + where + ": " + why);
}

// One object of the file; every member has to be asked for, so that a misspelled one is noticed.
class Reader {
 public:
  Reader(std::string where, const json::Value& value) : where_(std::move(where)) {
    if (!value.is_object()) fail(where_, "expected an object");
    object_ = &value.as_object();
  }

  const json::Value* member(const char* name) {
    asked_.emplace_back(name);
    return object_->find(name);
  }
  std::optional<std::string> text(const char* name) {
    const auto* value = member(name);
    if (!value) return std::nullopt;
    if (!value->is_string()) fail(where_ + "." + name, "expected a string");
    return value->as_string();
  }
  // A string, or a number by its digits.
  std::optional<std::string> text_or_number(const char* name) {
    const auto* value = member(name);
    return value && value->is_number() ? value->as_number().text : text(name);
  }
  // A string, or any other JSON value by its text.
  std::optional<std::string> text_or_json(const char* name) {
    const auto* value = member(name);
    return value && !value->is_string() ? json::print(*value) : text(name);
  }
  std::optional<std::int64_t> integer(const char* name, std::int64_t least, std::int64_t most) {
    const auto* value = member(name);
    if (!value) return std::nullopt;
    const auto integer = value->to_int64();
    if (!integer || *integer < least || *integer > most)
      fail(where_ + "." + name,
           "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return integer;
  }
  bool flag(const char* name) {
    const auto* value = member(name);
    if (value && !value->is_bool()) fail(where_ + "." + name, "expected true or false");
    return value && value->as_bool();
  }
  std::optional<std::regex> regex(const char* name) {
    const auto pattern = text(name);
    if (!pattern) return std::nullopt;
    try {
      return std::regex(*pattern, std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error& error) {
      fail(where_ + "." + name, std::string("not a regular expression: ") + error.what());
    }
  }
  void finish() const {
    for (const auto& one : *object_)
      if (std::find(asked_.begin(), asked_.end(), one.name) == asked_.end())
        fail(where_, "unknown member \"" + one.name + "\"; known are " + known());
  }
  const std::string& where() const { return where_; }

 private:
  std::string known() const {
    std::string list;
    for (const auto& name : asked_) list += (list.empty() ? "" : ", ") + name;
    return list;
  }

  std::string where_;
  const json::Object* object_ = nullptr;
  std::vector<std::string> asked_;
};

std::optional<std::size_t> count(Reader& reader, const char* name) {
  const auto value = reader.integer(name, 1, 1'000'000'000);
  return value ? std::optional(static_cast<std::size_t>(*value)) : std::nullopt;
}

Fault::Reset parse_reset(Reader& reader) {
  const auto text = reader.text("reset");
  if (!text) return Fault::Reset::none;
  if (*text == "before_response") return Fault::Reset::before_response;
  if (*text == "mid_headers") return Fault::Reset::mid_headers;
  if (*text == "mid_body") return Fault::Reset::mid_body;
  fail(reader.where() + ".reset", "expected before_response, mid_headers or mid_body");
}

// Without "when", a fault that brings its own answer or none takes place of the effect, one that
// spoils the resource's answer comes after it.
Fault::When parse_when(Reader& reader, const Fault& fault) {
  const auto text = reader.text("when");
  if (text == "before") return Fault::When::before_effect;
  if (text == "after") return Fault::When::after_effect;
  if (text) fail(reader.where() + ".when", "expected before or after");
  const bool own = fault.replaces_answer() || fault.reset == Fault::Reset::before_response;
  return own ? Fault::When::before_effect : Fault::When::after_effect;
}

Fault parse_fault(const std::string& where, const json::Value& value) {
  Reader reader(where, value);
  Fault fault;
  if (const auto status = reader.integer("status", 200, 599))
    fault.status = static_cast<int>(*status);
  fault.body = reader.text_or_json("body");
  fault.content_type = reader.text("content_type");
  if (auto after = reader.text_or_number("retry_after"))
    fault.headers.emplace_back("retry-after", *after);
  if (const auto* headers = reader.member("headers")) {
    if (!headers->is_object()) fail(where + ".headers", "expected an object of strings");
    for (const auto& header : headers->as_object()) {
      if (!header.value.is_string()) fail(where + ".headers." + header.name, "expected a string");
      fault.headers.emplace_back(header.name, header.value.as_string());
    }
  }
  fault.delay_ms = static_cast<int>(reader.integer("delay_ms", 0, 600'000).value_or(0));
  fault.reset = parse_reset(reader);
  if (const auto bytes = reader.integer("truncate", 0, 1'000'000'000))
    fault.truncate_bytes = static_cast<std::size_t>(*bytes);
  fault.garbage = reader.flag("garbage");
  fault.close = reader.flag("close");
  fault.when = parse_when(reader, fault);
  reader.finish();
  return fault;
}

FaultRule parse_rule(const std::string& where, const json::Value& value) {
  Reader reader(where, value);
  FaultRule rule;
  if (const auto* match = reader.member("match")) {
    Reader matched(where + ".match", *match);
    rule.method = matched.text("method").value_or("");
    rule.path = matched.regex("path");
    rule.query = matched.regex("query");
    rule.nth = count(matched, "nth");
    rule.every = count(matched, "every");
    rule.times = count(matched, "times");
    matched.finish();
    if (rule.nth && rule.every) fail(where + ".match", "nth and every exclude each other");
  }
  const auto* fault = reader.member("fault");
  if (!fault) fail(where, "\"fault\" is missing");
  rule.fault = parse_fault(where + ".fault", *fault);
  reader.finish();
  return rule;
}

bool matches(const FaultRule& rule, const Request& request) {
  if (!rule.method.empty() && rule.method != request.method) return false;
  if (rule.path && !std::regex_search(request.path, *rule.path)) return false;
  return !rule.query || std::regex_search(request.query_text, *rule.query);
}

bool is_due(const FaultRule& rule) {
  if (rule.nth && rule.seen != *rule.nth) return false;
  if (rule.every && rule.seen % *rule.every != 0) return false;
  return !rule.times || rule.given < *rule.times;
}

} // namespace

std::vector<FaultRule> FaultPlan::parse(std::string_view text) {
  json::Value document;
  try {
    document = json::parse(text);
  } catch (const json::ParseError& error) {
    throw std::runtime_error(std::string("faults: not JSON: ") + error.what());
  }
  Reader reader("the file", document);
  const auto* list = reader.member("faults");
  if (!list || !list->is_array()) fail("the file", "expected an array \"faults\"");
  reader.finish();
  std::vector<FaultRule> rules;
  for (const auto& item : list->as_array())
    rules.push_back(parse_rule("faults[" + std::to_string(rules.size()) + "]", item));
  return rules;
}

void FaultPlan::set(std::vector<FaultRule> rules) {
  const std::lock_guard lock(mutex_);
  rules_ = std::move(rules);
}

std::optional<Fault> FaultPlan::next(const Request& request) {
  const std::lock_guard lock(mutex_);
  FaultRule* due = nullptr;
  for (auto& rule : rules_) {
    if (!matches(rule, request)) continue;
    ++rule.seen;
    if (!due && is_due(rule)) due = &rule;
  }
  if (!due) return std::nullopt;
  ++due->given;
  return due->fault;
}

} // namespace timely::sandbox
