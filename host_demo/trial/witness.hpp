// SPDX-License-Identifier: MIT
#pragma once
// What is seen while a package's functions run: each one is named before it is entered, so that a
// crash or a hang has a name, and nothing it throws goes unseen.

#include "trial/contained.hpp"
#include "trial/finding.hpp"

#include <mutex>
#include <set>

namespace host {

class Witness {
 public:
  Witness(Tell tell, std::string prototype)
      : tell_(std::move(tell)), prototype_(std::move(prototype)) {}

  // The check that what follows belongs to.
  void begin(std::string check);
  // Says that it passed, unless something was said against it.
  void end();

  // Runs `function` under the name of the package's function that it calls. False when it threw.
  bool enter(std::string_view name, const std::function<void()>& function);

  // Each message is told once. Any thread.
  void say(Verdict verdict, std::string message, std::string remedy);
  void fail(std::string message, std::string remedy) {
    say(Verdict::failed, std::move(message), std::move(remedy));
  }

 private:
  Tell tell_;
  std::string prototype_, check_, function_;
  std::mutex mutex_;
  bool spoken_ = false;
  std::set<std::string> told_;
};

} // namespace host
