// SPDX-License-Identifier: MIT
#pragma once
// Which process it was, so that others can tell whether it is still there.

#include <string>
#include <string_view>

namespace host {

// This process, told from every other one, also from a later one with the same number: boot, PID
// namespace, number, start time (proc(5)). Empty where the system does not say.
std::string this_process();

// True only when `process` (of this_process()) has certainly ended. One on another machine, in
// another container or before another boot cannot be asked about, and counts as there.
bool has_ended(std::string_view process);

} // namespace host
