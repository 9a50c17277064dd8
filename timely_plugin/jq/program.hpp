// SPDX-License-Identifier: MIT
#pragma once
// What can be said against a jq program before it is run.

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace timely::jq {

// A fault with its place; offset is a byte of the program.
class Refused : public std::runtime_error {
 public:
  Refused(std::size_t offset, const std::string& why) : std::runtime_error(why), offset(offset) {}
  std::size_t offset;
};

// Throws Refused when the program reads or writes anything but its record: env, input, import and
// their like; and when its brackets or texts are not closed.
void check_program(std::string_view program);

// jq's own words about a program that it did not compile, with the place shown.
std::string readable(std::string_view messages, std::string_view program);

} // namespace timely::jq
