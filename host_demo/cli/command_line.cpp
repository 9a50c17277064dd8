// SPDX-License-Identifier: MIT
#include "cli/command_line.hpp"

#include "cli/commands.hpp"
#include "cli/output.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <functional>
#include <iostream>

namespace host {
namespace {

constexpr const char* first_steps =
    R"(hif runs routes between systems through packages that it finds at run time.

  hif plugins                      the packages that are found
  hif prototypes                   what can be configured with them
  hif describe PROTOTYPE           its fields, to write a configuration from
  hif entities PROTOTYPE           what it can read or write
  hif check                        is hif.yaml in order?
  hif grant CLIENT                 get the key of a client
  hif run                          run the routes

hif --help names all commands and options; hif COMMAND --help explains one.
)";

using Command = std::function<int(Environment&)>;

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

// The command line as CLI11 knows it. What is parsed lies here; the command that was named is
// `command`.
struct CommandLine {
  CLI::App app{"Runs routes between systems through packages that it finds at run time.", "hif"};
  GlobalOptions global;
  std::string config, data_dir, log_format = "text", output;
  bool no_progress = false;
  ListOptions list;
  GrantOptions grant_options;
  EntityOptions entity;
  RunOptions run_options;
  std::uint64_t max_records = 0;
  std::string payload;
  bool live = false;
  Command command;

  CommandLine() {
    app.require_subcommand(0, 1);
    app.fallthrough();
    app.set_version_flag("--version", "hif " HIF_VERSION);
    add_global_options();
    add_listings();
    add_check_and_grant();
    add_get_and_send();
    add_run();
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

 private:
  CLI::App* add(const char* name, const char* what, Command what_to_do) {
    auto* sub = app.add_subcommand(name, what);
    sub->callback([this, what_to_do = std::move(what_to_do)] { command = what_to_do; });
    return sub;
  }

  void add_global_options() {
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

  void add_listings() {
    add("plugins", "every package found, its state, and why it is refused if it is", list_plugins);
    auto* prototypes = add("prototypes", "the prototypes of all good packages",
                           [this](Environment& e) { return list_prototypes(e, list); });
    prototypes->add_option("--kind", list.kind, "client, subscriber, publisher or transformer")
        ->type_name("KIND");
    auto* describe = add("describe", "the configuration form of a prototype",
                         [this](Environment& e) { return describe_prototype(e, list); });
    describe->add_option("prototype", list.prototype, "id, such as acme.subscriber")->required();
    auto* entities = add("entities", "the catalogue of a prototype",
                         [this](Environment& e) { return list_entities(e, list); });
    entities->add_option("prototype", list.prototype, "id, such as acme.subscriber")->required();
    entities->add_option("--method", list.method, "only those of an HTTP method")
        ->type_name("METHOD");
    entities->add_option("--group", list.group, "only those of a group")->type_name("GROUP");
    entities->add_flag("--all", list.all, "the undocumented ones too");
  }

  void add_check_and_grant() {
    auto* checking = add("check", "validates the whole configuration",
                         [this](Environment& e) { return check(e, live); });
    checking->add_flag("--live", live, "make one authenticated request per client as well");
    auto* granting = add("grant", "gets and keeps the key of a client (grant access)",
                         [this](Environment& e) { return grant(e, grant_options); });
    granting->add_option("client", grant_options.client, "its name in the configuration")
        ->required();
    granting->add_flag("--no-browser", grant_options.no_browser,
                       "print the address and read the code");
    auto* code = granting->add_option("--code", grant_options.code,
                                      "finish with the code, or the whole redirected address");
    granting->add_option("--timeout", grant_options.timeout_s, "seconds to wait for the browser")
        ->check(CLI::Range(1, 86400));
    auto* status = granting->add_flag("--status", grant_options.status,
                                      "what is kept, without the key itself");
    granting->add_flag("--revoke", grant_options.revoke, "give the key back and forget it")
        ->excludes(status)
        ->excludes(code);
  }

  void add_request_options(CLI::App* sub) {
    sub->add_option("client", entity.client, "its name in the configuration")->required();
    sub->add_option("entity", entity.entity, "title or id of the entity")->required();
    sub->add_option("--method", entity.method, "where several methods have the entity")
        ->type_name("METHOD");
    sub->add_option("--path", entity.path, "path parameter; may be given several times")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    sub->add_option("--query", entity.query, "query parameter; may be given several times")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    sub->add_option("--payload", payload, "JSON, @FILE, or - for stdin")->type_name("JSON");
  }

  void take_payload(const char* name) {
    if (app.get_subcommand(name)->get_option("--payload")->count() > 0) entity.payload = payload;
  }

  void add_get_and_send() {
    auto* getting = add("get", "one read, records on stdout", [this](Environment& e) {
      take_payload("get");
      if (app.get_subcommand("get")->get_option("--max-records")->count() > 0)
        entity.max_records = max_records;
      return get(e, entity);
    });
    add_request_options(getting);
    getting->add_option("--max-records", max_records, "stop after so many");
    auto* sending = add("send", "one write, the answer on stdout", [this](Environment& e) {
      take_payload("send");
      return send(e, entity);
    });
    add_request_options(sending);
    sending->add_flag("--dry-run", entity.dry_run, "show the request, send nothing");
    sending->add_flag("--confirm-cascade", entity.confirm_cascade,
                      "allow a delete that takes other data with it");
  }

  void add_run() {
    auto* running = add("run", "runs routes (all when none is named)", [this](Environment& e) {
      if (app.get_subcommand("run")->get_option("--max-records")->count() > 0)
        run_options.max_records = max_records;
      return run(e, run_options);
    });
    running->add_option("route", run_options.routes, "names in the configuration");
    running->add_flag("--dry-run", run_options.dry_run, "show what would be sent, change nothing");
    running->add_flag("--full", run_options.full, "from the start, files made anew");
    running->add_option("--max-records", max_records, "stop after so many records of each route");
  }
};

int run_parsed(CommandLine& line) {
  if (!line.command) {
    write_out(first_steps);
    return Exit::done;
  }
  Environment environment(line.options());
  try {
    return line.command(environment);
  } catch (const Failure& failure) {
    std::cerr << environment.masker().masked(std::string("hif: ") + failure.what()) << "\n";
    return failure.exit_code;
  } catch (const std::exception& error) {
    std::cerr << environment.masker().masked(std::string("hif: ") + error.what()) << "\n";
    return Exit::failed;
  }
}

} // namespace

int run_command_line(int argc, char** argv) {
  CommandLine line;
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return line.app.exit(error) == 0 ? Exit::done : Exit::usage;
  }
  return run_parsed(line);
}

} // namespace host
