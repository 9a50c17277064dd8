// SPDX-License-Identifier: MIT
#include "package/manifest.hpp"

#include "package/json_text.hpp"
#include "package/manifest_fields.hpp"
#include "text/nearest.hpp"

#include <hif/hif.h>

#include <algorithm>
#include <array>

namespace host {
namespace json = hif::json;
namespace {

constexpr std::size_t max_manifest_depth = 16;
constexpr std::size_t max_extensions = 64, max_prototypes = 256;

struct KindNames {
  Kind kind;
  std::string_view name, interface;
};
constexpr std::array kinds{
    KindNames{Kind::client, "client", HIF_KIND_CLIENT},
    KindNames{Kind::subscriber, "subscriber", HIF_KIND_SUBSCRIBER},
    KindNames{Kind::publisher, "publisher", HIF_KIND_PUBLISHER},
    KindNames{Kind::transformer, "transformer", HIF_KIND_TRANSFORMER},
};

constexpr JsonTextCodes manifest_codes{
    .not_utf8 = RefusalCode::manifest_not_utf8,
    .malformed = RefusalCode::manifest_malformed,
    .duplicate_key = RefusalCode::manifest_duplicate_key,
    .too_deep = RefusalCode::manifest_too_deep,
};

// Letters, digits and ._+-, not beginning with anything but a letter, a digit or _.
bool is_file_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto allowed = [&](char c) { return letter(c) || c == '.' || c == '+' || c == '-'; };
  return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), allowed);
}

bool is_relative_path(std::string_view path) {
  while (true) {
    const auto slash = path.find('/');
    if (!is_file_name(path.substr(0, slash))) return false;
    if (slash == path.npos) return true;
    path.remove_prefix(slash + 1);
  }
}

bool is_extension_id(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos || !is_id(text.substr(0, slash))) return false;
  const auto major = text.substr(slash + 1);
  return text.substr(0, slash).find('.') != text.npos && !major.empty() && major.front() != '0' &&
         std::all_of(major.begin(), major.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string hash_in(const Fields& fields) {
  const auto hash = fields.text("sha256", {0, 256});
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (hash.size() != 64 || !std::all_of(hash.begin(), hash.end(), is_hex))
    fields.refuse(RefusalCode::manifest_bad_value, "sha256",
                  "it is not 64 lower-case hexadecimal digits");
  return hash;
}

std::string id_in(const Fields& fields, std::size_t most) {
  const auto id = fields.text("id", {1, most});
  if (!is_id(id)) fields.refuse(RefusalCode::bad_id, "id", "\"" + id + "\" is no id");
  return id;
}

void read_abi(const Fields& root, const std::string& file, Manifest& manifest) {
  const Fields abi(root.required("abi"), "/abi", file, {"major", "min_minor", "built_minor"});
  const auto number = [&](const char* name, std::uint64_t least) {
    return static_cast<std::uint32_t>(abi.number(name, least, 65535));
  };
  manifest.abi_major = number("major", 1);
  manifest.abi_min_minor = number("min_minor", 0);
  manifest.abi_built_minor = number("built_minor", 0);
}

ManifestLibrary read_library(const json::Value& value, const std::string& pointer,
                             const std::string& file) {
  const Fields fields(value, pointer, file, {"file", "sha256", "size"});
  ManifestLibrary library;
  library.file = fields.text("file", {1, 128});
  if (!is_file_name(library.file))
    fields.refuse(RefusalCode::library_path_traversal, "file",
                  "\"" + library.file + "\" is not a bare file name");
  library.sha256 = hash_in(fields);
  library.size = fields.number("size", 1, UINT64_MAX);
  return library;
}

void read_libraries(const Fields& root, const std::string& file, Origin origin,
                    Manifest& manifest) {
  if (origin == Origin::built_in && !root.optional("libraries")) return;
  const Fields libraries(root.required("libraries"), "/libraries", file, {});
  for (const auto& [platform, value] : libraries.object())
    manifest.libraries.emplace(platform, read_library(value, libraries.pointer(platform), file));
}

void read_permissions(const Fields& root, const std::string& file, Manifest& manifest) {
  const Fields permissions(root.required("permissions"), "/permissions", file,
                           {"network", "secrets"});
  manifest.network = permissions.flag("network");
  manifest.secrets = permissions.flag("secrets");
}

void read_catalogue(const Fields& root, const std::string& file, Manifest& manifest) {
  const auto* value = root.optional("catalogue");
  if (!value) return;
  const Fields catalogue(*value, "/catalogue", file, {"file", "sha256"});
  manifest.catalogue_file = catalogue.text("file", {1, 128});
  if (!is_file_name(manifest.catalogue_file))
    catalogue.refuse(RefusalCode::manifest_bad_value, "file",
                     "\"" + manifest.catalogue_file + "\" is not a bare file name");
  manifest.catalogue_sha256 = hash_in(catalogue);
}

std::vector<std::string> read_extensions(const Fields& root, std::string_view name) {
  auto ids = root.texts(name, 0, max_extensions);
  for (const auto& id : ids)
    if (!is_extension_id(id))
      root.refuse(RefusalCode::bad_id, name,
                  "\"" + id + "\" is no extension id, such as hif.log/1");
  return ids;
}

Kind read_kind(const Fields& fields) {
  const auto name = fields.text("kind", {0, 128});
  if (const auto kind = kind_of(name)) return *kind;
  std::vector<std::string> names;
  for (const auto& known : kinds) names.emplace_back(known.name);
  fields.refuse(RefusalCode::unknown_kind, "kind",
                "\"" + name + "\" is no kind that this host has." + did_you_mean(name, names));
}

// A client has no client below it, and only what reads or writes a vendor has a side of the
// catalogue.
void check_kind_fits(const Fields& fields, Kind kind) {
  const auto has_none = [&](const char* name) {
    if (fields.optional(name))
      fields.refuse(RefusalCode::manifest_bad_value, name,
                    "a " + std::string(name_of(kind)) + " has none");
  };
  if (kind == Kind::client) has_none("clients");
  if (kind == Kind::client || kind == Kind::transformer) has_none("entities");
}

ManifestPrototype read_prototype(const json::Value& value, std::string pointer,
                                 const std::string& file) {
  const Fields fields(value, std::move(pointer), file,
                      {"id", "kind", "name", "description", "form", "clients", "entities"});
  ManifestPrototype prototype;
  prototype.id = id_in(fields, 128);
  prototype.kind = read_kind(fields);
  prototype.name = fields.text("name", {1, 128});
  prototype.description = fields.optional_text("description", {0, 1024});
  prototype.form = fields.text("form", {1, 256});
  if (!is_relative_path(prototype.form))
    fields.refuse(RefusalCode::manifest_bad_value, "form",
                  "\"" + prototype.form + "\" is not a path inside the package");
  check_kind_fits(fields, prototype.kind);
  prototype.clients = fields.texts("clients", 1, max_prototypes);
  for (const auto& client : prototype.clients)
    if (!is_id(client))
      fields.refuse(RefusalCode::bad_id, "clients", "\"" + client + "\" is no prototype id");
  prototype.entities = fields.optional_text("entities", {0, 16});
  if (fields.optional("entities") && prototype.entities != "read" && prototype.entities != "write")
    fields.refuse(RefusalCode::manifest_bad_value, "entities",
                  "\"" + prototype.entities + "\" is neither read nor write");
  return prototype;
}

void read_prototypes(const Fields& root, const std::string& file, Manifest& manifest) {
  for (const auto& item : root.array("prototypes", 1, max_prototypes)) {
    auto pointer = "/prototypes/" + std::to_string(manifest.prototypes.size());
    manifest.prototypes.push_back(read_prototype(item, std::move(pointer), file));
  }
}

// Before anything else of the schema: a later version may have what this one does not know.
void check_manifest_version(const json::Value& document, const std::string& file) {
  const Fields fields(document, "", file, {});
  const auto version = fields.number("manifest_version", 0, UINT64_MAX);
  if (version != 1)
    fields.refuse(RefusalCode::manifest_version_unknown, "manifest_version",
                  "version " + std::to_string(version) + " is not known; this host reads 1");
}

Manifest read_schema(const json::Value& document, const std::string& file, Origin origin) {
  check_manifest_version(document, file);
  const Fields root(document, "", file,
                    {"manifest_version", "id", "version", "name", "publisher", "license",
                     "description", "abi", "libraries", "requires", "uses", "permissions",
                     "catalogue", "prototypes"});
  Manifest manifest;
  manifest.id = id_in(root, 64);
  manifest.version = root.text("version", {0, 64});
  if (!is_version(manifest.version))
    root.refuse(RefusalCode::bad_version, "version", "\"" + manifest.version + "\" is no version");
  manifest.name = root.text("name", {1, 128});
  manifest.publisher = root.text("publisher", {1, 128});
  manifest.license = root.text("license", {1, 128});
  manifest.description = root.optional_text("description", {0, 1024});
  read_abi(root, file, manifest);
  read_libraries(root, file, origin, manifest);
  manifest.required_extensions = read_extensions(root, "requires");
  manifest.used_extensions = read_extensions(root, "uses");
  read_permissions(root, file, manifest);
  read_catalogue(root, file, manifest);
  read_prototypes(root, file, manifest);
  return manifest;
}

void check_prototype_meaning(const Manifest& manifest, std::size_t index, const std::string& file) {
  const auto& prototype = manifest.prototypes[index];
  const auto pointer = "/prototypes/" + std::to_string(index);
  if (!prototype.id.starts_with(manifest.id + "."))
    throw Refused(RefusalCode::bad_id, file, pointer + "/id",
                  "\"" + prototype.id + "\" does not begin with \"" + manifest.id + ".\"");
  for (std::size_t earlier = 0; earlier < index; ++earlier)
    if (manifest.prototypes[earlier].id == prototype.id)
      throw Refused(RefusalCode::duplicate_prototype_in_package, file, pointer + "/id",
                    "\"" + prototype.id + "\" is also the id of /prototypes/" +
                        std::to_string(earlier));
  if (!prototype.entities.empty() && manifest.catalogue_file.empty())
    throw Refused(RefusalCode::manifest_missing_field, file, "/catalogue",
                  "the prototype \"" + prototype.id + "\" has entities, and there is no catalogue");
}

void check_meaning(const Manifest& manifest, const std::string& file) {
  if (manifest.abi_min_minor > manifest.abi_built_minor)
    throw Refused(RefusalCode::manifest_bad_value, file, "/abi/min_minor",
                  "it is later than built_minor, " + std::to_string(manifest.abi_built_minor));
  for (std::size_t i = 0; i < manifest.prototypes.size(); ++i)
    check_prototype_meaning(manifest, i, file);
}

} // namespace

std::string_view name_of(Kind kind) {
  return kinds[static_cast<std::size_t>(kind)].name;
}

std::string_view interface_of(Kind kind) {
  return kinds[static_cast<std::size_t>(kind)].interface;
}

std::optional<Kind> kind_of(std::string_view name) {
  for (const auto& known : kinds)
    if (known.name == name) return known.kind;
  return std::nullopt;
}

std::string_view this_platform() {
#if defined(__x86_64__)
  return "linux-x86_64";
#elif defined(__aarch64__)
  return "linux-aarch64";
#else
#error "give this processor a name here, and its ELF machine in library.cpp"
#endif
}

Manifest parse_manifest(std::string_view text, const std::string& file, Origin origin) {
  if (text.size() > max_manifest_bytes)
    throw Refused(RefusalCode::manifest_too_large, file, {},
                  "it is over " + std::to_string(max_manifest_bytes) + " bytes");
  const auto document = parse_json_text(text, file, max_manifest_depth, manifest_codes);
  auto manifest = read_schema(document, file, origin);
  check_meaning(manifest, file);
  return manifest;
}

} // namespace host
