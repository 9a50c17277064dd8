// SPDX-License-Identifier: MIT
#include "builtin/sql/prototype.hpp"

#include "services/part.hpp"

#include <hif/publisher.h>
#include <hif/sdk/error.hpp>

namespace host::sql {
namespace {

const hif_prototype& loaded() {
  static const auto& prototype =
      *part_function<const hif_prototype*()>("libhif_sql.so", "hif_sql_publisher")();
  return prototype;
}

// Of an instance, so the part is there.
const hif_publisher& table() {
  return *static_cast<const hif_publisher*>(loaded().table);
}

constexpr hif_publisher forwarding = {
    .struct_size = sizeof(hif_publisher),
    .reserved = 0,
    .open = [](hif_instance* instance, const hif_call* call,
               hif_slice position) { return table().open(instance, call, position); },
    .write =
        [](hif_instance* instance, const hif_call* call, const hif_batch* batch,
           std::uint64_t first_index, const hif_result_sink* sink) {
          return table().write(instance, call, batch, first_index, sink);
        },
    .flush =
        [](hif_instance* instance, const hif_call* call, const hif_result_sink* sink,
           void* position_data, void (*position_sink)(void*, hif_slice)) {
          return table().flush(instance, call, sink, position_data, position_sink);
        },
    .close = [](hif_instance* instance) { table().close(instance); }};

} // namespace

hif_prototype publisher_prototype() {
  return {
      .struct_size = sizeof(hif_prototype),
      .reserved = 0,
      .id = hif::sdk::str("host.sql_publisher"),
      .kind = hif::sdk::str(HIF_KIND_PUBLISHER),
      .table = &forwarding,
      .validate = [](const hif_prototype*, const hif_call* call, const hif_host* host,
                     hif_str config) -> hif_status {
        return hif::sdk::guard(call,
                               [&] { return loaded().validate(&loaded(), call, host, config); });
      },
      .create = [](const hif_prototype*, const hif_call* call, const hif_host* host,
                   const hif_client_ref* client, hif_str config, hif_instance** out) -> hif_status {
        return hif::sdk::guard(
            call, [&] { return loaded().create(&loaded(), call, host, client, config, out); });
      },
      .destroy = [](hif_instance* instance) { loaded().destroy(instance); },
      .get_extension = [](hif_instance* instance,
                          hif_str id) { return loaded().get_extension(instance, id); }};
}

} // namespace host::sql
