// SPDX-License-Identifier: MIT
#include "package/discovery.hpp"

#include "package/files.hpp"
#include "package/form.hpp"
#include "package/rivals.hpp"

#include <hif/version.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace host {
namespace fs = std::filesystem;
namespace {

constexpr auto manifest_name = "manifest.json";

std::string number(std::uint32_t value) {
  return std::to_string(value);
}

void check_abi(const Manifest& manifest, const std::string& file) {
  const auto host = number(HIF_ABI_MAJOR) + "." + number(HIF_ABI_MINOR);
  if (manifest.abi_major != HIF_ABI_MAJOR)
    throw Refused(RefusalCode::abi_major_differs, file, "/abi/major",
                  "the package is for ABI " + number(manifest.abi_major) + ", and this host has " +
                      host);
  if (manifest.abi_min_minor > HIF_ABI_MINOR)
    throw Refused(RefusalCode::abi_minor_too_old, file, "/abi/min_minor",
                  "the package needs ABI " + number(manifest.abi_major) + "." +
                      number(manifest.abi_min_minor) + " or later, and this host has " + host);
}

void check_extensions(const Manifest& manifest, const std::vector<std::string>& offered,
                      const std::string& file) {
  for (const auto& id : manifest.required_extensions)
    if (std::find(offered.begin(), offered.end(), id) == offered.end())
      throw Refused(RefusalCode::requires_unknown_extension, file, "/requires",
                    "this host does not have \"" + id + "\"");
}

void check_folder_name(const Manifest& manifest, const fs::path& dir) {
  const auto wanted = manifest.id + "-" + manifest.version;
  if (dir.filename() == wanted) return;
  throw Refused({RefusalCode::folder_name_differs,
                 dir.string(),
                 {},
                 "the manifest in it is of " + manifest.id + " " + manifest.version,
                 "Rename the folder to " + wanted + "."});
}

// By looking at the folder alone; the bytes are checked when they are needed.
void check_library_file(const Manifest& manifest, const PackageFolder& folder) {
  const auto found = manifest.libraries.find(this_platform());
  if (found == manifest.libraries.end())
    throw Refused(RefusalCode::library_missing_for_platform, folder.file(manifest_name).string(),
                  "/libraries", "there is none for " + std::string(this_platform()));
  const auto file = folder.file(found->second.file).string();
  const auto size = folder.size(found->second.file);
  if (!size) throw Refused(RefusalCode::library_missing, file, {}, "there is no such file");
  if (*size != found->second.size)
    throw Refused(RefusalCode::library_size_differs, file, {},
                  "it has " + std::to_string(*size) + " bytes, and the manifest says " +
                      std::to_string(found->second.size));
}

void check_catalogue_file(const Manifest& manifest, const PackageFolder& folder) {
  if (manifest.catalogue_file.empty() || folder.size(manifest.catalogue_file)) return;
  throw Refused(RefusalCode::catalogue_missing, folder.file(manifest.catalogue_file).string(), {},
                "there is no such file");
}

void check_quarantine(const Manifest& manifest, const Discovery& discovery,
                      const PackageFolder& folder) {
  const auto library = manifest.libraries.find(this_platform());
  if (library == manifest.libraries.end()) return;
  const auto found = discovery.quarantine.find(library->second.sha256);
  if (found == discovery.quarantine.end()) return;
  throw Refused(RefusalCode::quarantined, folder.file(library->second.file).string(), {},
                found->second);
}

template <typename Read>
std::vector<hif::json::Value> read_forms(const Manifest& manifest, Read&& read) {
  std::vector<hif::json::Value> forms;
  for (const auto& prototype : manifest.prototypes) {
    const auto [text, file] = read(prototype.form);
    if (!text)
      throw Refused(RefusalCode::form_missing, file, {},
                    "there is no such file, and it is the form of " + prototype.id);
    forms.push_back(parse_form(*text, file));
  }
  return forms;
}

void take_manifest(Found& found, Manifest manifest) {
  found.id = manifest.id;
  found.version = manifest.version;
  found.manifest = std::move(manifest);
}

void examine_folder(Found& found, const Discovery& discovery) {
  check_folder(found.path.parent_path());
  const PackageFolder folder(found.path);
  const auto file = folder.file(manifest_name).string();
  const auto text = folder.read(manifest_name, max_manifest_bytes + 1);
  if (!text) throw Refused(RefusalCode::manifest_missing, file, {}, "there is no such file");
  take_manifest(found, parse_manifest(*text, file));
  check_folder_name(*found.manifest, found.path);
  check_abi(*found.manifest, file);
  check_extensions(*found.manifest, discovery.extensions, file);
  check_library_file(*found.manifest, folder);
  check_catalogue_file(*found.manifest, folder);
  found.forms = read_forms(*found.manifest, [&](const std::string& form) {
    return std::pair(folder.read(form, max_form_bytes + 1), folder.file(form).string());
  });
  check_quarantine(*found.manifest, discovery, folder);
}

void examine_built_in(Found& found) {
  const std::string file = "(built in)/";
  take_manifest(found,
                parse_manifest(found.built_in->manifest, file + manifest_name, Origin::built_in));
  found.forms = read_forms(*found.manifest, [&](const std::string& form) {
    const auto& forms = found.built_in->forms;
    const auto at = forms.find(form);
    return std::pair(at == forms.end() ? std::nullopt : std::optional(at->second), file + form);
  });
}

template <typename Examine>
Found examined(Found found, Examine&& examine) {
  try {
    examine(found);
  } catch (const Refused& refused) {
    found.state = State::refused;
    found.refusal = refused.refusal;
  }
  return found;
}

// "acme-1.0.0" into its two parts; empty when the name is not such a one.
std::optional<std::pair<std::string, std::string>> split_folder_name(const std::string& name) {
  const auto dash = name.find('-');
  if (dash == name.npos) return std::nullopt;
  auto id = name.substr(0, dash), version = name.substr(dash + 1);
  if (!is_id(id) || !is_version(version)) return std::nullopt;
  return std::pair(std::move(id), std::move(version));
}

// What the folder's name alone says.
Found unread(const fs::path& path) {
  Found found;
  found.path = path;
  found.id = path.filename().string();
  if (auto parts = split_folder_name(found.id)) std::tie(found.id, found.version) = *parts;
  return found;
}

// A folder is a package when it holds a manifest, or when its name says that it should.
bool is_candidate(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return false;
  if (split_folder_name(path.filename().string())) return true;
  return fs::symlink_status(path / manifest_name, ignored).type() != fs::file_type::not_found;
}

std::string advice_on_dirs() {
  return ". Correct --plugin-dir or HIF_PLUGIN_PATH.";
}

// The entries in the order of their names; empty when the directory is to be passed over.
std::vector<fs::path> entries_of(const PluginDir& dir, const fs::path& path) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error))
    entries.push_back(at->path());
  if (error && dir.named_by_user)
    throw Failure(Exit::usage, "plugin directory " + path.string() +
                                   " cannot be read: " + error.message() + advice_on_dirs());
  std::sort(entries.begin(), entries.end());
  return entries;
}

// The directory's real, absolute path, so that one that is named twice is seen once; empty when it
// is to be passed over.
fs::path real_path(const PluginDir& dir) {
  std::error_code error;
  auto path = fs::canonical(dir.path, error);
  if (error && dir.named_by_user)
    throw Failure(Exit::usage, "plugin directory " + dir.path.string() +
                                   " cannot be found: " + error.message() + advice_on_dirs());
  return error ? fs::path() : path;
}

} // namespace

std::string_view name_of(State state) {
  switch (state) {
  case State::ok:
    return "ok";
  case State::refused:
    return "refused";
  case State::inactive:
    return "inactive";
  }
  return {};
}

std::vector<Found> find_packages(const Discovery& discovery) {
  std::vector<Found> packages;
  for (const auto& built_in : discovery.built_in) {
    Found found;
    found.built_in = &built_in;
    packages.push_back(examined(std::move(found), examine_built_in));
  }
  std::set<fs::path> seen;
  for (const auto& dir : discovery.dirs) {
    const auto path = real_path(dir);
    if (path.empty() || !seen.insert(path).second) continue;
    for (const auto& entry : entries_of(dir, path))
      if (is_candidate(entry))
        packages.push_back(
            examined(unread(entry), [&](Found& package) { examine_folder(package, discovery); }));
  }
  settle_rivals(packages);
  return packages;
}

Found find_package(const fs::path& folder, const Discovery& discovery) {
  std::error_code error;
  const auto path = fs::canonical(folder, error);
  if (error || !fs::is_directory(path))
    throw Failure(Exit::usage, "package folder " + folder.string() + " cannot be found: " +
                                   (error ? error.message() : "it is no folder") + ".");
  return examined(unread(path), [&](Found& package) { examine_folder(package, discovery); });
}

} // namespace host
