// SPDX-License-Identifier: MIT
#include "package/files.hpp"

#include "package/refusal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace host {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& cause) {
  throw Refused(RefusalCode::insecure_permissions, path.string(), {}, cause);
}

std::string octal(mode_t mode) {
  std::string text = "0";
  for (int shift = 6; shift >= 0; shift -= 3)
    text += static_cast<char>('0' + ((mode >> shift) & 7));
  return text;
}

void check_owner_and_mode(const struct stat& facts, const std::filesystem::path& path) {
  if (facts.st_uid != 0 && facts.st_uid != geteuid())
    refuse(path, "it belongs to user " + std::to_string(facts.st_uid) +
                     ", who is neither root nor "
                     "the user " +
                     std::to_string(geteuid()) + " that runs hif");
  if (facts.st_mode & (S_IWGRP | S_IWOTH))
    refuse(path, std::string(facts.st_mode & S_IWOTH ? "everybody" : "its group") +
                     " may write to it (mode " + octal(facts.st_mode) + ")");
}

struct stat facts_of(int fd, const std::filesystem::path& path) {
  struct stat facts {};
  if (fstat(fd, &facts) != 0) refuse(path, std::string("it cannot be read: ") + strerror(errno));
  return facts;
}

// What open() with O_NOFOLLOW says about links and sockets is not what a user can make sense of.
[[noreturn]] void refuse_open(int error, int parent, const std::string& name,
                              const std::filesystem::path& path) {
  struct stat facts {};
  if (fstatat(parent, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0) {
    if (S_ISLNK(facts.st_mode)) refuse(path, "it is a symbolic link");
    if (!S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode)) refuse(path, "it is a special file");
  }
  refuse(path, std::string("it cannot be opened: ") + strerror(error));
}

// Empty when there is no such thing.
Descriptor open_below(int parent, const std::string& name, int flags,
                      const std::filesystem::path& path) {
  Descriptor opened(openat(parent, name.c_str(),
                           flags | O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!opened && errno != ENOENT) refuse_open(errno, parent, name, path);
  if (opened) check_owner_and_mode(facts_of(opened.get(), path), path);
  return opened;
}

// 0 at the end of the file.
std::size_t read_some(int fd, char* to, std::size_t size, const std::filesystem::path& path) {
  while (true) {
    const auto got = ::read(fd, to, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) refuse(path, std::string("it cannot be read: ") + strerror(errno));
  }
}

std::string read_up_to(int fd, std::uint64_t limit, const std::filesystem::path& path) {
  const auto expected = static_cast<std::uint64_t>(facts_of(fd, path).st_size);
  std::string content(std::min(limit, expected + 1), '\0');
  std::size_t filled = 0;
  while (filled < limit) {
    if (filled == content.size()) content.resize(std::min<std::uint64_t>(limit, filled * 2 + 4096));
    const auto got = read_some(fd, content.data() + filled, content.size() - filled, path);
    if (got == 0) break;
    filled += got;
  }
  content.resize(filled);
  return content;
}

} // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

void check_folder(const std::filesystem::path& path) {
  struct stat facts {};
  if (stat(path.c_str(), &facts) != 0)
    refuse(path, std::string("it cannot be read: ") + strerror(errno));
  check_owner_and_mode(facts, path);
}

PackageFolder::PackageFolder(std::filesystem::path path)
    : path_(std::move(path)), folder_(open_below(AT_FDCWD, path_.string(), O_DIRECTORY, path_)) {
  if (!folder_) refuse(path_, "it is not there any more");
}

Descriptor PackageFolder::open(const std::string& name) const {
  const Descriptor* parent = &folder_;
  Descriptor held;
  std::size_t start = 0;
  for (auto slash = name.find('/'); slash != name.npos; slash = name.find('/', start)) {
    held = open_below(parent->get(), name.substr(start, slash - start), O_DIRECTORY,
                      file(name.substr(0, slash)));
    if (!held) return Descriptor();
    parent = &held;
    start = slash + 1;
  }
  auto opened = open_below(parent->get(), name.substr(start), 0, file(name));
  if (opened && !S_ISREG(facts_of(opened.get(), file(name)).st_mode))
    refuse(file(name), "it is not a plain file");
  return opened;
}

std::optional<std::string> PackageFolder::read(const std::string& name, std::uint64_t limit) const {
  const auto opened = open(name);
  if (!opened) return std::nullopt;
  return read_up_to(opened.get(), limit, file(name));
}

bool PackageFolder::read(const std::string& name, std::uint64_t limit,
                         const std::function<void(std::string_view part)>& take) const {
  const auto opened = open(name);
  if (!opened) return false;
  std::array<char, 64 * 1024> part;
  while (limit > 0) {
    const auto size = std::min<std::uint64_t>(limit, part.size());
    const auto got = read_some(opened.get(), part.data(), size, file(name));
    if (got == 0) break;
    take({part.data(), got});
    limit -= got;
  }
  return true;
}

std::optional<std::uint64_t> PackageFolder::size(const std::string& name) const {
  const auto opened = open(name);
  if (!opened) return std::nullopt;
  return static_cast<std::uint64_t>(facts_of(opened.get(), file(name)).st_size);
}

} // namespace host
