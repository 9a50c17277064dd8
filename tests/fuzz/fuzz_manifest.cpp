// SPDX-License-Identifier: MIT
// Any text is a manifest or is refused with a code, a place and a remedy; what is accepted keeps
// the rules that the rest of the host relies on.

#include "package/manifest.hpp"
#include "package/refusal.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const auto origin : {host::Origin::folder, host::Origin::built_in}) {
    try {
      const auto manifest = host::parse_manifest(text, "manifest.json", origin);
      if (!host::is_id(manifest.id) || !host::is_version(manifest.version)) std::abort();
      if (manifest.prototypes.empty()) std::abort();
      for (const auto& [platform, library] : manifest.libraries)
        if (library.file.empty() || library.file.find('/') != std::string::npos) std::abort();
      for (const auto& prototype : manifest.prototypes)
        if (!prototype.id.starts_with(manifest.id + ".")) std::abort();
    } catch (const host::Refused& refused) {
      if (std::string_view(refused.what()).empty()) std::abort();
    }
  }
  return 0;
}
