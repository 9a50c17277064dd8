// SPDX-License-Identifier: MIT
#pragma once
// Runs that are over, as the store keeps them: the latest of each route.

#include <cstdint>
#include <string>

namespace host {

struct PastRun {
  std::string route;
  std::string status;                        // done, failed, interrupted
  bool read_all = false;                     // the incoming came to its end
  std::int64_t started_us = 0, ended_us = 0; // Unix time
  std::uint64_t records_in = 0, records_out = 0, failed = 0;
  std::uint64_t requests = 0, retries = 0, bytes_in = 0; // of reading and writing
  std::uint64_t read_requests = 0;                       // of reading alone
  std::string error; // empty when there was none; without secrets
};

} // namespace host
