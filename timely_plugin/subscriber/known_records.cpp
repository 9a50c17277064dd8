// SPDX-License-Identifier: MIT
#include "subscriber/known_records.hpp"

#include "subscriber/record_texts.hpp"
#include "subscriber/seen_keys.hpp"

#include <algorithm>
#include <stdexcept>

namespace timely {

using hif::sdk::Call;

namespace {

constexpr std::size_t most_in_chunk = 1024;
constexpr std::size_t most_loaded = 64; // chunks, beside those that changed
constexpr int version = 1;
constexpr std::string_view index_name = "known";

std::string part_name(std::uint64_t number) {
  return std::string(index_name) + "/" + std::to_string(number);
}

std::string text_name(std::uint64_t number) {
  return part_name(number) + "/texts";
}

// A part has at most 16 MiB.
constexpr std::size_t most_texts = 100'000, most_text_bytes = 12 * 1024;

// Numbers in their order, then texts in theirs.
bool is_before(std::string_view a, std::string_view b) {
  const auto x = number_of(a), y = number_of(b);
  if (x && y) return *x < *y;
  if (x || y) return x.has_value();
  return a < b;
}

std::size_t place_of(const std::vector<KnownRecord>& records, std::string_view key) {
  const auto at = std::lower_bound(records.begin(), records.end(), key,
                                   [](const KnownRecord& record, std::string_view wanted) {
                                     return is_before(record.key, wanted);
                                   });
  return static_cast<std::size_t>(at - records.begin());
}

bool is_at(const std::vector<KnownRecord>& records, std::size_t place, std::string_view key) {
  return place < records.size() && records[place].key == key;
}

// A chunk as bytes. Numbers: seven bits a byte, the lowest first. A record: twice the distance of
// its key to the one before where both are numbers, else twice the length of the key and one, and
// the key; eight bytes of hash, little-endian; the distance of its day to the one before, zigzag;
// its run.
class Writer {
 public:
  void add(const KnownRecord& record) {
    if (const auto number = number_of(record.key); number && *number < 1ull << 62) {
      add_number((*number - key_) << 1);
      key_ = *number;
    } else {
      add_number(record.key.size() << 1 | 1);
      text_ += record.key;
    }
    for (int i = 0; i < 8; ++i) text_ += static_cast<char>(record.hash >> (8 * i) & 0xff);
    const auto step = static_cast<std::int64_t>(record.day) - day_;
    add_number(static_cast<std::uint64_t>(step << 1 ^ step >> 63));
    day_ = record.day;
    text_ += static_cast<char>(record.run);
  }
  std::string take() { return std::move(text_); }

 private:
  void add_number(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) text_ += static_cast<char>(number | 0x80);
    text_ += static_cast<char>(number);
  }

  std::string text_;
  std::uint64_t key_ = 0;
  std::int64_t day_ = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  bool at_end() const { return at_ == bytes_.size(); }

  KnownRecord next() {
    KnownRecord record;
    const auto head = number();
    if (head & 1) {
      record.key = take(head >> 1);
    } else {
      key_ += head >> 1;
      record.key = std::to_string(key_);
    }
    const auto hash = take(8);
    for (std::size_t i = 0; i < 8; ++i)
      record.hash |= static_cast<std::uint64_t>(static_cast<unsigned char>(hash[i])) << (8 * i);
    const auto step = number();
    day_ += static_cast<std::int64_t>(step >> 1) ^ -static_cast<std::int64_t>(step & 1);
    record.day = static_cast<std::int32_t>(day_);
    record.run = static_cast<std::uint8_t>(take(1)[0]);
    return record;
  }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > bytes_.size() - at_) throw std::runtime_error("it ends too early");
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }
  std::uint64_t number() {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return number;
    }
    throw std::runtime_error("a number in it is too large");
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::uint64_t key_ = 0;
  std::int64_t day_ = 0;
};

[[noreturn]] void refuse(const std::string& why) {
  throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                        "what the checkpoint knows of the records cannot be read: " + why +
                            "; start over (--full) to go on without it");
}

} // namespace

KnownRecords::KnownRecords(const Call& call, hif::sdk::PartSource parts, std::uint64_t expected)
    : parts_(parts) {
  if (expected > 0) {
    const auto index = parts_.get(call, index_name);
    if (!index) refuse("it is missing");
    read_index(*index);
  }
  if (size_ != expected)
    refuse("there are " + std::to_string(size_) + " records where the checkpoint says " +
           std::to_string(expected));
}

// `{"v", "next", "chunks": [[number, first, size], …]}`.
void KnownRecords::read_index(std::string_view text) {
  try {
    const auto index = hif::json::parse(text);
    const auto need = [&](std::string_view name) -> const hif::json::Value& {
      const auto* value = index.find(name);
      if (!value) throw std::runtime_error("\"" + std::string(name) + "\" is missing");
      return *value;
    };
    if (need("v").as_int64() != version) refuse("it is of a version that is not known");
    next_number_ = static_cast<std::uint64_t>(need("next").as_int64());
    for (const auto& entry : need("chunks").as_array()) {
      auto& chunk = chunks_.emplace_back();
      chunk.number = static_cast<std::uint64_t>(entry.as_array().at(0).as_int64());
      chunk.first = entry.as_array().at(1).as_string();
      chunk.size = static_cast<std::uint64_t>(entry.as_array().at(2).as_int64());
      size_ += chunk.size;
    }
  } catch (const std::exception& error) {
    refuse(error.what());
  }
}

std::string KnownRecords::print_index() const {
  hif::json::Array chunks;
  for (const auto& chunk : chunks_)
    chunks.push_back(hif::json::Array{chunk.number, chunk.first, chunk.size});
  return hif::json::print(
      hif::json::Object{{"v", version}, {"next", next_number_}, {"chunks", std::move(chunks)}});
}

std::size_t KnownRecords::chunk_of(std::string_view key) const {
  const auto behind = std::upper_bound(
      chunks_.begin(), chunks_.end(), key,
      [](std::string_view wanted, const Chunk& chunk) { return is_before(wanted, chunk.first); });
  return behind == chunks_.begin() ? 0 : static_cast<std::size_t>(behind - chunks_.begin()) - 1;
}

KnownRecords::Chunk& KnownRecords::load(const Call& call, std::size_t at) {
  auto& chunk = chunks_[at];
  chunk.used = ++clock_;
  if (chunk.loaded) return chunk;
  make_room();
  const auto bytes = parts_.get(call, part_name(chunk.number));
  if (!bytes) refuse("the part " + part_name(chunk.number) + " is missing");
  try {
    for (Reader reader(*bytes); !reader.at_end();) chunk.records.push_back(reader.next());
  } catch (const std::runtime_error& error) {
    refuse(part_name(chunk.number) + ": " + error.what());
  }
  if (chunk.records.size() != chunk.size) refuse(part_name(chunk.number) + " is of another read");
  chunk.loaded = true;
  ++loaded_;
  return chunk;
}

// Of what did not change, that which was not needed for longest goes.
void KnownRecords::make_room() {
  while (loaded_ >= most_loaded) {
    Chunk* oldest = nullptr;
    for (auto& chunk : chunks_)
      if (chunk.loaded && !chunk.changed && (!oldest || chunk.used < oldest->used)) oldest = &chunk;
    if (!oldest) return;
    std::vector<KnownRecord>().swap(oldest->records); // gives its memory back
    oldest->texts.reset();
    oldest->loaded = false;
    --loaded_;
  }
}

const KnownRecord* KnownRecords::find(const Call& call, std::string_view key) {
  if (chunks_.empty()) return nullptr;
  const auto& records = load(call, chunk_of(key)).records;
  const auto place = place_of(records, key);
  return is_at(records, place, key) ? &records[place] : nullptr;
}

void KnownRecords::put(const Call& call, KnownRecord record, std::optional<std::string_view> text) {
  if (chunks_.empty()) add_chunk(0, {}, {});
  const auto at = chunk_of(record.key);
  auto& chunk = load(call, at);
  const auto place = place_of(chunk.records, record.key);
  const bool known = is_at(chunk.records, place, record.key);
  if (known && !text && chunk.records[place] == record) return;
  chunk.changed = true;
  if (known) {
    chunk.records[place] = std::move(record);
  } else {
    load_texts(call, chunk).emplace(chunk.texts->begin() + static_cast<std::ptrdiff_t>(place));
    chunk.records.insert(chunk.records.begin() + static_cast<std::ptrdiff_t>(place),
                         std::move(record));
    index_changed_ = chunk.texts_changed = true;
    ++chunk.size;
    ++size_;
    if (place == 0 && at == 0) chunk.first = chunk.records.front().key;
  }
  if (text) {
    const bool kept = size_ <= most_texts && text->size() <= most_text_bytes;
    load_texts(call, chunk)[place] = kept ? *text : std::string_view();
    chunk.texts_changed = true;
  }
  if (chunk.size > most_in_chunk) split(call, at, place);
}

std::string KnownRecords::text(const Call& call, std::string_view key) {
  if (chunks_.empty()) return {};
  auto& chunk = load(call, chunk_of(key));
  const auto place = place_of(chunk.records, key);
  return is_at(chunk.records, place, key) ? load_texts(call, chunk)[place] : std::string();
}

// Those of records that are in `chunk`, which is loaded.
std::vector<std::string>& KnownRecords::load_texts(const Call& call, Chunk& chunk) {
  if (chunk.texts) return *chunk.texts;
  const auto name = text_name(chunk.number);
  const auto packed = chunk.records.empty() ? std::nullopt : parts_.get(call, name);
  try {
    chunk.texts = packed ? unpack_texts(*packed) : std::vector<std::string>(chunk.records.size());
  } catch (const std::runtime_error& error) {
    refuse(name + ": " + error.what());
  }
  if (chunk.texts->size() != chunk.records.size()) refuse(name + " is of another read");
  return *chunk.texts;
}

void KnownRecords::add_chunk(std::size_t at, std::vector<KnownRecord> records,
                             std::vector<std::string> texts) {
  make_room();
  Chunk chunk{.number = next_number_++,
              .first = records.empty() ? std::string() : records.front().key,
              .size = records.size(),
              .records = std::move(records),
              .loaded = true,
              .changed = true,
              .texts = std::move(texts),
              .texts_changed = true,
              .used = ++clock_};
  chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(at), std::move(chunk));
  ++loaded_;
  index_changed_ = true;
}

// In the middle; but where keys only grow, so that chunks become full, at the end.
void KnownRecords::split(const Call& call, std::size_t at, std::size_t inserted) {
  auto& chunk = chunks_[at];
  auto& texts = load_texts(call, chunk);
  const bool at_end = inserted + 1 == chunk.records.size() && at + 1 == chunks_.size();
  const auto from = static_cast<std::ptrdiff_t>(at_end ? inserted : chunk.records.size() / 2);
  const auto rest = [&](auto& all) {
    std::remove_reference_t<decltype(all)> moved(std::make_move_iterator(all.begin() + from),
                                                 std::make_move_iterator(all.end()));
    all.erase(all.begin() + from, all.end());
    return moved;
  };
  auto records_behind = rest(chunk.records);
  auto texts_behind = rest(texts);
  chunk.size = chunk.records.size();
  chunk.texts_changed = true;
  add_chunk(at + 1, std::move(records_behind), std::move(texts_behind));
}

void KnownRecords::erase(const Call& call, std::string_view key) {
  if (chunks_.empty()) return;
  const auto at = chunk_of(key);
  auto& chunk = load(call, at);
  const auto place = place_of(chunk.records, key);
  if (!is_at(chunk.records, place, key)) return;
  auto& texts = load_texts(call, chunk);
  texts.erase(texts.begin() + static_cast<std::ptrdiff_t>(place));
  chunk.texts_changed = true;
  chunk.records.erase(chunk.records.begin() + static_cast<std::ptrdiff_t>(place));
  chunk.changed = index_changed_ = true;
  --size_;
  if (--chunk.size == 0) drop(at);
}

void KnownRecords::drop(std::size_t at) {
  dropped_.push_back(chunks_[at].number);
  if (chunks_[at].loaded) --loaded_;
  chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(at));
  index_changed_ = true;
}

void KnownRecords::clear() {
  while (!chunks_.empty()) drop(chunks_.size() - 1);
  size_ = 0;
}

std::vector<KnownRecord>
KnownRecords::select(const Call& call, const std::optional<std::string>& after, std::size_t most,
                     const std::function<bool(const KnownRecord&)>& wanted) {
  std::vector<KnownRecord> found;
  for (auto at = after ? chunk_of(*after) : 0; at < chunks_.size(); ++at)
    for (const auto& record : load(call, at).records) {
      if ((after && !is_before(*after, record.key)) || !wanted(record)) continue;
      found.push_back(record);
      if (found.size() == most) return found;
    }
  return found;
}

void KnownRecords::erase_if(const Call& call,
                            const std::function<bool(const KnownRecord&)>& which) {
  for (auto at = chunks_.size(); at-- > 0;) {
    auto& chunk = load(call, at);
    if (std::none_of(chunk.records.begin(), chunk.records.end(), which)) continue;
    auto& texts = load_texts(call, chunk);
    std::size_t place = 0;
    std::erase_if(texts, [&](const std::string&) { return which(chunk.records[place++]); });
    const auto gone = std::erase_if(chunk.records, which);
    chunk.changed = chunk.texts_changed = index_changed_ = true;
    chunk.size -= gone;
    size_ -= gone;
    if (chunk.size == 0) drop(at);
  }
}

void KnownRecords::changes(hif::sdk::PartSink sink) {
  for (const auto number : dropped_) {
    sink.put(part_name(number), {});
    sink.put(text_name(number), {});
  }
  dropped_.clear();
  for (auto& chunk : chunks_) {
    if (chunk.texts_changed) sink.put(text_name(chunk.number), pack_texts(*chunk.texts));
    chunk.texts.reset();
    chunk.texts_changed = false;
    if (!chunk.changed) continue;
    Writer writer;
    for (const auto& record : chunk.records) writer.add(record);
    sink.put(part_name(chunk.number), writer.take());
    chunk.changed = false;
  }
  if (index_changed_) sink.put(index_name, chunks_.empty() ? std::string() : print_index());
  index_changed_ = false;
}

} // namespace timely
