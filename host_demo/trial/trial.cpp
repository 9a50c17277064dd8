// SPDX-License-Identifier: MIT
#include "trial/trial.hpp"

#include "trial/prototype_trial.hpp"

#include <hif/sdk/json_parse.hpp>

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace host {
namespace {

namespace fs = std::filesystem;
namespace json = hif::json;

// A folder to be in while packages run: what they write goes with it.
class Sandbox {
 public:
  Sandbox() {
    auto name = (fs::temp_directory_path() / "hif-trial-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a folder " + name);
    path_ = name;
  }
  ~Sandbox() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

class Trial {
 public:
  Trial(const Found& found, const TrialOptions& options, TrialReport& report)
      : found_(found), options_(options), report_(report) {}

  void all() {
    if (!contained("", [&](const Tell& tell) { load_only(found_, sandbox_.path(), tell); })) return;
    for (std::size_t i = 0; i < found_.manifest->prototypes.size(); ++i) {
      const auto& id = found_.manifest->prototypes[i].id;
      const auto sample = options_.samples.find(id);
      const auto* given = sample == options_.samples.end() ? nullptr : &sample->second;
      contained(id,
                [&](const Tell& tell) { try_prototype(found_, i, given, sandbox_.path(), tell); });
    }
  }

 private:
  // False when the child failed in something.
  bool contained(const std::string& prototype, const std::function<void(const Tell&)>& body) {
    const auto ended = run_contained(options_.silence, body);
    std::string check = "load", function = "hif_entry_v1";
    const auto before = report_.findings.size();
    for (const auto& line : ended.lines) {
      const auto told = json::parse(line);
      if (const auto* finding = told.find("finding")) {
        report_.findings.push_back(finding_of(*finding));
        continue;
      }
      check = told.find("check")->as_string();
      function = told.find("function")->as_string();
    }
    if (!ended.written.empty())
      report_.findings.push_back({Verdict::warned, "standard-output", prototype,
                                  "it writes to standard output, where the host's data goes: \"" +
                                      ended.written.substr(0, 80) + "\"",
                                  "write through hif.log/1"});
    if (ended.ending != Contained::Ending::finished) {
      const bool hung = ended.ending == Contained::Ending::hung;
      const auto what = function + (hung ? "() hangs (" : "() crashed (") + ended.how + ")";
      report_.findings.push_back(
          {Verdict::failed, check, prototype, what, "run it under a debugger or a sanitizer"});
      if (report_.crash.empty())
        report_.crash = (prototype.empty() ? found_.id : prototype) + ": " + what;
    }
    return std::none_of(report_.findings.begin() + static_cast<std::ptrdiff_t>(before),
                        report_.findings.end(),
                        [](const Finding& finding) { return finding.verdict == Verdict::failed; });
  }

  const Found& found_;
  const TrialOptions& options_;
  TrialReport& report_;
  const Sandbox sandbox_;
};

} // namespace

bool TrialReport::in_order() const {
  return !refusal && std::none_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.verdict == Verdict::failed;
  });
}

TrialReport try_package(const fs::path& folder, const Discovery& discovery,
                        const TrialOptions& options) {
  const auto found = find_package(folder, discovery);
  TrialReport report;
  report.id = found.id;
  report.version = found.version;
  report.refusal = found.refusal;
  if (!report.refusal) report.refusal = Package(found, nullptr).verify();
  if (report.refusal) return report;
  report.library_sha256 = found.manifest->libraries.at(std::string(this_platform())).sha256;
  Trial(found, options, report).all();
  return report;
}

} // namespace host
