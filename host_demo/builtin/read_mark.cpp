// SPDX-License-Identifier: MIT
#include "builtin/read_mark.hpp"

#include "builtin/input_blocks.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <cstdio>

namespace host {
namespace {

constexpr std::uint64_t head_bytes = 64 << 10;
constexpr std::uint64_t tail_bytes = 4 << 10;

// FNV-1a of 64 bits: it tells files apart, it protects nothing.
std::uint64_t hash(std::string_view bytes, std::uint64_t seed = 0xcbf29ce484222325) {
  for (const unsigned char byte : bytes) seed = (seed ^ byte) * 0x100000001b3;
  return seed;
}

std::string_view format_name(FileFormat format) {
  return format == FileFormat::csv ? "csv" : "ndjson";
}

} // namespace

std::string print_mark(const ReadMark& mark) {
  return hif::json::print(hif::json::Object{{"v", 1},
                                            {"offset", mark.offset},
                                            {"line", mark.line},
                                            {"format", format_name(mark.format)},
                                            {"fingerprint", mark.fingerprint}});
}

ReadMark parse_mark(std::string_view checkpoint, const std::string& path) {
  try {
    const auto value = hif::json::parse(checkpoint);
    const auto* version = value.find("v");
    const auto* offset = value.find("offset");
    const auto* line = value.find("line");
    const auto* fingerprint = value.find("fingerprint");
    const auto* format = value.find("format");
    if (version && version->to_int64() == 1 && offset && offset->to_uint64() && line &&
        line->to_uint64() && fingerprint && format)
      return {*offset->to_uint64(), *line->to_uint64(),
              format->as_string() == "csv" ? FileFormat::csv : FileFormat::ndjson,
              fingerprint->as_string()};
  } catch (const std::runtime_error&) { // said below
  }
  throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                        "the checkpoint kept for \"" + path +
                            "\" is none of a file subscriber; start over, or reset the state");
}

std::string Fingerprint::of(const InputBlocks& file, std::uint64_t offset) {
  auto head = whole_head_;
  if (head == 0) {
    head = hash(file.read_at(0, static_cast<std::size_t>(std::min(offset, head_bytes))));
    if (offset >= head_bytes) whole_head_ = head;
  }
  const auto tail = std::min(offset, tail_bytes);
  const auto both = hash(file.read_at(offset - tail, static_cast<std::size_t>(tail)), head);
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(both));
  return text;
}

} // namespace host
