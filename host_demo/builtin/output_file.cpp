// SPDX-License-Identifier: MIT
#include "builtin/output_file.hpp"

#include "builtin/file_config.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <filesystem>

namespace host {
namespace {

constexpr int poll_ms = 200;
constexpr std::size_t pieces_per_write = IOV_MAX;

hif::sdk::Error open_error(const std::string& path, int error_number) {
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code ignored;
  if (error_number == ENOENT && !folder.empty() && !std::filesystem::exists(folder, ignored))
    return {HIF_INVALID_ARGUMENT, "cannot write \"" + path + "\": there is no folder \"" +
                                      folder.string() + "\"; make it first"};
  return file_error(HIF_INVALID_ARGUMENT, "write", path, error_number);
}

// What open() must not be tried on: a folder, or a socket.
void refuse_other_kinds(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return;
  if (S_ISDIR(status.st_mode))
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                          "cannot write \"" + path + "\": it is a folder; name a file in it");
}

} // namespace

OutputFile::OutputFile(const std::string& path)
    : path_(path == "-" ? "standard output" : path), standard_(path == "-") {
  if (standard_) {
    file_ = Descriptor(STDOUT_FILENO, false);
    return;
  }
  refuse_other_kinds(path);
  constexpr int flags = O_RDWR | O_CLOEXEC;
  file_ = Descriptor(::open(path.c_str(), flags | O_CREAT | O_EXCL, 0666));
  made_ = file_.open();
  if (!made_ && errno == EEXIST) file_ = Descriptor(::open(path.c_str(), flags | O_NONBLOCK));
  if (!file_.open()) throw open_error(path, errno);
  struct stat status {};
  if (::fstat(file_.number(), &status) != 0) throw open_error(path, errno);
  regular_ = S_ISREG(status.st_mode);
  if (regular_) size_ = committed_ = static_cast<std::uint64_t>(status.st_size);
  if (regular_ && ::lseek(file_.number(), 0, SEEK_END) < 0) throw open_error(path, errno);
}

std::string OutputFile::read_at(std::uint64_t offset, std::size_t bytes) const {
  std::string text(bytes, '\0');
  std::size_t have = 0;
  while (have < bytes) {
    const auto got = ::pread(file_.number(), text.data() + have, bytes - have,
                             static_cast<off_t>(offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw file_error(HIF_DATA_LOSS, "read", path_, errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  text.resize(have);
  return text;
}

void OutputFile::cut_back(std::uint64_t size) {
  if (size_ < size)
    throw hif::sdk::Error(
        HIF_DATA_LOSS, "\"" + path_ + "\" has " + std::to_string(size_) + " bytes, but " +
                           std::to_string(size) +
                           " were written by earlier runs: it was changed or replaced since; put "
                           "it back, or start over with a full run");
  if (size_ > size) {
    if (::ftruncate(file_.number(), static_cast<off_t>(size)) != 0)
      throw file_error(HIF_DATA_LOSS, "cut back", path_, errno);
    dirty_ = true;
  }
  if (::lseek(file_.number(), static_cast<off_t>(size), SEEK_SET) < 0)
    throw file_error(HIF_DATA_LOSS, "cut back", path_, errno);
  size_ = committed_ = size;
}

void OutputFile::add(std::string_view text) {
  if (text.empty()) return;
  pieces_.push_back({const_cast<char*>(text.data()), text.size()});
  size_ += text.size();
}

void OutputFile::commit(const hif::sdk::Call& call) {
  next_ = 0;
  try {
    write_pieces(call);
  } catch (...) {
    pieces_.clear();
    size_ = committed_;
    if (regular_ && ::ftruncate(file_.number(), static_cast<off_t>(size_)) == 0)
      ::lseek(file_.number(), static_cast<off_t>(size_), SEEK_SET);
    throw;
  }
  dirty_ = dirty_ || !pieces_.empty();
  pieces_.clear();
  committed_ = size_;
}

void OutputFile::write_pieces(const hif::sdk::Call& call) {
  while (next_ < pieces_.size()) {
    const auto count = std::min(pieces_.size() - next_, pieces_per_write);
    const auto written = ::writev(file_.number(), pieces_.data() + next_, static_cast<int>(count));
    if (written < 0) {
      if (errno == EAGAIN)
        wait_until_writable(call);
      else if (errno != EINTR)
        fail(errno);
      continue;
    }
    auto left = static_cast<std::size_t>(written);
    while (next_ < pieces_.size() && left >= pieces_[next_].iov_len)
      left -= pieces_[next_++].iov_len;
    if (left == 0) continue;
    auto& cut = pieces_[next_];
    cut.iov_base = static_cast<char*>(cut.iov_base) + left;
    cut.iov_len -= left;
  }
}

void OutputFile::wait_until_writable(const hif::sdk::Call& call) const {
  pollfd waiting{.fd = file_.number(), .events = POLLOUT, .revents = 0};
  while (::poll(&waiting, 1, poll_ms) == 0) call.throw_if_cancelled();
}

void OutputFile::fail(int error_number) const {
  switch (error_number) {
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    throw hif::sdk::Error(HIF_RESOURCE_EXHAUSTED,
                          file_error(HIF_RESOURCE_EXHAUSTED, "write", path_, error_number).what() +
                              std::string("; free some space and run again, it goes on from here"));
  case EPIPE:
    throw hif::sdk::Error(HIF_DATA_LOSS, "the reader of " + path_ + " is gone");
  default:
    throw file_error(HIF_DATA_LOSS, "write", path_, error_number);
  }
}

void OutputFile::make_durable() {
  if (!regular_) return;
  if (dirty_ && ::fdatasync(file_.number()) != 0) fail(errno);
  dirty_ = false;
  if (!made_) return;
  auto folder = std::filesystem::path(path_).parent_path();
  if (folder.empty()) folder = ".";
  const Descriptor entry(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (entry.open() && ::fsync(entry.number()) != 0 && errno != EINVAL) fail(errno);
  made_ = false;
}

} // namespace host
