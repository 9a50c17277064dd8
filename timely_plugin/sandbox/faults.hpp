// SPDX-License-Identifier: MIT
#pragma once
// Failures on demand: which requests fail, and how. The file format is in README.md.

#include "http_message.hpp"

#include <mutex>
#include <regex>
#include <string_view>

namespace timely::sandbox {

struct Fault {
  enum class When { before_effect, after_effect };
  enum class Reset { none, before_response, mid_headers, mid_body };

  std::optional<int> status;
  std::optional<std::string> body;
  std::optional<std::string> content_type;
  NameValues headers;
  int delay_ms = 0;
  When when = When::before_effect;
  Reset reset = Reset::none;
  std::optional<std::size_t> truncate_bytes; // of the body; its announced length stays
  bool garbage = false;                      // a body that is neither JSON nor UTF-8
  bool close = false;                        // ends the connection after the answer, unannounced

  // True when the answer is the fault's own and not the resource's.
  bool replaces_answer() const { return status || body || garbage; }
};

struct FaultRule {
  std::string method; // empty: any
  std::optional<std::regex> path, query;
  std::optional<std::size_t> nth, every, times;
  Fault fault;
  std::size_t seen = 0, given = 0;
};

// Safe for concurrent use.
class FaultPlan {
 public:
  FaultPlan() = default;
  // Throws std::runtime_error that names the fault's place in the file and what is wrong with it.
  static std::vector<FaultRule> parse(std::string_view text);

  void set(std::vector<FaultRule> rules);
  // The fault for this request, if any: the first rule that matches and is due. Every rule that
  // matches counts the request.
  std::optional<Fault> next(const Request& request);

 private:
  std::mutex mutex_;
  std::vector<FaultRule> rules_;
};

} // namespace timely::sandbox
