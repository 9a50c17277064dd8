// SPDX-License-Identifier: MIT
#pragma once
// What tells texts apart: 64 bits that depend on all of them. The same on every machine and in
// every version, since it is kept.

#include <cstdint>
#include <string_view>

namespace timely {

std::uint64_t fingerprint(std::string_view text, std::uint64_t seed = 0);

} // namespace timely
