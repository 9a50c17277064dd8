// SPDX-License-Identifier: MIT
#pragma once
// Names in messages: the ones that a user may have meant, and lists of them.

#include <string>
#include <string_view>
#include <vector>

namespace timely {

// Up to three of `candidates` that differ from `name` in at most a third of the longer text,
// nearest first, without regard to ASCII case.
std::vector<std::string> nearest(std::string_view name, const std::vector<std::string>& candidates);

// `did you mean "a" or "b"?`, or nothing when none is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

// "a, b, c"
std::string listed(const std::vector<std::string>& names);

} // namespace timely
