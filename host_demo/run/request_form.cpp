// SPDX-License-Identifier: MIT
#include "run/request_form.hpp"

namespace host {
namespace {

using hif::json::Object;
using hif::json::Value;

bool is_request(const Value& record) {
  return record.find("path") || record.find("query") || record.find("payload");
}

void lay_over(Value& base, const Value& top) {
  if (!base.is_object() || !top.is_object()) {
    base = top;
    return;
  }
  for (const auto& [name, value] : top.as_object()) base.as_object().set(name, value);
}

} // namespace

Value request_form(const Value& record, const Value& parameters) {
  Object form{{"path", Object()}, {"query", Object()}, {"payload", nullptr}};
  const auto take = [&](const Value& from) {
    for (const char* part : {"path", "query", "payload"})
      if (const auto* value = from.find(part)) lay_over(form[part], *value);
  };
  take(parameters);
  if (is_request(record))
    take(record);
  else
    lay_over(form["payload"], record);
  return form;
}

} // namespace host
