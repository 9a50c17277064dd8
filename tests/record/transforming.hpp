// SPDX-License-Identifier: MIT
#pragma once
// A transformer driven over its C table, and examples of documentation.

#include "plugin_api/table_fixture.hpp"

#include <hif/sdk/package.hpp>

#include <fstream>

namespace transforming {

struct Reject {
  std::uint64_t source;
  hif_status status;
  std::string error, details;
};

class Transformer {
 public:
  Transformer(const hif_prototype& prototype, const std::string& config)
      : prototype_(prototype), instance_(prototype_, config) {
    EXPECT_EQ(instance_.status, HIF_OK) << instance_.call.message;
  }

  hif::sdk::Batch transform(const hif::sdk::Batch& in) {
    const hif_reject_sink sink = {.struct_size = sizeof sink,
                                  .reserved = 0,
                                  .host_data = this,
                                  .push = [](const hif_reject_sink* self, std::uint64_t source,
                                             hif_status status, hif_str error, hif_str details) {
                                    static_cast<Transformer*>(self->host_data)
                                        ->rejects.push_back({source, status,
                                                             std::string(hif::sdk::view(error)),
                                                             std::string(hif::sdk::view(details))});
                                  }};
    hif::sdk::Batch out;
    status = instance_.table<hif_transformer>().transform(instance_.raw(), call.raw(), in.raw(),
                                                          out.out(), &sink);
    return out;
  }

  // The records after the transformer.
  std::vector<std::string> transform(const std::vector<std::string>& records) {
    const auto in = tables::batch_of(records);
    auto texts = tables::texts_of(transform(in));
    EXPECT_EQ(status, HIF_OK) << call.message;
    return texts;
  }

  std::string error() const { return rejects.empty() ? "" : rejects.front().error; }

  std::vector<Reject> rejects;
  tables::TestCall call;
  hif_status status = HIF_OK;

 private:
  hif_prototype prototype_;
  tables::Instance instance_;
};

// The problems that validate() tells of `config`, a line each: "pointer: message".
inline std::vector<std::string> problems(const hif_prototype& prototype,
                                         const std::string& config) {
  tables::TestHost host;
  tables::TestCall call;
  std::vector<std::string> lines;
  if (prototype.validate(&prototype, call.raw(), host.raw(), hif::sdk::str(config)) == HIF_OK)
    return lines;
  const auto details = hif::json::parse(call.details);
  for (const auto& problem : details.find("problems")->as_array())
    lines.push_back(problem.find("pointer")->as_string() + ": " +
                    problem.find("message")->as_string());
  return lines;
}

// The lines of a block ```example of a README: the first word of each, and the rest.
using Example = std::vector<std::pair<std::string, std::string>>;

inline std::vector<Example> examples_of(const std::string& readme) {
  std::vector<Example> found;
  std::ifstream file(readme);
  std::string line;
  bool inside = false;
  while (std::getline(file, line)) {
    if (line.starts_with("```")) {
      inside = line == "```example";
      if (inside) found.emplace_back();
    } else if (inside) {
      const auto word = line.substr(0, line.find(' '));
      const auto rest = line.find_first_not_of(' ', word.size());
      found.back().emplace_back(word, rest == std::string::npos ? "" : line.substr(rest));
    }
  }
  return found;
}

// The values of the lines of `example` that begin with `word`.
inline std::vector<std::string> lines_of(const Example& example, const std::string& word) {
  std::vector<std::string> lines;
  for (const auto& [first, rest] : example)
    if (first == word) lines.push_back(rest);
  return lines;
}

inline std::string compact(const std::string& json) {
  return hif::json::print(hif::json::parse(json));
}

} // namespace transforming
