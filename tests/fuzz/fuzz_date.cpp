// SPDX-License-Identifier: MIT
// "FORMAT|TEXT": any text is a date of the format or is refused; one that is comes out the same
// when it is printed and read again.

#include "transformer/steps/date_format.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using timely::steps::DateFormat;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto bar = std::min(text.find('|'), text.size());
  static const auto zone = timely::calendar::Zone::named("Europe/Oslo");
  static const auto exact = DateFormat::named("unix_ms");
  try {
    const auto format = DateFormat::named(text.substr(0, bar));
    const auto moment = format.parse(text.substr(std::min(bar + 1, text.size())), zone);
    if (!moment) return 0;
    format.print(*moment, zone);
    const auto printed = exact.print(*moment, zone);
    const auto again = exact.parse(printed, zone);
    if (again && exact.print(*again, zone) != printed) std::abort();
  } catch (const std::invalid_argument&) { // no format
  }
  return 0;
}
