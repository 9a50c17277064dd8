// SPDX-License-Identifier: MIT
#include "package/quarantine.hpp"

#include "services/sealed_file.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <functional>

namespace host {
namespace {

namespace fs = std::filesystem;
namespace json = hif::json;

fs::path file_in(const fs::path& data_dir) {
  return data_dir / "quarantine.json";
}

void change(const fs::path& data_dir, const std::function<void(Quarantine&)>& edit) {
  make_private_folder(data_dir);
  const FileLock lock(data_dir / "quarantine.lock");
  const auto before = read_quarantine(data_dir);
  auto after = before;
  edit(after);
  if (after == before) return;
  json::Object object;
  for (const auto& [sha256, reason] : after) object.set(sha256, reason);
  replace_private(file_in(data_dir), json::print(object, 2) + "\n");
}

} // namespace

Quarantine read_quarantine(const fs::path& data_dir) {
  Quarantine quarantine;
  const auto text = read_private(file_in(data_dir));
  if (!text) return quarantine;
  try {
    const auto object = json::parse(*text);
    for (const auto& [sha256, reason] : object.as_object()) quarantine[sha256] = reason.as_string();
  } catch (const json::ParseError&) {
    return {};
  } catch (const json::TypeError&) {
    return {};
  }
  return quarantine;
}

void put_in_quarantine(const fs::path& data_dir, std::string_view sha256, std::string_view reason) {
  change(data_dir, [&](Quarantine& quarantine) {
    quarantine.insert_or_assign(std::string(sha256), std::string(reason));
  });
}

void lift_quarantine(const fs::path& data_dir, std::string_view sha256) {
  if (read_quarantine(data_dir).contains(sha256))
    change(data_dir, [&](Quarantine& quarantine) { quarantine.erase(std::string(sha256)); });
}

} // namespace host
