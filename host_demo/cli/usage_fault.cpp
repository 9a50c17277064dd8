// SPDX-License-Identifier: MIT
#include "cli/usage_fault.hpp"

#include "cli/manual.hpp"
#include "text/nearest.hpp"

#include <algorithm>

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

const CLI::Option* option_named(const CLI::App& command, const std::string& name) {
  for (const auto* at = &command; at; at = at->get_parent())
    for (const auto* option : at->get_options({}))
      if (option->check_name(name)) return option;
  return nullptr;
}

std::string unknown_option(const CLI::App& command, const std::string& name) {
  Words known;
  for (const auto* at = &command; at; at = at->get_parent())
    for (const auto* option : at->get_options({}))
      for (const auto& long_name : option->get_lnames()) known.push_back("--" + long_name);
  return full_name(command) + " has no option \"" + name + "\"." + did_you_mean(name, known) +
         help_of(command);
}

std::string unknown_command(const CLI::App& command, const std::string& word) {
  Words known;
  for (const auto* part : commands_of(command)) known.push_back(part->get_name());
  return full_name(command) + " has no command \"" + word + "\"." + did_you_mean(word, known) +
         help_of(command);
}

std::string needs_command(const CLI::App& command) {
  std::string names;
  for (const auto* part : commands_of(command))
    names += (names.empty() ? "" : ", ") + part->get_name();
  return full_name(command) + " needs one of these behind it: " + names + "." + help_of(command);
}

} // namespace

std::string usage_fault(const CLI::App& app, const Words& words, const std::string& otherwise) {
  const auto* command = &app;
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const auto& word = words[i];
    const auto parts = commands_of(*command);
    if (word.starts_with('-') && word.size() > 1) {
      const auto name = option_part(word);
      const auto* option = option_named(*command, name);
      if (!option) return unknown_option(*command, name);
      if (option->get_items_expected_max() > 0 && name == word) ++i; // its value
    } else if (!parts.empty()) {
      const auto named = std::ranges::find_if(
          parts, [&](const CLI::App* part) { return part->get_name() == word; });
      if (named == parts.end()) return unknown_command(*command, word);
      command = *named;
    }
  }
  if (command != &app && !commands_of(*command).empty()) return needs_command(*command);
  return full_name(*command) + ": " + otherwise + "." + help_of(*command);
}

} // namespace host
