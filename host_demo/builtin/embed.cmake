# SPDX-License-Identifier: MIT
# Writes OUT, a C++ source that holds the manifest and the forms of the package in ROOT.
set(entries "")
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/manifest.json ${ROOT}/forms/*.json)
list(SORT files)
foreach(name IN LISTS files)
  file(READ ${ROOT}/${name} content)
  string(APPEND entries "    {R\"name(${name})name\", R\"json(${content})json\"},\n")
endforeach()
file(WRITE ${OUT} "// Generated from the manifest folder; not to be edited.
#include \"builtin/embedded.hpp\"

namespace host {

std::span<const EmbeddedFile> embedded_files() {
  static constexpr EmbeddedFile files[] = {
${entries}  };
  return files;
}

}  // namespace host
")
