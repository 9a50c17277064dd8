// SPDX-License-Identifier: MIT
#pragma once
// check --live: whether what is configured can be reached.

#include "cli/environment.hpp"
#include "config/problem.hpp"

#include <hif/sdk/json.hpp>

#include <vector>

namespace host {

struct LiveCheck {
  // {"client", "ok", …what was found, "error"}, {"incoming", "client", "ok", …} and
  // {"transformer", "client", "ok", …}.
  hif::json::Array clients, incoming, transformers;
  // What cannot be reached, at the place of its object in the file.
  std::vector<Problem> problems;
  int exit = Exit::done; // the gravest
};

// One authenticated request per client, and the smallest that tells per incoming and transformer
// over a client that works. Outgoings are left alone: none of their requests is harmless. Throws
// Failure when interrupted.
LiveCheck check_live(Environment& environment);

} // namespace host
