// SPDX-License-Identifier: MIT
#pragma once
// What listens: for the browser that a grant sends back, and for Prometheus. Behind it are web
// servers, so it is a part of the program that is loaded when it is needed (services/part.hpp).

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace prometheus {
class Registry;
}

namespace host {

// What the browser is shown.
struct ReturnPage {
  bool granted = false;
  std::string text;
};

// The one-shot web server that a browser is sent back to after a grant (RFC 8252 §7.3).
class LoopbackListener {
 public:
  virtual ~LoopbackListener() = default;

  // Waits for the browser, at most `timeout`; then `finish` is called with the whole redirected
  // URL, on this thread, and the browser is shown what it gives. False when nobody came in time.
  // Throws Failure (exit 130) once `interrupted` says so.
  virtual bool wait(std::chrono::seconds timeout, bool (*interrupted)(),
                    const std::function<ReturnPage(const std::string& url)>& finish) = 0;
};

// Answers GET /metrics until it goes.
class MetricsServer {
 public:
  virtual ~MetricsServer() = default;
  virtual int port() const = 0;
};

struct Web {
  // Whether a redirect URI leads to this machine, so that a listener can take it.
  bool (*is_loopback)(const std::string& redirect_uri);
  // Listens on the host and port of `redirect_uri`, loopback only. Throws Failure (exit 1) when the
  // port is taken.
  std::unique_ptr<LoopbackListener> (*listen)(const std::string& redirect_uri);
  // At "127.0.0.1:9464"; port 0: any that is free. Throws std::exception when that cannot be
  // listened at.
  std::unique_ptr<MetricsServer> (*serve_metrics)(const std::string& address,
                                                  std::shared_ptr<prometheus::Registry> registry);
};

// Throws std::runtime_error when the part is not there. Any thread.
const Web& web();

} // namespace host
