// SPDX-License-Identifier: MIT
#pragma once
// A configuration to try a prototype with, made from its form.

#include <hif/sdk/json.hpp>

namespace host {

// The required members of `form` and those with a default, each with its default, the first of its
// "examples" or "enum", or the least value that its type and bounds allow. It need not satisfy a
// pattern: then the package's author gives one.
hif::json::Value sample_of(const hif::json::Value& form);

} // namespace host
