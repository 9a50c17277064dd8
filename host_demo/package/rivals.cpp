// SPDX-License-Identifier: MIT
#include "package/rivals.hpp"

#include <map>

namespace host {
namespace {

std::string place_of(const Found& package) {
  return package.built_in ? "(built in)" : package.path.string();
}

void put_aside(Found& package, State state, RefusalCode code, const std::string& cause) {
  package.state = state;
  package.refusal = Refused(code, place_of(package), {}, cause).refusal;
}

void refuse_both(Found& one, Found& other, RefusalCode code, const std::string& cause) {
  for (auto [package, rival] : {std::pair(&one, &other), std::pair(&other, &one)})
    if (!package->built_in)
      put_aside(*package, State::refused, code, cause + " " + place_of(*rival));
}

void settle_versions(const std::vector<Found*>& same_id) {
  const Found* newest = same_id.front();
  for (const auto* package : same_id)
    if (!newest->built_in &&
        (package->built_in || compare_versions(package->version, newest->version) > 0))
      newest = package;
  std::vector<Found*> at_the_top;
  for (auto* package : same_id) {
    if (newest->built_in || compare_versions(package->version, newest->version) == 0)
      at_the_top.push_back(package);
    else
      put_aside(*package, State::inactive, RefusalCode::older_version,
                "version " + newest->version + " in " + place_of(*newest) + " is used instead");
  }
  for (std::size_t i = 1; i < at_the_top.size(); ++i)
    refuse_both(*at_the_top[0], *at_the_top[i], RefusalCode::duplicate_package,
                newest->id + " " + newest->version + " is also in");
}

void settle_prototypes(std::vector<Found>& packages) {
  std::map<std::string, Found*> holders;
  for (auto& package : packages) {
    if (!package.manifest) continue;
    // A package that a rival has put aside still stands against the next one.
    const bool stands =
        package.state == State::ok || (package.refusal->code == RefusalCode::duplicate_prototype);
    if (!stands) continue;
    for (const auto& prototype : package.manifest->prototypes) {
      const auto [holder, is_new] = holders.emplace(prototype.id, &package);
      if (!is_new && holder->second != &package)
        refuse_both(*holder->second, package, RefusalCode::duplicate_prototype,
                    "the prototype " + prototype.id + " is also in");
    }
  }
}

} // namespace

void settle_rivals(std::vector<Found>& packages) {
  std::map<std::string, std::vector<Found*>> by_id;
  for (auto& package : packages)
    if (package.state == State::ok) by_id[package.id].push_back(&package);
  for (const auto& [id, same_id] : by_id) settle_versions(same_id);
  settle_prototypes(packages);
}

} // namespace host
