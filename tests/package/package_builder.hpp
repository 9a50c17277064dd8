// SPDX-License-Identifier: MIT
#pragma once
// Throw-away folders of packages with real tiny libraries.

#include "package/package_set.hpp"

#include <hif/sdk/json.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace host::test {

// A plugin directory that goes with the test.
class PluginFolder {
 public:
  PluginFolder();
  ~PluginFolder();
  PluginFolder(const PluginFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  Discovery discovery() const;

 private:
  std::filesystem::path path_;
};

// A package to be written: a good one, "acme" 1.0.0 with the transformer "acme.copy", until it is
// spoiled. Hashes and sizes are filled in by write() where the manifest has them as null.
class PackageBuilder {
 public:
  PackageBuilder();
  explicit PackageBuilder(const std::string& version);

  hif::json::Value manifest;
  std::string manifest_text;    // instead of `manifest`, as it is
  std::string library = "good"; // which of the tiny libraries; empty: none
  std::string folder;           // instead of <id>-<version>
  std::map<std::string, std::string> files;

  hif::json::Value& at(std::string_view pointer);
  void add_catalogue(const std::string& text);

  // Gives the package's folder.
  std::filesystem::path write(const PluginFolder& plugins);

 private:
  void fill_in(const std::filesystem::path& dir);
};

// The only package in the folder.
Found only_package(const PluginFolder& plugins);
// Its refusal; throws when it is in order.
Refusal only_refusal(const PluginFolder& plugins);

void write_file(const std::filesystem::path& path, std::string_view content);
std::string read_file(const std::filesystem::path& path);

// Code, file and the text that a user sees.
void expect_refusal(const Refusal& refusal, std::string_view code,
                    const std::filesystem::path& file, const std::string& text);

// What `body` throws as Failure: "exit code: message".
template <typename Body>
std::string failure_of(Body&& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return std::to_string(failure.exit_code) + ": " + failure.what();
  }
  return "no failure";
}

} // namespace host::test
