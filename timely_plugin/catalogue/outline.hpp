// SPDX-License-Identifier: MIT
#pragma once
// What lies where in the text of a catalogue: of its entities their heads are read, and the rest is
// passed over at the speed of memory.

#include "catalogue/entity.hpp"

#include <string_view>
#include <vector>

namespace timely {

// Views into the text. Empty where there is none.
struct Outline {
  struct Listed {
    EntityHead head;
    std::string_view json; // the whole entity
  };
  std::vector<Listed> entities;
  std::string_view time_zone, directories;
};

// Of a catalogue of version 1. Throws hif::sdk::Error HIF_INVALID_ARGUMENT.
Outline outline_of(std::string_view text);

} // namespace timely
