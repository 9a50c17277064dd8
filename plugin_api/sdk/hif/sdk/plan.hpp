// SPDX-License-Identifier: MIT
#pragma once
// hif.plan/1 of a subscriber or a client that has
//
//   json::Value plan(const Call&, std::string_view checkpoint)
//
// It gives the table out by its `const void* get_extension(std::string_view id)`.

#include "package.hpp"

#include <hif/ext/plan.h>

namespace hif::sdk {

template <typename T>
const hif_plan* plan_table() {
  static const hif_plan table = {
      .struct_size = sizeof(hif_plan),
      .reserved = 0,
      .plan = [](hif_instance* i, const hif_call* call, hif_slice checkpoint, void* data,
                 void (*sink)(void*, hif_str)) -> hif_status {
        return guard(call, [&] {
          detail::give_json(detail::self<T>(i).plan(Call(call), view(checkpoint)), data, sink);
          return HIF_OK;
        });
      },
  };
  return &table;
}

} // namespace hif::sdk
