// SPDX-License-Identifier: MIT
#pragma once
// What each function does with arguments that fit its parameters.

#include "jmespath/function.hpp"

namespace timely::jmespath {

// The JMESPath type: "number" for every number.
std::string_view type_of(const hif::json::Value& value);

// "a string", "an array", "null".
std::string spoken_type(const hif::json::Value& value);

namespace functions {

Outcome abs(Call& call);
Outcome avg(Call& call);
Outcome ceil(Call& call);
Outcome contains(Call& call);
Outcome ends_with(Call& call);
Outcome floor(Call& call);
Outcome join(Call& call);
Outcome keys(Call& call);
Outcome length(Call& call);
Outcome map(Call& call);
Outcome max(Call& call);
Outcome max_by(Call& call);
Outcome merge(Call& call);
Outcome min(Call& call);
Outcome min_by(Call& call);
Outcome not_null(Call& call);
Outcome reverse(Call& call);
Outcome sort(Call& call);
Outcome sort_by(Call& call);
Outcome starts_with(Call& call);
Outcome sum(Call& call);
Outcome to_array(Call& call);
Outcome to_number(Call& call);
Outcome to_string(Call& call);
Outcome type(Call& call);
Outcome values(Call& call);

} // namespace functions
} // namespace timely::jmespath
