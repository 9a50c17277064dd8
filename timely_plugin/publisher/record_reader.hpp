// SPDX-License-Identifier: MIT
#pragma once
// Reading one record as the vendor has it.

#include "catalogue/request_builder.hpp"
#include "publisher/found.hpp"

#include <hif/sdk/package.hpp>

#include <optional>

namespace timely {

// The path parameters of `entity` out of `known`, with `id` for the last of them.
json::Object path_to(const Entity& entity, const json::Object& known, const std::string& id);

// The answer's JSON. Throws hif::sdk::SendError, and hif::sdk::Error in the vendor's words or when
// it is none.
json::Value read_answer(const hif::sdk::Call& call, const hif::sdk::Client& client,
                        const Entity& reader, const RequestParameters& parameters);

// The record at `path`, whose id is `id`, or nothing when there is none. Throws as read_answer().
std::optional<Found> read_one(const hif::sdk::Call& call, const hif::sdk::Client& client,
                              const Entity& reader, const json::Object& path,
                              const std::string& id);

} // namespace timely
