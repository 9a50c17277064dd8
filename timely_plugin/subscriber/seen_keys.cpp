// SPDX-License-Identifier: MIT
#include "subscriber/seen_keys.hpp"

#include "subscriber/fingerprint.hpp"

#include <hif/sdk/error.hpp>

#include <charconv>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace timely {
namespace {

std::string folder() {
  const char* named = std::getenv("TMPDIR");
  return named && *named ? named : "/tmp";
}

[[noreturn]] void refuse(const char* what) {
  throw hif::sdk::Error(HIF_RESOURCE_EXHAUSTED,
                        std::string("the keys of the records read do not fit in memory, and ") +
                            what + " a temporary file in " + folder() + ": " +
                            std::strerror(errno) + "; make room there, or set TMPDIR");
}

KeyTable::Fingerprint fingerprint_of(std::string_view key) {
  if (const auto number = number_of(key)) return {*number, 1};
  return {fingerprint(key), fingerprint(key, 1) | 2};
}

std::uint64_t hash_of(const KeyTable::Fingerprint& key) {
  return (key.low ^ key.high) * 0x9e3779b97f4a7c15;
}

} // namespace

std::optional<std::uint64_t> number_of(std::string_view key) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
  const bool canonical = !key.empty() && (key[0] != '0' || key.size() == 1);
  if (error != std::errc{} || end != key.data() + key.size() || !canonical) return std::nullopt;
  return number;
}

SpillFile::SpillFile() : file_(open(folder().c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) {
  if (file_ >= 0) return;
  auto name = folder() + "/hif-XXXXXX"; // not every file system has nameless files
  file_ = mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) refuse("there cannot be");
  unlink(name.c_str());
}

SpillFile::~SpillFile() {
  ::close(file_);
}

void SpillFile::write(std::uint64_t offset, const void* data, std::size_t size) {
  const auto* bytes = static_cast<const char*>(data);
  for (std::size_t done = 0; done < size;) {
    const auto written =
        pwrite(file_, bytes + done, size - done, static_cast<off_t>(offset + done));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) refuse("nothing more can be written to");
    done += static_cast<std::size_t>(written);
  }
}

void SpillFile::read(std::uint64_t offset, void* data, std::size_t size) const {
  auto* bytes = static_cast<char*>(data);
  for (std::size_t done = 0; done < size;) {
    const auto got = pread(file_, bytes + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) refuse("nothing can be read from");
    done += static_cast<std::size_t>(got);
  }
}

bool KeyTable::add(const Fingerprint& key) {
  if (size_ * 2 >= buckets_ * slots) grow();
  Bucket bucket;
  const auto place = find(key, bucket);
  if (place.found) return false;
  bucket[place.slot] = key;
  store(place.bucket, bucket);
  ++size_;
  return true;
}

bool KeyTable::contains(const Fingerprint& key) const {
  if (buckets_ == 0) return false;
  Bucket bucket;
  return find(key, bucket).found;
}

// Where the key is, or the first free slot of those where it may be.
KeyTable::Place KeyTable::find(const Fingerprint& key, Bucket& bucket) const {
  const auto hash = hash_of(key);
  for (auto at = (hash >> 32) % buckets_;; at = (at + 1) % buckets_) {
    load(at, bucket);
    for (std::size_t i = 0; i < slots; ++i) {
      const auto slot = (hash + i) % slots;
      if (bucket[slot] == key) return {at, slot, true};
      if (bucket[slot] == Fingerprint{}) return {at, slot, false};
    }
  }
}

void KeyTable::grow() {
  constexpr std::uint64_t most_in_memory = 128; // buckets of 4 KiB
  KeyTable larger;
  larger.buckets_ = buckets_ == 0 ? 1 : buckets_ * 4;
  if (larger.buckets_ > most_in_memory) {
    larger.file_ = std::make_unique<SpillFile>();
    for (std::uint64_t at = 0; at < larger.buckets_; ++at) larger.store(at, Bucket{});
  } else {
    larger.memory_.resize(larger.buckets_);
  }
  Bucket bucket;
  for (std::uint64_t at = 0; at < buckets_; ++at) {
    load(at, bucket);
    for (const auto& key : bucket)
      if (!(key == Fingerprint{})) larger.add(key);
  }
  *this = std::move(larger);
}

void KeyTable::load(std::uint64_t at, Bucket& bucket) const {
  if (file_)
    file_->read(at * sizeof bucket, bucket.data(), sizeof bucket);
  else
    bucket = memory_[at];
}

void KeyTable::store(std::uint64_t at, const Bucket& bucket) {
  if (file_)
    file_->write(at * sizeof bucket, bucket.data(), sizeof bucket);
  else
    memory_[at] = bucket;
}

bool SeenKeys::add(std::string_view key) {
  if (ascending_) {
    const auto number = number_of(key);
    if (number && (log_size_ == 0 || *number > last_)) return append(*number), true;
    lay_out();
  }
  return table_.add(fingerprint_of(key));
}

bool SeenKeys::contains(std::string_view key) {
  if (ascending_) {
    const auto number = number_of(key);
    if (log_size_ == 0 || (number && *number > last_)) return false;
    if (number && *number == last_) return true;
    lay_out();
  }
  return table_.contains(fingerprint_of(key));
}

void SeenKeys::append(std::uint64_t number) {
  auto difference = number - last_;
  for (; difference >= 0x80; difference >>= 7)
    tail_.push_back(static_cast<std::uint8_t>(difference | 0x80));
  tail_.push_back(static_cast<std::uint8_t>(difference));
  last_ = number;
  ++log_size_;
  if (tail_.size() < most_in_memory) return;
  if (!log_file_) log_file_ = std::make_unique<SpillFile>();
  log_file_->write(spilled_, tail_.data(), tail_.size());
  spilled_ += tail_.size();
  tail_.clear();
}

// Calls `take` with each number of the log.
template <typename Take>
void SeenKeys::replay(Take take) const {
  std::uint64_t number = 0, difference = 0;
  int shift = 0;
  const auto read = [&](std::uint8_t byte) {
    difference |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    shift += 7;
    if (byte & 0x80) return;
    number += difference;
    take(number);
    difference = 0;
    shift = 0;
  };
  std::vector<std::uint8_t> part;
  for (std::uint64_t at = 0; at < spilled_; at += part.size()) {
    part.resize(std::min<std::uint64_t>(most_in_memory, spilled_ - at));
    log_file_->read(at, part.data(), part.size());
    for (const auto byte : part) read(byte);
  }
  for (const auto byte : tail_) read(byte);
}

std::vector<std::uint64_t> SeenKeys::numbers() const {
  std::vector<std::uint64_t> all;
  replay([&](std::uint64_t number) { all.push_back(number); });
  return all;
}

void SeenKeys::lay_out() {
  ascending_ = false;
  replay([&](std::uint64_t number) { table_.add({number, 1}); });
  tail_.clear();
  log_file_.reset();
  spilled_ = log_size_ = 0;
}

} // namespace timely
