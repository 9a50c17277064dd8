// SPDX-License-Identifier: MIT
#include "package/library.hpp"

#include "package/files.hpp"
#include "package/refusal.hpp"
#include "package/sha256.hpp"

#include <hif/version.h>

#include <boost/dll/shared_library.hpp>

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace host {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half this_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half this_machine = EM_AARCH64;
#endif

// Since Linux 6.3: says that the memory is to be executed; older kernels do not know the flag.
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

// A library as it was read and checked.
struct Image {
  std::string file; // absolute path
  std::string name;
  std::string bytes;
};

const ManifestLibrary& library_for_this_platform(const Manifest& manifest, const std::string& dir) {
  const auto found = manifest.libraries.find(this_platform());
  if (found != manifest.libraries.end()) return found->second;
  throw Refused(RefusalCode::library_missing_for_platform, dir + "/manifest.json", "/libraries",
                "there is none for " + std::string(this_platform()));
}

void check_hash(const Image& image, const ManifestLibrary& declared) {
  if (image.bytes.size() != declared.size)
    throw Refused(RefusalCode::library_size_differs, image.file, {},
                  "it is not of the " + std::to_string(declared.size) +
                      " bytes that the manifest says");
  const auto hash = sha256_hex(image.bytes);
  if (hash != declared.sha256)
    throw Refused(RefusalCode::library_hash_differs, image.file, {},
                  "its SHA-256 is " + hash + ", and the manifest says " + declared.sha256);
}

void check_file_type(const Image& image) {
  const auto refuse = [&](const char* cause) {
    throw Refused(RefusalCode::library_not_shared_object, image.file, {}, cause);
  };
  Elf64_Ehdr header;
  if (image.bytes.size() < sizeof header) refuse("it is too short for an ELF file");
  std::memcpy(&header, image.bytes.data(), sizeof header);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) refuse("it is not an ELF file");
  if (header.e_ident[EI_CLASS] != ELFCLASS64) refuse("it is not a 64-bit ELF file");
  if (header.e_machine != this_machine) refuse("it is for another processor");
  if (header.e_type != ET_DYN) refuse("it is an ELF file and no shared object");
}

Image read_image(const Manifest& manifest, const std::filesystem::path& package_dir) {
  const auto& declared = library_for_this_platform(manifest, package_dir.string());
  const PackageFolder folder(package_dir);
  Image image{folder.file(declared.file).string(), declared.file, {}};
  // One byte more than declared is enough to see that there is more.
  auto bytes =
      folder.read(declared.file, declared.size == UINT64_MAX ? declared.size : declared.size + 1);
  if (!bytes) throw Refused(RefusalCode::library_missing, image.file, {}, "there is no such file");
  image.bytes = std::move(*bytes);
  check_hash(image, declared);
  check_file_type(image);
  return image;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Memory that holds the bytes and that nobody can change any more; empty where the system has no
// such memory.
Descriptor sealed_memory(const Image& image) {
  constexpr unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  Descriptor memory(memfd_create(image.name.c_str(), flags | MFD_EXEC));
  if (!memory) memory = Descriptor(memfd_create(image.name.c_str(), flags));
  if (!memory || !write_all(memory.get(), image.bytes)) return Descriptor();
  constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  return fcntl(memory.get(), F_ADD_SEALS, seals) == 0 ? std::move(memory) : Descriptor();
}

// What the dynamic linker says, with the file's own name for the memory that it saw.
std::string linker_message(std::string message, const std::string& loaded, const Image& image) {
  for (auto at = message.find(loaded); at != message.npos; at = message.find(loaded))
    message.replace(at, loaded.size(), image.name);
  if (const auto start = message.find("failed: "); start != message.npos)
    message = message.substr(start + 8);
  return message;
}

[[noreturn]] void refuse_to_load(const std::string& message, const Image& image) {
  const auto says = [&](const char* part) { return message.find(part) != message.npos; };
  const bool unresolved =
      says("undefined symbol") || says("version `") || says("cannot open shared object file");
  throw Refused(unresolved ? RefusalCode::unresolved_symbols
                           : RefusalCode::library_not_shared_object,
                image.file, {}, message);
}

// RTLD_NODELETE: a package may have threads, thread-local objects and handed-out functions, so it
// is never unmapped.
boost::dll::shared_library load(const std::string& path, const Image& image) {
  using boost::dll::load_mode::type;
  const auto mode = static_cast<type>(boost::dll::load_mode::rtld_now |
                                      boost::dll::load_mode::rtld_local | RTLD_NODELETE);
  try {
    return boost::dll::shared_library(boost::dll::fs::path(path), mode);
  } catch (const std::exception& failure) {
    refuse_to_load(linker_message(failure.what(), path, image), image);
  }
}

boost::dll::shared_library load(const Image& image) {
  auto memory = sealed_memory(image);
  if (!memory) return load(image.file, image);
  const auto path = "/proc/self/fd/" + std::to_string(memory.get());
  if (access(path.c_str(), R_OK) != 0) return load(image.file, image); // no /proc
  auto library = load(path, image);
  // Stays open: the linker knows a library by its path, and this number must not name another.
  static_cast<void>(memory.release());
  return library;
}

} // namespace

void verify_library(const Manifest& manifest, const std::filesystem::path& package_dir) {
  read_image(manifest, package_dir);
}

const hif_entry* load_library(const Manifest& manifest, const std::filesystem::path& package_dir) {
  const auto image = read_image(manifest, package_dir);
  const auto library = load(image);
  if (!library.has(HIF_ENTRY_SYMBOL))
    throw Refused(RefusalCode::entry_symbol_missing, image.file, {},
                  "it does not export " HIF_ENTRY_SYMBOL);
  return library.get<const hif_entry*(std::uint32_t)>(HIF_ENTRY_SYMBOL)(HIF_ABI_MINOR);
}

} // namespace host
