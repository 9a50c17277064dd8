// SPDX-License-Identifier: MIT
#pragma once
// The files of a package, read only when nobody else can change them.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace host {

// An open file or folder. Move only.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int get() const { return fd_; }
  // Gives the number away: it is not closed here any more.
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

// Throws Refused (insecure-permissions) when others may change the folder's list of files. A
// symbolic link is followed: the path is the user's own.
void check_folder(const std::filesystem::path& path);

// A package's folder, held open so that it stays the one that was checked. Everything below it is
// looked at by descriptor, not followed through links, and refused (insecure-permissions) unless it
// is a plain file that only the user or root can change.
class PackageFolder {
 public:
  explicit PackageFolder(std::filesystem::path path);

  std::filesystem::path file(const std::string& name) const { return path_ / name; }
  // The first `limit` bytes of a file, `name` being its path in the folder; empty when there is
  // none.
  std::optional<std::string> read(const std::string& name, std::uint64_t limit) const;
  // The same bytes in parts of at most 64 KiB, each valid until `take` returns; false when there is
  // no such file.
  bool read(const std::string& name, std::uint64_t limit,
            const std::function<void(std::string_view part)>& take) const;
  std::optional<std::uint64_t> size(const std::string& name) const;

 private:
  Descriptor open(const std::string& name) const;

  std::filesystem::path path_;
  Descriptor folder_;
};

} // namespace host
