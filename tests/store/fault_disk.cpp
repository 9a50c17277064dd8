// SPDX-License-Identifier: MIT
#include "store/fault_disk.hpp"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tests {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// What SQLite allocates for an open file; the real file system's own lies behind it.
struct OpenFile {
  sqlite3_file base;
  FaultDisk* disk;
  std::string* path;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

OpenFile& open_file(sqlite3_file* file) {
  return *reinterpret_cast<OpenFile*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return open_file(file).real();
}

// Calls the method of the real file.
template <auto Method, typename... Args>
auto pass(sqlite3_file* file, Args... args) {
  return (real(file)->pMethods->*Method)(real(file), args...);
}

} // namespace

struct FaultDiskMethods {
  static FaultDisk& disk(sqlite3_vfs* vfs) { return *static_cast<FaultDisk*>(vfs->pAppData); }
  static FaultDisk::Content& content(sqlite3_file* file) {
    return open_file(file).disk->contents_[*open_file(file).path];
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                  int* out_flags) {
    auto& self = disk(vfs);
    auto& opened = open_file(file);
    const int code = self.real_->xOpen(self.real_, name, opened.real(), flags, out_flags);
    opened.base.pMethods = code == SQLITE_OK ? &methods : nullptr;
    if (code != SQLITE_OK) return code;
    opened.disk = &self;
    opened.path = new std::string(name ? name : "");
    self.contents_.try_emplace(*opened.path, FaultDisk::Content{read_file(*opened.path), {}});
    return code;
  }
  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    auto& self = disk(vfs);
    if (const int code = self.step(false, false)) return code;
    self.contents_.erase(name);
    return self.real_->xDelete(self.real_, name, sync_folder);
  }

  static int close(sqlite3_file* file) {
    delete open_file(file).path;
    return pass<&sqlite3_io_methods::xClose>(file);
  }
  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    if (const int code = open_file(file).disk->step(true, false)) return code;
    content(file).unsynced.push_back(
        {offset, std::string(static_cast<const char*>(data), static_cast<std::size_t>(size)),
         false});
    return pass<&sqlite3_io_methods::xWrite>(file, data, size, offset);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = open_file(file).disk->step(true, false)) return code;
    content(file).unsynced.push_back({size, "", true});
    return pass<&sqlite3_io_methods::xTruncate>(file, size);
  }
  static int sync(sqlite3_file* file, int flags) {
    if (const int code = open_file(file).disk->step(false, true)) return code;
    const int code = pass<&sqlite3_io_methods::xSync>(file, flags);
    content(file) = {read_file(*open_file(file).path), {}};
    return code;
  }

  static const sqlite3_io_methods methods;
};

const sqlite3_io_methods FaultDiskMethods::methods = {
    .iVersion = 2,
    .xClose = close,
    .xRead = pass<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = pass<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = pass<&sqlite3_io_methods::xLock, int>,
    .xUnlock = pass<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = pass<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = pass<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = pass<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = pass<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = pass<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>,
    .xShmLock = pass<&sqlite3_io_methods::xShmLock, int, int, int>,
    .xShmBarrier = pass<&sqlite3_io_methods::xShmBarrier>,
    .xShmUnmap = pass<&sqlite3_io_methods::xShmUnmap, int>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

FaultDisk::FaultDisk() : real_(sqlite3_vfs_find(nullptr)) {
  vfs_ = *real_;
  vfs_.szOsFile = static_cast<int>(sizeof(OpenFile)) + real_->szOsFile;
  vfs_.zName = "fault_disk";
  vfs_.pAppData = this;
  vfs_.xOpen = FaultDiskMethods::open;
  vfs_.xDelete = FaultDiskMethods::remove;
  // The others ask for nothing of the object they are given but what is the real one's own.
  vfs_.pNext = nullptr;
  sqlite3_vfs_register(&vfs_, 1);
}

FaultDisk::~FaultDisk() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);
}

void FaultDisk::break_at(std::uint64_t step, Fault fault) {
  steps_left_ = step;
  fault_ = fault;
  broken_ = happened_ = false;
}

bool FaultDisk::mend() {
  steps_left_ = 0;
  broken_ = false;
  return happened_;
}

int FaultDisk::step(bool is_write, bool is_sync) {
  const bool now = steps_left_ > 0 && --steps_left_ == 0;
  if (now) broken_ = happened_ = true;
  if (!broken_) return SQLITE_OK;
  switch (fault_) {
  case Fault::full:
    return is_write ? SQLITE_FULL : SQLITE_OK;
  case Fault::sync_fails:
    broken_ = !is_sync; // it waits for the next sync
    return is_sync ? SQLITE_IOERR_FSYNC : SQLITE_OK;
  default:
    return SQLITE_IOERR;
  }
}

void FaultDisk::come_back_from_power_cut(std::mt19937& random) {
  for (auto& [path, content] : contents_) {
    auto bytes = content.synced;
    for (const auto& change : content.unsynced) {
      const auto fate = random() % 3; // gone, there, half there
      if (fate == 0) continue;
      const auto offset = static_cast<std::size_t>(change.offset);
      if (change.truncates) {
        bytes.resize(offset);
        continue;
      }
      const auto size = fate == 1 ? change.data.size() : change.data.size() / 2;
      if (bytes.size() < offset + size) bytes.resize(offset + size);
      std::memcpy(bytes.data() + offset, change.data.data(), size);
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    // Shared memory does not outlive the machine.
    std::filesystem::remove(path + "-shm");
  }
  contents_.clear();
}

} // namespace tests
