// SPDX-License-Identifier: MIT
#include "protocol/record_text.hpp"

#include "text/failure.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>
#include <hif/sdk/text.hpp>

namespace host {

std::string record_text(const hif_record& record, std::string_view deleted_at,
                        const std::string& now) {
  const auto json = hif::sdk::view(record.json);
  if (record.op != HIF_RECORD_DELETE) return std::string(json);
  try {
    auto value = hif::json::parse(json);
    auto& fields = value.as_object();
    fields.erase("op");
    fields.set(deleted_at, now);
    return hif::json::print(value);
  } catch (const std::runtime_error& error) {
    throw Failure(Exit::failed, std::string("a record is no JSON object: ") + error.what());
  }
}

} // namespace host
