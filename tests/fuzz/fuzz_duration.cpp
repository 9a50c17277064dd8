// SPDX-License-Identifier: MIT
// Any text is a duration or is refused; the seconds of one survive being printed and read again.

#include "transformer/steps/duration_format.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace timely::steps;
  using timely::Decimal;
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const auto format : {DurationFormat::clock, DurationFormat::hours, DurationFormat::minutes,
                            DurationFormat::seconds, DurationFormat::iso}) {
    const auto seconds = parse_duration(text, format);
    if (!seconds) continue;
    try {
      for (const auto to : {DurationFormat::clock, DurationFormat::hours, DurationFormat::object})
        print_duration(*seconds, {.format = to});
      const auto whole = seconds->rounded(0, timely::Rounding::half_up);
      for (const auto to : {DurationFormat::iso, DurationFormat::seconds, DurationFormat::object}) {
        const auto again = parse_duration(print_duration(whole, {.format = to}), to);
        if (!again || compare(*again, whole) != 0) std::abort();
      }
    } catch (const timely::ArithmeticError&) { // longer than 38 digits can say
    }
  }
  return 0;
}
