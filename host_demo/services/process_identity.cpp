// SPDX-License-Identifier: MIT
#include "services/process_identity.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace host {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// Boot and PID namespace: within one, a process number means one process at a time.
std::string numbering() {
  std::error_code error;
  const auto space = std::filesystem::read_symlink("/proc/self/ns/pid", error);
  const auto boot = first_line("/proc/sys/kernel/random/boot_id");
  return error || boot.empty() ? std::string() : boot + " " + space.string();
}

struct Stat {
  char state = 0; // 0: not known
  std::string start;
};

// State and start time are the fields 3 and 22; field 2, in parentheses, may hold anything.
Stat stat_of(pid_t process) {
  const auto line = first_line("/proc/" + std::to_string(process) + "/stat");
  auto at = line.rfind(')');
  if (at == line.npos || at + 2 >= line.size()) return {};
  const char state = line[at += 2];
  for (int field = 3; field < 22 && at != line.npos; ++field) at = line.find(' ', at + 1);
  if (at == line.npos) return {};
  return {state, line.substr(at + 1, line.find(' ', at + 1) - at - 1)};
}

} // namespace

std::string this_process() {
  const auto where = numbering();
  const auto start = stat_of(::getpid()).start;
  if (where.empty() || start.empty()) return {};
  return where + " " + std::to_string(::getpid()) + " " + start;
}

bool has_ended(std::string_view process) {
  const auto where = numbering() + " ";
  if (where.size() == 1 || !process.starts_with(where)) return false;
  process.remove_prefix(where.size());
  pid_t number = 0;
  const auto* end = process.data() + process.size();
  const auto parsed = std::from_chars(process.data(), end, number);
  if (parsed.ec != std::errc() || number <= 0 || parsed.ptr == end) return false;
  if (::kill(number, 0) != 0 && errno == ESRCH) return true;
  const auto now = stat_of(number); // not readable: it is there, and somebody else's
  const std::string_view start(parsed.ptr + 1, static_cast<std::size_t>(end - parsed.ptr - 1));
  return now.state == 'Z' || now.state == 'X' || (now.state != 0 && now.start != start);
}

} // namespace host
