// SPDX-License-Identifier: MIT
#pragma once
// Requests that are under way while their caller does something else.

#include "subscriber/page_reader.hpp"

#include <hif/sdk/client.hpp>
#include <hif/sdk/host.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace timely {

// What came of a request.
struct Received {
  // Of an answer in `response`, once it is known what is in it. Any thread.
  static Received of(hif::sdk::Response response, PageReader& reader);

  hif::sdk::Response response;      // empty when it was a success: the page has it, or it is broken
  std::shared_ptr<const Page> page; // of a success, unless it is broken
  std::string broken;               // why a success cannot be read
  std::string request_id;           // of a broken one; may be empty
};

// Sends requests, and reads the pages in their answers, on threads of its own, of which there are
// never more than requests under way. One thread asks and takes.
class Fetcher {
 public:
  // `host` must outlive it.
  Fetcher(hif::sdk::Client client, const hif::sdk::Host& host) : client_(client), host_(host) {}
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;
  ~Fetcher() { stop(); }

  // A request that was asked for. Whoever lets go of it gives the answer up.
  class Asked {
   public:
    explicit Asked(hif::sdk::Request request) : request_(std::move(request)) {}
    ~Asked();
    const hif::sdk::Request& request() const { return request_; }

   private:
    friend class Fetcher;
    struct Exchange {
      hif::sdk::OwnCall call;
      std::optional<Received> received;
      std::exception_ptr failure;
      bool done = false;
    };
    hif::sdk::Request request_;
    std::shared_ptr<Exchange> exchange_ = std::make_shared<Exchange>();
  };

  std::unique_ptr<Asked> ask(hif::sdk::Request request, std::shared_ptr<PageReader> reader);
  bool is_done(const Asked& asked) const;
  // The answer, waited for if need be. Throws hif::sdk::SendError; Error HIF_CANCELLED or
  // HIF_DEADLINE_EXCEEDED as soon as `call` is. What was counted goes to `call`.
  Received take(const hif::sdk::Call& call, Asked& asked);
  // Gives up what is under way, and joins every thread.
  void stop();

 private:
  struct Job {
    hif::sdk::Request request;
    std::shared_ptr<PageReader> reader;
    std::shared_ptr<Asked::Exchange> exchange;
  };

  void work();
  void carry_out(const Job& job);

  hif::sdk::Client client_;
  const hif::sdk::Host& host_;
  mutable std::mutex mutex_;
  std::condition_variable asked_, answered_;
  std::deque<Job> jobs_;
  std::vector<std::shared_ptr<Asked::Exchange>> under_way_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

} // namespace timely
