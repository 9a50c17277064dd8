// SPDX-License-Identifier: MIT
#pragma once
// The worker's program file, as the build made it: part of this library, so that the hash of the
// library covers it.

#include <string_view>

namespace timely::jq {

std::string_view worker_image();

} // namespace timely::jq
