// SPDX-License-Identifier: MIT
#include "run/result_json.hpp"

#include "text/failure.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/text.hpp>

namespace host {
namespace {

using hif::json::Value;
using hif::sdk::view;

const char* status_name(std::int32_t outcome) {
  switch (outcome) {
  case HIF_OUTCOME_CREATED:
    return "created";
  case HIF_OUTCOME_UPDATED:
    return "updated";
  case HIF_OUTCOME_DELETED:
    return "deleted";
  case HIF_OUTCOME_ACCEPTED:
    return "accepted";
  case HIF_OUTCOME_UNCHANGED:
    return "unchanged";
  case HIF_OUTCOME_PREVIEWED:
    return "previewed";
  default:
    return "failed";
  }
}

// An id that is a whole number is one for the reader too.
Value id_value(std::string_view id) {
  if (id.empty()) return nullptr;
  const bool digits = id.find_first_not_of("0123456789") == id.npos;
  const Value number(hif::json::Number{std::string(id)});
  if (digits && (id == "0" || id.front() != '0') && number.is_integer()) return number;
  return id;
}

Value json_or_text(std::string_view text) {
  if (text.empty()) return nullptr;
  try {
    return hif::json::parse(text);
  } catch (const hif::json::ParseError&) {
    return text;
  }
}

Value text_or_null(std::string_view text) {
  return text.empty() ? Value() : Value(text);
}

} // namespace

Value result_json(const hif_result& result) {
  hif::json::Object told{{"index", result.index},
                         {"status", status_name(result.outcome)},
                         {"http_status", result.http_status ? Value(result.http_status) : Value()},
                         {"id", id_value(view(result.id))},
                         {"response", json_or_text(view(result.response_json))},
                         {"error", text_or_null(view(result.error))}};
  if (!view(result.details_json).empty())
    told.set("details", json_or_text(view(result.details_json)));
  if (result.ambiguous) told.set("ambiguous", true);
  return told;
}

int exit_of_failed(const hif_result& result) {
  if (result.ambiguous && result.http_status == 0) return Exit::failed;
  switch (const auto exit = exit_of(result.status)) {
  case Exit::unauthorised:
  case Exit::unreachable:
    return exit;
  default:
    return Exit::failed;
  }
}

} // namespace host
