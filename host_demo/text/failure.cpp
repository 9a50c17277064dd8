// SPDX-License-Identifier: MIT
#include "text/failure.hpp"

namespace host {

Exit::Code exit_of(hif_status status) {
  switch (status) {
  case HIF_OK:
  case HIF_END:
  case HIF_PENDING:
    return Exit::done;
  case HIF_CANCELLED:
    return Exit::interrupted;
  case HIF_INVALID_ARGUMENT:
    return Exit::usage;
  case HIF_UNAUTHENTICATED:
  case HIF_PERMISSION_DENIED:
    return Exit::unauthorised;
  case HIF_RATE_LIMITED:
  case HIF_UNAVAILABLE:
  case HIF_DEADLINE_EXCEEDED:
    return Exit::unreachable;
  default:
    return Exit::failed;
  }
}

} // namespace host
