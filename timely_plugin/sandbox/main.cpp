// SPDX-License-Identifier: MIT
// timely-sandbox: a Timely on loopback, for trying and testing without an account.
#include "sandbox.hpp"

#include <hif/sdk/json_print.hpp>

#include <CLI/CLI.hpp>

#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>

namespace {

using timely::sandbox::Options;
using timely::sandbox::Rotation;

struct Files {
  std::string faults, catalogue;
  bool verbose = false, no_gzip = false;
};

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void declare_data(CLI::App& app, Options& options, Files& files) {
  app.add_option("--seed", options.seed, "Number that the data are made from")
      ->capture_default_str();
  app.add_option("--events", options.events, "Time entries to begin with, around today")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{10'000'000}));
  app.add_option("--today", options.today, "The sandbox's today, YYYY-MM-DD; else the real one");
  app.add_option("--catalogue", files.catalogue, "Catalogue of entities; else the built-in one")
      ->check(CLI::ExistingFile);
  app.add_option("--page-cap", options.page_cap,
                 "Most records on any page, whatever is asked for; 0: as the catalogue says");
  app.add_option("--bulk-async-threshold", options.bulk_async_threshold,
                 "Answer bulk requests of more rows with 202 and a job; 0: never");
}

void declare_connection(CLI::App& app, Options& options, Files& files) {
  app.add_option("--listen", options.listen, "Loopback address and port; port 0: any free one")
      ->capture_default_str();
  app.add_option("--tls-certificate", options.tls_certificate_file, "PEM file; serves https")
      ->check(CLI::ExistingFile);
  app.add_option("--tls-key", options.tls_key_file, "PEM file of the certificate's key")
      ->check(CLI::ExistingFile);
  app.add_option("--faults", files.faults, "JSON file of requests that fail, and how")
      ->check(CLI::ExistingFile);
  app.add_flag("--no-gzip", files.no_gzip, "Never compress");
  app.add_flag("--verbose", files.verbose, "One line a request on stderr");
}

void declare_oauth(CLI::App& app, Options& options) {
  app.add_option("--token-lifetime", options.token_lifetime,
                 "expires_in of access tokens, in seconds; 0: they do not expire, none is given")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  const std::map<std::string, Rotation> rotations{{"strict", Rotation::strict},
                                                  {"lenient", Rotation::lenient}};
  app.add_option("--rotation", options.rotation,
                 "When a refreshed key dies: at once (strict), or once its successor is used "
                 "(lenient)")
      ->transform(CLI::CheckedTransformer(rotations).description("{strict,lenient}"))
      ->default_str("strict");
  app.add_flag("--auto-approve", options.auto_approve,
               "Redirect from the authorize page at once, without asking");
}

// SIGINT and SIGTERM are blocked in every thread and waited for in this one.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

int serve(Options options, const Files& files) {
  if (!files.faults.empty()) options.faults = contents(files.faults);
  if (!files.catalogue.empty()) options.catalogue = contents(files.catalogue);
  options.gzip = !files.no_gzip;
  options.kept_requests = 0;
  if (files.verbose) options.log = &std::cerr;
  const auto signals = block_stop_signals();
  std::signal(SIGPIPE, SIG_IGN);
  timely::sandbox::Sandbox sandbox(options);
  std::cout << hif::json::print(sandbox.description()) << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  sandbox.stop();
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "A Timely of one's own: OAuth, every documented entity, seeded data and faults on demand,\n"
      "all in memory, on loopback. Prints one JSON line with the base URI and a ready key, then\n"
      "serves until it is interrupted.",
      "timely-sandbox");
  Options options;
  Files files;
  declare_connection(app, options, files);
  declare_data(app, options, files);
  declare_oauth(app, options);
  try {
    app.parse(argc, argv);
    return serve(options, files);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    std::cerr << "timely-sandbox: " << error.what() << std::endl;
    return 2;
  }
}
