// SPDX-License-Identifier: MIT
#pragma once
// The packages that the host has to work with.

#include "package/package.hpp"

namespace host {

class PackageSet {
 public:
  // Throws Failure (exit 2) when a directory named by the user does not exist. A package that is
  // not in order does not stop the others: it is in packages() with its refusal.
  static PackageSet discover(Discovery discovery);

  // Every package found, the refused and the inactive ones too.
  std::vector<Package*> packages() const;
  // Those of the good packages. Opens no library.
  std::vector<const Prototype*> prototypes() const;
  // Null where no good package has it.
  const Prototype* look_up(std::string_view id) const;
  // Throws Failure (exit 4): with the nearest names, and with the refusal when the package that
  // has it is refused.
  const Prototype& find(std::string_view id) const;

 private:
  explicit PackageSet(Discovery discovery);

  // Behind pointers, so that what was given out stays where it is when the set is moved.
  std::unique_ptr<const Discovery> discovery_;
  std::vector<std::unique_ptr<Package>> packages_;
  std::vector<std::unique_ptr<const Prototype>> prototypes_;
};

} // namespace host
