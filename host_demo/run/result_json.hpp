// SPDX-License-Identifier: MIT
#pragma once
// A publisher's result as users see it.

#include <hif/publisher.h>
#include <hif/sdk/json.hpp>

namespace host {

// `{"index", "status", "http_status", "id", "response", "error"}`; status is one of created,
// updated, deleted, accepted, unchanged, previewed, failed.
hif::json::Value result_json(const hif_result& result);

// The exit code that a failed record asks for.
int exit_of_failed(const hif_result& result);

} // namespace host
