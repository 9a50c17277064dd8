// SPDX-License-Identifier: MIT
#include "package/pack.hpp"

#include "package/sha256.hpp"
#include "text/failure.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <fstream>
#include <sstream>

namespace host {
namespace fs = std::filesystem;
namespace json = hif::json;
namespace {

[[noreturn]] void fail(const fs::path& file, const std::string& cause) {
  throw Failure(Exit::package, file.string() + ": " + cause);
}

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in) fail(file, "it cannot be read. Put the file there before packing.");
  return content.str();
}

json::Value read_manifest(const fs::path& file) {
  try {
    return json::parse(content_of(file));
  } catch (const json::ParseError& error) {
    throw Failure(Exit::package, file.string() + ":" + error.what() + ". Correct manifest.json.");
  }
}

// What the manifest says of one file beside it.
void fill_in(json::Value& described, const fs::path& folder, bool with_size) {
  const auto* file = described.find("file");
  if (!file || !file->is_string()) return; // for the check to report, with its place
  const auto bytes = content_of(folder / file->as_string());
  described.as_object().set("sha256", sha256_hex(bytes));
  if (with_size) described.as_object().set("size", static_cast<std::uint64_t>(bytes.size()));
}

void take_from_others(const fs::path& path) {
  fs::permissions(path, fs::perms::group_write | fs::perms::others_write, fs::perm_options::remove);
}

} // namespace

void pack_package(const fs::path& folder) {
  const auto file = folder / "manifest.json";
  auto manifest = read_manifest(file);
  if (auto* libraries = manifest.find("libraries"); libraries && libraries->is_object())
    for (auto& [platform, library] : libraries->as_object()) fill_in(library, folder, true);
  if (auto* catalogue = manifest.find("catalogue")) fill_in(*catalogue, folder, false);
  std::ofstream out(file, std::ios::binary);
  out << json::print(manifest, 2) << '\n';
  if (!out.flush()) fail(file, "it cannot be written.");
  take_from_others(folder);
  for (const auto& entry : fs::recursive_directory_iterator(folder)) take_from_others(entry.path());
}

} // namespace host
