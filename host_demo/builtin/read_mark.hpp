// SPDX-License-Identifier: MIT
#pragma once
// How far a file was read: the checkpoint of the file subscriber.

#include "builtin/file_config.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace host {

class InputBlocks;

struct ReadMark {
  std::uint64_t offset = 0; // bytes that were read
  std::uint64_t line = 0;   // lines that were read
  FileFormat format = FileFormat::ndjson;
  std::string fingerprint; // of what was read, so that a replaced file is known as such
};

// {"v":1,"offset":…,"line":…,"format":"ndjson","fingerprint":"…"}
std::string print_mark(const ReadMark& mark);
// Throws Error HIF_INVALID_ARGUMENT for what print_mark did not write.
ReadMark parse_mark(std::string_view checkpoint, const std::string& path);

// Makes the fingerprint of the first `offset` bytes of a file: of the first 64 KiB of them and of
// the last 4 KiB, which between them differ in nearly every file that was written anew.
class Fingerprint {
 public:
  std::string of(const InputBlocks& file, std::uint64_t offset);

 private:
  std::uint64_t whole_head_ = 0; // hash of the first 64 KiB, once they were read
};

} // namespace host
