// SPDX-License-Identifier: MIT
#pragma once
// Inside the part; what they do is told in web.hpp.

#include "web/web.hpp"

namespace host {

bool is_loopback(const std::string& redirect_uri);
std::unique_ptr<LoopbackListener> listen_for_browser(const std::string& redirect_uri);
std::unique_ptr<MetricsServer> serve_metrics(const std::string& address,
                                             std::shared_ptr<prometheus::Registry> registry);

} // namespace host
