// SPDX-License-Identifier: MIT
#pragma once
// The commands. Each gives the exit code, or throws Failure.

#include "cli/environment.hpp"

namespace host {

int list_plugins(Environment& environment);
int list_prototypes(Environment& environment, const ListOptions& options);
int describe_prototype(Environment& environment, const ListOptions& options);
int list_entities(Environment& environment, const ListOptions& options);
int check(Environment& environment, bool live);
int grant(Environment& environment, const GrantOptions& options);
int get(Environment& environment, const EntityOptions& options);
int send(Environment& environment, const EntityOptions& options);
int run(Environment& environment, const RunOptions& options);

} // namespace host
