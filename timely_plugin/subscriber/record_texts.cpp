// SPDX-License-Identifier: MIT
#include "subscriber/record_texts.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace timely {
namespace {

constexpr int quick = 1;                    // level of compression
constexpr std::size_t most_bytes = 1 << 28; // of what is unpacked

struct Free {
  void operator()(libdeflate_compressor* compressor) const {
    libdeflate_free_compressor(compressor);
  }
  void operator()(libdeflate_decompressor* inflater) const {
    libdeflate_free_decompressor(inflater);
  }
};

// Eight bytes, the lowest first.
void add_number(std::string& to, std::uint64_t number) {
  for (int i = 0; i < 8; ++i) to += static_cast<char>(number >> (8 * i) & 0xff);
}

std::uint64_t take_number(std::string_view& from) {
  if (from.size() < 8) throw std::runtime_error("it ends too early");
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i)
    number |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[i])) << (8 * i);
  from.remove_prefix(8);
  return number;
}

std::string inflate(std::string_view packed, std::size_t size) {
  if (size > most_bytes) throw std::runtime_error("it is too large");
  const std::unique_ptr<libdeflate_decompressor, Free> inflater(libdeflate_alloc_decompressor());
  std::string plain(size, '\0');
  if (libdeflate_deflate_decompress(inflater.get(), packed.data(), packed.size(), plain.data(),
                                    size, nullptr) != LIBDEFLATE_SUCCESS)
    throw std::runtime_error("it cannot be inflated");
  return plain;
}

} // namespace

// The size of the rest when it is inflated; then, deflated, each text after its size.
std::string pack_texts(const std::vector<std::string>& texts) {
  if (std::all_of(texts.begin(), texts.end(), [](const auto& text) { return text.empty(); }))
    return {};
  std::string plain;
  for (const auto& text : texts) {
    add_number(plain, text.size());
    plain += text;
  }
  const std::unique_ptr<libdeflate_compressor, Free> deflater(libdeflate_alloc_compressor(quick));
  std::string packed;
  add_number(packed, plain.size());
  const auto head = packed.size();
  packed.resize(head + libdeflate_deflate_compress_bound(deflater.get(), plain.size()));
  packed.resize(head + libdeflate_deflate_compress(deflater.get(), plain.data(), plain.size(),
                                                   packed.data() + head, packed.size() - head));
  return packed;
}

std::vector<std::string> unpack_texts(std::string_view packed) {
  const auto size = take_number(packed);
  const auto plain = inflate(packed, size);
  std::vector<std::string> texts;
  for (std::string_view rest = plain; !rest.empty();) {
    const auto length = take_number(rest);
    if (length > rest.size()) throw std::runtime_error("it ends too early");
    texts.emplace_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  return texts;
}

} // namespace timely
