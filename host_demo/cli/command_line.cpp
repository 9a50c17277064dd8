// SPDX-License-Identifier: MIT
#include "cli/command_line.hpp"

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/usage_fault.hpp"

#include <cstdlib>
#include <iostream>
#include <sstream>

namespace host {
namespace {

// "Examples:" and a line each.
std::string footer(const char* examples) {
  std::string text;
  std::istringstream lines(examples);
  for (std::string line; std::getline(lines, line);) text += "\n  " + line;
  return text.empty() ? text : "Examples:" + text + "\n";
}

// What to do next here.
std::string next_step(const GlobalOptions& options) {
  const auto file = options.config.string();
  std::error_code error;
  if (!std::filesystem::exists(options.config, error))
    return "There is no " + file +
           " here yet. Look at `hif prototypes` and `hif describe PROTOTYPE`, which ends with the\n"
           "lines to begin with, write them into " +
           file + ", and let `hif check` look at it.\n";
  return file + " is here: `hif check` looks at it, `hif run` runs its routes.\n";
}

std::string from_environment(const char* name, std::string otherwise) {
  const char* value = std::getenv(name);
  return value && *value ? value : otherwise;
}

std::filesystem::path default_data_dir() {
  const auto state = from_environment("XDG_STATE_HOME", "");
  if (!state.empty()) return std::filesystem::path(state) / "hif";
  return std::filesystem::path(from_environment("HOME", ".")) / ".local" / "state" / "hif";
}

std::vector<std::string> split_path(const std::string& text) {
  std::vector<std::string> parts;
  std::string part;
  for (std::istringstream stream(text); std::getline(stream, part, ':');)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

// What was said before the command's own options.
struct Said {
  GlobalOptions global;
  std::string config, data_dir, log_format = "text", output;
  bool no_progress = false;

  void add_to(CLI::App& app) {
    app.add_option("-c,--config", config, "configuration (default hif.yaml, or $HIF_CONFIG)")
        ->type_name("FILE");
    app.add_option("--plugin-dir", global.plugin_dirs,
                   "folder of packages; may be given several times (default $HIF_PLUGIN_PATH, else "
                   "lib/hif/plugins beside the program and under ~/.local)")
        ->type_name("DIR")
        ->allow_extra_args(false);
    app.add_option("--data-dir", data_dir,
                   "keys, positions and tasks (default $XDG_STATE_HOME/hif)")
        ->type_name("DIR");
    app.add_option("--log-level", global.log_level, "trace, debug, info, warn or error")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error"}));
    app.add_option("--log-format", log_format, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    app.add_option("-o,--output", output, "text or json")->check(CLI::IsMember({"text", "json"}));
    app.add_flag("--no-progress", no_progress, "no progress line on a terminal");
  }

  GlobalOptions options() {
    global.config = config.empty() ? from_environment("HIF_CONFIG", "hif.yaml") : config;
    global.data_dir = data_dir.empty() ? default_data_dir() : std::filesystem::path(data_dir);
    global.data_dir = std::filesystem::absolute(global.data_dir);
    if (global.plugin_dirs.empty())
      global.plugin_dirs = split_path(from_environment("HIF_PLUGIN_PATH", ""));
    global.log_format = log_format == "json" ? LogFormat::json : LogFormat::text;
    global.json = output == "json";
    global.text = output == "text";
    global.progress = !no_progress;
    return global;
  }
};

void add_all(Commands& commands) {
  add_listings(commands);
  add_check(commands);
  add_grant(commands);
  add_requests(commands);
  add_run(commands);
  add_plan(commands);
  add_state(commands);
  add_tasks(commands);
  add_package(commands);
  add_protocol(commands);
  add_schema(commands);
  add_transform(commands);
  add_help(commands);
}

int run_command(const Command& command, GlobalOptions options) {
  Environment environment(std::move(options));
  try {
    return command(environment);
  } catch (const Failure& failure) {
    std::cerr << environment.masker().masked(std::string("hif: ") + failure.what()) << "\n";
    return failure.exit_code;
  } catch (const std::exception& error) {
    std::cerr << environment.masker().masked(std::string("hif: ") + error.what()) << "\n";
    return Exit::failed;
  }
}

} // namespace

std::string introduction() {
  return R"(hif runs routes between systems, through packages that it finds at run time.

  hif plugins                      the packages that are found
  hif prototypes                   what can be configured with them
  hif describe PROTOTYPE           its fields, and lines to begin a configuration with
  hif entities PROTOTYPE           what it can read or write
  hif schema > hif.schema.json     for an editor that completes and checks hif.yaml
  hif check                        is hif.yaml in order?
  hif grant CLIENT                 get the key of a client
  hif get CLIENT ENTITY            read something, without a route
  hif plan                         what a run would cost
  hif run                          run the routes; --watch keeps their schedules
  hif tasks list                   records that were not delivered
  hif state show                   how far each route has come
  hif transform FILE               try transformers on records
  hif protocol singer|airbyte      the incomings for another system

hif --help names all commands and options; hif help COMMAND explains one, with examples.
)";
}

CLI::App* Commands::add(const char* name, const char* what, Command command, const char* examples,
                        CLI::App* parent) {
  auto* sub = (parent ? parent : &app_)->add_subcommand(name, what);
  sub->footer(footer(examples));
  sub->callback([this, command = std::move(command)] { named_ = command; });
  return sub;
}

CLI::App* Commands::add_group(const char* name, const char* what, CLI::App* parent) {
  auto* group = (parent ? parent : &app_)->add_subcommand(name, what);
  group->require_subcommand(1);
  return group;
}

int run_command_line(int argc, char** argv) {
  CLI::App app("runs routes between systems, through packages that it finds at run time", "hif");
  app.require_subcommand(0, 1);
  app.fallthrough();
  app.set_version_flag("--version", "hif " HIF_VERSION);
  Said said;
  said.add_to(app);
  Commands commands(app);
  add_all(commands);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error), Exit::done; // help, version
    std::cerr << "hif: " << usage_fault(app, {argv + 1, argv + argc}, error.what()) << "\n";
    return Exit::usage;
  }
  if (commands.named()) return run_command(commands.named(), said.options());
  write_out(introduction() + "\n" + next_step(said.options()));
  return Exit::done;
}

} // namespace host
