// SPDX-License-Identifier: MIT
// Any text is a formula or is refused at a place within it; one that is has a result or a reason.

#include "plugin_api/bare_host.hpp"
#include "transformer/steps/formula.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const hif::sdk::Host host(bare_host());
  timely::Tree tree;
  try {
    const auto formula = timely::steps::Formula::parse(text);
    tree.load(R"({"a":1.5,"b":[2,9223372036854775807,{"c":-0.001}],"d":"x","e":1e38})");
    timely::Scope scope{tree, tree.root(), host};
    const auto result = formula.evaluate(scope).text();
    if (!timely::Decimal::parse(result)) std::abort();
  } catch (const timely::steps::FormulaError& error) {
    if (error.position > text.size()) std::abort();
  } catch (const timely::Conflict&) {
  }
  return 0;
}
