// SPDX-License-Identifier: MIT
#pragma once
// A compiled jq program that runs over records in a worker process; a worker that a record has
// ended is replaced for the next one.

#include "jq/process.hpp"

#include <hif/sdk/call.hpp>

#include <memory>
#include <vector>

namespace timely::jq {

struct Limits {
  std::uint64_t time_ms = 1000, memory_mb = 256, outputs = 1000, output_bytes = 16u << 20;
};

// What jq has against a program, in its own words.
class ProgramError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What became of one record.
struct Reply {
  std::vector<std::string> outputs; // JSON
  std::string error;                // empty: none
};

class Runner {
 public:
  Runner(std::string program, Limits limits);
  ~Runner();

  // Starts a worker and compiles, where that has not been done. Throws ProgramError.
  void compile();
  // A reply for each record, in their order. Throws ProgramError, and Error HIF_CANCELLED.
  std::vector<Reply> run(const hif::sdk::Call& call, const std::vector<std::string_view>& records);

 private:
  void send(std::uint32_t kind, std::string_view bytes);
  void receive(const hif::sdk::Call* call);
  bool take_frame(jq_worker_frame& header, std::string& bytes);
  std::size_t exchange(const hif::sdk::Call& call, const std::vector<std::string_view>& records,
                       std::size_t first, std::vector<Reply>& replies);
  std::string ended();

  std::string program_;
  Limits limits_;
  std::unique_ptr<Process> process_;
  std::string sending_, received_;
  bool alive_ = false;
};

} // namespace timely::jq
