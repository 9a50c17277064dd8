// SPDX-License-Identifier: MIT
#pragma once
// A failure that ends what the user asked for.

#include <hif/types.h>

#include <stdexcept>
#include <string>

namespace host {

// What the process says to its caller.
struct Exit {
  enum Code : int {
    done = 0,
    failed = 1,       // at run time, or for some records
    usage = 2,        // the command line or the configuration
    unauthorised = 3, // a grant is needed, or the vendor refuses
    package = 4,      // a package or prototype is missing or refused
    unreachable = 5,  // the vendor cannot be reached, after all retries
    interrupted = 130
  };
};

// The exit code of an outcome. HIF_OK, HIF_END and HIF_PENDING are no failures: done.
Exit::Code exit_of(hif_status status);

// The message says what failed, where, why and what to do, and bears no secret.
class Failure : public std::runtime_error {
 public:
  Failure(Exit::Code code, const std::string& message)
      : std::runtime_error(message), exit_code(code) {}
  static Failure of(hif_status status, const std::string& message) {
    return {exit_of(status), message};
  }

  int exit_code;
};

} // namespace host
