// SPDX-License-Identifier: MIT
#pragma once
// The names that a user may have meant.

#include <string>
#include <string_view>
#include <vector>

namespace timely {

// Up to three of `candidates` that differ from `name` in at most a third of the longer text,
// nearest first, without regard to ASCII case.
std::vector<std::string> nearest(std::string_view name, const std::vector<std::string>& candidates);

// `did you mean "a" or "b"?`, or nothing when none is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

} // namespace timely
