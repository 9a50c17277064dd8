// SPDX-License-Identifier: MIT
#include "catalogue/dotted.hpp"

namespace timely {

std::vector<std::string> split_dotted(std::string_view name) {
  std::vector<std::string> parts;
  for (;;) {
    const auto dot = name.find('.');
    parts.emplace_back(name.substr(0, dot));
    if (dot == name.npos) return parts;
    name.remove_prefix(dot + 1);
  }
}

const hif::json::Value* at_dotted(const hif::json::Value& record,
                                  const std::vector<std::string>& parts) {
  const auto* value = &record;
  for (const auto& part : parts)
    if (value) value = value->find(part);
  return value;
}

} // namespace timely
