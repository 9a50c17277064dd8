// SPDX-License-Identifier: MIT
#include "subscriber/fingerprint.hpp"

namespace timely {
namespace {

constexpr std::uint64_t odd = 0x9e3779b97f4a7c15; // 2^64 over the golden ratio
constexpr std::uint64_t prime = 0xff51afd7ed558ccd;

std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 32;
  value *= prime;
  value ^= value >> 29;
  value *= odd;
  return value ^ value >> 32;
}

// Little-endian whatever the machine.
std::uint64_t word(const char* bytes, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return value;
}

} // namespace

std::uint64_t fingerprint(std::string_view text, std::uint64_t seed) {
  std::uint64_t state = mixed(seed + odd + text.size());
  while (text.size() >= 8) {
    state = (state ^ mixed(word(text.data(), 8) + odd)) * prime;
    state = state << 31 | state >> 33;
    text.remove_prefix(8);
  }
  return mixed(state ^ mixed(word(text.data(), text.size()) + prime));
}

} // namespace timely
