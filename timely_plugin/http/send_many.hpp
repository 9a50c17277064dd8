// SPDX-License-Identifier: MIT
#pragma once
// Many requests at once: one thread sends each over a connection that is open already, and waits
// for all answers with one poll(2). What cannot go on without waiting (a connection to open, a turn
// of the pace, another attempt) does so on a thread of its own, and holds up no other.

#include "http/sender.hpp"

#include <poll.h>

#include <functional>
#include <list>
#include <mutex>
#include <vector>

namespace timely::http {

// For one thread, once.
class SendMany {
 public:
  // The request of that index. May throw Error, which then is what becomes of it.
  using Prepare = std::function<Outgoing(std::size_t)>;

  // Throws Error.
  SendMany(const hif::sdk::Host& host, Sender& sender, const hif::sdk::Exchanges& exchanges,
           Prepare prepare);
  SendMany(const SendMany&) = delete;
  SendMany& operator=(const SendMany&) = delete;
  ~SendMany();

  // As hif_client.send_many has it.
  void run(const hif::sdk::Call& call, std::size_t at_once);

 private:
  struct One;
  using Ones = std::list<One>;
  void begin_more(const hif::sdk::Call& call, std::size_t at_once);
  void wait();
  void take(Ones::iterator one);
  void go_on(Ones::iterator one);
  void join_finished();
  void end(Ones& ones, Ones::iterator one);

  const hif::sdk::Host& host_;
  Sender& sender_;
  const hif::sdk::Exchanges& exchanges_;
  const Prepare prepare_;
  std::size_t next_ = 0;
  bool stopped_ = false;
  Ones waiting_; // for an answer
  Ones on_threads_;
  std::vector<pollfd> polled_; // of those that wait, and of wake_
  std::int64_t looked_ns_ = 0; // when it was asked whether any is over
  int wake_;                   // eventfd(2): one on a thread ended
  std::mutex mutex_;
  std::vector<Ones::iterator> finished_; // of those on threads
};

} // namespace timely::http
