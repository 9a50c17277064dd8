// SPDX-License-Identifier: MIT
#pragma once
// The one-shot web server that a browser is sent back to after a grant (RFC 8252 §7.3).

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace host {

// What the browser is shown.
struct ReturnPage {
  bool granted = false;
  std::string text;
};

class LoopbackListener {
 public:
  // Whether a redirect URI leads to this machine, so that a listener can take it.
  static bool serves(const std::string& redirect_uri);

  // Listens on the host and port of `redirect_uri`, loopback only. Throws Failure (exit 1) when
  // the port is taken.
  explicit LoopbackListener(const std::string& redirect_uri);
  ~LoopbackListener();
  LoopbackListener(const LoopbackListener&) = delete;
  LoopbackListener& operator=(const LoopbackListener&) = delete;

  // Waits for the browser, at most `timeout`; then `finish` is called with the whole redirected
  // URL, on this thread, and the browser is shown what it gives. False when nobody came in time.
  // Throws Failure (exit 130) when the user interrupts.
  bool wait(std::chrono::seconds timeout,
            const std::function<ReturnPage(const std::string& url)>& finish);

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

} // namespace host
