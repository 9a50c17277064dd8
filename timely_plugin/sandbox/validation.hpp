// SPDX-License-Identifier: MIT
#pragma once
// The checks of a request body that the catalogue asks for, with the API's words for what is
// wrong. Fields that the catalogue does not know are dropped, as the API does.

#include "catalogue.hpp"

namespace timely::sandbox {

struct Payload {
  json::Object fields;  // of the envelope, or of the body where there is none
  json::Object outside; // fields beside the envelope
};

enum class Presence { required, optional };

// The payload of a body. Throws Refusal: 400 for what is no JSON object, 422 for the rest.
// `not_required` names fields that may be absent although the catalogue asks for them.
Payload read_payload(const Body& body, std::string_view text, Presence presence,
                     const std::vector<std::string>& not_required);
// The JSON object that `text` spells. Throws Refusal 400.
json::Object read_object(std::string_view text);
// The errors of `record`, empty when there are none.
json::Object field_errors(const std::vector<Field>& fields, const json::Object& record,
                          Presence presence, const std::vector<std::string>& not_required);
// True for absent, null, "" and [].
bool is_blank(const json::Value* value);

} // namespace timely::sandbox
