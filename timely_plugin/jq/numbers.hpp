// SPDX-License-Identifier: MIT
#pragma once
// Numbers that a double cannot hold, through jq, which has nothing but doubles: each gets a double
// of its own, the nearest that is free, and whatever comes out as that double is the number again.

#include <hif/sdk/json.hpp>

#include <map>

namespace timely::jq {

// Whether `json` may have a number that a double cannot hold. Cheap; says yes too often.
bool may_have_long_numbers(std::string_view json);

class Numbers {
 public:
  // Replaces such numbers in `record`. Throws hif::sdk::Error HIF_INVALID_ARGUMENT for one beyond
  // all doubles.
  void replace(hif::json::Value& record);
  // Puts them back.
  void restore(hif::json::Value& output) const;
  bool empty() const { return originals_.empty(); }

 private:
  std::map<double, hif::json::Number> originals_;
};

} // namespace timely::jq
