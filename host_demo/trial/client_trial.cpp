// SPDX-License-Identifier: MIT
#include "trial/bench.hpp"

#include <hif/sdk/text.hpp>

namespace host {
namespace {

class ClientTrial {
 public:
  explicit ClientTrial(Bench& bench)
      : bench_(bench), table_(*static_cast<const hif_client*>(bench.prototype.table)) {}

  // Nothing here may reach the network: every request is bad, or cancelled before it is sent.
  void all() {
    refusals();
    cancelled();
    status();
  }

 private:
  hif_status send(hif_instance* self, CheckedCall& used, std::string_view method,
                  std::string_view target, std::string_view header, hif_response& response) {
    const hif_header headers[] = {{hif::sdk::str("X-Trial"), hif::sdk::str(header)}};
    hif_request request{};
    request.struct_size = sizeof request;
    request.method = hif::sdk::str(method);
    request.target = hif::sdk::str(target);
    request.headers = headers;
    request.header_count = 1;
    response.struct_size = sizeof response;
    const auto status = bench_.run("send", used, [&](const hif_call* call) {
      return table_.send(self, call, &request, &response);
    });
    if (response.release) response.release(&response);
    return status;
  }

  void refusals() {
    bench_.witness.begin("request-injection");
    auto* self = bench_.create();
    if (!self) return;
    struct Bad {
      const char *method, *target, *header, *what;
    };
    constexpr Bad bad[] = {{"GET", "/a\r\nX-Evil: 1", "fine", "a line break in the target"},
                           {"GET\r\nX-Evil: 1", "/a", "fine", "a line break in the method"},
                           {"GET", "/a", "fine\r\nX-Evil: 1", "a line break in a header"},
                           {"GET", "http://other.example/", "fine", "a target of another host"}};
    for (const auto& one : bad) {
      auto& used = bench_.call();
      used.deadline(0); // whatever is sent all the same ends at once
      hif_response response{};
      const auto status = send(self, used, one.method, one.target, one.header, response);
      if (status != HIF_INVALID_ARGUMENT)
        bench_.witness.fail(std::string("send() did not refuse ") + one.what + " (status " +
                                std::to_string(status) + ")",
                            "refuse it with HIF_INVALID_ARGUMENT before anything is sent");
    }
    bench_.destroy(self);
    bench_.witness.end();
  }

  void cancelled() {
    bench_.witness.begin("cancellation");
    auto* self = bench_.create();
    if (!self) return;
    auto& used = bench_.call();
    used.cancel();
    hif_response response{};
    const auto status = send(self, used, "GET", "/", "fine", response);
    if (status == HIF_OK)
      bench_.witness.fail("send() made a request on a call that was cancelled",
                          "ask is_cancelled before sending");
    if (response.phase != HIF_PHASE_NOT_SENT)
      bench_.witness.fail("send() says that a cancelled request was sent",
                          "set hif_response.phase");
    bench_.destroy(self);
    bench_.witness.end();
  }

  void status() {
    bench_.witness.begin("grant-status");
    auto* self = bench_.create();
    if (!self) return;
    int told = 0;
    const auto status = bench_.run("grant_status", [&](const hif_call* call) {
      return table_.grant_status(self, call, &told,
                                 [](void* data, hif_str) { ++*static_cast<int*>(data); });
    });
    if (status == HIF_OK && told != 1)
      bench_.witness.fail("grant_status() called its sink " + std::to_string(told) + " times",
                          "call it once");
    bench_.destroy(self);
    bench_.witness.end();
  }

  Bench& bench_;
  const hif_client& table_;
};

} // namespace

void try_client(Bench& bench) {
  ClientTrial(bench).all();
}

} // namespace host
