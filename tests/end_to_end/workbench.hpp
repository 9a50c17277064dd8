// SPDX-License-Identifier: MIT
#pragma once
// What an end-to-end test works with: a folder, a sandbox, and the hif program.

#include "process.hpp"

#include <sandbox/sandbox.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace end_to_end {

class Workbench {
 public:
  explicit Workbench(timely::sandbox::Options options = {});
  ~Workbench();

  timely::sandbox::Sandbox& sandbox() { return sandbox_; }
  const std::filesystem::path& folder() const { return folder_; }
  void write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;
  bool exists(const std::string& name) const;

  // Writes hif.yaml: `clients:` with "timely" over the sandbox (`more_of_client` are further lines
  // of its config), then `rest`.
  void configure(const std::string& rest = "", const std::string& more_of_client = "") const;
  // As above with the sandbox's ready token: no grant is needed.
  void configure_with_token(const std::string& rest = "") const;

  // hif with these arguments, in the folder, and the data folder in it.
  Finished hif(std::vector<std::string> arguments, const std::string& input = "") const;
  Process start_hif(std::vector<std::string> arguments, const std::string& input = "") const;
  std::map<std::string, std::string> environment;

  // What a browser does with an authorize URL; gives where it was sent to, the page it ended on.
  static std::string follow(const std::string& url, const std::string& decision);

 private:
  timely::sandbox::Sandbox sandbox_;
  std::filesystem::path folder_;
};

std::vector<std::string> lines_of(const std::string& text);

} // namespace end_to_end
