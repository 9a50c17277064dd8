// SPDX-License-Identifier: MIT
#include "run/call_failure.hpp"

#include "text/failure.hpp"

#include <string>

namespace host {

void throw_if_failed(hif_status status, const HostCall& call, std::string_view name) {
  call.rethrow();
  if (status == HIF_OK || status == HIF_END || status == HIF_PENDING) return;
  const auto exit = status < 0 ? exit_of(status) : Exit::failed;
  if (call.message().empty())
    throw Failure(exit, std::string(name) + " failed with status " + std::to_string(status) +
                            " and said no more");
  throw Failure(exit, std::string(name) + ": " + call.message());
}

} // namespace host
