// SPDX-License-Identifier: MIT
#pragma once
// timely.mapping driven over its C table.

#include "plugin_api/table_fixture.hpp"
#include "transformer/mapping.hpp"

namespace mapping {

struct Reject {
  std::uint64_t source;
  hif_status status;
  std::string error, details;
};

class Transformer {
 public:
  // It is 2026-11-25T12:00:00Z.
  static constexpr std::int64_t now_us = 1795608000000000;

  explicit Transformer(const std::string& config)
      : prototype_(hif::sdk::transformer<timely::Mapping>("timely.mapping")),
        instance_(prototype_, config, now_us) {
    if (instance_.status != HIF_OK) throw std::runtime_error(instance_.call.message);
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
    tables::TestCall call;
    hif::sdk::Batch out;
    EXPECT_EQ(instance_.table<hif_transformer>().transform(instance_.raw(), call.raw(), in.raw(),
                                                           out.out(), &sink),
              HIF_OK)
        << call.message;
    return out;
  }

  // All that comes out of a batch of records.
  std::vector<std::string> all(const std::vector<std::string>& records) {
    const auto in = tables::batch_of(records);
    return tables::texts_of(transform(in));
  }

  const std::vector<std::string>& log() const { return instance_.host.log; }
  const hif_transformer_steps* steps() const {
    return static_cast<const hif_transformer_steps*>(
        prototype_.get_extension(instance_.raw(), hif::sdk::str(HIF_EXT_TRANSFORMER_STEPS)));
  }
  hif_instance* raw() const { return instance_.raw(); }

  // The record after the steps; empty when it was rejected.
  std::string transform(const std::string& record) {
    const auto in = tables::batch_of({record});
    const auto texts = tables::texts_of(transform(in));
    return texts.empty() ? "" : texts.front();
  }

  std::vector<Reject> rejects;

 private:
  hif_prototype prototype_;
  tables::Instance instance_;
};

inline std::string config_of(const std::string& steps, const std::string& on_error = "fail") {
  return R"({"on_error":")" + on_error + R"(","steps":)" + steps + "}";
}

// What `steps`, a JSON list, make of `record`.
inline std::string map(const std::string& steps, const std::string& record,
                       const std::string& on_error = "fail") {
  return Transformer(config_of(steps, on_error)).transform(record);
}

// Why `steps` reject `record`; empty when they do not.
inline std::string why(const std::string& steps, const std::string& record) {
  Transformer transformer(config_of(steps));
  transformer.transform(record);
  return transformer.rejects.empty() ? "" : transformer.rejects.front().error;
}

// The problems that validate() tells of `config`, a line each: "pointer: message".
inline std::vector<std::string> problems(const std::string& config) {
  const auto prototype = hif::sdk::transformer<timely::Mapping>("timely.mapping");
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

} // namespace mapping
