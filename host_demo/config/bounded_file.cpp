// SPDX-License-Identifier: MIT
#include "config/bounded_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace host {

FileContent read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (!file) return {.text = {}, .fault = std::strerror(errno)};
  std::string text;
  char block[65536];
  while (const auto count = std::fread(block, 1, sizeof block, file.get())) {
    text.append(block, count);
    if (text.size() > max_bytes)
      return {.text = {}, .fault = "larger than " + std::to_string(max_bytes) + " bytes"};
  }
  if (std::ferror(file.get())) return {.text = {}, .fault = std::strerror(errno)};
  return {.text = std::move(text), .fault = {}};
}

} // namespace host
