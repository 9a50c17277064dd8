// SPDX-License-Identifier: MIT
#include "publisher/bulk_answer.hpp"

#include "catalogue/answer_error.hpp"
#include "catalogue/pointer.hpp"
#include "publisher/draft.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace timely {
namespace {

constexpr std::array<std::string_view, 3> index_names{"index", "row", "position"};

bool says_nothing(const json::Value& item) {
  return item.is_null() || (item.is_object() && item.as_object().empty()) ||
         (item.is_array() && item.as_array().empty());
}

std::optional<std::size_t> index_in(const json::Value& value) {
  if (const auto number = value.to_int64(); number && *number >= 0)
    return static_cast<std::size_t>(*number);
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.as_string();
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

void take_refusal(RowError& error, const json::Value& said) {
  auto refusal = read_refusal(json::print(said));
  error.text = std::move(refusal.text);
  error.fields = std::move(refusal.fields);
}

// Fields by name, or the shapes that a whole refusal has.
void read_words(RowError& error, json::Value said) {
  if (said.is_object()) {
    auto& object = said.as_object();
    for (const auto name : index_names) object.erase(name);
    if (const auto* id = object.find("id"); id && id->is_scalar()) {
      error.id = scalar_text(id);
      object.erase("id");
    }
  }
  take_refusal(error, said);
  if (error.text.empty() && !says_nothing(said))
    take_refusal(error, json::Object{{"errors", std::move(said)}});
  if (error.text.empty()) error.text = "refused without a reason";
}

RowError read_item(const json::Value& item) {
  RowError error;
  if (item.is_array() && item.as_array().size() == 2) {
    error.index = index_in(item.as_array()[0]);
    if (error.index) return read_words(error, item.as_array()[1]), error;
  }
  for (const auto name : index_names)
    if (const auto* index = item.find(name)) error.index = index_in(*index);
  read_words(error, item);
  return error;
}

std::vector<RowError> read_list(const json::Array& list, std::size_t rows) {
  std::vector<RowError> errors;
  for (const auto& item : list) errors.push_back(read_item(item));
  const bool by_place =
      list.size() == rows &&
      std::none_of(errors.begin(), errors.end(), [](auto& e) { return e.index || !e.id.empty(); });
  if (by_place)
    for (std::size_t i = 0; i < rows; ++i) errors[i].index = i;
  std::vector<RowError> real;
  for (std::size_t i = 0; i < errors.size(); ++i)
    if (!says_nothing(list[i])) real.push_back(std::move(errors[i]));
  return real;
}

std::vector<RowError> read_errors(const json::Value* errors, std::size_t rows) {
  if (!errors) return {};
  if (errors->is_array()) return read_list(errors->as_array(), rows);
  std::vector<RowError> list;
  if (!errors->is_object()) return list;
  for (const auto& member : errors->as_object()) {
    if (says_nothing(member.value)) continue;
    auto error = read_item(member.value);
    if (!error.index) error.index = index_in(member.name);
    list.push_back(std::move(error));
  }
  return list;
}

// The answer to a request of which every row was carried out: one id for each, no errors, no job.
std::optional<BulkAnswer> read_whole_success(std::string_view body, const Bulk& bulk,
                                             std::size_t rows) {
  thread_local simdjson::dom::parser parser;
  simdjson::dom::object answer;
  simdjson::dom::array ids, errors;
  if (parser.parse(body).get(answer) || answer.at_key(bulk.ids).get(ids) || ids.size() != rows ||
      answer.at_pointer(bulk.errors).get(errors) || errors.size() != 0)
    return std::nullopt;
  simdjson::dom::element job;
  if (!bulk.job.empty() && !answer.at_pointer(bulk.job).get(job) && !job.is_null())
    return std::nullopt;
  BulkAnswer success;
  success.ids.reserve(rows);
  for (const auto id : ids) {
    std::int64_t number;
    if (id.get(number)) return std::nullopt;
    success.ids.push_back(std::to_string(number));
  }
  return success;
}

} // namespace

std::optional<BulkAnswer> read_bulk_answer(std::string_view body, const Bulk& bulk,
                                           std::size_t rows) {
  if (auto success = read_whole_success(body, bulk, rows)) return success;
  json::Value value;
  try {
    value = json::parse(body);
  } catch (const json::ParseError&) {
    return std::nullopt;
  }
  const auto* ids = value.find(bulk.ids);
  const auto* job = bulk.job.empty() ? nullptr : at_pointer(value, bulk.job);
  const bool later = job && !says_nothing(*job);
  if (!later && !ids && !at_pointer(value, bulk.errors)) return std::nullopt;
  BulkAnswer answer;
  answer.later = later;
  if (ids && ids->is_array())
    for (const auto& id : ids->as_array()) answer.ids.push_back(scalar_text(&id));
  answer.errors = read_errors(at_pointer(value, bulk.errors), rows);
  return answer;
}

} // namespace timely
