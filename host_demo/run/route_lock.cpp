// SPDX-License-Identifier: MIT
#include "run/route_lock.hpp"

#include <chrono>
#include <thread>

namespace host {

namespace {

std::filesystem::path lock_path(const std::filesystem::path& data_dir, const std::string& name) {
  make_private_folder(data_dir);
  make_private_folder(data_dir / "locks");
  return data_dir / "locks" / (name + ".lock");
}

} // namespace

FileLock lock_watch(const std::filesystem::path& data_dir, const std::string& route) {
  if (auto lock = FileLock::attempt(lock_path(data_dir, route + "~watch"))) return std::move(*lock);
  throw InUse(Exit::failed, "the schedule of route \"" + route +
                                "\" is being kept by another process on " + data_dir.string() +
                                "; stop that one first");
}

FileLock lock_route(const std::filesystem::path& data_dir, const std::string& route) {
  const auto path = lock_path(data_dir, route);
  if (auto lock = FileLock::attempt(path)) return std::move(*lock);
  throw InUse(Exit::failed, "route \"" + route + "\" is being run by another process on " +
                                data_dir.string() + "; wait for it, or stop it");
}

FileLock lock_sink(const std::filesystem::path& data_dir, const std::string& outgoing) {
  constexpr int attempts = 20;
  constexpr std::chrono::milliseconds pause(50);
  const auto path = lock_path(data_dir, outgoing + "~outgoing");
  for (int i = 0; i < attempts; ++i) {
    if (auto lock = FileLock::attempt(path)) return std::move(*lock);
    std::this_thread::sleep_for(pause);
  }
  throw InUse(Exit::failed, "outgoing \"" + outgoing + "\" is being written by another run on " +
                                data_dir.string() + "; wait for it, or stop it");
}

} // namespace host
