// SPDX-License-Identifier: MIT
#pragma once
// The host's services, typed. A service that the host does not have throws Error
// HIF_UNIMPLEMENTED when it is first used, save the log, which is then silent.

#include "call.hpp"

#include <hif/ext/clock.h>
#include <hif/ext/log.h>
#include <hif/ext/secrets.h>
#include <hif/ext/state.h>

#include <optional>

namespace hif::sdk {

// A kept value and the revision to name when replacing it.
struct Kept {
  std::string value;
  std::uint64_t revision;
};

// Borrowed; lives as long as the instance that it was given to. Every function may be called on
// any thread.
class Host {
 public:
  explicit Host(const hif_host* raw)
      : raw_(raw), log_(find<hif_log>(HIF_EXT_LOG)), clock_(find<hif_clock>(HIF_EXT_CLOCK)),
        secrets_(find<hif_secrets>(HIF_EXT_SECRETS)), state_(find<hif_state>(HIF_EXT_STATE)) {}

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
};

} // namespace hif::sdk
