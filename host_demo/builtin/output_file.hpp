// SPDX-License-Identifier: MIT
#pragma once
// A file that is appended to, cut back and made durable, or standard output.

#include "builtin/descriptor.hpp"

#include <hif/sdk/call.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/uio.h>

namespace host {

class OutputFile {
 public:
  // Opens `path` ("-": standard output), makes the file where there is none. Throws Error
  // HIF_INVALID_ARGUMENT with path and reason.
  explicit OutputFile(const std::string& path);

  // Regular files have a size to go back to; a FIFO, a device and standard output have none.
  bool regular() const { return regular_; }
  // Whether there was none before.
  bool is_new() const { return made_; }
  // Bytes of the file, with all that was added.
  std::uint64_t size() const { return size_; }
  // Up to `bytes` at `offset` of a regular file.
  std::string read_at(std::uint64_t offset, std::size_t bytes) const;
  // Cuts a regular file back. Throws Error HIF_DATA_LOSS when it is shorter than `size`.
  void cut_back(std::uint64_t size);

  // Adds `text`, which must live until commit().
  void add(std::string_view text);
  // Writes what was added, as a whole: on failure a regular file is cut back to where it was.
  // Throws Error HIF_RESOURCE_EXHAUSTED (no space left), HIF_DATA_LOSS, HIF_CANCELLED.
  void commit(const hif::sdk::Call& call);
  // Makes all of it survive a power cut.
  void make_durable();

 private:
  void write_pieces(const hif::sdk::Call& call);
  void wait_until_writable(const hif::sdk::Call& call) const;
  [[noreturn]] void fail(int error_number) const;

  std::string path_; // as messages name it
  Descriptor file_;
  bool regular_ = false;
  bool standard_ = false;
  bool made_ = false;  // the folder's entry is new, and not durable yet
  bool dirty_ = false; // changed since make_durable()
  std::uint64_t size_ = 0;
  std::uint64_t committed_ = 0; // bytes that whole commits wrote
  std::vector<iovec> pieces_;
  std::size_t next_ = 0; // of pieces_
};

} // namespace host
