// SPDX-License-Identifier: MIT
#include "jq/process.hpp"

#include "jq/worker_image.hpp"

#include <hif/sdk/error.hpp>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace timely::jq {
namespace {

[[noreturn]] void fail(const std::string& what, int error) {
  throw hif::sdk::Error(HIF_INTERNAL, "timely.jq cannot start its worker process: " + what + ": " +
                                          std::strerror(error));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// The worker as a file of memory that nobody can change any more.
int sealed_image() {
  constexpr unsigned executable = 0x10; // MFD_EXEC of Linux 6.3, unknown to older ones
  int fd = memfd_create("timely-jq", MFD_CLOEXEC | MFD_ALLOW_SEALING | executable);
  if (fd < 0 && errno == EINVAL) fd = memfd_create("timely-jq", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) fail("memfd_create", errno);
  Descriptor file(fd);
  for (auto left = worker_image(); !left.empty();) {
    const auto put = write(fd, left.data(), left.size());
    if (put < 0) fail("write", errno);
    left.remove_prefix(static_cast<std::size_t>(put));
  }
  fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
  return file.release();
}

struct Actions {
  posix_spawn_file_actions_t raw;
  Actions() { posix_spawn_file_actions_init(&raw); }
  ~Actions() { posix_spawn_file_actions_destroy(&raw); }
};

// A process group of its own, so that an interrupt of the terminal is the host's alone; and no
// signal blocked or ignored.
struct Attributes {
  posix_spawnattr_t raw;
  Attributes() {
    posix_spawnattr_init(&raw);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&raw, &none);
    posix_spawnattr_setsigdefault(&raw, &all);
    posix_spawnattr_setpgroup(&raw, 0);
    posix_spawnattr_setflags(&raw, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                       POSIX_SPAWN_SETSIGDEF);
  }
  ~Attributes() { posix_spawnattr_destroy(&raw); }
};

} // namespace

Process::Process() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("socketpair", errno);
  Descriptor ours(ends[0]), theirs(ends[1]);
  const Descriptor image(sealed_image());
  Actions actions;
  posix_spawn_file_actions_adddup2(&actions.raw, theirs.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions.raw, theirs.get(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions.raw, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const Attributes attributes;
  const auto path = "/proc/self/fd/" + std::to_string(image.get());
  char name[] = "timely-jq";
  char* arguments[] = {name, nullptr};
  char* environment[] = {nullptr};
  const int error =
      posix_spawn(&pid_, path.c_str(), &actions.raw, &attributes.raw, arguments, environment);
  if (error != 0) fail("posix_spawn", error);
  fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  socket_ = ours.release();
}

Process::~Process() {
  close(socket_);
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

bool Process::wait(bool sending, int timeout_ms) {
  pollfd one = {socket_, static_cast<short>(POLLIN | (sending ? POLLOUT : 0)), 0};
  return poll(&one, 1, timeout_ms) > 0;
}

std::size_t Process::send(std::string_view bytes) {
  const auto put = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (put >= 0) return static_cast<std::size_t>(put);
  return errno == EAGAIN || errno == EINTR ? 0 : bytes.size();
}

bool Process::receive(std::string& to) {
  char bytes[65536];
  const auto got = recv(socket_, bytes, sizeof bytes, 0);
  if (got > 0) to.append(bytes, static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

Ending Process::ending() {
  int status = 0;
  pid_t reaped;
  while ((reaped = waitpid(pid_, &status, 0)) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (reaped < 0) return Ending::crash; // somebody else in this process has reaped it
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF) return Ending::time;
  if (WIFEXITED(status) && WEXITSTATUS(status) == JQ_WORKER_NO_MEMORY) return Ending::memory;
  return Ending::crash;
}

} // namespace timely::jq
