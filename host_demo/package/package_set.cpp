// SPDX-License-Identifier: MIT
#include "package/package_set.hpp"

#include "text/nearest.hpp"

#include <hif/sdk/text.hpp>
#include <hif/version.h>

namespace host {
namespace {

// For packages that ask nothing of the host while they start.
const hif_host* bare_host() {
  static const hif_host host = [] {
    hif_host bare{};
    bare.struct_size = sizeof bare;
    bare.abi_minor = HIF_ABI_MINOR;
    bare.name = hif::sdk::str("hif");
    bare.version = hif::sdk::str("");
    bare.scope = hif::sdk::str("");
    bare.get_extension = [](const hif_host*, hif_str) -> const void* { return nullptr; };
    return bare;
  }();
  return &host;
}

// Whether a package that is not used would have had the prototype, as far as one can see.
bool would_have(const Package& package, std::string_view prototype_id) {
  if (!package.manifest()) return prototype_id.starts_with(package.id() + ".");
  for (const auto& prototype : package.manifest()->prototypes)
    if (prototype.id == prototype_id) return true;
  return false;
}

} // namespace

PackageSet::PackageSet(Discovery discovery)
    : discovery_(std::make_unique<const Discovery>(std::move(discovery))) {
  const auto* host = discovery_->host ? discovery_->host : bare_host();
  for (auto& found : find_packages(*discovery_)) {
    const auto offered = found.state == State::ok ? found.manifest->prototypes.size() : 0;
    auto& package = *packages_.emplace_back(std::make_unique<Package>(std::move(found), host));
    for (std::size_t i = 0; i < offered; ++i)
      prototypes_.push_back(std::make_unique<const Prototype>(package, i));
  }
}

PackageSet PackageSet::discover(Discovery discovery) {
  return PackageSet(std::move(discovery));
}

std::vector<Package*> PackageSet::packages() const {
  std::vector<Package*> all;
  for (const auto& package : packages_) all.push_back(package.get());
  return all;
}

std::vector<const Prototype*> PackageSet::prototypes() const {
  std::vector<const Prototype*> good;
  for (const auto& prototype : prototypes_)
    if (prototype->package().state() == State::ok) good.push_back(prototype.get());
  return good;
}

const Prototype* PackageSet::look_up(std::string_view id) const {
  for (const auto* prototype : prototypes())
    if (prototype->id() == id) return prototype;
  return nullptr;
}

const Prototype& PackageSet::find(std::string_view id) const {
  if (const auto* prototype = look_up(id)) return *prototype;
  const auto quoted = "prototype \"" + std::string(id) + "\"";
  for (const auto& package : packages_)
    if (package->state() == State::refused && would_have(*package, id))
      throw Failure(Exit::package, quoted + " cannot be used: its package " + package->id() + " " +
                                       package->version() + " is refused, " +
                                       package->refusal()->text());
  std::vector<std::string> known;
  for (const auto* prototype : prototypes()) known.push_back(prototype->id());
  std::string searched;
  for (const auto& dir : discovery_->dirs)
    searched += (searched.empty() ? "" : ", ") + dir.path.string();
  throw Failure(Exit::package, quoted + " is in no package" +
                                   (searched.empty() ? "" : " of " + searched) + "." +
                                   did_you_mean(id, known) +
                                   " hif prototypes lists what there is, hif plugins what is "
                                   "refused.");
}

} // namespace host
