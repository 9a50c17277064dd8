// SPDX-License-Identifier: MIT
#pragma once
// timely.jq driven over its C table.

#include "jq/jq_transformer.hpp"
#include "record/transforming.hpp"

namespace querying {

inline hif_prototype prototype() {
  return hif::sdk::transformer<timely::JqTransformer>("timely.jq");
}

// `more` are further members of the configuration: `"on_error":"skip"`.
inline std::string config_of(const std::string& program, const std::string& more = "") {
  return "{" + more + (more.empty() ? "" : ",") +
         "\"program\":" + hif::json::print(hif::json::Value(program)) + "}";
}

inline transforming::Transformer transformer(const std::string& program,
                                             const std::string& more = "") {
  return {prototype(), config_of(program, more)};
}

inline std::vector<std::string> run(const std::string& program, const std::string& record) {
  return transformer(program).transform({record});
}

// The first problem that validate() tells of `program`; empty when there is none.
inline std::string problem(const std::string& program) {
  const auto lines = transforming::problems(prototype(), config_of(program));
  return lines.empty() ? "" : lines.front();
}

} // namespace querying
