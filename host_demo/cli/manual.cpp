// SPDX-License-Identifier: MIT
#include "cli/manual.hpp"

#include "cli/command_tree.hpp"

#include <sstream>
#include <utility>

namespace host {
namespace {

constexpr const char* rest_of_the_page =
    R"(.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
Failed at run time, or some records failed; they are kept as tasks.
.TP
.B 2
The command line or the configuration is wrong.
.TP
.B 3
Not authorised: a grant is needed, or the vendor refuses.
.TP
.B 4
A package or prototype is missing or refused.
.TP
.B 5
The vendor cannot be reached, after all retries.
.TP
.B 130
Interrupted; the next run goes on from there.
.SH ENVIRONMENT
.TP
.B HIF_CONFIG
The configuration, where \-c does not name one.
.TP
.B HIF_PLUGIN_PATH
Folders of packages, separated by colons, where \-\-plugin\-dir names none.
.TP
.B HIF_SECRET_KEY
64 hexadecimal digits: the key that keys of clients are encrypted with, in place of the key file.
.TP
.B XDG_STATE_HOME
Where the data folder is, where \-\-data\-dir does not say.
.SH FILES
.TP
.I hif.yaml
The configuration.
.TP
.I ~/.local/state/hif
Keys (encrypted), positions and tasks.
.TP
.I PREFIX/lib/hif/plugins
Packages, each in a folder of its own.
)";

// As text that a macro or a line break cannot be made of.
std::string roff(const std::string& text) {
  std::string out;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && (c == '.' || c == '\'')) out += "\\&";
    at_start = c == '\n';
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

std::string verbatim(const std::string& text) {
  return ".PP\n.nf\n" + roff(text) + "\n.fi\n";
}

std::string introduction_text(const std::string& text) {
  std::string out, table;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(' ')) {
      table += (table.empty() ? "" : "\n") + line;
      continue;
    }
    if (!table.empty()) out += verbatim(std::exchange(table, {}));
    out += line.empty() ? ".PP\n" : roff(line) + "\n";
  }
  return out;
}

// "FILE", or the words to choose from: "text|json".
std::string type_name(const CLI::Option& option) {
  std::string choices;
  for (const auto& choice : choices_of(option)) choices += (choices.empty() ? "" : "|") + choice;
  return choices.empty() ? option.get_type_name() : choices;
}

// "-c, --config FILE", or "FILE" for one without dashes.
std::string option_name(const CLI::Option& option) {
  std::string names;
  for (const auto& name : option.get_snames())
    names += (names.empty() ? "" : ", ") + ("\\fB" + roff("-" + name) + "\\fR");
  for (const auto& name : option.get_lnames())
    names += (names.empty() ? "" : ", ") + ("\\fB" + roff("--" + name) + "\\fR");
  const auto type = type_name(option);
  if (names.empty()) return "\\fI" + roff(option.get_single_name()) + "\\fR";
  if (option.get_items_expected_max() == 0 || type.empty()) return names;
  return names + " \\fI" + roff(type) + "\\fR";
}

std::string options_text(const CLI::App& app) {
  std::string out;
  for (const auto* option : app.get_options({}))
    if (!option->get_group().empty())
      out += ".TP\n" + option_name(*option) + "\n" + roff(option->get_description()) + "\n";
  return out;
}

// The examples that a command's help ends with, a line each.
std::vector<std::string> examples_of(const CLI::App& command) {
  std::vector<std::string> examples;
  std::istringstream lines(command.get_footer());
  for (std::string line; std::getline(lines, line);) {
    const auto start = line.find_first_not_of(' ');
    if (start != std::string::npos && !line.ends_with(':')) examples.push_back(line.substr(start));
  }
  return examples;
}

void add_command(std::string& out, const CLI::App& command, const std::string& before) {
  const auto name = before + " " + command.get_name();
  const auto parts = commands_of(command);
  if (!parts.empty()) {
    for (const auto* part : parts) add_command(out, *part, name);
    return;
  }
  out +=
      ".SS " + roff(name) + "\n" + roff(command.get_description()) + ".\n" + options_text(command);
  std::string lines;
  for (const auto& example : examples_of(command)) lines += (lines.empty() ? "" : "\n") + example;
  if (!lines.empty()) out += verbatim(lines);
}

} // namespace

std::string manual(const CLI::App& app, const std::string& version,
                   const std::string& introduction) {
  std::string out = ".TH HIF 1 \"\" \"hif " + version + "\" \"User Commands\"\n.SH NAME\nhif \\- " +
                    roff(app.get_description()) +
                    "\n.SH SYNOPSIS\n.B hif\n[OPTIONS] COMMAND [ARGUMENTS]\n.SH DESCRIPTION\n" +
                    introduction_text(introduction) + ".SH OPTIONS\n" + options_text(app) +
                    ".SH COMMANDS\n";
  for (const auto* command : commands_of(app)) add_command(out, *command, "hif");
  return out + rest_of_the_page;
}

} // namespace host
