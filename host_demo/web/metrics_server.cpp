// SPDX-License-Identifier: MIT
#include "web/servers.hpp"

#include <prometheus/exposer.h>
#include <prometheus/registry.h>

#include <utility>

namespace host {
namespace {

class Server final : public MetricsServer {
 public:
  Server(const std::string& address, std::shared_ptr<prometheus::Registry> registry)
      : registry_(std::move(registry)), exposer_(address, 1) {
    exposer_.RegisterCollectable(registry_);
  }

  int port() const override {
    const auto ports = exposer_.GetListeningPorts();
    return ports.empty() ? 0 : ports.front();
  }

 private:
  std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Exposer exposer_; // last: it reads the registry
};

} // namespace

std::unique_ptr<MetricsServer> serve_metrics(const std::string& address,
                                             std::shared_ptr<prometheus::Registry> registry) {
  return std::make_unique<Server>(address, std::move(registry));
}

} // namespace host
