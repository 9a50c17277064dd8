// SPDX-License-Identifier: MIT
#include "package/refusal.hpp"

#include <array>

namespace host {
namespace {

using enum RefusalCode;

constexpr std::string_view ask_author = "Install the package again, or tell its publisher.";
constexpr std::string_view reinstall = "Install the package again from where it came.";
constexpr std::string_view fix_manifest = "Correct manifest.json, or install the package again.";

constexpr std::array table{
    RefusalRow{insecure_permissions, "insecure-permissions",
               "The folder or a file of the package can be changed by others, belongs to another "
               "user, or is a symbolic link or special file.",
               "Make it a plain file or folder of your own or of root, and take the write "
               "permission from group and others: chmod go-w."},
    RefusalRow{manifest_missing, "manifest-missing",
               "The folder is named like a package and holds no manifest.json.", reinstall},
    RefusalRow{manifest_too_large, "manifest-too-large", "manifest.json is over 262144 bytes.",
               fix_manifest},
    RefusalRow{manifest_not_utf8, "manifest-not-utf8",
               "manifest.json is not UTF-8, or begins with a byte order mark.",
               "Save manifest.json as UTF-8 without a byte order mark."},
    RefusalRow{manifest_malformed, "manifest-malformed", "manifest.json is not JSON, or is empty.",
               fix_manifest},
    RefusalRow{manifest_duplicate_key, "manifest-duplicate-key",
               "An object in manifest.json has the same key twice.",
               "Remove one of the two from manifest.json."},
    RefusalRow{manifest_too_deep, "manifest-too-deep", "manifest.json nests deeper than 16 levels.",
               fix_manifest},
    RefusalRow{manifest_version_unknown, "manifest-version-unknown",
               "manifest_version is not 1, the one that this host reads.",
               "Install a hif that reads this version, or an older version of the package."},
    RefusalRow{manifest_unknown_field, "manifest-unknown-field",
               "manifest.json has a field that the format does not have.",
               "Correct or remove the field in manifest.json."},
    RefusalRow{manifest_missing_field, "manifest-missing-field",
               "manifest.json lacks a field that the format asks for.",
               "Add the field to manifest.json."},
    RefusalRow{manifest_wrong_type, "manifest-wrong-type",
               "A field of manifest.json is of another JSON type than the format asks for.",
               fix_manifest},
    RefusalRow{manifest_bad_value, "manifest-bad-value",
               "A field of manifest.json is of the right type and has a value that is not allowed.",
               fix_manifest},
    RefusalRow{bad_id, "bad-id",
               "A package, prototype or extension id is not spelled as ids are, or a prototype id "
               "does not begin with the package's.",
               "Spell ids in lower case with dots, such as acme.invoices; a prototype's id begins "
               "with the package's."},
    RefusalRow{bad_version, "bad-version", "The version is not one of Semantic Versioning.",
               "Give the version as MAJOR.MINOR.PATCH, such as 1.0.0."},
    RefusalRow{unknown_kind, "unknown-kind", "A prototype is of a kind that this host has not.",
               "Use client, subscriber, publisher or transformer, or a later hif."},
    RefusalRow{library_path_traversal, "library-path-traversal",
               "The library is named by a path, which could leave the package.",
               "Name the library by its bare name and put it beside manifest.json."},
    RefusalRow{
        folder_name_differs, "folder-name-differs",
        "The folder is not named after the id and version in its manifest, as acme-1.0.0 is.",
        "Rename the folder."},
    RefusalRow{duplicate_prototype_in_package, "duplicate-prototype-in-package",
               "Two prototypes of the package have the same id.",
               "Give each prototype an id of its own."},
    RefusalRow{abi_major_differs, "abi-major-differs",
               "The package is built for another major version of the ABI.",
               "Install a version of the package for this host's ABI."},
    RefusalRow{abi_minor_too_old, "abi-minor-too-old",
               "The package needs a later minor version of the ABI than this host has.",
               "Install a later hif, or an older version of the package."},
    RefusalRow{requires_unknown_extension, "requires-unknown-extension",
               "The package cannot work without a host extension that this host has not.",
               "Install a hif that has the extension, or an older version of the package."},
    RefusalRow{library_missing_for_platform, "library-missing-for-platform",
               "The package has no library for this system and processor.",
               "Install a build of the package for this platform."},
    RefusalRow{form_missing, "form-missing", "The configuration form of a prototype is not there.",
               reinstall},
    RefusalRow{form_malformed, "form-malformed",
               "A configuration form is not UTF-8, not JSON, or not a JSON Schema of an object.",
               ask_author},
    RefusalRow{form_remote_reference, "form-remote-reference",
               "A configuration form refers to a schema outside itself.",
               "Write what is referred to into the form, under definitions."},
    RefusalRow{form_default_refused, "form-default-refused",
               "A configuration form has a default that it would itself refuse.",
               "Correct the default in the form."},
    RefusalRow{catalogue_missing, "catalogue-missing", "The catalogue is not there.", reinstall},
    RefusalRow{catalogue_hash_differs, "catalogue-hash-differs",
               "The catalogue is not the one that the manifest was made for.", reinstall},
    RefusalRow{catalogue_malformed, "catalogue-malformed",
               "The catalogue is over 4194304 bytes, not UTF-8, not JSON, or not a catalogue of "
               "version 1.",
               ask_author},
    RefusalRow{catalogue_unknown_entity, "catalogue-unknown-entity",
               "An entity of the catalogue refers to one that is not in it.", ask_author},
    RefusalRow{library_missing, "library-missing", "The library is not there.", reinstall},
    RefusalRow{library_size_differs, "library-size-differs",
               "The library is not of the size that the manifest says.", reinstall},
    RefusalRow{quarantined, "quarantined",
               "The library crashed or hung when it was tried, and has not changed since.",
               "Install another version, or try it again: hif package check FOLDER."},
    RefusalRow{duplicate_package, "duplicate-package",
               "The same version of the package is found twice, or its id is that of a built-in "
               "package.",
               "Remove all but one of them, or choose by --plugin-dir."},
    RefusalRow{duplicate_prototype, "duplicate-prototype",
               "Another package has a prototype of the same id.",
               "Remove one of the two packages, or choose by --plugin-dir."},
    RefusalRow{older_version, "older-version",
               "A newer version of the package is used instead; this one is inactive.",
               "Nothing is wrong. Remove the newer one to use this one."},
    RefusalRow{library_hash_differs, "library-hash-differs",
               "The bytes of the library are not those that the manifest was made for.", reinstall},
    RefusalRow{library_not_shared_object, "library-not-shared-object",
               "The library is not a shared object for this machine.",
               "Install a build of the package for this platform."},
    RefusalRow{unresolved_symbols, "unresolved-symbols",
               "The library needs symbols or libraries that are not there.",
               "Install the libraries that it needs, or a build that carries them."},
    RefusalRow{entry_symbol_missing, "entry-symbol-missing",
               "The library does not export hif_entry_v1.",
               "Export it: HIF_PACKAGE, or HIF_EXPORT on the function."},
    RefusalRow{entry_null, "entry-null", "The package declines to work with this host.",
               "Install a later hif, or another version of the package."},
    RefusalRow{entry_too_small, "entry-too-small",
               "A table of the package is smaller than ABI 1.1 has it, or lacks a function.",
               "Build the package with the headers of ABI 1.1 or later, and set each struct_size."},
    RefusalRow{entry_differs, "entry-differs",
               "The library says another id, version, ABI or list of prototypes than the manifest.",
               "Install the package again, or make its manifest say what the library says."},
    RefusalRow{init_failed, "init-failed", "The package could not start.", ask_author},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i].code != static_cast<RefusalCode>(i)) return false;
  return table.size() == static_cast<std::size_t>(init_failed) + 1;
}
static_assert(in_order(), "the table has a row for each RefusalCode, in its order");

const RefusalRow& row(RefusalCode code) {
  return table[static_cast<std::size_t>(code)];
}

} // namespace

std::span<const RefusalRow> refusal_table() {
  return table;
}

std::string_view name_of(RefusalCode code) {
  return row(code).name;
}

std::string Refusal::located_cause() const {
  if (place.empty()) return file + ": " + cause;
  return file + (place.front() == '/' ? " at " : ":") + place + ": " + cause;
}

std::string Refusal::text() const {
  const auto cause_text = located_cause();
  const bool ended = cause_text.ends_with('?') || cause_text.ends_with('.');
  return std::string(name()) + ": " + cause_text + (ended ? " " : ". ") + remedy;
}

Failure Refusal::failure(const std::string& package) const {
  return {Exit::package, "package " + package + " cannot be used: " + text()};
}

Refused::Refused(Refusal given) : std::runtime_error(given.text()), refusal(std::move(given)) {}

Refused::Refused(RefusalCode code, std::string file, std::string place, std::string cause)
    : Refused(Refusal{code, std::move(file), std::move(place), std::move(cause),
                      std::string(row(code).remedy)}) {}

} // namespace host
