// SPDX-License-Identifier: MIT
#pragma once
// A user's own tests of a list of transformers: what goes in, and what has to come out.

#include "config/load.hpp"

namespace host {

struct TransformCase {
  std::string name; // as written, or "case 3"
  Position position;
  std::vector<hif::json::Value> input;
  std::vector<hif::json::Value> output;
  std::optional<std::string> error; // what a rejected record must say, in part
};

// A list of `{name, input, output, error}`; input and output are one record or a list of them, and
// each case has an output, an error or both. Throws ConfigurationError with every fault.
std::vector<TransformCase> load_transform_cases(const std::filesystem::path& file,
                                                const LoadOptions& options = {});

} // namespace host
