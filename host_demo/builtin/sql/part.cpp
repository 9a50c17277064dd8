// SPDX-License-Identifier: MIT
// What libhif_sql.so gives to the program: the prototype host.sql_publisher.
#include "builtin/sql/publisher.hpp"

extern "C" [[gnu::visibility("default")]] const hif_prototype* hif_sql_publisher() {
  static const auto prototype = hif::sdk::publisher<host::sql::Publisher>("host.sql_publisher");
  return &prototype;
}
