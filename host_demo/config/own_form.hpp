// SPDX-License-Identifier: MIT
#pragma once
// The form of a configuration itself: hif.schema.json, which is embedded.

#include <hif/sdk/json.hpp>

namespace host {

const hif::json::Value& configuration_form();
// That of a list of transformers.
const hif::json::Value& transformers_form();

} // namespace host
