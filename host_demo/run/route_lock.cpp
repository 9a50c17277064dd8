// SPDX-License-Identifier: MIT
#include "run/route_lock.hpp"

#include "text/failure.hpp"

#include <chrono>
#include <thread>

namespace host {

FileLock lock_route(const std::filesystem::path& data_dir, const std::string& route) {
  make_private_folder(data_dir);
  make_private_folder(data_dir / "locks");
  const auto path = data_dir / "locks" / (route + ".lock");
  if (auto lock = FileLock::attempt(path)) return std::move(*lock);
  throw Failure(Exit::failed, "route \"" + route + "\" is being run by another process on " +
                                  data_dir.string() + "; wait for it, or stop it");
}

FileLock lock_sink(const std::filesystem::path& data_dir, const std::string& outgoing) {
  constexpr int attempts = 20;
  constexpr std::chrono::milliseconds pause(50);
  const auto path = data_dir / "locks" / (outgoing + "~outgoing.lock");
  for (int i = 0; i < attempts; ++i) {
    if (auto lock = FileLock::attempt(path)) return std::move(*lock);
    std::this_thread::sleep_for(pause);
  }
  throw Failure(Exit::failed, "outgoing \"" + outgoing + "\" is being written by another run on " +
                                  data_dir.string() + "; wait for it, or stop it");
}

} // namespace host
