// SPDX-License-Identifier: MIT
#include "trial/contained.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace host {
namespace {

constexpr std::size_t most_written = 4096;
constexpr int finished_code = 0, threw_code = 97;

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

struct Pipe {
  int read_end = -1, write_end = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) fail("no pipe for a child process");
    read_end = ends[0], write_end = ends[1];
  }
  ~Pipe() {
    close(read_end);
    close(write_end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  static void close(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

void write_line(int fd, std::string_view line) {
  std::string text(line);
  text += '\n';
  for (std::string_view rest = text; !rest.empty();) {
    const auto written = ::write(fd, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) ::_exit(threw_code); // the parent is gone
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

[[noreturn]] void be_the_child(Pipe& told, Pipe& output,
                               const std::function<void(const Tell&)>& body) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) std::signal(signal, SIG_DFL);
  ::dup2(output.write_end, STDOUT_FILENO);
  Pipe::close(told.read_end);
  Pipe::close(output.read_end);
  try {
    body([fd = told.write_end](std::string_view line) { write_line(fd, line); });
  } catch (...) {
    ::_exit(threw_code);
  }
  ::_exit(finished_code); // nothing of the parent's is run down a second time
}

std::string signal_name(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name ? "SIG" + std::string(name) : "signal " + std::to_string(signal);
}

// Up to `block` more bytes from `fd`; false at the end.
bool read_more(int fd, std::string& to) {
  std::array<char, 4096> block;
  const auto got = ::read(fd, block.data(), block.size());
  if (got > 0) to.append(block.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);
}

void take_lines(std::string& pending, std::vector<std::string>& lines) {
  for (auto end = pending.find('\n'); end != pending.npos; end = pending.find('\n')) {
    lines.push_back(pending.substr(0, end));
    pending.erase(0, end + 1);
  }
}

// Reads until the child closes its end; false when it was silent for too long.
bool listen(Pipe& told, Pipe& output, std::chrono::milliseconds silence, Contained& contained) {
  std::string pending;
  std::array<pollfd, 2> ends{pollfd{told.read_end, POLLIN, 0}, pollfd{output.read_end, POLLIN, 0}};
  for (;;) {
    const int ready = ::poll(ends.data(), ends.size(), static_cast<int>(silence.count()));
    if (ready == 0) return false;
    if (ready < 0 && errno == EINTR) continue;
    if (ends[1].revents != 0) {
      std::string written;
      if (!read_more(output.read_end, written)) ends[1].fd = -1;
      contained.written += written.substr(0, most_written - contained.written.size());
    }
    if (ends[0].revents == 0) continue;
    const bool open = read_more(told.read_end, pending);
    take_lines(pending, contained.lines);
    if (!open) return true;
  }
}

} // namespace

Contained run_contained(std::chrono::milliseconds silence,
                        const std::function<void(const Tell& tell)>& body) {
  Pipe told, output;
  const auto child = ::fork();
  if (child < 0) fail("no child process");
  if (child == 0) be_the_child(told, output, body);
  Pipe::close(told.write_end);
  Pipe::close(output.write_end);

  Contained contained;
  const bool heard = listen(told, output, silence, contained);
  if (!heard) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!heard) {
    contained.ending = Contained::Ending::hung;
    contained.how = "said nothing for " + std::to_string(silence.count()) + " ms";
  } else if (WIFSIGNALED(status)) {
    contained.ending = Contained::Ending::crashed;
    contained.how = signal_name(WTERMSIG(status));
  } else if (WEXITSTATUS(status) != finished_code) {
    contained.ending = Contained::Ending::crashed;
    contained.how = "exit code " + std::to_string(WEXITSTATUS(status));
  }
  return contained;
}

} // namespace host
