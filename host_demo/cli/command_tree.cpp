// SPDX-License-Identifier: MIT
#include "cli/command_tree.hpp"

#include <algorithm>

namespace host {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  std::vector<const CLI::App*> commands;
  for (const auto* command : app.get_subcommands({}))
    if (!command->get_group().empty()) commands.push_back(command);
  return commands;
}

std::vector<std::string> command_names_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : commands_of(app)) names.push_back(command->get_name());
  return names;
}

const CLI::App* command_named(const CLI::App& app, const std::string& name) {
  for (const auto* command : commands_of(app))
    if (command->get_name() == name) return command;
  return nullptr;
}

const CLI::Option* option_named(const CLI::App& command, const std::string& name) {
  for (const auto* at = &command; at; at = at->get_parent())
    for (const auto* option : at->get_options({}))
      if (option->check_name(name)) return option;
  return nullptr;
}

// CLI11 shows them as "{a,b}".
std::vector<std::string> choices_of(const CLI::Option& option) {
  const auto type = option.get_type_name();
  const auto open = type.find('{'), close = type.rfind('}');
  std::vector<std::string> choices;
  if (open == type.npos || close == type.npos || close < open) return choices;
  for (auto from = open + 1; from < close;) {
    const auto end = std::min(type.find(',', from), close);
    choices.push_back(type.substr(from, end - from));
    from = end + 1;
  }
  return choices;
}

} // namespace host
