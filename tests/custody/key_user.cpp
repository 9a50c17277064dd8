// SPDX-License-Identifier: MIT
// One process that uses a kept key: key_user DATA_DIR CONFIG_JSON THREADS MILLISECONDS PAUSE_MS.
// Asks for the accounts on each thread until the time is over or SIGTERM comes, at least once, with
// a query that tells the threads of all processes apart, and says how it went: "good N bad M", then
// the first failure.
#include "http/http_client.hpp"
#include "services/call.hpp"
#include "services/clock.hpp"
#include "services/host_object.hpp"
#include "store/sqlite_store.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <mutex>
#include <thread>

#include <unistd.h>

namespace {

// Everything that one client needs of the host.
class User {
 public:
  User(const std::string& data_dir, const std::string& config)
      : secrets_(data_dir), store_(host::open_sqlite_store(data_dir)),
        prototype_(hif::sdk::client<timely::HttpClient>("timely.http_client")) {
    host::HostCall call;
    const auto status = prototype_.create(&prototype_, call.raw(), object_.raw(), nullptr,
                                          hif::sdk::str(config), &instance_);
    if (status != HIF_OK) throw std::runtime_error(call.message());
  }
  ~User() {
    if (instance_) prototype_.destroy(instance_);
  }
  User(const User&) = delete;
  User& operator=(const User&) = delete;

  void ask(const std::string& target) {
    host::HostCall call;
    hif_request request{};
    request.struct_size = sizeof request;
    request.method = hif::sdk::str("GET");
    request.target = hif::sdk::str(target);
    hif_response response{};
    response.struct_size = sizeof response;
    const auto* table = static_cast<const hif_client*>(prototype_.table);
    const auto status = table->send(instance_, call.raw(), &request, &response);
    const bool fine = status == HIF_OK && response.http_status == 200;
    fine ? ++good : ++bad;
    if (response.release) response.release(&response);
    if (fine) return;
    const std::lock_guard lock(mutex_);
    if (first_failure_.empty())
      first_failure_ = call.message() + " " + std::to_string(response.http_status);
  }

  void report() const {
    std::cout << "good " << good << " bad " << bad << "\n" << first_failure_ << std::endl;
  }

  std::atomic<int> good{0}, bad{0};

 private:
  host::Log log_{std::make_shared<host::Masker>(), HIF_LOG_ERROR, host::LogFormat::text,
                 [](std::string_view) {}};
  host::Secrets secrets_;
  std::unique_ptr<host::Store> store_;
  host::HostObject object_{{log_, secrets_, *store_, *store_}, "timely"};
  hif_prototype prototype_;
  hif_instance* instance_ = nullptr;
  std::mutex mutex_;
  std::string first_failure_;
};

std::atomic<bool> told_to_end = false;

} // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  std::signal(SIGTERM, [](int) { told_to_end = true; });
  try {
    User user(argv[1], argv[2]);
    const auto end = host::steady_now_ns() + std::stoll(argv[4]) * 1'000'000;
    std::vector<std::thread> threads;
    for (int i = 0; i < std::stoi(argv[3]); ++i)
      threads.emplace_back([&, i] {
        const auto target =
            "/1.1/accounts?user=" + std::to_string(::getpid()) + "-" + std::to_string(i);
        do {
          user.ask(target);
          std::this_thread::sleep_for(std::chrono::milliseconds(std::stoi(argv[5])));
        } while (!told_to_end && host::steady_now_ns() < end);
      });
    for (auto& thread : threads) thread.join();
    user.report();
    return user.bad == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::cout << error.what() << std::endl;
    return 2;
  }
}
