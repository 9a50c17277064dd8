// SPDX-License-Identifier: MIT
#pragma once
// What the host keeps between runs. One interface, so that other back ends can follow.

#include "services/host_object.hpp"
#include "store/past_run.hpp"
#include "store/task.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// So many records, from the `first` one after a checkpoint on; they count from 0.
struct SettledRange {
  std::uint64_t first, count;
  bool operator==(const SettledRange&) const = default;
};

// How far an outgoing has come.
struct OutgoingPosition {
  std::string sink;          // as hif_publisher.flush gave it; may be empty
  std::uint64_t settled = 0; // records after the route's checkpoint that are settled already
  std::vector<SettledRange> behind{}; // those that are settled behind one that is not
  bool operator==(const OutgoingPosition&) const = default;
};

// How far a route has come. The parts belong together and change together.
struct RoutePosition {
  std::string checkpoint; // of the incoming; empty: from the start
  std::map<std::string, OutgoingPosition> outgoing;
  // A full run was begun and the sinks do not stand at their start yet: the next run makes them
  // anew, whatever they hold.
  bool anew = false;
  bool operator==(const RoutePosition&) const = default;
};

// The parts of a checkpoint that change with it: by name, the new value; empty: it goes.
struct PartChanges {
  bool anew = false; // those that are kept go first
  std::map<std::string, std::string, std::less<>> parts;
  bool empty() const { return !anew && parts.empty(); }
};

// Any thread. Throws std::runtime_error with what failed and what to do.
class Store : public StateKeeper, public LeaseKeeper {
 public:
  virtual std::optional<RoutePosition> position(std::string_view route) = 0;
  // Where the sink of an outgoing stands, whichever route wrote to it last; empty: not known.
  virtual std::string sink_position(std::string_view outgoing) = 0;
  // Keeps the position, the changed parts of its checkpoint and the failed tasks in one
  // transaction: all or none survive a crash. Other routes that write to the same sinks go on from
  // where it left them.
  virtual void commit(std::string_view route, const RoutePosition& position,
                      const std::vector<Task>& failed, const PartChanges& changes = {}) = 0;
  // With its parts.
  virtual void forget_position(std::string_view route) = 0;
  virtual std::optional<std::string> part(std::string_view route, std::string_view name) = 0;
  virtual std::vector<std::string> part_names(std::string_view route) = 0;
  // By the names of their routes.
  virtual std::map<std::string, RoutePosition> positions() = 0;
  virtual TaskKeeper& kept_tasks() = 0;
  // Keeps a run that is over; of each route the latest ones stay.
  virtual void keep_run(const PastRun& run) = 0;
  // The latest of a route, at most so many; the newest first.
  virtual std::vector<PastRun> past_runs(std::string_view route, std::int64_t most) = 0;
  // Every task there is.
  std::vector<Task> tasks() {
    TaskFilter every;
    every.limit = std::numeric_limits<std::int64_t>::max();
    return kept_tasks().list(every);
  }
};

} // namespace host
