// SPDX-License-Identifier: MIT
#pragma once
#include <hif/prototype.h>

namespace host::sql {

// host.sql_publisher. Databases bring a dozen libraries, so it is a part of the program
// (services/part.hpp) that is loaded when one is validated or made.
hif_prototype publisher_prototype();

} // namespace host::sql
