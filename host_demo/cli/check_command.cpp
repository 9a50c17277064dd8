// SPDX-License-Identifier: MIT
// check: everything that can be said against a configuration, at once.

#include "cli/commands.hpp"
#include "cli/file_check.hpp"
#include "cli/live_check.hpp"
#include "cli/output.hpp"
#include "run/objects.hpp"
#include "trial/contained.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace host {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

// Told before code of a package runs.
using Entering = std::function<void(const Package& package)>;

// Asks each object's package what it has against the object's configuration.
class Examination {
 public:
  Examination(Environment& environment, const Configuration& configuration,
              std::vector<Problem>& problems, Entering entering = {})
      : packages_(environment.packages()), host_(environment.services(), ""),
        configuration_(configuration), problems_(problems), entering_(std::move(entering)) {}

  void all() {
    for (const auto& client : configuration_.clients)
      object(client.prototype, client.pointer, std::nullopt, client.config);
    for (const auto& incoming : configuration_.incoming) {
      list(incoming.input_transformers);
      list(incoming.transformers);
      // What input transformers make of the parameters is known when they run.
      if (incoming.input_transformers.empty())
        object(incoming.prototype, incoming.pointer, incoming.client, incoming.config);
    }
    for (const auto& outgoing : configuration_.outgoing) {
      list(outgoing.transformers);
      list(outgoing.request_transformers);
      list(outgoing.response_transformers);
      object(outgoing.prototype, outgoing.pointer, outgoing.client, outgoing.config);
    }
    for (const auto& route : configuration_.routes) list(route.transformers);
  }

 private:
  void list(const std::vector<TransformerConfig>& transformers) {
    for (const auto& transformer : transformers)
      object(transformer.prototype, transformer.pointer, transformer.client, transformer.config);
  }

  // One mistake gives one problem: an object that the reading already objects to is left alone.
  bool is_faulty(const std::string& pointer) const {
    return std::any_of(problems_.begin(), problems_.end(), [&](const Problem& problem) {
      return is_within(problem.path, pointer) || problem.path.empty();
    });
  }

  void object(const std::string& prototype_id, const std::string& pointer,
              const std::optional<std::string>& client_name, const Value& config) {
    const auto* prototype = packages_.look_up(prototype_id);
    // A value that is not at hand cannot be judged.
    if (!prototype || is_faulty(pointer) || configuration_.lacks_variable(pointer + "/config"))
      return;
    auto complete = config;
    const auto* client = client_name ? configuration_.find_client(*client_name) : nullptr;
    if (client)
      if (const auto* client_prototype = packages_.look_up(client->prototype))
        complete = with_request_defaults(*prototype, config, *client_prototype, client->config);
    if (entering_) entering_(prototype->package());
    for (const auto& found : validate(*prototype, host_.raw(), complete))
      problems_.push_back(
          configuration_.problem(pointer + "/config" + found.pointer, found.message, found.hint));
  }

  PackageSet& packages_;
  HostObject host_;
  const Configuration& configuration_;
  std::vector<Problem>& problems_;
  Entering entering_;
};

// Lets the packages examine the configuration in a child process, before they do it here: one that
// crashes or hangs there is quarantined, and so a problem like others.
void rehearse(Environment& environment) {
  constexpr std::chrono::seconds silence(20);
  for (;;) {
    auto examined = environment.examine();
    const auto rehearsal = run_contained(silence, [&](const Tell& tell) {
      Examination(environment, examined.configuration, examined.problems,
                  [&](const Package& package) {
                    tell(package.is_built_in() ? ""
                                               : package.library_sha256() + " " + package.id());
                  })
          .all();
    });
    if (rehearsal.ending == Contained::Ending::finished || rehearsal.lines.empty()) return;
    const auto& last = rehearsal.lines.back();
    const auto space = last.find(' ');
    if (space == last.npos) return; // the host's own package: nothing to be kept out
    const bool hung = rehearsal.ending == Contained::Ending::hung;
    environment.quarantine(last.substr(0, space),
                           last.substr(space + 1) + (hung ? " hangs (" : " crashed (") +
                               rehearsal.how + ") when the configuration was checked");
  }
}

// A field that is at fault already is not looked at again.
void add_file_problems(Environment& environment, const Configuration& configuration,
                       std::vector<Problem>& problems) {
  for (auto& found : file_problems(configuration, environment.packages()))
    if (std::ranges::none_of(problems, [&](const Problem& p) { return p.path == found.path; }))
      problems.push_back(std::move(found));
}

int exit_of_problems(const std::vector<Problem>& problems) {
  if (problems.empty()) return Exit::done;
  const bool packages_only = std::all_of(problems.begin(), problems.end(), [](const Problem& p) {
    return p.exit_code == Exit::package;
  });
  return packages_only ? Exit::package : Exit::usage;
}

void print_report(const std::vector<Problem>& problems, const LiveCheck& found, bool live,
                  int exit) {
  Array list;
  for (const auto& problem : problems) list.push_back(to_json(problem));
  Object report{{"ok", exit == Exit::done}, {"problems", std::move(list)}};
  if (live) {
    report.set("clients", found.clients);
    report.set("incoming", found.incoming);
    report.set("transformers", found.transformers);
  }
  print_json_line(report);
}

// What works has a line of what was found, what does not has a problem.
std::string lines_of(const Array& found) {
  std::string text;
  for (const auto& line : found)
    if (line.find("ok")->as_bool()) text += hif::json::print(line) + "\n";
  return text;
}

int check(Environment& environment, bool live) {
  rehearse(environment);
  auto [configuration, problems] = environment.examine();
  Examination(environment, configuration, problems).all();
  add_file_problems(environment, configuration, problems);
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  int exit = exit_of_problems(problems);
  LiveCheck found;
  if (live && problems.empty()) {
    found = check_live(environment);
    exit = found.exit;
    problems = found.problems;
  }
  if (environment.options().json) {
    print_report(problems, found, live, exit);
    return exit;
  }
  std::string text;
  for (const auto& problem : problems) text += to_string(problem) + "\n";
  text += lines_of(found.clients) + lines_of(found.incoming) + lines_of(found.transformers);
  if (problems.empty()) text += configuration.file + " is in order\n";
  write_out(environment.masker().masked(text));
  return exit;
}

} // namespace

void add_check(Commands& commands) {
  const auto live = std::make_shared<bool>(false);
  commands
      .add(
          "check", "validates the whole configuration",
          [live](Environment& e) { return check(e, *live); },
          "hif check\n"
          "hif -c other.yaml check --live -o json")
      ->add_flag(
          "--live", *live,
          "ask the vendor as well: the key of each client, the reach of each incoming and of "
          "each transformer that asks for something");
}

} // namespace host
