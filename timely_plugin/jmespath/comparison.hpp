// SPDX-License-Identifier: MIT
#pragma once
// Equality and order of values. Numbers are compared by their exact value, however they are
// spelled and however many digits they have: 9007199254740993 is not 9007199254740992, and 1.0
// is 1e0.

#include <hif/sdk/json.hpp>

#include <compare>

namespace timely::jmespath {

bool same(const hif::json::Value& a, const hif::json::Value& b);

std::strong_ordering compare_numbers(const hif::json::Number& a, const hif::json::Number& b);

} // namespace timely::jmespath
