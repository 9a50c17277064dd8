// SPDX-License-Identifier: MIT
#pragma once
// Reading one stream from where it stands to its end.

#include "protocol/bookmark.hpp"
#include "run/objects.hpp"

#include <functional>

namespace host {

// Told each batch, after the incoming's transformers; `has_position`: the bookmark says now where
// to go on behind it.
using TakeBatch = std::function<void(const hif_batch& records, bool has_position)>;

// Reads from the bookmark on, which goes along and is complete at the end.
// Throws Failure: what the package says, Exit::interrupted when the user asks to stop, and for a
// record that a transformer refuses, so that no position behind it is ever kept.
void read_stream(Objects& objects, const IncomingConfig& incoming, Bookmark& bookmark,
                 const TakeBatch& take);

// What ended the reading of a stream, in words that name it. Whatever it is, other streams may be
// read.
Failure stream_failure(const std::string& stream, const std::exception& error);

} // namespace host
