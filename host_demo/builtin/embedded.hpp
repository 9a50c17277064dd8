// SPDX-License-Identifier: MIT
#pragma once
// The files of the package, as the build embeds them (see embed.cmake).

#include <span>
#include <string_view>

namespace host {

struct EmbeddedFile {
  std::string_view name; // relative to the manifest's folder: "forms/file_publisher.json"
  std::string_view content;
};

std::span<const EmbeddedFile> embedded_files();

} // namespace host
