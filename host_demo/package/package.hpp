// SPDX-License-Identifier: MIT
#pragma once
// One package: what its manifest says, and its library once that is needed.

#include "package/catalogue.hpp"
#include "package/discovery.hpp"

#include <hif/prototype.h>

#include <future>
#include <memory>
#include <mutex>

namespace host {

class Package;

// A kind of object that a package offers. Lives as long as its PackageSet. Any thread.
class Prototype {
 public:
  Prototype(Package& package, std::size_t index) : package_(&package), index_(index) {}

  const std::string& id() const { return declared().id; }
  Kind kind() const { return declared().kind; }
  const std::string& name() const { return declared().name; }
  const std::string& description() const { return declared().description; }
  // Ids of the client prototypes it works over; empty: it needs no client.
  const std::vector<std::string>& clients() const { return declared().clients; }
  // Side of the catalogue: "read", "write", or empty where it has no entities.
  const std::string& entities() const { return declared().entities; }
  const Package& package() const { return *package_; }

  // The JSON Schema of its configuration.
  const hif::json::Value& form() const;
  // The package's catalogue, read when first asked for. Throws Failure: exit 4 when it is not in
  // order, exit 2 when the prototype has no entities.
  const Catalogue& catalogue() const;
  // Says that open() is to follow, so that it finds the library loaded.
  void load_ahead() const;
  // The package's own table; opens the library when it is not open yet. Throws Failure (exit 4).
  const hif_prototype& open() const;

 private:
  const ManifestPrototype& declared() const;

  Package* package_;
  std::size_t index_; // in the manifest
};

class Package {
 public:
  Package(Found found, const hif_host* host);
  ~Package();
  Package(const Package&) = delete;
  Package& operator=(const Package&) = delete;

  const std::string& id() const { return found_.id; }
  const std::string& version() const { return found_.version; }
  const std::filesystem::path& path() const { return found_.path; } // empty when built in
  bool is_built_in() const { return found_.built_in != nullptr; }
  // Null while the manifest cannot be read.
  const Manifest* manifest() const { return found_.manifest ? &*found_.manifest : nullptr; }
  std::string abi() const; // "1.1", or empty when not known
  // As the manifest has it for this platform; empty when there is none.
  std::string library_sha256() const;

  State state() const;
  std::optional<Refusal> refusal() const;
  // "built in", "open", "not opened"; empty when there is none to open.
  std::string_view library_state() const;

  // Checks what discovery leaves out and needs no code of the package to run: the catalogue, and
  // the hash and file type of the library. Gives the refusal, if any, and keeps it.
  std::optional<Refusal> verify();
  // Opens the library and calls init(), once. Throws Failure (exit 4).
  void open();
  // Has the library read, checked and loaded on another thread, for an open() that is to follow.
  void load_ahead();

 private:
  friend class Prototype;

  const Catalogue& catalogue();
  const hif_prototype& table(std::size_t index);
  void read_catalogue();
  void load();
  // Runs `step` unless the package is not to be used; what `step` refuses is kept, and thrown as
  // Failure.
  template <typename Step>
  void attempt(Step&& step);
  std::string title() const { return id() + " " + version(); }

  Found found_;
  const hif_host* host_;
  mutable std::recursive_mutex mutex_; // guards the state and refusal of found_, and what follows
  std::unique_ptr<const Catalogue> catalogue_;
  std::future<const hif_entry*> loading_;    // where it is loaded ahead
  const hif_entry* entry_ = nullptr;         // once init() was done
  std::vector<const hif_prototype*> tables_; // by the position in the manifest
};

} // namespace host
