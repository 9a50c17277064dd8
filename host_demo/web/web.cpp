// SPDX-License-Identifier: MIT
#include "web/web.hpp"

#include "services/part.hpp"

namespace host {

const Web& web() {
  static const Web& loaded = *part_function<const Web*()>("libhif_web.so", "hif_web")();
  return loaded;
}

} // namespace host
