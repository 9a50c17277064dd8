// SPDX-License-Identifier: MIT
#pragma once
// The commands, in groups. Each group has a file of its own, which adds its commands, with their
// options and help, to the command line.

#include "cli/environment.hpp"

#include <CLI/CLI.hpp>

#include <functional>

namespace host {

// Gives the exit code, or throws Failure.
using Command = std::function<int(Environment&)>;

// The command line as CLI11 knows it, while it is being put together and parsed.
class Commands {
 public:
  explicit Commands(CLI::App& app) : app_(app) {}
  // A command under `parent` (the program itself when null). Options are bound to what `command`
  // owns; `examples` are command lines, which its help and the manual end with.
  CLI::App* add(const char* name, const char* what, Command command, const char* examples = "",
                CLI::App* parent = nullptr);
  // A command that only holds others.
  CLI::App* add_group(const char* name, const char* what, CLI::App* parent = nullptr);
  const CLI::App& app() const { return app_; }
  // What was named; empty when nothing was.
  const Command& named() const { return named_; }

 private:
  CLI::App& app_;
  Command named_;
};

// What `hif` alone says, and the manual begins with.
std::string introduction();

void add_listings(Commands& commands); // plugins, prototypes, describe, entities
void add_check(Commands& commands);
void add_grant(Commands& commands);
void add_requests(Commands& commands); // get, send
void add_run(Commands& commands);
void add_plan(Commands& commands);
void add_state(Commands& commands);
void add_tasks(Commands& commands);
void add_package(Commands& commands);  // package check, package pack
void add_protocol(Commands& commands); // protocol singer, protocol airbyte
void add_schema(Commands& commands);
void add_transform(Commands& commands);
void add_help(Commands& commands); // help, complete

} // namespace host
