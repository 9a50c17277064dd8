// SPDX-License-Identifier: MIT
#pragma once
// Small private files: readable by their owner alone, replaced as a whole and durably.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace host {

// The content, or nothing when there is no such file. Throws std::runtime_error when it cannot be
// read, is no regular file, belongs to another user, or others may read or write it.
std::optional<std::string> read_private(const std::filesystem::path& path);

// Puts `content` in place of what was there, all or nothing, also over a power cut: written
// beside it (`<path>~XXXXXX`), synced, renamed, the folder synced. Mode 0600. Throws
// std::runtime_error.
void replace_private(const std::filesystem::path& path, std::string_view content);

// As above, but false (and nothing done) when the file is there already.
bool create_private(const std::filesystem::path& path, std::string_view content);

// Makes the folder and its parents, mode 0700.
void make_private_folder(const std::filesystem::path& path);

// Holds an advisory lock (flock) on `path` while it lives; waits for it. The lock ends with the
// process in any case.
class FileLock {
 public:
  // Throws std::runtime_error when the file cannot be opened.
  explicit FileLock(const std::filesystem::path& path);
  // Empty when somebody else holds it.
  static std::optional<FileLock> attempt(const std::filesystem::path& path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

} // namespace host
