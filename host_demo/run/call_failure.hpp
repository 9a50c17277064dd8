// SPDX-License-Identifier: MIT
#pragma once
// From the status of a call into a package to the failure that the user sees.

#include "services/call.hpp"

#include <string_view>

namespace host {

// Does nothing for HIF_OK, HIF_END and HIF_PENDING; else throws Failure with what the package said,
// under the name of the object that failed. What a listener of the call threw goes before.
void throw_if_failed(hif_status status, const HostCall& call, std::string_view name);

} // namespace host
