// SPDX-License-Identifier: MIT
#pragma once
// Which records a run has met, in little memory however many they are.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace timely {

// A key as a non-negative number, where it is spelled as one that fits.
std::optional<std::uint64_t> number_of(std::string_view key);

// A file of this process alone that nobody else sees, gone when the process is.
class SpillFile {
 public:
  SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;
  ~SpillFile();
  // Throw hif::sdk::Error HIF_RESOURCE_EXHAUSTED when the disk does not let them.
  void write(std::uint64_t offset, const void* data, std::size_t size);
  void read(std::uint64_t offset, void* data, std::size_t size) const;

 private:
  int file_;
};

// A set of 128-bit fingerprints: in memory at first, in a file from a bound on.
class KeyTable {
 public:
  struct Fingerprint {
    std::uint64_t low, high; // both 0: none
    bool operator==(const Fingerprint&) const = default;
  };

  bool add(const Fingerprint& key);
  bool contains(const Fingerprint& key) const;
  std::uint64_t size() const { return size_; }

 private:
  static constexpr std::size_t slots = 256;
  using Bucket = std::array<Fingerprint, slots>;
  struct Place {
    std::uint64_t bucket;
    std::size_t slot;
    bool found;
  };

  Place find(const Fingerprint& key, Bucket& bucket) const;
  void grow();
  void load(std::uint64_t at, Bucket& bucket) const;
  void store(std::uint64_t at, const Bucket& bucket);

  std::uint64_t buckets_ = 0, size_ = 0;
  std::vector<Bucket> memory_;      // while there are few
  std::unique_ptr<SpillFile> file_; // later
};

// The keys of the records met. Numbers that only grow, as they do in a list sorted by id, cost a
// byte or two each, on disk; only when one comes out of order are they laid out to be looked up.
class SeenKeys {
 public:
  // False when it was there already.
  bool add(std::string_view key);
  bool contains(std::string_view key);
  // Those that were added in order, as long as all were.
  std::vector<std::uint64_t> numbers() const;
  std::uint64_t size() const { return log_size_ + table_.size(); }

 private:
  void append(std::uint64_t number);
  void lay_out();
  template <typename Take>
  void replay(Take take) const;

  static constexpr std::size_t most_in_memory = 1u << 15;
  bool ascending_ = true;
  std::uint64_t last_ = 0, log_size_ = 0; // of the log
  std::vector<std::uint8_t> tail_;        // of the log: differences, seven bits a byte
  std::uint64_t spilled_ = 0;             // bytes of the log that are in the file
  std::unique_ptr<SpillFile> log_file_;
  KeyTable table_;
};

} // namespace timely
