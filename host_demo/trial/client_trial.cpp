// SPDX-License-Identifier: MIT
#include "trial/bench.hpp"

#include <hif/sdk/call.hpp>
#include <hif/sdk/text.hpp>

#include <deque>
#include <vector>

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
    if (HIF_HAS(&table_, hif_client, send_many) && table_.send_many) many();
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

  // What send_many() made of requests, each of which send() has to refuse.
  struct Many {
    struct Item {
      explicit Item(const hif_call* parent) : own(hif::sdk::Call(parent)) {
        request.struct_size = sizeof request;
        request.method = hif::sdk::str("GET");
        request.target = hif::sdk::str("/a\r\nX-Evil: 1");
        response.struct_size = sizeof response;
        exchange = {sizeof exchange, HIF_OK, own.raw(), &request, &response};
      }
      hif::sdk::OwnCall own; // on any thread, as the interface has it
      hif_request request{};
      hif_response response{};
      hif_exchange exchange{};
      int ended = 0;
    };
    hif_status status = HIF_OK;
    std::deque<Item> items;
  };

  Many send_many(hif_instance* self, CheckedCall& used) {
    constexpr std::size_t requests = 3, at_once = 2;
    Many many;
    std::vector<hif_exchange*> exchanges;
    many.status = bench_.run("send_many", used, [&](const hif_call* call) {
      for (std::size_t i = 0; i < requests; ++i)
        exchanges.push_back(&many.items.emplace_back(call).exchange);
      return table_.send_many(self, call, exchanges.data(), exchanges.size(), at_once, &many,
                              [](void* data, std::uint64_t index) -> std::int32_t {
                                auto& items = static_cast<Many*>(data)->items;
                                if (index < items.size()) ++items[index].ended;
                                return 1;
                              });
    });
    for (auto& item : many.items)
      if (item.response.release) item.response.release(&item.response);
    return many;
  }

  void many() {
    bench_.witness.begin("send-many");
    auto* self = bench_.create();
    if (!self) return;
    auto& overdue = bench_.call();
    overdue.deadline(0); // whatever is sent all the same ends at once
    const auto refused = send_many(self, overdue);
    for (const auto& item : refused.items) {
      if (item.ended != 1)
        bench_.witness.fail("send_many() told " + std::to_string(item.ended) +
                                " times that a request ended",
                            "call `ended` once for each request that was begun");
      else if (item.exchange.status != HIF_INVALID_ARGUMENT)
        bench_.witness.fail("send_many() did not refuse a line break in the target (status " +
                                std::to_string(item.exchange.status) + ")",
                            "let each request end as send() would");
    }
    auto& used = bench_.call();
    used.cancel();
    for (const auto& item : send_many(self, used).items)
      if (item.ended != 0 || item.exchange.status != HIF_CANCELLED ||
          item.response.phase != HIF_PHASE_NOT_SENT)
        bench_.witness.fail("send_many() began a request on a call that was cancelled",
                            "ask is_cancelled before each, and leave those that are not begun with "
                            "HIF_CANCELLED and HIF_PHASE_NOT_SENT");
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
