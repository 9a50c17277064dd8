// SPDX-License-Identifier: MIT
#include "jq/runner.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace timely::jq {
namespace {

constexpr int look_round_ms = 50;               // how soon an interruption is seen
constexpr std::size_t ahead_bytes = 256u << 10; // sent before it is asked for

} // namespace

Runner::Runner(std::string program, Limits limits)
    : program_(std::move(program)), limits_(limits) {}

Runner::~Runner() = default;

void Runner::send(std::uint32_t kind, std::string_view bytes) {
  const jq_worker_frame header = {kind, static_cast<std::uint32_t>(bytes.size())};
  sending_.append(reinterpret_cast<const char*>(&header), sizeof header);
  sending_.append(bytes);
}

// Sends and receives what can be; the worker's own clock ends what takes too long. Should the
// system not let it run at all, there is an end to that as well.
void Runner::receive(const hif::sdk::Call* call) {
  using std::chrono::steady_clock;
  const auto patience = std::chrono::milliseconds(60'000 + 20 * limits_.time_ms);
  const auto give_up = steady_clock::now() + patience;
  while (!process_->wait(!sending_.empty(), look_round_ms)) {
    if (call) call->throw_if_cancelled();
    if (steady_clock::now() < give_up) continue;
    throw hif::sdk::Error(HIF_INTERNAL, "the worker process of timely.jq does not answer");
  }
  if (!sending_.empty()) sending_.erase(0, process_->send(sending_));
  alive_ = process_->receive(received_);
}

bool Runner::take_frame(jq_worker_frame& header, std::string& bytes) {
  if (received_.size() < sizeof header) return false;
  std::memcpy(&header, received_.data(), sizeof header);
  if (received_.size() - sizeof header < header.size) return false;
  bytes = received_.substr(sizeof header, header.size);
  received_.erase(0, sizeof header + header.size);
  return true;
}

void Runner::compile() {
  if (process_) return;
  process_ = std::make_unique<Process>();
  alive_ = true;
  sending_.clear();
  received_.clear();
  const jq_worker_limits limits = {limits_.time_ms, limits_.memory_mb << 20, limits_.outputs,
                                   limits_.output_bytes};
  sending_.append(reinterpret_cast<const char*>(&limits), sizeof limits);
  send(JQ_WORKER_INPUT, program_);
  jq_worker_frame header{};
  std::string bytes;
  while (!take_frame(header, bytes)) {
    if (!alive_) throw ProgramError("compiling " + ended());
    receive(nullptr);
  }
  if (header.kind == JQ_WORKER_READY) return;
  process_.reset();
  throw ProgramError(bytes);
}

std::string Runner::ended() {
  const auto ending = process_->ending();
  process_.reset();
  switch (ending) {
  case Ending::time:
    return "took more than " + std::to_string(limits_.time_ms) +
           " ms of processor time (time_limit_ms)";
  case Ending::memory:
    return "took more than " + std::to_string(limits_.memory_mb) + " MB (memory_limit_mb)";
  default:
    return "ended its process: it went too deep, or the system took it away";
  }
}

std::vector<Reply> Runner::run(const hif::sdk::Call& call,
                               const std::vector<std::string_view>& records) {
  std::vector<Reply> replies(records.size());
  for (std::size_t first = 0; first < records.size();) {
    compile();
    first = exchange(call, records, first, replies);
  }
  return replies;
}

// Gives how many records have their reply: all, or up to the one that ended the worker.
std::size_t Runner::exchange(const hif::sdk::Call& call,
                             const std::vector<std::string_view>& records, std::size_t first,
                             std::vector<Reply>& replies) {
  auto next = first;
  jq_worker_frame header{};
  std::string bytes;
  try {
    while (first < records.size()) {
      while (next < records.size() && sending_.size() < ahead_bytes)
        send(JQ_WORKER_INPUT, records[next++]);
      receive(&call);
      while (first < records.size() && take_frame(header, bytes)) {
        auto& reply = replies[first];
        if (header.kind == JQ_WORKER_OUTPUT) {
          reply.outputs.push_back(std::move(bytes));
          continue;
        }
        if (header.kind == JQ_WORKER_FAILED) reply.error = bytes;
        ++first;
      }
      if (alive_ || first == records.size()) continue;
      replies[first].error = "the program " + ended();
      return first + 1;
    }
  } catch (...) {
    process_.reset(); // what it still has to say would be taken for answers to others
    throw;
  }
  if (!alive_) process_.reset();
  return first;
}

} // namespace timely::jq
