// SPDX-License-Identifier: MIT
#include "services/part.hpp"

#include <dlfcn.h>

#include <filesystem>
#include <stdexcept>

namespace host {
namespace {

std::runtime_error lacking(const std::string& file, const std::string& why) {
  return std::runtime_error("the part " + file + " of this program cannot be loaded: " + why +
                            ". Install the program anew.");
}

} // namespace

void* part_symbol(const std::string& file, const char* symbol) {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) throw lacking(file, "where the program is cannot be told: " + error.message());
  const auto path = program.parent_path().parent_path() / "lib" / "hif" / file;
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw lacking(file, dlerror());
  void* const found = dlsym(library, symbol);
  if (!found) throw lacking(file, dlerror());
  return found;
}

} // namespace host
