// SPDX-License-Identifier: MIT
// Any text is a catalogue or is refused, by the host that lists it and by the package that works
// with it; every entity of one that is good can be found by its own name.

#include "catalogue/catalogue.hpp"
#include "package/catalogue.hpp"
#include "package/refusal.hpp"

#include <cstdlib>

namespace {

void list(std::string_view text) {
  try {
    const host::Catalogue catalogue(text, "catalogue.json");
    catalogue.verify();
    for (const auto& entity : catalogue.entities())
      if (catalogue.look_up(entity.direction, entity.id, entity.method) != &entity) std::abort();
  } catch (const host::Refused&) {
  }
}

void work_with(std::string_view text) {
  try {
    const timely::Catalogue catalogue{std::string(text)};
    catalogue.zone_sources();
    catalogue.directories();
    for (const auto& entity : catalogue.entities()) catalogue.reader_of(entity);
  } catch (const hif::sdk::Error&) {
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  list(text);
  work_with(text);
  return 0;
}
