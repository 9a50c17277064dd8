// SPDX-License-Identifier: MIT
#pragma once
// A source of the Airbyte protocol: https://github.com/airbytehq/airbyte-protocol,
// airbyte_protocol.yaml. All messages end with a line break.

#include "protocol/emit.hpp"
#include "protocol/stream.hpp"
#include "run/objects.hpp"
#include "services/log.hpp"

#include <map>
#include <optional>

namespace host {

std::string airbyte_spec(const hif::json::Value& settings_form);
// Nothing is wrong: SUCCEEDED, else FAILED with what is.
std::string airbyte_status(const std::optional<std::string>& fault);
std::string airbyte_catalog(const std::vector<Stream>& streams);
// `level`: FATAL, ERROR, WARN, INFO, DEBUG or TRACE.
std::string airbyte_log(const char* level, const std::string& text);
// A TRACE of type ERROR; `stream` may be empty. The exit code says whose fault it is.
std::string airbyte_error(const std::string& text, int exit_code, const std::string& stream = {});

// One stream to be read.
struct AirbyteChoice {
  const Stream* stream = nullptr;
  bool incremental = false; // else full_refresh: from the start, unless an earlier read broke off
};

// The streams of a configured catalog, in its order. Throws Failure (exit 2) for one that the
// configuration does not have.
std::vector<AirbyteChoice> choose_streams(const std::vector<Stream>& streams,
                                          const hif::json::Value& configured_catalog);

// By stream. `given`: what --state holds, one or several values: a list of state messages as the
// platform gives it, or messages as they were written. Throws Failure (exit 2).
std::map<std::string, hif::json::Value> airbyte_states(const std::vector<hif::json::Value>& given);

// Writes RECORD, STATE and TRACE messages of the chosen streams, one stream after another. A stream
// that fails does not stop the others. Gives the gravest exit code; Exit::interrupted at once when
// the user asks to stop. Throws Failure when `emit` does, or for a state that hif did not write.
int read_airbyte(const std::vector<AirbyteChoice>& choices,
                 const std::map<std::string, hif::json::Value>& states, Objects& objects, Log& log,
                 const Emit& emit);

} // namespace host
