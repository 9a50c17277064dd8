// SPDX-License-Identifier: MIT
#pragma once
// JSON Pointers (RFC 6901).

#include <string>
#include <string_view>

namespace host {

// `pointer` with one more segment, escaped.
std::string child_pointer(std::string_view pointer, std::string_view name);
// Whether `pointer` is `root` or lies below it.
bool is_within(std::string_view pointer, std::string_view root);
// What is wrong with a text that is a pointer when it begins with '/'; else empty.
std::string pointer_fault(std::string_view text);
// Splits the first segment, unescaped, off a pointer that begins with '/'.
std::string take_segment(std::string_view& pointer);

} // namespace host
