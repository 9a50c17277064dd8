// SPDX-License-Identifier: MIT
#include "trial/finding.hpp"

#include <array>

namespace host {
namespace {

constexpr std::array<std::string_view, 4> names{"passed", "skipped", "warned", "failed"};

std::string text_in(const hif::json::Value& value, std::string_view name) {
  const auto* member = value.find(name);
  if (!member) throw hif::json::TypeError("\"" + std::string(name) + "\" is missing");
  return member->as_string();
}

} // namespace

std::string_view name_of(Verdict verdict) {
  return names[static_cast<std::size_t>(verdict)];
}

hif::json::Value to_json(const Finding& finding) {
  return hif::json::Object{{"verdict", std::string(name_of(finding.verdict))},
                           {"check", finding.check},
                           {"prototype", finding.prototype},
                           {"message", finding.message},
                           {"remedy", finding.remedy}};
}

Finding finding_of(const hif::json::Value& value) {
  Finding finding{.check = text_in(value, "check"),
                  .prototype = text_in(value, "prototype"),
                  .message = text_in(value, "message"),
                  .remedy = text_in(value, "remedy")};
  const auto verdict = text_in(value, "verdict");
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == verdict) finding.verdict = static_cast<Verdict>(i);
  return finding;
}

} // namespace host
