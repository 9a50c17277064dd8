// SPDX-License-Identifier: MIT
#include "catalogue/request_builder.hpp"

#include "catalogue/nearest.hpp"
#include "catalogue/payload.hpp"
#include "catalogue/percent_encoding.hpp"
#include "catalogue/query.hpp"

#include <algorithm>

namespace timely {
namespace {

const std::string path_pointer = "/request_parameters/path";

// One value may not leave its segment: encoding keeps '/' in, and these two mean other segments
// wherever they are read (RFC 3986 §5.2.4).
void check_segment(const std::string& text, const std::string& pointer, Findings& findings) {
  if (text.empty() && !findings.empty_is_absent)
    findings.problem(pointer, "must not be empty: it is a part of the URL's path");
  else if (text == "." || text == "..")
    findings.problem(pointer, "must not be \"" + text + "\": it would lead to another path");
}

void check_path(const Entity& entity, const RequestParameters& parameters, bool complete,
                Findings& findings) {
  for (const auto& field : entity.path_parameters) {
    const auto at = pointer_to(path_pointer, field.name);
    const auto* value = parameters.path.find(field.name);
    if (!value) {
      if (complete)
        findings.problem(at, "the path parameter \"" + field.name + "\" is missing",
                         "the path is " + entity.path);
      continue;
    }
    const auto before = findings.problems.size();
    check_segment(parameter_text(field.type, *value), at, findings);
    if (findings.problems.size() == before) check_parameter(field, *value, at, findings);
  }
  const auto names = names_of(entity.path_parameters);
  for (const auto& member : parameters.path)
    if (std::find(names.begin(), names.end(), member.name) == names.end())
      findings.problem(pointer_to(path_pointer, member.name),
                       "the path " + entity.path + " has no \"" + member.name + "\"",
                       did_you_mean(member.name, names));
}

std::string path_text(const Entity& entity, const json::Object& path) {
  auto text = entity.path;
  for (const auto& field : entity.path_parameters) {
    const auto placeholder = "{" + field.name + "}";
    const auto at = text.find(placeholder);
    const auto* value = path.find(field.name);
    if (at == text.npos || !value)
      throw hif::sdk::Error(HIF_INTERNAL, entity.id + ": no value for " + placeholder);
    text.replace(at, placeholder.size(), percent_encode(parameter_text(field.type, *value)));
  }
  return text;
}

} // namespace

RequestParameters read_request_parameters(const json::Value* from) {
  RequestParameters parameters;
  if (!from) return parameters;
  if (const auto* path = from->find("path"); path && !path->is_null())
    parameters.path = path->as_object();
  if (const auto* query = from->find("query"); query && !query->is_null())
    parameters.query = query->as_object();
  if (const auto* payload = from->find("payload")) parameters.payload = *payload;
  return parameters;
}

Findings check_request(const Entity& entity, const RequestParameters& parameters,
                       const Checks& checks) {
  Findings findings;
  findings.empty_is_absent = checks.empty_is_absent;
  check_path(entity, parameters, checks.complete, findings);
  check_query(entity, parameters, checks, findings);
  if (checks.complete) check_window(entity, parameters, findings);
  check_payload(entity, parameters, checks.complete, findings);
  return findings;
}

hif::sdk::Request build_request(const Entity& entity, const RequestParameters& parameters) {
  hif::sdk::Request request;
  request.method = entity.method;
  request.target = path_text(entity, parameters.path) + query_text(entity, parameters.query);
  const auto body = shape_payload(entity, parameters);
  if (!body.is_null()) request.body = json::print(body);
  return request;
}

} // namespace timely
