// SPDX-License-Identifier: MIT
// protocol: the incomings of the configuration as streams of a Singer tap or an Airbyte source.
// Messages of the protocol go to stdout, all else to stderr.

#include "cli/commands.hpp"
#include "cli/live_check.hpp"
#include "cli/output.hpp"
#include "config/bounded_file.hpp"
#include "protocol/airbyte.hpp"
#include "protocol/airbyte_settings.hpp"
#include "protocol/singer.hpp"
#include "text/nearest.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace host {
namespace {

using hif::json::Value;

struct ProtocolOptions {
  std::string config; // settings, or a configuration in place of the global one
  std::string catalog;
  std::string state;
  bool discover = false;
};

constexpr std::size_t max_file_bytes = 64 * 1024 * 1024;

std::string text_of_file(const std::string& file, const char* what) {
  auto content = read_file(file, max_file_bytes);
  if (!content.fault.empty())
    throw Failure(Exit::usage,
                  std::string("cannot read the ") + what + " " + file + ": " + content.fault);
  return std::move(content.text);
}

// The JSON values of a file; none when it is empty.
std::vector<Value> values_of_file(const std::string& file, const char* what) {
  try {
    return hif::json::parse_sequence(text_of_file(file, what));
  } catch (const hif::json::ParseError& error) {
    throw Failure(Exit::usage, file + ":" + error.what() + ": the " + what + " is not JSON");
  }
}

std::optional<Value> value_of_file(const std::string& file, const char* what) {
  if (file.empty()) return std::nullopt;
  auto values = values_of_file(file, what);
  return values.empty() ? std::nullopt : std::optional(std::move(values.back()));
}

// --config after the command: a configuration says its version; any other JSON object holds
// settings for the variables of the configuration.
std::optional<hif::json::Object> settings_in(const std::string& file) {
  try {
    const auto value = hif::json::parse(text_of_file(file, "settings"));
    if (value.is_object() && !value.find("version")) return value.as_object();
  } catch (const hif::json::ParseError&) { // YAML, then
  }
  return std::nullopt;
}

void take_config(Environment& environment, const ProtocolOptions& options) {
  if (options.config.empty()) return;
  if (const auto settings = settings_in(options.config))
    environment.set_variables(variables_in(*settings));
  else
    environment.set_configuration_file(options.config);
}

// Settings that nothing refers to: most likely a name that was mistyped.
std::vector<std::string> unused_settings(const Environment& environment,
                                         const Configuration& configuration) {
  std::vector<std::string> known, warnings;
  for (const auto& variable : configuration.variables) known.push_back(variable.name);
  for (const auto& [name, value] : environment.variables())
    if (std::ranges::find(known, name) == known.end())
      warnings.push_back("the setting \"" + name +
                         "\" is not used: the configuration has no ${env:" + name + "}." +
                         did_you_mean(name, known));
  return warnings;
}

int singer(Environment& environment, const ProtocolOptions& options) {
  take_config(environment, options);
  const auto& configuration = environment.configuration();
  for (const auto& warning : unused_settings(environment, configuration))
    environment.log().warn(warning);
  const auto streams = streams_of(configuration, environment.packages());
  for (const auto& stream : streams)
    if (!stream.warning.empty()) environment.log().warn(stream.warning);
  if (options.discover) {
    write_out(hif::json::print(singer_catalog(streams), 2) + "\n");
    return Exit::done;
  }
  const auto choices = choose_streams(streams, value_of_file(options.catalog, "catalog"));
  for (const auto& choice : choices) configuration.require(*choice.stream->incoming);
  const auto state = value_of_file(options.state, "state");
  Objects objects(environment.packages(), environment.services(), configuration);
  return sync_singer(choices, state.value_or(Value()), objects, environment.log(), write_out);
}

int say_spec(Environment& environment, const ProtocolOptions&) {
  // A source has to say its spec even where nothing is configured yet.
  write_out(airbyte_spec(settings_form(environment.examine().configuration)));
  return Exit::done;
}

// What keeps the source from being read; nothing when it can be.
std::optional<std::string> connection_fault(Environment& environment) {
  try {
    const auto& configuration = environment.configuration();
    for (const auto& incoming : configuration.incoming) configuration.require(incoming);
    std::string fault;
    for (const auto& problem : check_live(environment).problems)
      fault += (fault.empty() ? "" : "\n") + to_string(problem);
    return fault.empty() ? std::nullopt : std::optional(fault);
  } catch (const Failure& failure) {
    if (failure.exit_code == Exit::interrupted) throw;
    return failure.what();
  }
}

int say_status(Environment& environment, const ProtocolOptions&) {
  auto fault = connection_fault(environment);
  if (fault) fault = environment.masker().masked(*fault);
  write_out(airbyte_status(fault));
  return Exit::done; // the check was made, and the status says how it went
}

std::vector<Stream> airbyte_streams(Environment& environment) {
  auto streams = streams_of(environment.configuration(), environment.packages());
  for (const auto& stream : streams)
    if (!stream.warning.empty()) write_out(airbyte_log("WARN", stream.warning));
  return streams;
}

int say_catalog(Environment& environment, const ProtocolOptions&) {
  write_out(airbyte_catalog(airbyte_streams(environment)));
  return Exit::done;
}

int read_streams(Environment& environment, const ProtocolOptions& options) {
  const auto& configuration = environment.configuration();
  const auto catalog = value_of_file(options.catalog, "catalog");
  if (!catalog)
    throw Failure(Exit::usage,
                  "read needs --catalog FILE: the configured catalog, which says which "
                  "streams to read and how");
  const auto streams = airbyte_streams(environment);
  const auto choices = choose_streams(streams, *catalog);
  for (const auto& choice : choices) configuration.require(*choice.stream->incoming);
  std::map<std::string, Value> states;
  if (!options.state.empty()) states = airbyte_states(values_of_file(options.state, "state"));
  Objects objects(environment.packages(), environment.services(), configuration);
  return read_airbyte(choices, states, objects, environment.log(), write_out);
}

using AirbyteWork = int (*)(Environment&, const ProtocolOptions&);

// What goes wrong as a whole is said in a message of the protocol too.
int airbyte(Environment& environment, const ProtocolOptions& options, AirbyteWork work) {
  const auto tell = [&](const std::exception& error, int exit) {
    if (exit != Exit::interrupted)
      write_out(airbyte_error(environment.masker().masked(error.what()), exit));
  };
  try {
    take_config(environment, options);
    if (!environment.variables().empty())
      for (const auto& warning : unused_settings(environment, environment.examine().configuration))
        write_out(airbyte_log("WARN", warning));
    return work(environment, options);
  } catch (const Failure& failure) {
    tell(failure, failure.exit_code);
    throw;
  } catch (const std::exception& error) {
    tell(error, Exit::failed);
    throw;
  }
}

void add_config(CLI::App* sub, ProtocolOptions& options) {
  sub->add_option("--config", options.config,
                  "settings, a JSON object that fills the ${env:NAME} of the configuration; or a "
                  "configuration in place of that of -c")
      ->type_name("FILE");
}

void add_state_option(CLI::App* sub, ProtocolOptions& options) {
  sub->add_option("--state", options.state, "where an earlier read stopped: the last STATE it gave")
      ->type_name("FILE");
}

} // namespace

void add_protocol(Commands& commands) {
  const auto options = std::make_shared<ProtocolOptions>();
  auto* group = commands.add_group("protocol", "the incomings as streams of another system");
  auto* tap = commands.add(
      "singer", "a tap of the Singer protocol",
      [options](Environment& e) { return singer(e, *options); },
      "hif protocol singer --discover > catalog.json\n"
      "hif protocol singer --catalog catalog.json --state state.json | target-jsonl > states\n"
      "tail -1 states > state.json",
      group);
  add_config(tap, *options);
  tap->add_flag("--discover", options->discover, "print the catalog of the streams, read nothing");
  tap->add_option("--catalog,--properties", options->catalog,
                  "which streams and fields to read (default: all)")
      ->type_name("FILE");
  add_state_option(tap, *options);

  auto* source = commands.add_group("airbyte", "a source of the Airbyte protocol", group);
  const auto add = [&](const char* name, const char* what, AirbyteWork work, const char* examples) {
    auto* sub = commands.add(
        name, what, [options, work](Environment& e) { return airbyte(e, *options, work); },
        examples, source);
    add_config(sub, *options);
    return sub;
  };
  add("spec", "which settings the source takes", say_spec, "hif -c hif.yaml protocol airbyte spec");
  add("check", "whether the clients and incomings can be reached", say_status,
      "hif -c hif.yaml protocol airbyte check --config settings.json");
  add("discover", "the streams, with their schemas", say_catalog,
      "hif -c hif.yaml protocol airbyte discover --config settings.json");
  auto* reading =
      add("read", "the records of the streams that a configured catalog chooses", read_streams,
          "hif -c hif.yaml protocol airbyte read --config settings.json "
          "--catalog configured.json --state state.json");
  reading->add_option("--catalog", options->catalog, "the configured catalog")->type_name("FILE");
  add_state_option(reading, *options);
}

} // namespace host
