// SPDX-License-Identifier: MIT
#pragma once
// All of the sandbox but the sockets: it lets requests in one at a time, checks their key, and
// keeps the log.

#include "faults.hpp"
#include "oauth.hpp"
#include "routes.hpp"
#include "sandbox.hpp"
#include "seed.hpp"

#include <deque>

namespace timely::sandbox {

class Service {
 public:
  explicit Service(const Options& options);

  Response answer(const Request& request);
  std::optional<Fault> fault_for(const Request& request) { return faults_.next(request); }
  void record(SeenRequest seen);
  void count_connection();

  void set_faults(std::string_view text);
  std::vector<SeenRequest> requests() const;
  std::size_t count(std::string_view method, std::string_view path) const;
  std::size_t count() const;
  std::size_t connections() const;
  void forget_requests();

  // Runs `use` on the parts with no request under way.
  template <typename Use>
  auto with(Use use) const {
    const std::lock_guard lock(mutex_);
    return use(*this);
  }
  template <typename Use>
  auto with(Use use) {
    const std::lock_guard lock(mutex_);
    return use(*this);
  }

  // Only inside with().
  Clock clock;
  Store store;
  KeyStore keys;
  Key first_key;
  SeededDays days{};
  std::int64_t project_id = 0;

 private:
  Response answer_checked(const Request& request);

  mutable std::mutex mutex_;
  Routes routes_;
  Limits limits_;
  bool auto_approve_;

  FaultPlan faults_;

  mutable std::mutex log_mutex_;
  std::deque<SeenRequest> log_;
  std::map<std::pair<std::string, std::string>, std::size_t> counts_; // method, path
  std::size_t total_ = 0, connections_ = 0;
  std::size_t kept_requests_;
  std::ostream* log_stream_;
};

} // namespace timely::sandbox
