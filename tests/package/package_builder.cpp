// SPDX-License-Identifier: MIT
#include "package_builder.hpp"

#include "package/sha256.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace host::test {
namespace fs = std::filesystem;
namespace json = hif::json;
namespace {

constexpr auto good_manifest = R"({
  "manifest_version": 1,
  "id": "acme",
  "version": "1.0.0",
  "name": "Acme",
  "publisher": "Acme Ltd",
  "license": "MIT",
  "abi": {"major": 1, "min_minor": 1, "built_minor": 2},
  "libraries": {},
  "requires": ["hif.log/1"],
  "permissions": {"network": false, "secrets": false},
  "prototypes": [
    {"id": "acme.copy", "kind": "transformer", "name": "Copy", "form": "forms/copy.json"}
  ]
})";

constexpr auto good_form =
    R"({"type": "object", "properties": {"depth": {"type": "integer", "default": 3}}})";

constexpr auto private_folder = fs::perms::owner_all;
constexpr auto private_file = fs::perms::owner_read | fs::perms::owner_write;

void make_folder(const fs::path& path) {
  fs::create_directories(path);
  fs::permissions(path, private_folder);
}

} // namespace

void write_file(const fs::path& path, std::string_view content) {
  std::ofstream(path, std::ios::binary) << content;
  fs::permissions(path, private_file);
}

std::string read_file(const fs::path& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

PluginFolder::PluginFolder() {
  auto name = (fs::temp_directory_path() / "hif-plugins-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no folder for the test");
  path_ = fs::canonical(name);
}

PluginFolder::~PluginFolder() {
  fs::remove_all(path_);
}

Discovery PluginFolder::discovery() const {
  Discovery discovery;
  discovery.dirs.push_back({path_, true});
  return discovery;
}

PackageBuilder::PackageBuilder() : manifest(json::parse(good_manifest)) {
  files["forms/copy.json"] = good_form;
}

PackageBuilder::PackageBuilder(const std::string& version) : PackageBuilder() {
  at("/version") = version;
}

json::Value& PackageBuilder::at(std::string_view pointer) {
  auto* value = &manifest;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const auto part = std::string(pointer.substr(0, pointer.find('/')));
    pointer.remove_prefix(part.size());
    value = value->is_array() ? &value->as_array().at(std::stoul(part)) : &value->as_object()[part];
  }
  return *value;
}

void PackageBuilder::add_catalogue(const std::string& text) {
  files["catalogue.json"] = text;
  at("/catalogue") = json::Object{{"file", "catalogue.json"}, {"sha256", sha256_hex(text)}};
  at("/prototypes/0/kind") = "subscriber";
  at("/prototypes/0/entities") = "read";
}

void PackageBuilder::fill_in(const fs::path& dir) {
  if (library.empty()) return;
  const auto bytes = read_file(fs::path(TINY_LIBRARIES) / (library + ".so"));
  write_file(dir / "libacme.so", bytes);
  auto* libraries = manifest.find("libraries");
  if (!libraries || !libraries->is_object() || !libraries->as_object().empty()) return;
  libraries->as_object().set(
      this_platform(),
      json::Object{{"file", "libacme.so"}, {"sha256", sha256_hex(bytes)}, {"size", bytes.size()}});
}

fs::path PackageBuilder::write(const PluginFolder& plugins) {
  auto name = folder;
  if (name.empty()) name = at("/id").as_string() + "-" + at("/version").as_string();
  const auto dir = plugins.path() / name;
  make_folder(dir);
  for (const auto& [path, content] : files) {
    make_folder((dir / path).parent_path());
    write_file(dir / path, content);
  }
  fill_in(dir);
  write_file(dir / "manifest.json",
             manifest_text.empty() ? json::print(manifest, 2) : manifest_text);
  return dir;
}

Found only_package(const PluginFolder& plugins) {
  const auto discovery = plugins.discovery();
  auto found = find_packages(discovery);
  if (found.size() != 1) throw std::runtime_error(std::to_string(found.size()) + " packages");
  return std::move(found.front());
}

Refusal only_refusal(const PluginFolder& plugins) {
  const auto package = only_package(plugins);
  if (!package.refusal) throw std::runtime_error("the package is in order");
  return *package.refusal;
}

void expect_refusal(const Refusal& refusal, std::string_view code, const fs::path& file,
                    const std::string& text) {
  EXPECT_EQ(refusal.name(), code);
  EXPECT_EQ(refusal.file, file.string());
  EXPECT_NE(refusal.text().find(text), std::string::npos) << refusal.text();
  EXPECT_FALSE(refusal.remedy.empty());
  EXPECT_TRUE(refusal.text().ends_with(refusal.remedy)) << refusal.text();
}

} // namespace host::test
