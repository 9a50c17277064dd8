// SPDX-License-Identifier: MIT
// "STEPS|RECORD": any steps are read or refused, and any record comes out as JSON or is rejected.

#include "plugin_api/bare_host.hpp"
#include "transformer/mapping.hpp"

#include <hif/sdk/json_parse.hpp>

#include <cstdlib>

namespace {

void run(const hif::json::Value& steps, const std::string& record) {
  timely::Mapping mapping({hif::sdk::Host(bare_host()), hif::sdk::Client(nullptr),
                           hif::json::Object{{"steps", steps}}, ""});
  hif::sdk::BatchBuilder builder;
  builder.add(record);
  builder.add(R"({"a":{"b":[1,{"c":2}]},"d":"x","t":"1:30","e":null})");
  hif::sdk::Batch in, out;
  builder.finish(in.out());
  const hif_reject_sink sink = {
      sizeof sink, 0, nullptr,
      [](const hif_reject_sink*, std::uint64_t, hif_status, hif_str, hif_str) {}};
  mapping.transform(hif::sdk::Call(plain_call()), *in.raw(), out.out(),
                    hif::sdk::RejectSink(&sink));
  for (std::size_t i = 0; i < out.size(); ++i)
    if (out[i].source == 1) hif::json::parse(hif::sdk::view(out[i].json)); // throws: a finding
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto bar = text.rfind('|');
  if (bar == std::string::npos) return 0;
  hif::json::Value steps;
  try {
    steps = hif::json::parse(text.substr(0, bar));
  } catch (const hif::json::ParseError&) {
    return 0;
  }
  try {
    run(steps, text.substr(bar + 1));
  } catch (const hif::sdk::Error&) { // the steps are faulty
  }
  return 0;
}
