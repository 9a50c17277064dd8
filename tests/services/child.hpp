// SPDX-License-Identifier: MIT
#pragma once
// A process of its own, so that it can be killed.

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace tests {

// Runs `body` in a fork. What it returns is the exit code; 99 when it throws.
class Child {
 public:
  template <typename Body>
  explicit Child(Body body) : id_(::fork()) {
    if (id_ < 0) throw std::runtime_error("cannot fork");
    if (id_ > 0) return;
    int code = 99;
    try {
      code = body();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "in the child: %s\n", error.what());
    }
    ::_exit(code);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (id_ <= 0) return;
    ::kill(id_, SIGKILL);
    wait();
  }

  void signal(int number) const { ::kill(id_, number); }
  // The exit code, or the negated number of the signal that ended it.
  int wait() {
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    id_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t id_;
};

inline void sleep_us(long microseconds) {
  const timespec delay{microseconds / 1'000'000, microseconds % 1'000'000 * 1000};
  ::nanosleep(&delay, nullptr);
}

} // namespace tests
