// SPDX-License-Identifier: MIT
#pragma once
// A line on the terminal that says how far a run is; nothing where stderr is no terminal.

#include <cstdint>
#include <string>

namespace host {

class Progress {
 public:
  Progress(bool wanted, std::string name);
  ~Progress() { end(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::uint64_t records);
  // Takes the line away.
  void end();

 private:
  bool shown_ = false;
  bool wanted_;
  std::string name_;
  std::int64_t started_ns_, last_ns_ = 0;
};

} // namespace host
