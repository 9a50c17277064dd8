// SPDX-License-Identifier: MIT
#pragma once
// Places and ranges of arrays and of text, counted from the front or, when negative, from the end.

#include "jmespath/node.hpp"

namespace timely::jmespath {

// Null when there is no such place.
const hif::json::Value* element_at(const hif::json::Array& array, std::int64_t index);

std::vector<const hif::json::Value*> slice_of(const hif::json::Array& array, const Slice& slice);

// By code points.
std::string slice_of(const std::string& text, const Slice& slice);

} // namespace timely::jmespath
