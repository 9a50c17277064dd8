// SPDX-License-Identifier: MIT
#pragma once
// Using a client (any package's), and answering as one.

#include "body.hpp"
#include "host.hpp"
#include "json_parse.hpp"

#include <hif/client.h>

#include <algorithm>
#include <deque>
#include <functional>

namespace hif::sdk {

struct Header {
  std::string name;
  std::string value;
};

// Header names compare without regard to case (RFC 9110 §5.1).
inline bool same_header_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [&](char x, char y) { return lower(x) == lower(y); });
}

struct Request {
  std::string method = "GET";
  std::string target; // path and query, percent-encoded, begins with '/'
  std::vector<Header> headers;
  std::string content_type; // empty: application/json when there is a body
  std::string body;
  std::int32_t repeat = HIF_REPEAT_BY_METHOD;
};

// An answer as the caller of a client holds it; released when it goes. Move only. The body may be
// shared out by `share()`, which then keeps the answer alive.
class Response {
 public:
  Response() : raw_{} { raw_.struct_size = sizeof raw_; }
  Response(Response&& other) noexcept : raw_(std::exchange(other.raw_, hif_response{})) {}
  Response& operator=(Response&& other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }
  ~Response() {
    if (raw_.release) raw_.release(&raw_);
  }

  int http_status() const { return raw_.http_status; }
  bool ok() const { return raw_.http_status >= 200 && raw_.http_status < 300; }
  int phase() const { return raw_.phase; }
  unsigned attempts() const { return raw_.attempts; }
  bool ambiguous() const { return raw_.ambiguous != 0; }
  // HIF_BODY_PADDING readable bytes follow.
  std::string_view body() const { return view(raw_.body); }
  // Empty when there is no such header.
  std::string_view header(std::string_view name) const {
    for (std::uint64_t i = 0; i < raw_.header_count; ++i)
      if (same_header_name(view(raw_.headers[i].name), name)) return view(raw_.headers[i].value);
    return {};
  }
  hif_response* out() { return &raw_; }

  static std::shared_ptr<const Response> share(Response response) {
    return std::make_shared<const Response>(std::move(response));
  }

 private:
  hif_response raw_;
};

// A send that gave no answer. `phase`, `ambiguous`: as in hif_response.
class SendError : public Error {
 public:
  SendError(hif_status status, const std::string& message, json::Value details, int phase,
            bool ambiguous)
      : Error(status, message, std::move(details)), phase(phase), ambiguous(ambiguous) {}
  int phase;
  bool ambiguous;
};

// A borrowed client. Any thread.
class Client {
 public:
  explicit Client(const hif_client_ref* ref) : ref_(ref) {}
  bool present() const { return ref_ != nullptr; }
  std::string_view name() const { return view(ref_->name); }

  // Sends and waits for the answer, of whatever HTTP status. Throws SendError. The counters go to
  // `call`, so this is for the thread of the call.
  Response send(const Call& call, const Request& request) const {
    OwnCall own(call);
    struct PassOn {
      OwnCall& own;
      ~PassOn() { own.pass_on_counts(); }
    } pass_on{own};
    return send(own, request);
  }

  // As above, with a call that may live on another thread.
  Response send(OwnCall& own, const Request& request) const {
    const RawRequest raw(request);
    Response response;
    const auto status = ref_->table->send(ref_->instance, own.raw(), &raw.request, response.out());
    return given(status, own, std::move(response));
  }

  // Whether send_many() can be used.
  bool sends_many() const {
    return HIF_HAS(ref_->table, hif_client, send_many) && ref_->table->send_many;
  }

  // Gives the answer, or throws SendError, as send() does.
  using Receive = std::function<Response()>;
  // Of the request `index`; false: no other one is to be begun. Must not throw.
  using Ended = std::function<bool(std::size_t index, const Receive& receive)>;

  // Sends them all, at most `at_once` of them under way. `ended` is called on this thread for each
  // that was begun, in whatever order they end; others were not begun because of what it gave, or
  // because `call` was cancelled. For the thread of the call. Throws Error.
  void send_many(const Call& call, const std::vector<const Request*>& requests, std::size_t at_once,
                 const Ended& ended) const {
    struct Item {
      Item(const Call& parent, const Request& given) : own(parent), request(given) {
        raw.struct_size = sizeof raw;
        raw.call = own.raw();
        raw.request = &request.request;
        raw.response = response.out();
      }
      OwnCall own;
      RawRequest request;
      Response response;
      hif_exchange raw{};
    };
    struct All {
      std::deque<Item> items;
      const Ended& ended;
    } all{{}, ended};
    std::vector<hif_exchange*> exchanges;
    for (const auto* request : requests)
      exchanges.push_back(&all.items.emplace_back(call, *request).raw);
    const auto status = ref_->table->send_many(
        ref_->instance, call.raw(), exchanges.data(), exchanges.size(), at_once, &all,
        [](void* data, std::uint64_t index) -> std::int32_t {
          auto& [items, told] = *static_cast<All*>(data);
          auto& item = items[index];
          item.own.pass_on_counts();
          return told(index, [&item] {
            return given(item.raw.status, item.own, std::move(item.response));
          });
        });
    if (status != HIF_OK) throw Error(status, "the client could not send on");
  }

 private:
  // A request as the client is given it; borrows from the other.
  struct RawRequest {
    explicit RawRequest(const Request& from) {
      for (const auto& header : from.headers)
        headers.push_back({str(header.name), str(header.value)});
      request.struct_size = sizeof request;
      request.repeat = from.repeat;
      request.method = str(from.method);
      request.target = str(from.target);
      request.headers = headers.data();
      request.header_count = headers.size();
      request.content_type = str(from.content_type);
      request.body = slice(from.body);
    }
    RawRequest(const RawRequest&) = delete;
    RawRequest& operator=(const RawRequest&) = delete;

    std::vector<hif_header> headers;
    hif_request request{};
  };

  static Response given(hif_status status, const OwnCall& own, Response response) {
    if (status == HIF_OK) return response;
    json::Value details;
    if (!own.details().empty()) details = json::parse(own.details());
    throw SendError(status, own.message().empty() ? "the client failed" : own.message(),
                    std::move(details), response.phase(), response.ambiguous());
  }

  const hif_client_ref* ref_;
};

// Several requests that are to be sent at once, as a client is given them.
class Exchanges {
 public:
  using Ended = std::int32_t (*)(void*, std::uint64_t);
  Exchanges(hif_exchange* const* raw, std::size_t size, void* ended_data, Ended ended)
      : raw_(raw), size_(size), ended_data_(ended_data), ended_(ended) {
    for (std::size_t i = 0; i < size; ++i) {
      raw[i]->status = HIF_CANCELLED;
      raw[i]->response->phase = HIF_PHASE_NOT_SENT;
    }
  }
  std::size_t size() const { return size_; }
  hif_exchange& operator[](std::size_t index) const { return *raw_[index]; }
  // Tells that it ended; false: no other one is to be begun.
  bool ended(std::size_t index) const { return ended_(ended_data_, index) != 0; }

 private:
  hif_exchange* const* raw_;
  std::size_t size_;
  void* ended_data_;
  Ended ended_;
};

// An answer as a client makes it.
struct Answer {
  ~Answer() {
    if (pool) pool->keep(std::move(body));
  }

  int http_status = 0;
  int phase = HIF_PHASE_NOT_SENT;
  unsigned attempts = 0;
  bool ambiguous = false;
  std::vector<Header> headers;
  BodyBuffer body;
  std::shared_ptr<BodyPool> pool; // where the body goes when the answer is released; may be null
};

// Hands `answer` to the caller of send().
inline void give(std::unique_ptr<Answer> answer, hif_response* out) {
  struct Held {
    std::unique_ptr<Answer> answer;
    std::vector<hif_header> headers;
  };
  auto held = std::make_unique<Held>();
  held->answer = std::move(answer);
  for (const auto& header : held->answer->headers)
    held->headers.push_back({str(header.name), str(header.value)});
  if (!held->answer->body.data()) held->answer->body.resize(0);
  out->http_status = held->answer->http_status;
  out->phase = held->answer->phase;
  out->attempts = held->answer->attempts;
  out->ambiguous = held->answer->ambiguous;
  out->headers = held->headers.data();
  out->header_count = held->headers.size();
  out->body = slice(held->answer->body.text());
  out->client_data = held.release();
  out->release = [](hif_response* response) {
    delete static_cast<Held*>(response->client_data);
    response->release = nullptr;
  };
}

} // namespace hif::sdk
