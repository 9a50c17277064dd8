// SPDX-License-Identifier: MIT
#pragma once
// An object made from a prototype, destroyed when it goes.

#include "package/package.hpp"

#include <hif/hif.h>

#include <string>
#include <utility>
#include <vector>

namespace host {

// Move only. Must go before the host object and the client that it was created with.
class Instance {
 public:
  Instance() = default;
  Instance(const Prototype& prototype, const hif_prototype& table, hif_instance* raw)
      : prototype_(&prototype), table_(&table), raw_(raw) {}
  Instance(Instance&& other) noexcept
      : prototype_(other.prototype_), table_(other.table_),
        raw_(std::exchange(other.raw_, nullptr)) {}
  Instance& operator=(Instance&& other) noexcept {
    std::swap(prototype_, other.prototype_);
    std::swap(table_, other.table_);
    std::swap(raw_, other.raw_);
    return *this;
  }
  ~Instance() {
    if (raw_) table_->destroy(raw_);
  }

  explicit operator bool() const { return raw_ != nullptr; }
  hif_instance* raw() const { return raw_; }
  const Prototype& prototype() const { return *prototype_; }

  // The functions of its kind. Throws std::logic_error when it is of another kind.
  const hif_client& client() const;
  const hif_subscriber& subscriber() const;
  const hif_publisher& publisher() const;
  const hif_transformer& transformer() const;

  // An optional interface by id, or null.
  const void* extension(std::string_view id) const;
  // For the instances that work over this client; `name` must live as long as the reference.
  hif_client_ref client_ref(std::string_view name) const;

 private:
  const void* functions(Kind kind) const;

  const Prototype* prototype_ = nullptr;
  const hif_prototype* table_ = nullptr;
  hif_instance* raw_ = nullptr;
};

// An instance, or the status with which the package refused to make one: what it said is with the
// caller's `call` (HostCall::message).
struct Created {
  hif_status status = HIF_OK;
  Instance instance;
};

// Opens the package's library when need be. `host`, and `client` (null where the prototype needs
// none), must outlive the instance. Throws Failure (exit 4) when the package is refused.
Created create_instance(const Prototype& prototype, const hif_call* call, const hif_host* host,
                        const hif_client_ref* client, const hif::json::Value& config);

// One fault in a configuration. `pointer` is a JSON Pointer into it; may be empty.
struct ConfigProblem {
  std::string pointer, message, hint;
};

// What the package has against a configuration that passed the form; empty: nothing. Throws
// Failure (exit 4) when the package is refused.
std::vector<ConfigProblem> validate(const Prototype& prototype, const hif_host* host,
                                    const hif::json::Value& config);

} // namespace host
