// SPDX-License-Identifier: MIT
#include "cli/live_check.hpp"

#include "run/call_failure.hpp"
#include "run/objects.hpp"

#include <hif/ext/probe.h>
#include <hif/sdk/json_parse.hpp>

#include <algorithm>
#include <set>

namespace host {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;
using JsonSink = void (*)(void*, hif_str);

// Runs a probe, of a client's table or of the extension, and puts what it finds into `line`.
template <typename Probe>
void ask(Probe probe, const Instance& instance, const std::string& name, Object& line) {
  HostCall call;
  std::string answer;
  const JsonSink keep = [](void* data, hif_str json) {
    *static_cast<std::string*>(data) = hif::sdk::view(json);
  };
  throw_if_failed(probe(instance.raw(), call.raw(), &answer, keep), call, name);
  const auto facts = answer.empty() ? Value(Object()) : hif::json::parse(answer);
  for (const auto& [fact, value] : facts.as_object()) line.set(fact, value);
}

class Examination {
 public:
  explicit Examination(Environment& environment)
      : environment_(environment), configuration_(environment.configuration()),
        objects_(environment.packages(), environment.services(), configuration_) {}

  LiveCheck run() {
    for (const auto& client : configuration_.clients) examine(client);
    for (const auto& incoming : configuration_.incoming) {
      examine(incoming);
      examine(incoming.input_transformers);
      examine(incoming.transformers);
    }
    for (const auto& outgoing : configuration_.outgoing) {
      examine(outgoing.transformers);
      examine(outgoing.request_transformers);
      examine(outgoing.response_transformers);
    }
    for (const auto& route : configuration_.routes) examine(route.transformers);
    return std::move(found_);
  }

 private:
  void examine(const ClientConfig& config) {
    Object line{{"client", config.name}, {"ok", true}};
    const auto works = attempt(config.pointer, line, [&] {
      const auto& client = objects_.client(config);
      ask(client.client().probe, client, config.name, line);
    });
    if (!works) unreachable_.insert(config.name);
    found_.clients.push_back(std::move(line));
  }

  // Nothing is said of an incoming whose client does not work: that was said of the client.
  void examine(const IncomingConfig& config) {
    if (!config.client || unreachable_.contains(*config.client)) return;
    Object line{{"incoming", config.name}, {"client", *config.client}, {"ok", true}};
    bool probed = true;
    attempt(config.pointer, line,
            [&] { probed = probe(objects_.incoming(config).subscriber, config.name, line); });
    if (probed) found_.incoming.push_back(std::move(line));
  }

  void examine(const std::vector<TransformerConfig>& transformers) {
    for (const auto& config : transformers) {
      if (!config.client || unreachable_.contains(*config.client)) continue;
      Object line{{"transformer", config.prototype}, {"client", *config.client}, {"ok", true}};
      bool probed = true;
      attempt(config.pointer, line,
              [&] { probed = probe(objects_.transformer(config), config.prototype, line); });
      if (probed) found_.transformers.push_back(std::move(line));
    }
  }

  // False when the instance cannot be asked.
  static bool probe(const Instance& instance, const std::string& name, Object& line) {
    const auto* extension = static_cast<const hif_probe*>(instance.extension(HIF_EXT_PROBE));
    if (!extension || !HIF_HAS(extension, hif_probe, probe)) return false;
    ask(extension->probe, instance, name, line);
    return true;
  }

  template <typename Body>
  bool attempt(const std::string& pointer, Object& line, Body body) {
    try {
      body();
      return true;
    } catch (const ConfigurationError& error) {
      for (const auto& problem : error.problems()) found_.problems.push_back(problem);
      fail(error, line);
    } catch (const Failure& failure) {
      if (failure.exit_code == Exit::interrupted) throw;
      auto problem = configuration_.problem(pointer, fail(failure, line));
      problem.exit_code = static_cast<Exit::Code>(failure.exit_code);
      found_.problems.push_back(std::move(problem));
    }
    return false;
  }

  std::string fail(const Failure& failure, Object& line) {
    auto why = environment_.masker().masked(failure.what());
    line.set("ok", false);
    line.set("error", why);
    found_.exit = std::max(found_.exit, failure.exit_code);
    return why;
  }

  Environment& environment_;
  const Configuration& configuration_;
  Objects objects_;
  LiveCheck found_;
  std::set<std::string> unreachable_;
};

} // namespace

LiveCheck check_live(Environment& environment) {
  return Examination(environment).run();
}

} // namespace host
