// SPDX-License-Identifier: MIT
// What libhif_web.so gives to the program.
#include "web/servers.hpp"

extern "C" [[gnu::visibility("default")]] const host::Web* hif_web() {
  static constexpr host::Web web = {.is_loopback = host::is_loopback,
                                    .listen = host::listen_for_browser,
                                    .serve_metrics = host::serve_metrics};
  return &web;
}
