// SPDX-License-Identifier: MIT
#pragma once
// timely.template driven over its C table.

#include "record/transforming.hpp"
#include "template/template_transformer.hpp"

namespace templating {

inline hif_prototype prototype() {
  return hif::sdk::transformer<timely::TemplateTransformer>("timely.template");
}

inline std::string config_of(const std::string& text, const std::string& on_error = "fail") {
  return R"({"on_error":")" + on_error + R"(","template":)" + text + "}";
}

inline transforming::Transformer transformer(const std::string& text,
                                             const std::string& on_error = "fail") {
  return {prototype(), config_of(text, on_error)};
}

inline std::vector<std::string> filled(const std::string& text, const std::string& record,
                                       const std::string& on_error = "fail") {
  return transformer(text, on_error).transform({record});
}

inline std::vector<std::string> problems(const std::string& text) {
  return transforming::problems(prototype(), config_of(text));
}

} // namespace templating
