// SPDX-License-Identifier: MIT
#pragma once
// What is known of the records of an entity from earlier reads: some ten bytes for each, and of the
// first hundred thousand how they were, in the parts of the checkpoint. README.md, "Changes only".

#include <hif/sdk/package.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timely {

struct KnownRecord {
  std::string key;
  std::uint64_t hash = 0; // of its text
  std::int32_t day = 0;   // that it is about, since 1970-01-01; 0 where records have none
  std::uint8_t run = 0;   // in which it was last seen
  bool operator==(const KnownRecord&) const = default;
};

// By key: numbers in their order, then texts. Few of them are in memory at a time, however many
// there are. One thread. Throws hif::sdk::Error.
class KnownRecords {
 public:
  // What the checkpoint holds. `expected`: so many it says there are; throws HIF_INVALID_ARGUMENT
  // when there are others.
  KnownRecords(const hif::sdk::Call& call, hif::sdk::PartSource parts, std::uint64_t expected);

  // Dead after the next call of anything here; null: not known.
  const KnownRecord* find(const hif::sdk::Call& call, std::string_view key);
  // `text`: how it is now; left out: as it was.
  void put(const hif::sdk::Call& call, KnownRecord record,
           std::optional<std::string_view> text = std::nullopt);
  // As it was put last; empty when that is not known.
  std::string text(const hif::sdk::Call& call, std::string_view key);
  void erase(const hif::sdk::Call& call, std::string_view key);
  void clear();
  std::uint64_t size() const { return size_; }

  // The first records after `key` (all: from the start) for which `wanted` holds, at most `most`.
  std::vector<KnownRecord> select(const hif::sdk::Call& call,
                                  const std::optional<std::string>& after, std::size_t most,
                                  const std::function<bool(const KnownRecord&)>& wanted);
  // Forgets those for which `which` holds.
  void erase_if(const hif::sdk::Call& call, const std::function<bool(const KnownRecord&)>& which);

  // Gives every part that changed since the last time.
  void changes(hif::sdk::PartSink sink);

 private:
  // The records from `first` on, up to the next chunk's first; the first chunk begins with the
  // least key of all.
  struct Chunk {
    std::uint64_t number = 0; // names its part
    std::string first;
    std::uint64_t size = 0;
    std::vector<KnownRecord> records; // while it is loaded
    bool loaded = false, changed = false;
    // Of its records, while they are needed.
    std::optional<std::vector<std::string>> texts;
    bool texts_changed = false;
    std::uint64_t used = 0; // when, by clock_
  };

  void read_index(std::string_view text);
  std::string print_index() const;
  std::size_t chunk_of(std::string_view key) const;
  Chunk& load(const hif::sdk::Call& call, std::size_t at);
  std::vector<std::string>& load_texts(const hif::sdk::Call& call, Chunk& chunk);
  void make_room();
  void add_chunk(std::size_t at, std::vector<KnownRecord> records, std::vector<std::string> texts);
  void split(const hif::sdk::Call& call, std::size_t at, std::size_t inserted);
  void drop(std::size_t at);

  hif::sdk::PartSource parts_;
  std::vector<Chunk> chunks_;
  std::size_t loaded_ = 0;
  std::uint64_t clock_ = 0, next_number_ = 1, size_ = 0;
  std::vector<std::uint64_t> dropped_; // since the last changes()
  bool index_changed_ = false;
};

} // namespace timely
