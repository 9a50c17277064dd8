// SPDX-License-Identifier: MIT
#include "cli/transform_test.hpp"

#include "cli/output.hpp"
#include "config/transform_cases.hpp"
#include "text/line_diff.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <unistd.h>

namespace host {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

struct Outcome {
  Array records;
  std::vector<std::string> errors;
};

Outcome outcome_of(const TransformerChain& chain, const TransformCase& test) {
  hif::sdk::BatchBuilder builder;
  for (const auto& record : test.input) builder.add(builder.own(hif::json::print(record)));
  hif::sdk::Batch in;
  builder.finish(in.out());
  std::vector<Reject> rejects;
  const auto out = chain.apply(*in.raw(), {}, rejects);
  Outcome outcome;
  for (std::uint64_t i = 0; i < out.batch().count; ++i)
    outcome.records.push_back(
        hif::json::parse(hif::sdk::view(hif_batch_at(&out.batch(), i)->json)));
  for (const auto& reject : rejects)
    outcome.errors.push_back(test.input.size() == 1
                                 ? reject.error
                                 : "record " + std::to_string(reject.source + 1) + ": " +
                                       reject.error);
  return outcome;
}

bool errors_are_as_expected(const TransformCase& test, const Outcome& outcome) {
  if (!test.error) return outcome.errors.empty();
  const auto says_it = [&](const std::string& error) {
    return error.find(*test.error) != std::string::npos;
  };
  return !outcome.errors.empty() &&
         std::all_of(outcome.errors.begin(), outcome.errors.end(), says_it);
}

// `got` with the members of its objects in the order that `wanted` has them: order is no
// difference.
Value ordered_like(const Value& got, const Value& wanted) {
  if (got.is_array() && wanted.is_array()) {
    auto items = got.as_array();
    for (std::size_t i = 0; i < std::min(items.size(), wanted.as_array().size()); ++i)
      items[i] = ordered_like(items[i], wanted.as_array()[i]);
    return items;
  }
  if (!got.is_object() || !wanted.is_object()) return got == wanted ? wanted : got;
  Object members;
  for (const auto& [name, value] : wanted.as_object())
    if (const auto* there = got.find(name)) members.set(name, ordered_like(*there, value));
  for (const auto& [name, value] : got.as_object())
    if (!members.contains(name)) members.set(name, value);
  return members;
}

std::string lines_of(const Array& records, const Array* order) {
  std::string text;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const bool has_order = order && i < order->size();
    text += hif::json::print(has_order ? ordered_like(records[i], (*order)[i]) : records[i], 2);
    text += '\n';
  }
  return text;
}

std::string report(const std::string& file, const TransformCase& test, const Outcome& outcome,
                   bool coloured) {
  std::string text = file + ":" + std::to_string(test.position.line) + ":" +
                     std::to_string(test.position.column) + ": " + test.name + ": failed\n";
  if (!errors_are_as_expected(test, outcome)) {
    for (const auto& error : outcome.errors) text += "  error: " + error + "\n";
    if (test.error)
      text += "  expected an error that says: " + *test.error +
              (outcome.errors.empty() ? "\n  there was none\n" : "\n");
  }
  if (outcome.records != test.output) {
    text += "  - expected, + got:\n";
    text += print_diff(
        diff_lines(lines_of(test.output, nullptr), lines_of(outcome.records, &test.output)),
        coloured, "  ");
  }
  return text;
}

} // namespace

int run_transform_tests(Environment& environment, const TransformerChain& chain,
                        const std::string& file) {
  const auto cases = load_transform_cases(file);
  const bool json = environment.options().json, coloured = ::isatty(STDOUT_FILENO) != 0;
  std::size_t passed = 0;
  Array list;
  for (const auto& test : cases) {
    const auto outcome = outcome_of(chain, test);
    const bool ok = errors_are_as_expected(test, outcome) && outcome.records == test.output;
    passed += ok;
    if (json) {
      Array errors;
      for (const auto& error : outcome.errors) errors.push_back(error);
      list.push_back(Object{{"name", test.name},
                            {"ok", ok},
                            {"expected", Array(test.output)},
                            {"got", outcome.records},
                            {"errors", std::move(errors)}});
      continue;
    }
    const auto text = ok ? test.name + ": ok\n" : report(file, test, outcome, coloured);
    write_out(environment.masker().masked(text));
  }
  if (json)
    print_json_line(list);
  else
    write_out(std::to_string(passed) + " of " + std::to_string(cases.size()) + " cases passed\n");
  return passed == cases.size() ? Exit::done : Exit::failed;
}

} // namespace host
