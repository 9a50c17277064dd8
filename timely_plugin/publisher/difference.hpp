// SPDX-License-Identifier: MIT
#pragma once
// What an update would change of a record.

#include "catalogue/entity.hpp"
#include "catalogue/request_builder.hpp"

#include <optional>

namespace timely {

// The payload of `parameters` for `update`, less what `record` has already; empty when nothing is
// left. Fields that a record does not show, or shows in a way that cannot be compared, count as
// changed. Fields beside the envelope say how, not what: they go along and change nothing by
// themselves. A null that the vendor would ignore is left out.
std::optional<json::Value> what_differs(const Entity& update, const RequestParameters& parameters,
                                        const json::Value& record);

} // namespace timely
