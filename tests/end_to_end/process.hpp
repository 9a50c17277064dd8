// SPDX-License-Identifier: MIT
#pragma once
// Running a program as a user would.

#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace end_to_end {

struct Finished {
  int exit_code = -1; // -signal when one ended it
  std::string out, err;
  long peak_kib = 0; // most memory at a time, where it was measured
};

// A running program. Its input is `input`, then the end. Killed when it is still running at the
// end.
class Process {
 public:
  Process(std::vector<std::string> command, const std::string& folder,
          const std::map<std::string, std::string>& environment, const std::string& input = "");
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Waits until `text` stands in its output (stdout); gives the output so far.
  std::string wait_for_output(const std::string& text);
  void signal(int number) const;
  Finished wait();
  // The same, and looks at its memory meanwhile.
  Finished wait_and_measure();

 private:
  std::string read_file(const std::string& path) const;
  pid_t pid_ = -1;
  std::string out_path_, err_path_;
};

} // namespace end_to_end
