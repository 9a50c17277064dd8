// SPDX-License-Identifier: MIT
#pragma once
// The settings that a user of Airbyte fills in: the values of the configuration's ${env:…}.

#include "config/configuration.hpp"

#include <hif/sdk/json.hpp>

#include <map>
#include <string>

namespace host {

// JSON Schema of an object with a text for each variable: required where it is not
// set and the configuration has no default for it, a secret (airbyte_secret) where a secret of a
// form is filled with it.
hif::json::Value settings_form(const Configuration& configuration);

// The variables that an object of settings sets; values that are no texts as JSON.
std::map<std::string, std::string> variables_in(const hif::json::Object& settings);

} // namespace host
