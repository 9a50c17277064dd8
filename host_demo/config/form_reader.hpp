// SPDX-License-Identifier: MIT
#pragma once
// Reads a YAML value as what its form asks for, and finds what is wrong with it.

#include "config/configuration.hpp"
#include "config/form.hpp"
#include "config/problem.hpp"
#include "config/references.hpp"
#include "config/yaml_document.hpp"

#include <hif/sdk/json.hpp>

#include <string>
#include <vector>

namespace host {

// What comes out of reading besides the value.
struct Findings {
  std::vector<Problem> problems;
  std::vector<Problem> missing_variables;
  std::vector<std::string> secrets;
  std::vector<VariableUse> variables;

  void take(Findings other);
};

// A value, and where it is.
struct Spot {
  const YamlNode* node;
  std::string pointer;
  Position key;           // of the key that it belongs to
  bool is_secret = false; // it lies within something writeOnly

  Position value() const { return node->is_nothing() ? key : node->position; }
};

class FormReader {
 public:
  // All are borrowed.
  FormReader(const std::string& file, const References& references)
      : file_(file), references_(references) {}

  // Where the value is faulty, the result is of no use, and `findings` says why. Objects that the
  // form marks with x-form come out empty.
  hif::json::Value read(const Form& form, const Spot& spot, Findings& findings) const;

 private:
  hif::json::Value read_branch(const std::vector<Form>& branches, const Spot& spot,
                               Findings& findings) const;
  hif::json::Value read_nothing(const Form& form, const Spot& spot, Findings& findings) const;
  hif::json::Value read_scalar(const Form& form, const Spot& spot, Findings& findings) const;
  hif::json::Value read_list(const Form& form, const Spot& spot, Findings& findings) const;
  hif::json::Value read_map(const Form& form, const Spot& spot, Findings& findings) const;
  // False, and a problem, when there may be no such key.
  bool accept_key(const Form& form, const Spot& map, const YamlNode::Entry& entry,
                  std::vector<std::string>& meant, Findings& findings) const;
  void check_keys(const Form& form, const Spot& spot, const std::vector<std::string>& meant,
                  Findings& findings) const;
  void check_unique(const Form& form, const Spot& spot, const hif::json::Array& items,
                    Findings& findings) const;

  Problem problem(Position position, std::string pointer, Complaint complaint) const;
  hif::json::Value refuse(const std::vector<std::string_view>& types, const Form& form,
                          const Spot& spot, Findings& findings, bool is_replaced = false) const;

  const std::string& file_;
  const References& references_;
};

} // namespace host
