// SPDX-License-Identifier: MIT
#include "jq/worker_image.hpp"

// TIMELY_JQ_WORKER: path of the file that the build made.
__asm__(".pushsection .rodata\n"
        ".local timely_jq_worker_begin\n"
        "timely_jq_worker_begin:\n"
        ".incbin \"" TIMELY_JQ_WORKER "\"\n"
        ".local timely_jq_worker_end\n"
        "timely_jq_worker_end:\n"
        ".popsection\n");

extern "C" {
extern const char timely_jq_worker_begin[] __attribute__((visibility("hidden")));
extern const char timely_jq_worker_end[] __attribute__((visibility("hidden")));
}

namespace timely::jq {

std::string_view worker_image() {
  return {timely_jq_worker_begin,
          static_cast<std::size_t>(timely_jq_worker_end - timely_jq_worker_begin)};
}

} // namespace timely::jq
