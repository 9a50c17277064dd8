// SPDX-License-Identifier: MIT
#include "http/body.hpp"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace timely::http {

namespace {

using hif::sdk::BodyBuffer;
using hif::sdk::BodyPool;

constexpr std::size_t read_size = 64 * 1024;
constexpr std::size_t max_chunk_line = 4096;

[[noreturn]] void too_large(std::uint64_t max_bytes) {
  throw TooLarge("the answer is larger than max_response_bytes (" + std::to_string(max_bytes) +
                 " bytes)");
}

void read_exactly(Connection& connection, char* buffer, std::size_t size) {
  for (std::size_t at = 0; at < size;) {
    const auto got = connection.read_some(buffer + at, size - at);
    if (got == 0)
      throw Broken("the answer is cut off after " + std::to_string(at) + " of " +
                   std::to_string(size) + " bytes");
    at += got;
  }
}

// A body of unknown size, that grows as it comes.
class Growing {
 public:
  Growing(BodyBuffer& body, std::uint64_t max_bytes, std::size_t first, BodyPool& pool)
      : body_(body), max_(max_bytes) {
    body_ = pool.take(first);
    body_.resize(std::min<std::uint64_t>(std::max(first, read_size), max_));
  }

  // Room for `size` more bytes.
  char* room(std::uint64_t size) {
    if (size > max_ - used_) too_large(max_);
    if (used_ + size > body_.size())
      body_.resize(
          std::min<std::uint64_t>(max_, std::max<std::uint64_t>(used_ + size, 2 * body_.size())));
    return body_.data() + used_;
  }
  std::size_t left() const { return body_.size() - used_; }
  void took(std::size_t size) { used_ += size; }
  void finish() { body_.resize(used_); }

 private:
  BodyBuffer& body_;
  const std::uint64_t max_;
  std::size_t used_ = 0;
};

std::string chunk_line(Connection& connection) {
  std::string line;
  for (;;) {
    const auto byte = connection.read_byte();
    if (byte < 0) throw Broken("the answer is cut off between two chunks");
    if (byte == '\n') break;
    line.push_back(static_cast<char>(byte));
    if (line.size() > max_chunk_line) throw Broken("the answer has an endless chunk line");
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::uint64_t chunk_size(const std::string& line) {
  std::uint64_t size = 0;
  const auto end = line.data() + line.size();
  const auto [rest, error] = std::from_chars(line.data(), end, size, 16);
  const auto ended = rest == end || *rest == ';' || *rest == ' ' || *rest == '\t';
  if (error != std::errc{} || !ended) throw Broken("the answer is wrongly chunked");
  return size;
}

// RFC 9112 §7.1. Poco's own stream takes a body that is cut off for a whole one.
void read_chunks(Connection& connection, Growing& body) {
  while (const auto size = chunk_size(chunk_line(connection))) {
    read_exactly(connection, body.room(size), size);
    body.took(size);
    if (!chunk_line(connection).empty()) throw Broken("the answer is wrongly chunked");
  }
  for (int trailers = 0; !chunk_line(connection).empty(); ++trailers)
    if (trailers > 100) throw Broken("the answer has too many trailers");
  body.finish();
}

void read_to_end(Connection& connection, Growing& body) {
  for (;;) {
    auto* room = body.room(1);
    const auto got = connection.read_some(room, body.left());
    if (got == 0) break;
    body.took(got);
    if (body.left() == 0) body.room(read_size / 16);
  }
  body.finish();
}

std::uint64_t told_length(const std::string& text) {
  std::uint64_t length = 0;
  const auto end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, length);
  if (error != std::errc{} || rest != end) throw Broken("the answer's Content-Length is no number");
  return length;
}

struct Decompressor {
  Decompressor() : raw(libdeflate_alloc_decompressor()) {
    if (!raw) throw std::bad_alloc();
  }
  ~Decompressor() { libdeflate_free_decompressor(raw); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
  libdeflate_decompressor* raw;
};

// zlib, for what libdeflate cannot do: several members, and counting without keeping.
class Inflater {
 public:
  explicit Inflater(std::string_view gzip) {
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) throw std::bad_alloc();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));
    stream_.avail_in = static_cast<uInt>(gzip.size());
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Inflates up to `size` bytes into `buffer`; fewer only at the end.
  std::size_t next(char* buffer, std::size_t size) {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out > 0 && !ended_) {
      const auto status = ::inflate(&stream_, Z_NO_FLUSH);
      if (status == Z_STREAM_END) {
        ended_ = stream_.avail_in == 0;
        if (!ended_ && inflateReset(&stream_) != Z_OK) broken();
      } else if (status != Z_OK) {
        broken();
      }
    }
    return size - stream_.avail_out;
  }

 private:
  [[noreturn]] static void broken() { throw Broken("the answer cannot be inflated"); }
  z_stream stream_{};
  bool ended_ = false;
};

std::uint64_t inflated_size(std::string_view gzip, std::uint64_t max_bytes) {
  Inflater inflater(gzip);
  std::array<char, 32 * 1024> scratch;
  std::uint64_t size = 0;
  while (const auto got = inflater.next(scratch.data(), scratch.size())) {
    size += got;
    if (size > max_bytes) too_large(max_bytes);
  }
  return size;
}

// ISIZE of RFC 1952: the size of the last member, modulo 2^32.
std::uint32_t last_member_size(std::string_view gzip) {
  std::uint32_t size = 0;
  for (int i = 0; i < 4; ++i)
    size |= static_cast<std::uint32_t>(static_cast<unsigned char>(gzip[gzip.size() - 4 + i]))
            << 8 * i;
  return size;
}

} // namespace

bool read_body(Connection& connection, const AnswerHead& head, bool has_body,
               std::uint64_t max_bytes, std::size_t grown_from, BodyPool& pool, BodyBuffer& body) {
  body.resize(0);
  if (!has_body) return head.keep_alive && connection.drained();
  if (head.chunked) {
    Growing growing(body, max_bytes, grown_from, pool);
    read_chunks(connection, growing);
  } else if (const auto* told = head.find("Content-Length")) {
    const auto length = told_length(*told);
    if (length > max_bytes) too_large(max_bytes);
    body = pool.take(length);
    body.resize(length);
    read_exactly(connection, body.data(), length);
  } else {
    Growing growing(body, max_bytes, grown_from, pool);
    read_to_end(connection, growing);
    return false;
  }
  return head.keep_alive && connection.drained();
}

void inflate(std::string_view gzip, std::uint64_t max_bytes, BodyPool& pool, BodyBuffer& body) {
  constexpr std::size_t smallest = 18;      // header and trailer
  constexpr std::uint64_t max_ratio = 1032; // of DEFLATE
  if (gzip.size() < smallest) throw Broken("the answer cannot be inflated");
  const std::uint64_t told = last_member_size(gzip);
  if (told <= max_bytes && told / max_ratio <= gzip.size()) {
    body = pool.take(told);
    body.resize(told);
    const Decompressor decompressor;
    std::size_t used = 0, made = 0;
    const auto result = libdeflate_gzip_decompress_ex(decompressor.raw, gzip.data(), gzip.size(),
                                                      body.data(), told, &used, &made);
    if (result == LIBDEFLATE_SUCCESS && used == gzip.size() && made == told) return;
    if (result == LIBDEFLATE_BAD_DATA) throw Broken("the answer cannot be inflated");
    body = BodyBuffer();
  }
  const auto size = inflated_size(gzip, max_bytes);
  body.resize(size);
  Inflater inflater(gzip);
  inflater.next(body.data(), size);
}

} // namespace timely::http
