// SPDX-License-Identifier: MIT
// help, and the hidden `complete` that completion in a shell asks.

#include "cli/command_tree.hpp"
#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/manual.hpp"
#include "cli/output.hpp"
#include "cli/usage_fault.hpp"

namespace host {
namespace {

struct HelpOptions {
  std::vector<std::string> words;
  bool as_manual = false;
};

const CLI::App& command_at(const CLI::App& app, const std::vector<std::string>& words) {
  const auto* at = &app;
  for (const auto& word : words) {
    const auto* next = command_named(*at, word);
    if (!next) throw Failure(Exit::usage, unknown_command(*at, word));
    at = next;
  }
  return *at;
}

// What stands before the name of a command on the command line.
std::string before(const std::vector<std::string>& words) {
  std::string text = words.empty() ? "" : "hif";
  for (std::size_t i = 0; i + 1 < words.size(); ++i) text += " " + words[i];
  return text;
}

int help(const Commands& commands, const HelpOptions& options) {
  if (options.as_manual)
    write_out(manual(commands.app(), HIF_VERSION, introduction()));
  else
    write_out(command_at(commands.app(), options.words).help(before(options.words)));
  return Exit::done;
}

int complete(Environment& environment, const Commands& commands, const HelpOptions& options) {
  for (const auto& candidate : completions(commands.app(), options.words, environment))
    write_out(candidate + "\n");
  return Exit::done;
}

} // namespace

void add_help(Commands& commands) {
  const auto options = std::make_shared<HelpOptions>();
  auto* helping = commands.add(
      "help", "explains a command, with examples",
      [&commands, options](Environment&) { return help(commands, *options); },
      "hif help run\n"
      "hif help tasks list");
  helping->add_option("command", options->words, "names of a command");
  helping->add_flag("--man", options->as_manual, "the whole manual, as a man page");

  auto* completing = commands.add(
      "complete", "the words that may come next",
      [&commands, options](Environment& e) { return complete(e, commands, *options); },
      "hif complete -- run night");
  completing->group("");
  completing->add_option("words", options->words, "behind --; the last one is the one to complete");
}

} // namespace host
