// SPDX-License-Identifier: MIT
#pragma once
// The hif_host that one configured object sees: the host's services under the object's name.

#include "services/log.hpp"
#include "services/secrets.hpp"

#include <hif/ext/state.h>
#include <hif/host.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace host {

struct StateValue {
  std::string value;
  std::uint64_t revision;
};

// Where state is kept. Any thread; throws std::runtime_error.
class StateKeeper {
 public:
  virtual ~StateKeeper() = default;
  virtual std::optional<StateValue> get_state(std::string_view scope, std::string_view name) = 0;
  // The new revision, or nothing when another one than `expected` is kept (0: none).
  virtual std::optional<std::uint64_t> put_state(std::string_view scope, std::string_view name,
                                                 std::string_view value,
                                                 std::uint64_t expected) = 0;
  virtual void remove_state(std::string_view scope, std::string_view name) = 0;
};

// Whether a lease was taken, and under which fence; else whose fence it is, and for how long yet.
struct LeaseAnswer {
  bool taken = false;
  std::uint64_t fence = 0;
  std::int64_t left_ms = 0;
};

// Where leases are kept, as ext/lease.h has them. Any thread; throws std::runtime_error.
class LeaseKeeper {
 public:
  virtual ~LeaseKeeper() = default;
  virtual LeaseAnswer acquire_lease(std::string_view scope, std::string_view name,
                                    std::int64_t duration_ms) = 0;
  // False when it is lost.
  virtual bool renew_lease(std::string_view scope, std::string_view name, std::uint64_t fence,
                           std::int64_t duration_ms) = 0;
  virtual void release_lease(std::string_view scope, std::string_view name,
                             std::uint64_t fence) = 0;
};

// What all host objects of a process share.
struct Services {
  Log& log;
  Secrets& secrets;
  StateKeeper& state;
  LeaseKeeper& leases;
};

// Must outlive every instance that was made with it.
class HostObject {
 public:
  HostObject(Services services, std::string scope);
  HostObject(const HostObject&) = delete;
  HostObject& operator=(const HostObject&) = delete;

  const hif_host* raw() const { return &raw_; }
  const std::string& scope() const { return scope_; }
  Services& services() { return services_; }

 private:
  Services services_;
  std::string scope_;
  hif_host raw_;
};

} // namespace host
