// SPDX-License-Identifier: MIT
#pragma once
#include <hif/sdk/client.hpp>

#include <string>
#include <string_view>

namespace timely::http {

// The vendor's own words in the body of an answer that reports an error, in any of the shapes
// that Timely uses: {"errors": {"message"}}, {"errors": {"field": ["…"]}}, {"error",
// "error_description"}, or plain text. Empty when it says nothing; no longer than 500 bytes.
std::string vendor_words(std::string_view body);

// A header of `headers`, empty when there is none.
std::string_view header_of(const std::vector<hif::sdk::Header>& headers, std::string_view name);

} // namespace timely::http
