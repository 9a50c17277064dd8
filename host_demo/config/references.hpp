// SPDX-License-Identifier: MIT
#pragma once
// ${env:NAME}, ${env:NAME:-default} and ${file:PATH} inside a text. Anything else that begins with
// ${ stays as it is, unless it looks like one of these; $${ is the text ${.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// A text with its references replaced. What was put in is never looked at again.
struct Replaced {
  struct Fault {
    std::string message, hint;
  };
  struct Variable {
    std::string name;
    std::optional<std::string> fallback;
    bool is_set;
  };
  std::string text;
  std::vector<Variable> variables;  // that it refers to
  std::vector<std::string> values;  // what was put in, not empty ones
  std::vector<std::string> missing; // variables that are not set and have no default
  std::optional<Fault> fault;       // the text is of no use then
  bool any = false;                 // there was a reference
};

class References {
 public:
  static constexpr std::size_t max_file_bytes = 1024 * 1024;
  using Variable = std::function<std::optional<std::string>(const std::string& name)>;

  // Files are relative to `folder`. Without `variable`, the environment of the process.
  References(std::filesystem::path folder, Variable variable);

  Replaced replace(std::string_view text) const;

 private:
  void put_variable(std::string_view reference, Replaced& out) const;
  void put_file(const std::string& path, Replaced& out) const;

  std::filesystem::path folder_;
  Variable variable_;
};

} // namespace host
