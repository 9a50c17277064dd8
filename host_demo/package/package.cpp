// SPDX-License-Identifier: MIT
#include "package/package.hpp"

#include "package/entry.hpp"
#include "package/files.hpp"
#include "package/library.hpp"
#include "package/sha256.hpp"

namespace host {
namespace {

const hif_entry* load_entry(const Manifest& manifest, const std::filesystem::path& package_dir) {
  const std::lock_guard serial(load_serial());
  return load_library(manifest, package_dir);
}

} // namespace

const ManifestPrototype& Prototype::declared() const {
  return package_->manifest()->prototypes[index_];
}

const hif::json::Value& Prototype::form() const {
  return package_->found_.forms[index_];
}

const Catalogue& Prototype::catalogue() const {
  if (entities().empty()) throw Failure(Exit::usage, "prototype \"" + id() + "\" has no entities.");
  return package_->catalogue();
}

void Prototype::load_ahead() const {
  package_->load_ahead();
}

const hif_prototype& Prototype::open() const {
  return package_->table(index_);
}

Package::Package(Found found, const hif_host* host) : found_(std::move(found)), host_(host) {}

Package::~Package() {
  if (!entry_) return;
  const std::lock_guard serial(load_serial());
  entry_->deinit();
}

std::string Package::abi() const {
  if (!manifest()) return {};
  return std::to_string(manifest()->abi_major) + "." + std::to_string(manifest()->abi_built_minor);
}

std::string Package::library_sha256() const {
  if (!manifest()) return {};
  const auto library = manifest()->libraries.find(this_platform());
  return library == manifest()->libraries.end() ? std::string() : library->second.sha256;
}

State Package::state() const {
  const std::lock_guard lock(mutex_);
  return found_.state;
}

std::optional<Refusal> Package::refusal() const {
  const std::lock_guard lock(mutex_);
  return found_.refusal;
}

std::string_view Package::library_state() const {
  const std::lock_guard lock(mutex_);
  if (is_built_in()) return "built in";
  if (found_.state != State::ok) return {};
  return entry_ ? "open" : "not opened";
}

template <typename Step>
void Package::attempt(Step&& step) {
  if (found_.refusal) throw found_.refusal->failure(title());
  try {
    step();
  } catch (const Refused& refused) {
    found_.state = State::refused;
    found_.refusal = refused.refusal;
    throw refused.refusal.failure(title());
  }
}

void Package::read_catalogue() {
  const PackageFolder folder(found_.path);
  const auto& name = manifest()->catalogue_file;
  const auto file = folder.file(name).string();
  const auto text = folder.read(name, max_catalogue_bytes + 1);
  if (!text) throw Refused(RefusalCode::catalogue_missing, file, {}, "there is no such file");
  const auto hash = sha256_hex(*text);
  if (hash != manifest()->catalogue_sha256)
    throw Refused(RefusalCode::catalogue_hash_differs, file, {},
                  "its SHA-256 is " + hash + ", and the manifest says " +
                      manifest()->catalogue_sha256);
  catalogue_ = std::make_unique<const Catalogue>(*text, file);
}

const Catalogue& Package::catalogue() {
  const std::lock_guard lock(mutex_);
  if (!catalogue_) attempt([this] { read_catalogue(); });
  return *catalogue_;
}

void Package::load_ahead() {
  const std::lock_guard lock(mutex_);
  if (is_built_in() || entry_ || loading_.valid() || found_.refusal) return;
  loading_ =
      std::async(std::launch::async, [this] { return load_entry(*manifest(), found_.path); });
}

void Package::load() {
  const auto& built_in = found_.built_in;
  const auto* entry = built_in           ? built_in->entry
                      : loading_.valid() ? loading_.get()
                                         : load_entry(*manifest(), found_.path);
  const std::lock_guard serial(load_serial());
  const auto library = manifest()->libraries.find(this_platform());
  const auto file = built_in ? "(built in)" : (found_.path / library->second.file).string();
  verify_entry(entry, *manifest(), file);
  init_package(*entry, host_, found_.path.string(), file);
  try {
    tables_ = match_prototypes(*entry, *manifest(), file);
  } catch (...) {
    entry->deinit();
    throw;
  }
  entry_ = entry;
}

void Package::open() {
  const std::lock_guard lock(mutex_);
  if (!entry_) attempt([this] { load(); });
}

const hif_prototype& Package::table(std::size_t index) {
  const std::lock_guard lock(mutex_);
  open();
  return *tables_[index];
}

std::optional<Refusal> Package::verify() {
  const std::lock_guard lock(mutex_);
  if (found_.refusal || is_built_in()) return found_.refusal;
  try {
    attempt([this] {
      if (!manifest()->catalogue_file.empty() && !catalogue_) read_catalogue();
      if (catalogue_) catalogue_->verify();
      verify_library(*manifest(), found_.path);
    });
  } catch (const Failure&) { // it is kept in found_.refusal
  }
  return found_.refusal;
}

} // namespace host
