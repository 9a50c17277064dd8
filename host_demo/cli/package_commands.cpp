// SPDX-License-Identifier: MIT
// package check, package pack: for those who write packages.
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "package/archive.hpp"
#include "package/pack.hpp"
#include "trial/trial.hpp"

#include <hif/sdk/json_parse.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace host {
namespace {

namespace fs = std::filesystem;
namespace json = hif::json;

struct PackageOptions {
  std::string folder;
  std::string sample;  // file of configurations by prototype; empty: made from the forms
  std::string archive; // empty: <id>-<version>.tar.gz in the current folder
  std::int64_t time_limit_ms = 10'000;
};

// {"acme.copy": {…}, …}: configurations by prototype.
std::map<std::string, json::Value> read_samples(const std::string& file) {
  std::map<std::string, json::Value> samples;
  if (file.empty()) return samples;
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw Failure(Exit::usage, "--sample " + file + " cannot be read");
  try {
    const auto value = json::parse(text.str());
    for (const auto& [prototype, config] : value.as_object()) {
      if (!config.is_object()) throw json::TypeError("\"" + prototype + "\" is not an object");
      samples[prototype] = config;
    }
  } catch (const std::runtime_error& error) {
    throw Failure(Exit::usage, "--sample " + file + ": " + error.what() +
                                   "; it is a JSON object of configurations by prototype");
  }
  return samples;
}

Discovery no_directories() {
  return {};
}

json::Value report_json(const TrialReport& report) {
  json::Array findings;
  for (const auto& finding : report.findings) findings.push_back(to_json(finding));
  json::Object object{{"ok", report.in_order()},   {"id", report.id},
                      {"version", report.version}, {"code", nullptr},
                      {"cause", nullptr},          {"findings", std::move(findings)}};
  if (report.refusal) {
    object.set("code", std::string(report.refusal->name()));
    object.set("cause", report.refusal->located_cause());
  }
  return object;
}

std::string report_text(const TrialReport& report) {
  const auto title = report.id + " " + report.version;
  if (report.refusal) return title + " is refused: " + report.refusal->text() + "\n";
  Table table({"VERDICT", "CHECK", "PROTOTYPE", "FOUND"});
  std::size_t failed = 0, warned = 0;
  for (const auto& finding : report.findings) {
    failed += finding.verdict == Verdict::failed;
    warned += finding.verdict == Verdict::warned;
    const auto remedy = finding.remedy.empty() ? "" : ". To do: " + finding.remedy;
    table.add({std::string(name_of(finding.verdict)), finding.check, finding.prototype,
               finding.message + remedy});
  }
  const auto counts = std::to_string(failed) + " failed, " + std::to_string(warned) + " warned";
  return table.text() + title + (failed ? " is not in order: " : " is in order: ") + counts + "\n";
}

int check_package(Environment& environment, const PackageOptions& options) {
  TrialOptions trial;
  trial.samples = read_samples(options.sample);
  trial.silence = std::chrono::milliseconds(options.time_limit_ms);
  const auto report = try_package(options.folder, no_directories(), trial);
  const auto& data_dir = environment.options().data_dir;
  if (!report.crash.empty())
    put_in_quarantine(data_dir, report.library_sha256, report.crash);
  else if (report.in_order())
    lift_quarantine(data_dir, report.library_sha256);
  if (environment.options().json)
    print_json_line(report_json(report));
  else
    write_out(report_text(report));
  return report.in_order() ? Exit::done : Exit::package;
}

int pack(Environment& environment, const PackageOptions& options) {
  if (!fs::is_directory(options.folder))
    throw Failure(Exit::usage, options.folder + ": there is no such folder");
  pack_package(options.folder);
  const auto found = find_package(options.folder, no_directories());
  if (found.refusal) throw found.refusal->failure(found.id + " " + found.version);
  const auto name = found.id + "-" + found.version + ".tar.gz";
  const auto file = options.archive.empty() ? fs::path(name) : fs::path(options.archive);
  write_archive(options.folder, file);
  if (environment.options().json)
    print_json_line(json::Object{
        {"id", found.id}, {"version", found.version}, {"archive", fs::absolute(file).string()}});
  else
    write_out(found.id + " " + found.version + " is packed: " + file.string() + "\n");
  return Exit::done;
}

} // namespace

void add_package(Commands& commands) {
  const auto options = std::make_shared<PackageOptions>();
  auto* group = commands.add_group("package", "for those who write packages");
  auto* checking = commands.add(
      "check", "checks a package as the loader does, and by running it",
      [options](Environment& e) { return check_package(e, *options); },
      "hif package check acme-1.0.0\n"
      "hif package check acme-1.0.0 --sample samples.json",
      group);
  checking->add_option("folder", options->folder, "the package's folder")->required();
  checking
      ->add_option("--sample", options->sample,
                   "JSON object of configurations by prototype, to try them with")
      ->type_name("FILE");
  checking
      ->add_option("--time-limit", options->time_limit_ms,
                   "milliseconds that a function of it may take")
      ->check(CLI::Range(100, 600'000));
  auto* packing = commands.add(
      "pack", "fills in hashes and sizes, and writes the archive",
      [options](Environment& e) { return pack(e, *options); }, "hif package pack acme-1.0.0",
      group);
  packing->add_option("folder", options->folder, "the package's folder")->required();
  packing->add_option("--archive", options->archive, "(default ID-VERSION.tar.gz here)")
      ->type_name("FILE");
}

} // namespace host
