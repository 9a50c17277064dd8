// SPDX-License-Identifier: MIT
#include "package/entry.hpp"

#include "package/refusal.hpp"
#include "services/call.hpp"

#include <hif/hif.h>
#include <hif/sdk/text.hpp>

#include <algorithm>

namespace host {
namespace {

using hif::sdk::view;

constexpr std::uint32_t max_prototypes = 256;

// Sizes as ABI 1.1 has them; later minors only add at the end.
constexpr std::uint32_t entry_size = offsetof(hif_entry, prototype) + sizeof(hif_entry::prototype);
constexpr std::uint32_t prototype_size =
    offsetof(hif_prototype, get_extension) + sizeof(hif_prototype::get_extension);

// What every table of functions begins with.
struct TableHead {
  std::uint32_t struct_size, reserved;
};

std::uint32_t least_table_size(Kind kind) {
  switch (kind) {
  case Kind::client:
    return offsetof(hif_client, probe) + sizeof(hif_client::probe);
  case Kind::subscriber:
    return offsetof(hif_subscriber, close) + sizeof(hif_subscriber::close);
  case Kind::publisher:
    return offsetof(hif_publisher, close) + sizeof(hif_publisher::close);
  case Kind::transformer:
    return offsetof(hif_transformer, transform) + sizeof(hif_transformer::transform);
  }
  return 0;
}

void check_size(std::uint32_t size, std::uint32_t least, const std::string& what,
                const std::string& file) {
  if (size < least)
    throw Refused(RefusalCode::entry_too_small, file, {},
                  what + " has struct_size " + std::to_string(size) + ", and ABI 1.1 has " +
                      std::to_string(least));
}

void check_same(const std::string& what, std::string_view in_library, std::string_view in_manifest,
                const std::string& file) {
  if (in_library != in_manifest)
    throw Refused(RefusalCode::entry_differs, file, {},
                  "its " + what + " is \"" + std::string(in_library) +
                      "\", and the manifest says \"" + std::string(in_manifest) + "\"");
}

void check_prototype(const hif_prototype& table, const ManifestPrototype& declared,
                     const std::string& file) {
  const auto name = "the prototype " + declared.id;
  check_size(table.struct_size, prototype_size, name, file);
  if (!table.validate || !table.create || !table.destroy || !table.get_extension || !table.table)
    throw Refused(RefusalCode::entry_too_small, file, {}, name + " lacks a function");
  check_same("kind of " + declared.id, view(table.kind), interface_of(declared.kind), file);
  check_size(static_cast<const TableHead*>(table.table)->struct_size,
             least_table_size(declared.kind), "the table of " + name, file);
}

// Every prototype that the package gives, up to more than a manifest may list.
std::vector<const hif_prototype*> given_prototypes(const hif_entry& entry) {
  std::vector<const hif_prototype*> given;
  while (given.size() <= max_prototypes) {
    const auto* next = entry.prototype(static_cast<std::uint32_t>(given.size()));
    if (!next) break;
    given.push_back(next);
  }
  return given;
}

} // namespace

std::mutex& load_serial() {
  static std::mutex serial;
  return serial;
}

void verify_entry(const hif_entry* entry, const Manifest& manifest, const std::string& file) {
  if (!entry)
    throw Refused(RefusalCode::entry_null, file, {},
                  "hif_entry_v1 gives nothing for a host of ABI " + std::to_string(HIF_ABI_MAJOR) +
                      "." + std::to_string(HIF_ABI_MINOR));
  check_size(entry->struct_size, entry_size, "the entry", file);
  if (!entry->init || !entry->deinit || !entry->prototype)
    throw Refused(RefusalCode::entry_too_small, file, {}, "the entry lacks a function");
  check_same("package id", view(entry->package_id), manifest.id, file);
  check_same("version", view(entry->package_version), manifest.version, file);
  check_same("ABI minor", std::to_string(entry->abi_minor),
             std::to_string(manifest.abi_built_minor), file);
}

void init_package(const hif_entry& entry, const hif_host* host, const std::string& package_dir,
                  const std::string& file) {
  const HostCall call;
  const auto status = entry.init(call.raw(), host, hif::sdk::str(package_dir));
  if (status == HIF_OK) return;
  const auto reason = call.message().empty() ? "no reason given" : call.message();
  throw Refused(RefusalCode::init_failed, file, {},
                "init() gave " + std::to_string(status) + ": " + reason);
}

std::vector<const hif_prototype*> match_prototypes(const hif_entry& entry, const Manifest& manifest,
                                                   const std::string& file) {
  const auto given = given_prototypes(entry);
  std::vector<const hif_prototype*> matched;
  for (const auto& declared : manifest.prototypes) {
    const auto found = std::find_if(given.begin(), given.end(), [&](const hif_prototype* one) {
      return view(one->id) == declared.id;
    });
    if (found == given.end())
      throw Refused(RefusalCode::entry_differs, file, {},
                    "it has no prototype \"" + declared.id + "\", which the manifest lists");
    check_prototype(**found, declared, file);
    matched.push_back(*found);
  }
  if (given.size() != matched.size())
    throw Refused(RefusalCode::entry_differs, file, {},
                  "it has more prototypes than the " + std::to_string(matched.size()) +
                      " that the manifest lists");
  return matched;
}

} // namespace host
