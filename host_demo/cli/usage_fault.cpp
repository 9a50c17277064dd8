// SPDX-License-Identifier: MIT
#include "cli/usage_fault.hpp"

#include "cli/command_tree.hpp"
#include "config/wording.hpp"
#include "text/nearest.hpp"

namespace host {
namespace {

using Words = std::vector<std::string>;

std::string full_name(const CLI::App& command) {
  const auto* parent = command.get_parent();
  return (parent ? full_name(*parent) + " " : "") + command.get_name();
}

std::string help_of(const CLI::App& command) {
  const auto name = full_name(command);
  const auto blank = name.find(' ');
  return blank == name.npos ? " hif --help names them all."
                            : " `hif help" + name.substr(blank) + "` explains it.";
}

// "--limit" of "--limit=5", "-c" of "-cFILE".
std::string option_part(const std::string& word) {
  if (word.starts_with("--")) return word.substr(0, word.find('='));
  return word.substr(0, 2);
}

std::string unknown_option(const CLI::App& command, const std::string& name) {
  Words known;
  for (const auto* at = &command; at; at = at->get_parent())
    for (const auto* option : at->get_options({}))
      for (const auto& long_name : option->get_lnames()) known.push_back("--" + long_name);
  return full_name(command) + " has no option \"" + name + "\"." + did_you_mean(name, known) +
         help_of(command);
}

std::string needs_command(const CLI::App& command) {
  return full_name(command) +
         " needs one of these behind it: " + joined(command_names_of(command)) + "." +
         help_of(command);
}

} // namespace

std::string unknown_command(const CLI::App& command, const std::string& word) {
  return full_name(command) + " has no command \"" + word + "\"." +
         did_you_mean(word, command_names_of(command)) + help_of(command);
}

std::string usage_fault(const CLI::App& app, const Words& words, const std::string& otherwise) {
  const auto* command = &app;
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const auto& word = words[i];
    if (word.starts_with('-') && word.size() > 1) {
      const auto name = option_part(word);
      const auto* option = option_named(*command, name);
      if (!option) return unknown_option(*command, name);
      if (option->get_items_expected_max() > 0 && name == word) ++i; // its value
    } else if (!commands_of(*command).empty()) {
      const auto* named = command_named(*command, word);
      if (!named) return unknown_command(*command, word);
      command = named;
    }
  }
  if (command != &app && !commands_of(*command).empty()) return needs_command(*command);
  return full_name(*command) + ": " + otherwise + "." + help_of(*command);
}

} // namespace host
