// SPDX-License-Identifier: MIT
#pragma once
// What a package says about itself (manifests/README.md, version 1).

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

enum class Kind { client, subscriber, publisher, transformer };
std::string_view name_of(Kind kind);      // "client"
std::string_view interface_of(Kind kind); // "hif.client/1"
std::optional<Kind> kind_of(std::string_view name);

struct ManifestLibrary {
  std::string file;
  std::string sha256;
  std::uint64_t size = 0;
};

struct ManifestPrototype {
  std::string id;
  Kind kind = Kind::client;
  std::string name;
  std::string description;
  std::string form;                 // path inside the package
  std::vector<std::string> clients; // ids of client prototypes; empty: it needs none
  std::string entities;             // "read", "write" or empty
};

struct Manifest {
  std::string id, version, name, publisher, license, description;
  std::uint32_t abi_major = 0, abi_min_minor = 0, abi_built_minor = 0;
  std::map<std::string, ManifestLibrary, std::less<>> libraries; // by platform
  std::vector<std::string> required_extensions, used_extensions;
  bool network = false, secrets = false;
  std::string catalogue_file, catalogue_sha256; // empty when there is none
  std::vector<ManifestPrototype> prototypes;
};

constexpr std::size_t max_manifest_bytes = 256 * 1024;

enum class Origin { folder, built_in };

// Reads `text`, the content of `file`, in the order text, schema, meaning; reports the first fault.
// A built-in package has no libraries. Throws Refused.
Manifest parse_manifest(std::string_view text, const std::string& file,
                        Origin origin = Origin::folder);

// Both as manifests/README.md has them.
bool is_id(std::string_view text);
bool is_version(std::string_view text);
// Less than 0, 0 or more than 0, by Semantic Versioning 2.0.0 §11; both must be versions.
int compare_versions(std::string_view a, std::string_view b);

// "linux-x86_64": the key of this machine in Manifest::libraries.
std::string_view this_platform();

} // namespace host
