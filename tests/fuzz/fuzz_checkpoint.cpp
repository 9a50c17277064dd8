// SPDX-License-Identifier: MIT
// Any text is a checkpoint or is refused as an unreadable one; one that is read says the same when
// it is printed and read again. Those of timely.subscriber and of host.file_subscriber.

#include "builtin/read_mark.hpp"
#include "subscriber/checkpoint.hpp"

#include <cstdlib>

namespace {

void of_subscriber(std::string_view text) {
  try {
    const auto checkpoint = timely::read_checkpoint(text);
    const auto printed = print(checkpoint);
    if (print(timely::read_checkpoint(printed)) != printed) std::abort();
    const auto position =
        timely::read_part([&] { return timely::read_list_position(checkpoint.at); });
    const auto at = to_json(position);
    if (to_json(timely::read_list_position(at)) != at) std::abort();
  } catch (const hif::sdk::Error& error) {
    if (error.status != HIF_INVALID_ARGUMENT) std::abort();
  }
}

void of_file(std::string_view text) {
  try {
    const auto printed = host::print_mark(host::parse_mark(text, "rows.ndjson"));
    if (host::print_mark(host::parse_mark(printed, "rows.ndjson")) != printed) std::abort();
  } catch (const hif::sdk::Error& error) {
    if (error.status != HIF_INVALID_ARGUMENT) std::abort();
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  of_subscriber(text);
  of_file(text);
  return 0;
}
