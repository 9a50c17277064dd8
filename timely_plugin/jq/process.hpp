// SPDX-License-Identifier: MIT
#pragma once
// A process that runs the worker, over a socket. Not safe for use by several threads at once.

#include "jq/worker_protocol.h"

#include <string>
#include <string_view>
#include <sys/types.h>

namespace timely::jq {

// How a process ended.
enum class Ending { time, memory, crash };

class Process {
 public:
  // Starts the worker without environment, files or signals of its own. Throws hif::sdk::Error
  // HIF_INTERNAL when the system does not let it.
  Process();
  // Kills it.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Waits up to `timeout_ms`; gives whether there is something to receive, or room to send where
  // `sending`. A process that ended is readable.
  bool wait(bool sending, int timeout_ms);
  // Sends of `bytes` what there is room for now. A process that ended takes everything.
  std::size_t send(std::string_view bytes);
  // Appends what is there to `to`. False: the process has ended.
  bool receive(std::string& to);
  // Once the process has ended.
  Ending ending();

 private:
  int socket_ = -1;
  pid_t pid_ = -1;
};

} // namespace timely::jq
