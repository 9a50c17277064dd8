// SPDX-License-Identifier: MIT
#pragma once
// Messages that a protocol command wrote, held against the protocol's own shapes.

#include <hif/sdk/json.hpp>

#include <string>
#include <vector>

namespace protocol_test {

// Every line of `out` as JSON; each one has to follow the schema in the file
// tests/protocol/schemas/NAME.json, else the test fails. A last line without a line break, as a
// killed process leaves it, is passed over.
std::vector<hif::json::Value> messages_in(const std::string& out, const std::string& schema);

// The first thing in `value` that does not follow `schema`; empty when all does.
std::string fault_in(const hif::json::Value& value, const hif::json::Value& schema);
hif::json::Value schema_file(const std::string& name);

std::vector<hif::json::Value> of_type(const std::vector<hif::json::Value>& messages,
                                      const std::string& type);

} // namespace protocol_test
