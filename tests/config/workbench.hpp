// SPDX-License-Identifier: MIT
#pragma once
// A throw-away folder with a configuration in it, and prototypes of a made-up vendor.

#include "config/load.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace host::test {

class Workbench : public ::testing::Test {
 protected:
  Workbench();
  ~Workbench() override;

  std::filesystem::path write(const std::string& name, const std::string& text) const;
  // Adds a prototype; `form` is JSON.
  void offer(const std::string& id, const std::string& kind, const std::string& form,
             std::vector<std::string> clients = {}, std::string refusal = {});

  ExaminedConfiguration examine(const std::string& text);
  // Reads a text that is expected to be without fault.
  Configuration load(const std::string& text);
  // `LINE:COLUMN PATH: MESSAGE | HINT` of each problem.
  std::vector<std::string> problems(const std::string& text);
  // The config, as compact JSON, of an outgoing whose prototype has the form `form`.
  std::string read_by(const std::string& form, const std::string& config);
  std::vector<std::string> problems_by(const std::string& form, const std::string& config);

  PrototypeLookup prototypes() const;
  LoadOptions options() const;

  std::filesystem::path folder_;
  std::map<std::string, std::string> variables_;

 private:
  struct Offer {
    PrototypeFacts facts;
    hif::json::Value form;
  };
  std::map<std::string, Offer, std::less<>> offers_;
};

std::string line_of(const Problem& problem);
using Lines = std::vector<std::string>;

} // namespace host::test
