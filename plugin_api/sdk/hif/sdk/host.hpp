// SPDX-License-Identifier: MIT
#pragma once
// The host's services, typed. A service that the host does not have throws Error
// HIF_UNIMPLEMENTED when it is first used, save the log, which is then silent.

#include "call.hpp"

#include <hif/ext/clock.h>
#include <hif/ext/lease.h>
#include <hif/ext/log.h>
#include <hif/ext/secrets.h>
#include <hif/ext/state.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace hif::sdk {

// A kept value and the revision to name when replacing it.
struct Kept {
  std::string value;
  std::uint64_t revision;
};

class Host;

// A lease that is held, and released when it goes away. One thread at a time.
class Lease {
 public:
  Lease(Lease&& other) noexcept
      : host_(std::exchange(other.host_, nullptr)), service_(other.service_),
        name_(std::move(other.name_)), fence_(other.fence_) {}
  Lease& operator=(Lease&& other) noexcept {
    std::swap(host_, other.host_);
    std::swap(service_, other.service_);
    std::swap(name_, other.name_);
    std::swap(fence_, other.fence_);
    return *this;
  }
  ~Lease() { release(); }

  // Above that of every earlier holder; goes into what the lease guards.
  std::uint64_t fence() const { return fence_; }
  // Held for `duration_ms` from now on. False when it is lost. Throws Error.
  bool renew(const Call& call, std::int64_t duration_ms);
  // Before its time. It lapses by itself when that fails.
  void release() noexcept {
    if (host_) service_->release(host_, nullptr, str(name_), fence_);
    host_ = nullptr;
  }

 private:
  friend class Host;
  Lease(const hif_host* host, const hif_lease* service, std::string_view name, std::uint64_t fence)
      : host_(host), service_(service), name_(name), fence_(fence) {}

  const hif_host* host_; // null: released, or moved away
  const hif_lease* service_;
  std::string name_;
  std::uint64_t fence_;
};

// Borrowed; lives as long as the instance that it was given to. Every function may be called on
// any thread.
class Host {
 public:
  explicit Host(const hif_host* raw)
      : raw_(raw), log_(find<hif_log>(HIF_EXT_LOG)), clock_(find<hif_clock>(HIF_EXT_CLOCK)),
        secrets_(find<hif_secrets>(HIF_EXT_SECRETS)), state_(find<hif_state>(HIF_EXT_STATE)),
        lease_(find<hif_lease>(HIF_EXT_LEASE)) {}

  const hif_host* raw() const { return raw_; }
  std::string_view scope() const { return view(raw_->scope); }
  // "hif/1.0.0": for a user agent.
  std::string product() const {
    return std::string(view(raw_->name)) + "/" + std::string(view(raw_->version));
  }

  bool logs(std::int32_t level) const { return log_ && level >= log_->level(raw_); }
  // `fields` is empty or a JSON object.
  void log(std::int32_t level, std::string_view message, std::string_view fields = {}) const {
    if (logs(level)) log_->write(raw_, level, str(message), str(fields));
  }

  // Microseconds since 1970-01-01T00:00:00Z.
  std::int64_t now_us() const { return need(clock_, HIF_EXT_CLOCK).now_us(raw_); }
  std::int64_t steady_ns() const { return need(clock_, HIF_EXT_CLOCK).steady_ns(raw_); }
  // Throws Error HIF_CANCELLED or HIF_DEADLINE_EXCEEDED as soon as the call is.
  void sleep(const hif_call* call, std::int64_t delay_ms) const {
    check(need(clock_, HIF_EXT_CLOCK).sleep(raw_, call, delay_ms), "the wait was cut short");
  }

  // Empty when none is kept. Throws Error HIF_UNAUTHENTICATED when it cannot be decrypted.
  std::optional<Kept> secret(const Call& call, std::string_view name) const {
    return get(need(secrets_, HIF_EXT_SECRETS), call, name);
  }
  // Empty when another revision than `expected` is kept (0: none), else the new revision.
  std::optional<std::uint64_t> put_secret(const Call& call, std::string_view name,
                                          std::string_view value, std::uint64_t expected) const {
    return put(need(secrets_, HIF_EXT_SECRETS), call, name, value, expected);
  }
  void remove_secret(const Call& call, std::string_view name) const {
    remove(need(secrets_, HIF_EXT_SECRETS), call, name);
  }
  // Masks `value` in everything the host writes from now on.
  void mask(std::string_view value) const {
    if (secrets_ && !value.empty()) secrets_->mask(raw_, str(value));
  }

  std::optional<Kept> state(const Call& call, std::string_view name) const {
    return get(need(state_, HIF_EXT_STATE), call, name);
  }
  std::optional<std::uint64_t> put_state(const Call& call, std::string_view name,
                                         std::string_view value, std::uint64_t expected) const {
    return put(need(state_, HIF_EXT_STATE), call, name, value, expected);
  }
  void remove_state(const Call& call, std::string_view name) const {
    remove(need(state_, HIF_EXT_STATE), call, name);
  }

  // Empty when another holds it; *left_ms, if given, is then for how long yet at most.
  std::optional<Lease> try_lease(const Call& call, std::string_view name, std::int64_t duration_ms,
                                 std::int64_t* left_ms = nullptr) const {
    const auto& service = need(lease_, HIF_EXT_LEASE);
    std::uint64_t fence = 0;
    std::int64_t left = 0;
    OwnCall own(call);
    const auto status = service.acquire(raw_, own.raw(), str(name), duration_ms, &fence, &left);
    if (left_ms) *left_ms = left;
    if (status == HIF_CONFLICT) return std::nullopt;
    check(status, own, name);
    return Lease(raw_, lease_, name, fence);
  }
  // Waits for it, asking again every `poll_ms` at most. Throws Error HIF_CANCELLED or
  // HIF_DEADLINE_EXCEEDED as soon as the call is.
  Lease lease(const Call& call, std::string_view name, std::int64_t duration_ms,
              std::int64_t poll_ms = 100) const {
    for (;;) {
      std::int64_t left_ms = 0;
      if (auto lease = try_lease(call, name, duration_ms, &left_ms)) return std::move(*lease);
      sleep(call.raw(), std::clamp<std::int64_t>(left_ms, 1, poll_ms));
    }
  }

 private:
  template <typename Service>
  const Service* find(const char* id) const {
    return static_cast<const Service*>(raw_->get_extension(raw_, str(id)));
  }
  template <typename Service>
  static const Service& need(const Service* service, const char* id) {
    if (!service)
      throw Error(HIF_UNIMPLEMENTED, std::string("this host has no service \"") + id + "\"");
    return *service;
  }
  static void check(hif_status status, const char* what) {
    if (status < 0) throw Error(status, what);
  }
  // The host's own message of a failed service call, with its status.
  static void check(hif_status status, const OwnCall& call, std::string_view name) {
    if (status >= 0) return;
    throw Error(status, call.message().empty()
                            ? "the host cannot keep \"" + std::string(name) + "\""
                            : call.message());
  }
  template <typename Service>
  std::optional<Kept> get(const Service& service, const Call& call, std::string_view name) const {
    std::optional<Kept> kept;
    OwnCall own(call);
    const auto status = service.get(
        raw_, own.raw(), str(name), &kept, [](void* data, hif_slice value, std::uint64_t revision) {
          *static_cast<std::optional<Kept>*>(data) = Kept{std::string(view(value)), revision};
        });
    if (status == HIF_NOT_FOUND) return std::nullopt;
    check(status, own, name);
    return kept;
  }
  template <typename Service>
  std::optional<std::uint64_t> put(const Service& service, const Call& call, std::string_view name,
                                   std::string_view value, std::uint64_t expected) const {
    std::uint64_t revision = 0;
    OwnCall own(call);
    const auto status = service.put(raw_, own.raw(), str(name), slice(value), expected, &revision);
    if (status == HIF_CONFLICT) return std::nullopt;
    check(status, own, name);
    return revision;
  }
  template <typename Service>
  void remove(const Service& service, const Call& call, std::string_view name) const {
    OwnCall own(call);
    check(service.remove(raw_, own.raw(), str(name)), own, name);
  }

  const hif_host* raw_;
  const hif_log* log_;
  const hif_clock* clock_;
  const hif_secrets* secrets_;
  const hif_state* state_;
  const hif_lease* lease_;

  friend class Lease;
};

inline bool Lease::renew(const Call& call, std::int64_t duration_ms) {
  if (!host_) return false;
  OwnCall own(call);
  const auto status = service_->renew(host_, own.raw(), str(name_), fence_, duration_ms);
  if (status == HIF_CONFLICT) return false;
  Host::check(status, own, name_);
  return true;
}

} // namespace hif::sdk
