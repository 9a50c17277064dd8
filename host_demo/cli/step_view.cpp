// SPDX-License-Identifier: MIT
#include "cli/step_view.hpp"

#include "text/line_diff.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace host {
namespace {

using hif::json::Object;
using hif::json::Value;

Value value_of(const std::string& record) {
  if (record.empty()) return nullptr;
  try {
    return hif::json::parse(record);
  } catch (const hif::json::ParseError&) {
    return record; // what no JSON is, is shown as it is
  }
}

std::string lines_of(const std::string& record) {
  return record.empty() ? "" : hif::json::print(value_of(record), 2);
}

} // namespace

void StepView::add(const StepMade& made) {
  shown_[made.source].steps.push_back({made.transformer, made.step, std::string(made.prototype),
                                       std::string(made.name), std::string(made.record)});
}

void StepView::add(const Reject& reject) {
  shown_[reject.source].error = reject.error;
}

std::string StepView::text() const {
  std::string text;
  for (std::uint64_t i = 0; i < in_.count; ++i) {
    const auto found = shown_.find(i);
    const auto shown = found == shown_.end() ? Shown() : found->second;
    const std::string before(hif::sdk::view(hif_batch_at(&in_, i)->json));
    text += (json_ ? json_of(first_ + i, before, shown) : text_of(first_ + i, before, shown));
  }
  return text;
}

std::string StepView::text_of(std::uint64_t number, const std::string& before,
                              const Shown& shown) const {
  std::string text = "record " + std::to_string(number) + "\n";
  text += print_diff(diff_lines(lines_of(before), lines_of(before)), false);
  // What a step made is what the next one was given; of several records, the last one of them
  // that came before it.
  auto last = before;
  for (const auto& made : shown.steps) {
    text += "step " + std::to_string(made.transformer + 1) + "." + std::to_string(made.step + 1) +
            ": " + made.prototype + (made.name.empty() ? "" : " " + made.name) + "\n";
    const auto from = lines_of(last), to = lines_of(made.record);
    if (from == to)
      text += "  (unchanged)\n";
    else
      text += print_diff(diff_lines(from, to), coloured_);
    if (made.record.empty()) text += "  (taken out)\n";
    if (!made.record.empty()) last = made.record;
  }
  if (shown.error) text += "failed: " + *shown.error + "\n";
  return text + "\n";
}

std::string StepView::json_of(std::uint64_t number, const std::string& before,
                              const Shown& shown) const {
  std::string text;
  auto last = before;
  for (const auto& made : shown.steps) {
    const Object line{{"record", number},
                      {"transformer", made.transformer + 1},
                      {"prototype", made.prototype},
                      {"step", made.step + 1},
                      {"name", made.name.empty() ? Value() : Value(made.name)},
                      {"before", value_of(last)},
                      {"after", value_of(made.record)}};
    text += hif::json::print(line) + "\n";
    if (!made.record.empty()) last = made.record;
  }
  if (shown.error)
    text += hif::json::print(Object{{"record", number}, {"error", *shown.error}}) + "\n";
  return text;
}

} // namespace host
