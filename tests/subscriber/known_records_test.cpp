// SPDX-License-Identifier: MIT
// What is known of records, in parts of a checkpoint, held against a map.
#include "../effort.hpp"
#include "changing_account.hpp"

#include "subscriber/known_records.hpp"

namespace {

using namespace timely::test;
using timely::KnownRecord;
using timely::KnownRecords;

// Keeps parts as a host does.
class Parts {
 public:
  Parts() {
    source_.struct_size = sizeof source_;
    source_.host_data = this;
    source_.get = [](const hif_part_source* source, const hif_call*, hif_str name, void* data,
                     void (*reader)(void*, hif_slice)) -> hif_status {
      const auto& kept = static_cast<Parts*>(source->host_data)->kept;
      const auto found = kept.find(std::string(hif::sdk::view(name)));
      if (found == kept.end()) return HIF_NOT_FOUND;
      reader(data, hif::sdk::slice(found->second));
      return HIF_OK;
    };
  }
  hif::sdk::PartSource source() const { return hif::sdk::PartSource(&source_); }
  // The bytes that were given.
  std::size_t keep(KnownRecords& known) {
    std::pair<Parts*, std::size_t> data{this, 0};
    hif_part_sink sink{};
    sink.host_data = &data;
    sink.put = [](const hif_part_sink* to, hif_str name, hif_slice value) {
      auto& [self, bytes] = *static_cast<std::pair<Parts*, std::size_t>*>(to->host_data);
      bytes += value.size;
      if (value.size == 0)
        self->kept.erase(std::string(hif::sdk::view(name)));
      else
        self->kept[std::string(hif::sdk::view(name))] = hif::sdk::view(value);
    };
    known.changes(hif::sdk::PartSink(&sink));
    return data.second;
  }
  std::map<std::string, std::string> kept;

 private:
  hif_part_source source_{};
};

const auto all = [](const KnownRecord&) { return true; };

std::string odd_key(std::mt19937& random) {
  switch (random() % 4) {
  case 0:
    return "text " + std::to_string(random() % 300);
  case 1:
    return "0" + std::to_string(random() % 300); // no number as it is spelled
  case 2:
    return std::to_string(18'446'744'073'709'551'000u + random() % 300);
  default:
    return std::to_string(random() % 20'000);
  }
}

TEST(KnownRecords, AreAsAMapIsOverManyChangesAndReopenings) {
  for (unsigned seed = 0; seed < tests::seeds(20); ++seed) {
    std::mt19937 random(seed);
    std::map<std::string, KnownRecord> truth;
    std::map<std::string, std::string> texts;
    Parts parts;
    PlainCall call;
    auto known = std::make_unique<KnownRecords>(call.call(), parts.source(), 0);
    for (int step = 0; step < 6000; ++step) {
      const auto key = odd_key(random);
      if (random() % 4 == 0) {
        truth.erase(key);
        texts.erase(key);
        known->erase(call.call(), key);
      } else {
        const KnownRecord record{key, random() * 7919ull, static_cast<std::int32_t>(random()) / 2,
                                 static_cast<std::uint8_t>(random())};
        truth[key] = record;
        const auto text =
            random() % 3 == 0 ? std::nullopt
            : random() % 3 == 0
                ? std::optional(std::string())
                : std::optional(R"({"a record of some length":)" + std::to_string(random()) + "}");
        if (text) texts[key] = *text;
        known->put(call.call(), record, text);
      }
      const auto* found = known->find(call.call(), key);
      ASSERT_EQ(found != nullptr, truth.contains(key)) << seed << " " << key;
      if (found) {
        ASSERT_EQ(*found, truth[key]);
      }
      ASSERT_EQ(known->text(call.call(), key), texts.contains(key) ? texts[key] : "");
      if (random() % 500 > 0) continue;
      parts.keep(*known);
      known = std::make_unique<KnownRecords>(call.call(), parts.source(), truth.size());
    }
    ASSERT_EQ(known->size(), truth.size());
    for (const auto& record : known->select(call.call(), std::nullopt, 100'000, all)) {
      ASSERT_EQ(record, truth.at(record.key));
      ASSERT_EQ(known->text(call.call(), record.key),
                texts.contains(record.key) ? texts[record.key] : "");
    }
    known->erase_if(call.call(), all);
    parts.keep(*known);
    EXPECT_TRUE(parts.kept.empty()) << parts.kept.begin()->first;
  }
}

TEST(KnownRecords, AreGivenInOrderAPieceAtATime) {
  Parts parts;
  PlainCall call;
  KnownRecords known(call.call(), parts.source(), 0);
  for (int id = 5000; id > 0; --id) known.put(call.call(), {std::to_string(id), 1, 0, 1});
  std::optional<std::string> after;
  std::uint64_t next = 1;
  for (;;) {
    const auto some = known.select(call.call(), after, 7, all);
    if (some.empty()) break;
    for (const auto& record : some) ASSERT_EQ(record.key, std::to_string(next++));
    after = some.back().key;
  }
  EXPECT_EQ(next, 5001u);
}

TEST(KnownRecords, OfAMillionTakeTwelveBytesEachAndChangeInSmallParts) {
  Parts parts;
  PlainCall call;
  KnownRecords known(call.call(), parts.source(), 0);
  constexpr std::uint64_t many = tests::effort(1'000'000);
  std::size_t most = 0;
  for (std::uint64_t id = 1; id <= many; ++id) {
    known.put(call.call(), {std::to_string(id * 7), id * 0x9e3779b97f4a7c15, 20'000, 1});
    if (id % 1000 == 0) most = std::max(most, parts.keep(known));
  }
  std::size_t bytes = 0;
  for (const auto& [name, value] : parts.kept) bytes += value.size();
  EXPECT_LT(bytes, 12 * many);
  EXPECT_LT(most, 100'000u);
  KnownRecords again(call.call(), parts.source(), many);
  EXPECT_EQ(again.find(call.call(), std::to_string(many / 2 * 7))->hash,
            many / 2 * 0x9e3779b97f4a7c15);
}

TEST(KnownRecords, OfTheFirstHundredThousandAreKeptAsTheyWere) {
  Parts parts;
  PlainCall call;
  KnownRecords known(call.call(), parts.source(), 0);
  const auto text = [](std::uint64_t id) {
    return R"({"id":)" + std::to_string(id) +
           R"(,"day":"2026-11-26","note":"","billable":true,"project":{"id":7,"name":"Harbour"}})";
  };
  for (std::uint64_t id = 1; id <= 110'000; ++id) {
    known.put(call.call(), {std::to_string(id), id, 20'000, 1}, text(id));
    if (id % 1000 == 0) parts.keep(known);
  }
  std::size_t bytes = 0;
  for (const auto& [name, value] : parts.kept) bytes += value.size();
  EXPECT_LT(bytes, 4'000'000u);
  EXPECT_EQ(known.text(call.call(), "77777"), text(77777));
  EXPECT_EQ(known.text(call.call(), "105000"), "");
  known.put(call.call(), {"5", 1, 0, 1}, std::string(100'000, 'x'));
  EXPECT_EQ(known.text(call.call(), "5"), ""); // large ones are not
  parts.kept["known/3/texts"].resize(20);
  EXPECT_THROW(known.text(call.call(), "3000"), hif::sdk::Error);
}

TEST(KnownRecords, OfAnotherCheckpointAreRefused) {
  Parts parts;
  PlainCall call;
  KnownRecords known(call.call(), parts.source(), 0);
  for (int id = 1; id <= 3000; ++id) known.put(call.call(), {std::to_string(id), 1, 0, 1});
  parts.keep(known);
  const auto complaint = [&](std::uint64_t expected) {
    try {
      KnownRecords other(call.call(), parts.source(), expected);
      other.find(call.call(), "1");
      return std::string();
    } catch (const hif::sdk::Error& error) {
      return std::string(error.what());
    }
  };
  EXPECT_EQ(complaint(3000), "");
  EXPECT_NE(complaint(2999).find("3000 records where the checkpoint says 2999"), std::string::npos);
  for (auto& [name, value] : parts.kept)
    if (name == "known/1") value.resize(value.size() / 2);
  EXPECT_NE(complaint(3000).find("--full"), std::string::npos);
  parts.kept.erase("known");
  EXPECT_NE(complaint(3000).find("missing"), std::string::npos);
}

} // namespace
