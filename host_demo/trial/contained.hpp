// SPDX-License-Identifier: MIT
#pragma once
// Code that may crash or hang, run in a child process.

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// How a contained run ended.
struct Contained {
  enum class Ending { finished, crashed, hung };
  Ending ending = Ending::finished;
  std::string how;                // "SIGSEGV", "exit code 3", "said nothing for 10 s"
  std::vector<std::string> lines; // what the body told, up to its end
  std::string written;            // to standard output, which is the host's; the first bytes
};

// One line to the parent, at once. The line holds no line break.
using Tell = std::function<void(std::string_view line)>;

// Forks, runs `body` in the child, and gives what it told. The child is killed when it tells
// nothing for `silence`, and when the parent goes. Only while the process has one thread. Throws
// std::runtime_error when the system gives no process.
Contained run_contained(std::chrono::milliseconds silence,
                        const std::function<void(const Tell& tell)>& body);

} // namespace host
