// SPDX-License-Identifier: MIT
// Written here and not by a library: hif would link that at every start, for one rare command.
#include "package/archive.hpp"

#include "text/failure.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

namespace host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_size = 512;
constexpr unsigned file_mode = 0644;

// The header of one file (POSIX.1-1988 ustar).
struct Header {
  char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100];
  char magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], pad[12];
};
static_assert(sizeof(Header) == block_size);

template <std::size_t Size>
void octal(char (&field)[Size], std::uint64_t value) {
  std::snprintf(field, Size, "%0*llo", static_cast<int>(Size - 1),
                static_cast<unsigned long long>(value));
}

Header header_of(const std::string& name, std::uint64_t size) {
  Header header{};
  if (name.size() >= sizeof header.name)
    throw Failure(Exit::package, name + ": the path is too long for an archive; shorten it.");
  std::memcpy(header.name, name.data(), name.size());
  octal(header.mode, file_mode);
  octal(header.uid, 0);
  octal(header.gid, 0);
  octal(header.size, size);
  octal(header.mtime, 0);
  header.type = '0';
  std::memcpy(header.magic, "ustar", sizeof header.magic);
  std::memcpy(header.version, "00", sizeof header.version);
  std::memset(header.checksum, ' ', sizeof header.checksum);
  unsigned sum = 0;
  for (std::size_t i = 0; i < sizeof header; ++i)
    sum += reinterpret_cast<const unsigned char*>(&header)[i];
  std::snprintf(header.checksum, sizeof header.checksum, "%06o", sum);
  return header;
}

class Gzip {
 public:
  explicit Gzip(const fs::path& path)
      : path_(path), file_(::gzopen(path.c_str(), "wb9"), ::gzclose) {
    if (!file_) fail();
  }
  void write(const void* bytes, std::size_t size) {
    if (size > 0 && ::gzwrite(file_.get(), bytes, static_cast<unsigned>(size)) <= 0) fail();
  }
  void pad_to_block(std::size_t size) {
    static constexpr std::array<char, block_size> zeros{};
    write(zeros.data(), (block_size - size % block_size) % block_size);
  }
  void finish() {
    static constexpr std::array<char, 2 * block_size> zeros{};
    write(zeros.data(), zeros.size());
    if (::gzclose(file_.release()) != Z_OK) fail();
  }

 private:
  [[noreturn]] void fail() const {
    throw Failure(Exit::failed, path_.string() + ": the archive cannot be written");
  }
  fs::path path_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
};

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto type = entry.symlink_status().type();
    if (type == fs::file_type::directory) continue;
    if (type != fs::file_type::regular)
      throw Failure(Exit::package, entry.path().string() +
                                       ": it is no plain file, and a package has only such. "
                                       "Remove it.");
    files.push_back(fs::relative(entry.path(), folder));
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in) throw Failure(Exit::package, file.string() + ": it cannot be read");
  return content.str();
}

} // namespace

void write_archive(const fs::path& folder, const fs::path& file) {
  const auto root = fs::canonical(folder);
  const auto files = files_below(root);
  Gzip gzip(file);
  for (const auto& name : files) {
    const auto content = content_of(root / name);
    const auto header = header_of((root.filename() / name).generic_string(), content.size());
    gzip.write(&header, sizeof header);
    gzip.write(content.data(), content.size());
    gzip.pad_to_block(content.size());
  }
  gzip.finish();
}

} // namespace host
