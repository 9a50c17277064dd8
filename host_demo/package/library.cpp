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

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
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

const ManifestLibrary& library_for_this_platform(const Manifest& manifest, const std::string& dir) {
  const auto found = manifest.libraries.find(this_platform());
  if (found != manifest.libraries.end()) return found->second;
  throw Refused(RefusalCode::library_missing_for_platform, dir + "/manifest.json", "/libraries",
                "there is none for " + std::string(this_platform()));
}

// The library that a manifest names for this platform.
struct Source {
  Source(const Manifest& manifest, const std::filesystem::path& package_dir)
      : declared(library_for_this_platform(manifest, package_dir.string())), folder(package_dir),
        file(folder.file(declared.file).string()) {}

  const ManifestLibrary& declared;
  PackageFolder folder;
  std::string file; // absolute path
};

void check_size(const Source& source, std::uint64_t size) {
  if (size != source.declared.size)
    throw Refused(RefusalCode::library_size_differs, source.file, {},
                  "it is not of the " + std::to_string(source.declared.size) +
                      " bytes that the manifest says");
}

void check_hash(const Source& source, const std::string& hash) {
  if (hash != source.declared.sha256)
    throw Refused(RefusalCode::library_hash_differs, source.file, {},
                  "its SHA-256 is " + hash + ", and the manifest says " + source.declared.sha256);
}

void check_file_type(const Source& source, std::string_view beginning) {
  const auto refuse = [&](const char* cause) {
    throw Refused(RefusalCode::library_not_shared_object, source.file, {}, cause);
  };
  Elf64_Ehdr header;
  if (beginning.size() < sizeof header) refuse("it is too short for an ELF file");
  std::memcpy(&header, beginning.data(), sizeof header);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) refuse("it is not an ELF file");
  if (header.e_ident[EI_CLASS] != ELFCLASS64) refuse("it is not a 64-bit ELF file");
  if (header.e_machine != this_machine) refuse("it is for another processor");
  if (header.e_type != ET_DYN) refuse("it is an ELF file and no shared object");
}

// Reads the library once, in parts that `keep` is given too, and checks it.
void read_checked(const Source& source, const std::function<void(std::string_view part)>& keep) {
  Sha256 sum;
  std::uint64_t size = 0;
  std::string beginning;
  // One byte more than declared is enough to see that there is more.
  const auto declared = source.declared.size;
  const auto limit = declared == UINT64_MAX ? declared : declared + 1;
  const bool found = source.folder.read(source.declared.file, limit, [&](std::string_view part) {
    sum.add(part);
    size += part.size();
    beginning +=
        part.substr(0, sizeof(Elf64_Ehdr) - std::min(beginning.size(), sizeof(Elf64_Ehdr)));
    keep(part);
  });
  if (!found) throw Refused(RefusalCode::library_missing, source.file, {}, "there is no such file");
  check_size(source, size);
  check_hash(source, sum.hex());
  check_file_type(source, beginning);
}

// Memory that a library is loaded from; empty where the system has no such memory.
class Image {
 public:
  explicit Image(const std::string& name) : memory_(create(name.c_str())) {}

  // Empty from now on where it cannot hold the part.
  void add(std::string_view part) {
    if (memory_ && !write_all(memory_.get(), part)) memory_ = Descriptor();
  }

  // From now on nobody can change it. False where it is empty.
  bool seal() {
    constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    return memory_ && fcntl(memory_.get(), F_ADD_SEALS, seals) == 0;
  }

  std::string path() const { return "/proc/self/fd/" + std::to_string(memory_.get()); }
  // Stays open: the linker knows a library by its path, and this number must not name another.
  void leave_open() { static_cast<void>(memory_.release()); }

 private:
  static Descriptor create(const char* name) {
    constexpr unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    Descriptor memory(memfd_create(name, flags | MFD_EXEC));
    return memory ? std::move(memory) : Descriptor(memfd_create(name, flags));
  }

  static bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
      const auto written = write(fd, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

  Descriptor memory_;
};

// What the dynamic linker says, with the file's own name for the memory that it saw.
std::string linker_message(std::string message, const std::string& loaded, const Source& source) {
  for (auto at = message.find(loaded); at != message.npos; at = message.find(loaded))
    message.replace(at, loaded.size(), source.declared.file);
  if (const auto start = message.find("failed: "); start != message.npos)
    message = message.substr(start + 8);
  return message;
}

[[noreturn]] void refuse_to_load(const std::string& message, const Source& source) {
  const auto says = [&](const char* part) { return message.find(part) != message.npos; };
  const bool unresolved =
      says("undefined symbol") || says("version `") || says("cannot open shared object file");
  throw Refused(unresolved ? RefusalCode::unresolved_symbols
                           : RefusalCode::library_not_shared_object,
                source.file, {}, message);
}

// RTLD_NODELETE: a package may have threads, thread-local objects and handed-out functions, so it
// is never unmapped.
boost::dll::shared_library load(const std::string& path, const Source& source) {
  using boost::dll::load_mode::type;
  const auto mode = static_cast<type>(boost::dll::load_mode::rtld_now |
                                      boost::dll::load_mode::rtld_local | RTLD_NODELETE);
  try {
    return boost::dll::shared_library(boost::dll::fs::path(path), mode);
  } catch (const std::exception& failure) {
    refuse_to_load(linker_message(failure.what(), path, source), source);
  }
}

boost::dll::shared_library load(Image& image, const Source& source) {
  if (!image.seal()) return load(source.file, source);
  const auto path = image.path();
  if (access(path.c_str(), R_OK) != 0) return load(source.file, source); // no /proc
  auto library = load(path, source);
  image.leave_open();
  return library;
}

} // namespace

void verify_library(const Manifest& manifest, const std::filesystem::path& package_dir) {
  read_checked(Source(manifest, package_dir), [](std::string_view) {});
}

const hif_entry* load_library(const Manifest& manifest, const std::filesystem::path& package_dir) {
  const Source source(manifest, package_dir);
  Image image(source.declared.file);
  read_checked(source, [&](std::string_view part) { image.add(part); });
  const auto library = load(image, source);
  if (!library.has(HIF_ENTRY_SYMBOL))
    throw Refused(RefusalCode::entry_symbol_missing, source.file, {},
                  "it does not export " HIF_ENTRY_SYMBOL);
  return library.get<const hif_entry*(std::uint32_t)>(HIF_ENTRY_SYMBOL)(HIF_ABI_MINOR);
}

} // namespace host
