// SPDX-License-Identifier: MIT
#include "builtin/builtin.hpp"

#include "builtin/embedded.hpp"
#include "builtin/file_publisher.hpp"
#include "builtin/file_subscriber.hpp"
#include "builtin/sql/prototype.hpp"

#include <hif/sdk/package.hpp>

namespace host {
namespace {

constexpr std::string_view manifest_name = "manifest.json";

std::vector<hif_prototype> prototypes() {
  return {hif::sdk::subscriber<FileSubscriber>("host.file_subscriber"),
          hif::sdk::publisher<FilePublisher>("host.file_publisher"), sql::publisher_prototype()};
}

} // namespace

const hif_entry* builtin_entry() {
  static const auto manifest = hif::json::parse(builtin_manifest());
  return hif::sdk::entry<prototypes>(manifest.find("id")->as_string(),
                                     manifest.find("version")->as_string());
}

std::string_view builtin_manifest() {
  for (const auto& file : embedded_files())
    if (file.name == manifest_name) return file.content;
  return {};
}

std::map<std::string, std::string_view, std::less<>> builtin_forms() {
  std::map<std::string, std::string_view, std::less<>> forms;
  for (const auto& file : embedded_files())
    if (file.name != manifest_name) forms.emplace(file.name, file.content);
  return forms;
}

} // namespace host
