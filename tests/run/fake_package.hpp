// SPDX-License-Identifier: MIT
#pragma once
// A package inside the test: a subscriber, a publisher and transformers that do as they are told,
// and remember what was asked of them.

#include "package/discovery.hpp"

#include <hif/publisher.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace fake {

// What acme.subscriber gives. A checkpoint is the number of records before it.
struct Source {
  std::vector<std::string> records;
  std::uint64_t page = 10;               // records a batch at most
  std::uint64_t checkpoint_every = 1;    // batches; 0: never a checkpoint
  std::optional<std::uint64_t> fails_at; // the record that cannot be read
  hif_status status = HIF_UNAVAILABLE;   // with which it cannot, also at open()
  bool fails_to_open = false;
  std::uint64_t pending = 0; // so many times nothing yet, at first

  bool parts = false; // the checkpoint has the part "sum" too: of the numbers before it

  std::vector<std::string> opened_with;  // checkpoints
  std::vector<std::string> opened_parts; // "sum" at open(); "none" when there was none
  std::vector<std::string> read_parts;   // the same before each batch
  std::string config;                    // of the last instance
  std::uint64_t closed = 0;
};

struct Opening {
  std::string position;
  bool anew = false, dry_run = false;
};

// What acme.publisher writes to. A position is the number of records it holds.
struct Target {
  bool positions = false;                     // a sink that can be cut back; else a vendor
  bool deferred = false;                      // results come with flush()
  bool silent = false;                        // no results at all
  std::map<std::string, hif_status> failures; // records that fail, and how
  std::optional<std::uint64_t> breaks_after;  // records taken since open(), then nothing goes on
  hif_status status = HIF_UNAVAILABLE;        // with which it breaks
  bool fails_to_open = false, fails_to_flush = false;
  // Asked before each record is settled, by several lanes at once; not HIF_OK: nothing goes on.
  std::function<hif_status(const std::string& json)> on_record;

  // Guards what follows while a route runs.
  std::unique_ptr<std::mutex> mutex = std::make_unique<std::mutex>();
  std::vector<std::string> got; // accepted records
  std::vector<Opening> openings;
  std::uint64_t previewed = 0, closed = 0;
  std::vector<std::size_t> committed; // records it held each time that it was told so
  std::string config;                 // of the last instance
};

// By "key" of the configuration.
Source& source(const std::string& key = "in");
Target& target(const std::string& key = "out");
// While true, transformers with "do": "break" give up as a whole.
extern bool transformers_break;
void reset();

// The prototypes acme.client, acme.subscriber, acme.publisher and acme.transformer. The last takes
// {"do": …, "when": N}, N being the number "n" that a record must bear for it:
//   drop · twice · reject · break · stray (a record of no input) · set ("name", "value") ·
//   unset ("part", "name") · say ("text", which then is the record)
host::BuiltIn package();

} // namespace fake
