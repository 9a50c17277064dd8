// SPDX-License-Identifier: MIT
#pragma once
// What a trial of a package says.

#include <hif/sdk/json.hpp>

#include <string>

namespace host {

enum class Verdict {
  passed,
  skipped, // it could not be tried, and why
  warned,  // works, and is not as it should be
  failed
};

struct Finding {
  Verdict verdict = Verdict::passed;
  std::string check;     // such as "late-release"; docs/packages.md says what each one means
  std::string prototype; // empty: the package as a whole
  std::string message;   // what was found; empty when it passed
  std::string remedy;
};

std::string_view name_of(Verdict verdict);
hif::json::Value to_json(const Finding& finding);
// Throws hif::json::TypeError.
Finding finding_of(const hif::json::Value& value);

} // namespace host
