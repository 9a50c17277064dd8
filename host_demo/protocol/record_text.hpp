// SPDX-License-Identifier: MIT
#pragma once
// Records as the messages of the protocols carry them: the text that the package gave, so that
// nothing of its numbers is lost.

#include <hif/batch.h>

#include <string>
#include <string_view>

namespace host {

// The record's JSON as it came. Of a deleted one, `op` goes and the field `deleted_at` comes, with
// `now` (RFC 3339) as its value. Throws Failure when that one is no JSON object.
std::string record_text(const hif_record& record, std::string_view deleted_at,
                        const std::string& now);

} // namespace host
