// SPDX-License-Identifier: MIT
#include "process.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace end_to_end {
namespace {

std::string new_file(const std::string& folder) {
  std::string path = folder + "/.process-XXXXXX";
  const int fd = ::mkstemp(path.data());
  if (fd < 0) throw std::runtime_error("cannot make a file in " + folder);
  ::close(fd);
  return path;
}

void open_as(const std::string& path, int flags, int target) {
  const int fd = ::open(path.c_str(), flags);
  if (fd < 0 || ::dup2(fd, target) < 0) ::_exit(126);
}

} // namespace

Process::Process(std::vector<std::string> command, const std::string& folder,
                 const std::map<std::string, std::string>& environment, const std::string& input)
    : out_path_(new_file(folder)), err_path_(new_file(folder)) {
  const auto in_path = new_file(folder);
  std::ofstream(in_path) << input;
  std::vector<char*> arguments;
  for (auto& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::vector<std::string> settings;
  for (const auto& [name, value] : environment) settings.push_back(name + "=" + value);
  // Programs that are built with a sanitizer take its options as the test does.
  for (const char* name : {"ASAN_OPTIONS", "LSAN_OPTIONS"})
    if (const auto* options = std::getenv(name); options && !environment.contains(name))
      settings.push_back(std::string(name) + "=" + options);
  std::vector<char*> variables;
  for (auto& setting : settings) variables.push_back(setting.data());
  variables.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) {
    if (::chdir(folder.c_str()) != 0) ::_exit(126);
    open_as(in_path, O_RDONLY, 0);
    open_as(out_path_, O_WRONLY, 1);
    open_as(err_path_, O_WRONLY, 2);
    ::execve(arguments[0], arguments.data(), variables.data());
    ::_exit(127);
  }
}

Process::~Process() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

std::string Process::read_file(const std::string& path) const {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Process::wait_for_output(const std::string& text) {
  while (true) {
    const auto out = read_file(out_path_);
    if (out.find(text) != std::string::npos) return out;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      throw std::runtime_error("it ended without saying \"" + text +
                               "\"; stderr: " + read_file(err_path_));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void Process::signal(int number) const {
  ::kill(pid_, number);
}

Finished Process::wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read_file(out_path_),
          read_file(err_path_), 0};
}

// What wait4() tells would have in it what the test itself took before the program began.
Finished Process::wait_and_measure() {
  const auto status = "/proc/" + std::to_string(pid_) + "/status";
  long peak_kib = 0;
  for (siginfo_t ended{}; ended.si_pid == 0;) {
    std::ifstream file(status);
    for (std::string line; std::getline(file, line);)
      if (line.starts_with("VmHWM:")) peak_kib = std::max(peak_kib, std::stol(line.substr(6)));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    ::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT);
  }
  auto finished = wait();
  finished.peak_kib = peak_kib;
  return finished;
}

} // namespace end_to_end
