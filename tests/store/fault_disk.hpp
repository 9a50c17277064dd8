// SPDX-License-Identifier: MIT
#pragma once
// A disk that fails when it is told to: SQLite's default file system while it lives, over the real
// one (https://www.sqlite.org/vfs.html).

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace tests {

// One at a time; one thread.
class FaultDisk {
 public:
  enum class Fault {
    power_cut, // the step and all after it fail; what was not synced may be lost, or torn
    full,      // writes fail from that step on, until the disk is well
    sync_fails // that one sync fails
  };

  FaultDisk();
  ~FaultDisk();
  FaultDisk(const FaultDisk&) = delete;
  FaultDisk& operator=(const FaultDisk&) = delete;

  // The fault happens at the `step`-th write, truncation or sync from now on, from 1.
  void break_at(std::uint64_t step, Fault fault);
  // No more faults. True when there was one.
  bool mend();
  // What the files hold once the power is back: of what was not synced, `random` decides for each
  // write whether it is there, is not, or half is. All databases must be closed.
  void come_back_from_power_cut(std::mt19937& random);

 private:
  friend struct FaultDiskMethods;
  struct Change { // a write, or a truncation (no data) to `offset`
    std::int64_t offset;
    std::string data;
    bool truncates;
  };
  struct Content {
    std::string synced;
    std::vector<Change> unsynced;
  };

  // SQLITE_OK, or what the step is to fail with.
  int step(bool is_write, bool is_sync);

  sqlite3_vfs vfs_{};
  sqlite3_vfs* real_;
  std::map<std::string, Content> contents_; // by path
  std::uint64_t steps_left_ = 0;            // 0: no fault to come
  Fault fault_ = Fault::power_cut;
  bool broken_ = false;
  bool happened_ = false;
};

} // namespace tests
