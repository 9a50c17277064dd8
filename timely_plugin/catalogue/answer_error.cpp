// SPDX-License-Identifier: MIT
#include "catalogue/answer_error.hpp"

#include <algorithm>

namespace timely {
namespace {

namespace json = hif::json;

constexpr std::size_t longest_plain_text = 300;
constexpr std::size_t longest_kept_body = 4096;

// `text` cut at a character, at most `size` bytes of it.
std::string cut(std::string_view text, std::size_t size) {
  if (text.size() <= size) return std::string(text);
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return std::string(text.substr(0, size)) + "…";
}

// Every text in `value`, wherever it is nested, with the name of the innermost field before it.
void collect(const std::string& field, const json::Value& value, json::Object& fields) {
  if (value.is_object()) {
    for (const auto& member : value.as_object())
      collect(field.empty() ? member.name : field + "." + member.name, member.value, fields);
  } else if (value.is_array()) {
    for (const auto& item : value.as_array()) collect(field, item, fields);
  } else if (!value.is_null()) {
    auto& texts = fields[field];
    if (!texts.is_array()) texts = json::Array();
    texts.as_array().push_back(value.is_string() ? value.as_string() : json::print(value));
  }
}

void add(std::string& text, const std::string& more) {
  if (more.empty()) return;
  text += (text.empty() ? "" : "; ") + more;
}

void add_fields(Refusal& refusal) {
  for (const auto& [name, texts] : refusal.fields) {
    std::string joined;
    for (const auto& item : texts.as_array())
      joined += (joined.empty() ? "" : ", ") + item.as_string();
    add(refusal.text, name.empty() ? joined : name + ": " + joined);
  }
}

void read_errors(const json::Value& errors, Refusal& refusal) {
  const auto* message = errors.find("message");
  if (message && message->is_string() && errors.as_object().size() == 1)
    return add(refusal.text, message->as_string());
  collect("", errors, refusal.fields);
  add_fields(refusal);
  refusal.fields.erase("");
}

// Fields without anything around them: lists of texts or of such objects.
bool is_bare(const json::Value& answer) {
  return answer.is_object() && !answer.as_object().empty() &&
         std::all_of(answer.as_object().begin(), answer.as_object().end(),
                     [](const json::Member& member) { return member.value.is_array(); });
}

std::string plain(std::string_view body) {
  const auto start = body.find_first_not_of(" \t\r\n");
  if (start == body.npos || body[start] == '<') return {}; // nothing, or a page for a browser
  auto text = cut(body.substr(start), longest_plain_text);
  for (auto& letter : text)
    if (static_cast<unsigned char>(letter) < 0x20) letter = ' ';
  return text;
}

} // namespace

Refusal read_refusal(std::string_view body) {
  Refusal refusal;
  json::Value answer;
  try {
    answer = json::parse(body);
  } catch (const json::ParseError&) {
    refusal.text = plain(body);
    return refusal;
  }
  if (answer.is_string()) refusal.text = answer.as_string();
  if (const auto* errors = answer.find("errors")) read_errors(*errors, refusal);
  for (const auto* name : {"error", "error_description", "message"})
    if (const auto* text = answer.find(name); text && text->is_string())
      add(refusal.text, text->as_string());
  if (refusal.text.empty() && is_bare(answer)) read_errors(answer, refusal);
  if (const auto* name = answer.find("suggested_name"); name && name->is_string())
    add(refusal.text, "the vendor suggests the name \"" + name->as_string() + "\"");
  return refusal;
}

hif_status status_of(int http_status) {
  switch (http_status) {
  case 401:
    return HIF_UNAUTHENTICATED;
  case 403:
    return HIF_PERMISSION_DENIED;
  case 404:
  case 410:
    return HIF_NOT_FOUND;
  case 429:
    return HIF_RATE_LIMITED;
  default:
    return http_status >= 500 ? HIF_UNAVAILABLE : HIF_CONFLICT;
  }
}

std::string_view without_query(std::string_view target) {
  return target.substr(0, target.find('?'));
}

std::string refusal_message(std::string_view title, const hif::sdk::Request& request,
                            const hif::sdk::Response& response) {
  auto message = std::string(title) + ": " + request.method + " " +
                 std::string(without_query(request.target)) + " answered " +
                 std::to_string(response.http_status());
  const auto said = read_refusal(response.body()).text;
  if (!said.empty()) message += ": " + said;
  if (const auto id = response.header("x-request-id"); !id.empty())
    message += " (request id " + std::string(id) + ")";
  return message;
}

hif::sdk::Error refusal_error(std::string_view title, const hif::sdk::Request& request,
                              const hif::sdk::Response& response) {
  return {status_of(response.http_status()), refusal_message(title, request, response),
          json::Object{{"http_status", response.http_status()},
                       {"body", cut(response.body(), longest_kept_body)},
                       {"request_id", response.header("x-request-id")}}};
}

std::string failure_message(std::string_view title, const hif::sdk::Request& request,
                            const hif::sdk::SendError& error) {
  const std::string said = error.what();
  const std::string path(without_query(request.target));
  if (said.find(path) != said.npos) return std::string(title) + ": " + said;
  return std::string(title) + ": " + request.method + " " + path + ": " + said;
}

} // namespace timely
