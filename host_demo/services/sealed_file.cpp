// SPDX-License-Identifier: MIT
#include "services/sealed_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace host {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const fs::path& path) {
  throw std::runtime_error(what + " " + path.string() + ": " + std::strerror(errno));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

void write_all(int fd, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const auto written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write", path);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_folder(const fs::path& folder) {
  const Descriptor fd(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) fail("cannot sync the folder", folder);
}

fs::path write_beside(const fs::path& path, std::string_view content) {
  auto name = path.string() + "~XXXXXX";
  const Descriptor fd(::mkostemp(name.data(), O_CLOEXEC));
  if (fd.get() < 0) fail("cannot make a file beside", path);
  try {
    write_all(fd.get(), content, name);
    if (::fsync(fd.get()) != 0) fail("cannot sync", name);
  } catch (...) {
    ::unlink(name.c_str());
    throw;
  }
  return name;
}

int open_lock(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) fail("cannot open the lock file", path);
  return fd;
}

} // namespace

std::optional<std::string> read_private(const fs::path& path) {
  // Not to wait for the other end of what turns out to be a pipe.
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (fd.get() < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    fail("cannot open", path);
  }
  struct stat facts {};
  if (::fstat(fd.get(), &facts) != 0) fail("cannot examine", path);
  if (!S_ISREG(facts.st_mode)) throw std::runtime_error(path.string() + " is not a regular file");
  if (facts.st_uid != ::geteuid())
    throw std::runtime_error(path.string() +
                             " belongs to another user; make it yours or remove it");
  if (facts.st_mode & 077)
    throw std::runtime_error(path.string() +
                             " can be read or written by others; its secret may be "
                             "known. Replace the secret, or allow it with: chmod 600 " +
                             path.string());
  std::string content;
  char block[4096];
  while (true) {
    const auto got = ::read(fd.get(), block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read", path);
    if (got == 0) return content;
    content.append(block, static_cast<std::size_t>(got));
  }
}

void replace_private(const fs::path& path, std::string_view content) {
  const auto beside = write_beside(path, content);
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(beside.c_str());
    errno = error;
    fail("cannot replace", path);
  }
  sync_folder(path.parent_path());
}

bool create_private(const fs::path& path, std::string_view content) {
  const auto beside = write_beside(path, content);
  const int linked = ::link(beside.c_str(), path.c_str());
  const int error = errno;
  ::unlink(beside.c_str());
  errno = error;
  if (linked != 0 && errno == EEXIST) return false;
  if (linked != 0) fail("cannot make", path);
  sync_folder(path.parent_path());
  return true;
}

void make_private_folder(const fs::path& path) {
  std::error_code error;
  if (const auto parent = path.parent_path(); !parent.empty() && !fs::exists(parent, error))
    make_private_folder(parent);
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) fail("cannot make the folder", path);
}

FileLock::FileLock(const fs::path& path) : fd_(open_lock(path)) {
  while (::flock(fd_, LOCK_EX) != 0)
    if (errno != EINTR) fail("cannot lock", path);
}

std::optional<FileLock> FileLock::attempt(const fs::path& path) {
  FileLock lock(open_lock(path));
  if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

} // namespace host
