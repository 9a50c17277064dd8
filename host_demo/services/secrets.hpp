// SPDX-License-Identifier: MIT
#pragma once
// Secrets at rest: `<data_dir>/secrets/<scope>/<name>`, AES-256-GCM, replaced atomically.

#include "services/secret_key.hpp"

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace host {

struct Secret {
  std::string value;
  std::uint64_t revision;
};

// The secret is there and the key at hand does not open it, or it was tampered with.
class SecretUnreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Any thread, and any number of processes on one data folder. Throws std::runtime_error when the
// files cannot be used.
class Secrets {
 public:
  explicit Secrets(std::filesystem::path data_dir) : data_dir_(std::move(data_dir)) {}

  // Nothing when none is kept. Throws SecretUnreadable.
  std::optional<Secret> get(std::string_view scope, std::string_view name) const;
  // The new revision, or nothing when another one than `expected` is kept (0: none).
  std::optional<std::uint64_t> put(std::string_view scope, std::string_view name,
                                   std::string_view value, std::uint64_t expected);
  void remove(std::string_view scope, std::string_view name);

 private:
  std::filesystem::path path(std::string_view scope, std::string_view name) const;
  SecretKey key() const;

  std::filesystem::path data_dir_;
  mutable std::mutex key_mutex_;
  mutable std::optional<SecretKey> key_;
};

} // namespace host
