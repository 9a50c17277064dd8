// SPDX-License-Identifier: MIT
#pragma once
// JSON Schemas of records: what the catalogue knows of them, and what they turn out to be.

#include "package/catalogue.hpp"

#include <hif/sdk/json.hpp>

#include <string>
#include <vector>

namespace host {

// An object that may have any field. `fields` (null: none are known) are those of the catalogue,
// manifests/README.md "Parameters and fields"; every field may be null except those of the key.
// `key_type`, for key fields that `fields` lacks, is a type of the catalogue; empty: not known.
hif::json::Value schema_of_records(const hif::json::Value* fields,
                                   const std::vector<std::string>& key,
                                   const std::string& key_type);

// The catalogue's type of an entity's key: that of the last path parameter with which one record is
// read. Empty when the catalogue does not say.
std::string type_of_key(const Entity& entity, const Catalogue& catalogue);

// Widens `schema` until `value` is one of its instances: adds fields and types, and drops a format
// that does not hold. True when something changed. Parts that say more than type, properties, items
// and format (anyOf, $ref and the like) are left as they are.
bool widen(hif::json::Value& schema, const hif::json::Value& value);

} // namespace host
