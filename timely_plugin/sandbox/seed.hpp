// SPDX-License-Identifier: MIT
#pragma once
// The data that a sandbox begins with: a small studio, the same for the same seed and day.

#include "store.hpp"

namespace timely::sandbox {

struct Seed {
  std::uint64_t number = 1;
  std::int64_t events = 400;
};

// The days that seeded entries are on, around the store's today.
struct SeededDays {
  Day since, upto;
};

SeededDays fill(Store& store, const Seed& seed);

} // namespace timely::sandbox
