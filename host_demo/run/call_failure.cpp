// SPDX-License-Identifier: MIT
#include "run/call_failure.hpp"

#include "text/failure.hpp"

#include <string>

namespace host {

void throw_if_failed(hif_status status, const HostCall& call, std::string_view name) {
  if (status >= 0) return;
  const auto exit = exit_of(status);
  if (call.message().empty())
    throw Failure(exit, std::string(name) + " failed with status " + std::to_string(status) +
                            " and said no more");
  throw Failure(exit, std::string(name) + ": " + call.message());
}

}  // namespace host
