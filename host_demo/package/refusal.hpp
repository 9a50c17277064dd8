// SPDX-License-Identifier: MIT
#pragma once
// Why a package is not used. Each reason has a code that never changes, a line of documentation
// and a remedy, in one table; plugin_api/docs/refusals.md shows the same table to authors.

#include "text/failure.hpp"

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace host {

// In the order in which the checks are made: what comes first is reported.
enum class RefusalCode {
  insecure_permissions,
  manifest_missing,
  manifest_too_large,
  manifest_not_utf8,
  manifest_malformed,
  manifest_duplicate_key,
  manifest_too_deep,
  manifest_version_unknown,
  manifest_unknown_field,
  manifest_missing_field,
  manifest_wrong_type,
  manifest_bad_value,
  bad_id,
  bad_version,
  unknown_kind,
  library_path_traversal,
  folder_name_differs,
  duplicate_prototype_in_package,
  abi_major_differs,
  abi_minor_too_old,
  requires_unknown_extension,
  library_missing_for_platform,
  form_missing,
  form_malformed,
  form_remote_reference,
  form_default_refused,
  catalogue_missing,
  catalogue_hash_differs,
  catalogue_malformed,
  catalogue_unknown_entity,
  library_missing,
  library_size_differs,
  quarantined,
  duplicate_package,
  duplicate_prototype,
  older_version,
  library_hash_differs,
  library_not_shared_object,
  unresolved_symbols,
  entry_symbol_missing,
  entry_null,
  entry_too_small,
  entry_differs,
  init_failed,
};

struct RefusalRow {
  RefusalCode code;
  std::string_view name;    // "manifest-malformed": stable, for scripts
  std::string_view meaning; // one line of documentation
  std::string_view remedy;  // what to do, where nothing better is known
};

// Every reason there is, in the order of RefusalCode.
std::span<const RefusalRow> refusal_table();
std::string_view name_of(RefusalCode code);

struct Refusal {
  RefusalCode code;
  std::string file;  // at fault
  std::string place; // in the file: "3:7" (line:column), a JSON Pointer, or empty
  std::string cause;
  std::string remedy;

  std::string_view name() const { return name_of(code); }
  // "manifest.json:3:7: expected ':'": file, place and cause.
  std::string located_cause() const;
  // "manifest-malformed: <located cause>. <remedy>"
  std::string text() const;
  Failure failure(const std::string& package) const; // with exit code 4
};

// Thrown while a package is examined; caught where its state is kept.
class Refused : public std::runtime_error {
 public:
  explicit Refused(Refusal refusal);
  // With the remedy of the table.
  Refused(RefusalCode code, std::string file, std::string place, std::string cause);
  Refusal refusal;
};

} // namespace host
