// SPDX-License-Identifier: MIT
#pragma once
// Which day it is where the account is.

#include "calendar/zone.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/request_builder.hpp"

#include <hif/sdk/package.hpp>

namespace timely {

// The time zone that the vendor tells, at the first of the catalogue's places (`time_zone`) that
// says one; UTC, with a warning, when none does or can be asked. `path`: of the request that needs
// to know. Throws hif::sdk::Error when the key is refused, or the call's time is over.
calendar::Zone account_zone(const hif::sdk::Call& call, const Catalogue& catalogue,
                            const json::Object& path, const hif::sdk::Client& client,
                            const hif::sdk::Host& host);

} // namespace timely
