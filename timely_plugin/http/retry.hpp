// SPDX-License-Identifier: MIT
#pragma once
// What follows an attempt, by method, phase and status.

#include "http/exchange.hpp"

#include <optional>
#include <random>

namespace timely::http {

struct Verdict {
  bool again = false;     // another attempt is right, if there is time and one left
  bool at_once = false;   // without a wait, over a fresh connection
  bool ambiguous = false; // the server may have acted on it without a whole answer that says so
};

// 401 and redirects are not judged here.
Verdict judge(std::string_view method, std::int32_t repeat, const Attempt& attempt);

// Full jitter: anything between nothing and a bound that doubles with each attempt.
class Backoff {
 public:
  // After the attempt number `attempt`, from 1.
  std::int64_t delay_ms(unsigned attempt);

 private:
  std::optional<std::minstd_rand> random_; // seeded when it is first needed: few requests wait
};

} // namespace timely::http
