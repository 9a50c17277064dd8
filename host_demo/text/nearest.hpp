// SPDX-License-Identifier: MIT
#pragma once
// The name that a user may have meant.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace host {

// Fewest single changes (insert, delete, replace, swap of neighbours) from one text to the other,
// by bytes and without regard to ASCII case.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `name`, or nothing when none is near enough to be meant: at most a
// third of the longer text may differ, or one of them begins with the other.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates);

// ` Did you mean "candidate"?` with its leading blank, or nothing: to be put after a message.
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

} // namespace host
