// SPDX-License-Identifier: MIT
#pragma once
// SIGINT and SIGTERM: the first asks the run to stop at the next batch, a second ends the process
// at once. What was accepted stays accepted either way.

namespace host {

// Installs the handlers. Once, from main.
void catch_interrupts();

// True once the user asked to stop. Any thread.
bool interrupted();

} // namespace host
