// SPDX-License-Identifier: MIT
#include "cli/completion.hpp"

#include "cli/command_tree.hpp"

#include <algorithm>
#include <set>

namespace host {
namespace {

using Words = std::vector<std::string>;

class Completion {
 public:
  Completion(const CLI::App& app, Environment& environment)
      : app_(app), command_(&app), environment_(environment) {}

  Words of(const Words& words) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) pass(words[i]);
    const auto& begun = words.back();
    auto candidates = waiting_ ? values_of(*waiting_) : is_option(begun) ? option_names() : names();
    std::erase_if(candidates, [&](const std::string& c) { return !c.starts_with(begun); });
    std::ranges::sort(candidates);
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    return candidates;
  }

 private:
  static bool is_option(const std::string& word) { return word.starts_with('-'); }

  void pass(const std::string& word) {
    if (const auto* option = std::exchange(waiting_, nullptr)) {
      if (option == app_.get_option_no_throw("--config")) environment_.set_configuration_file(word);
    } else if (is_option(word)) {
      const auto* named = word.find('=') == word.npos ? option_named(*command_, word) : nullptr;
      if (named && named->get_items_expected_max() > 0) waiting_ = named;
    } else if (const auto* part = command_named(*command_, word)) {
      command_ = part;
      positionals_ = 0;
    } else {
      ++positionals_;
    }
  }

  Words option_names() const {
    Words names;
    for (const auto* at = command_; at; at = at->get_parent())
      for (const auto* option : at->get_options({}))
        if (!option->get_group().empty())
          for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    return names;
  }

  Words names() {
    auto names = command_names_of(*command_);
    std::size_t place = 0;
    for (const auto* option : command_->get_options({})) {
      if (!option->get_positional()) continue;
      const bool takes_rest = option->get_items_expected_max() > 1;
      if (place++ == positionals_ || (takes_rest && place <= positionals_)) {
        const auto values = values_of(*option);
        names.insert(names.end(), values.begin(), values.end());
      }
    }
    return names;
  }

  Words values_of(const CLI::Option& option) {
    if (auto choices = choices_of(option); !choices.empty()) return choices;
    const auto name = option.get_single_name();
    if (name == "prototype") return prototypes();
    if (name == "entity") return entities();
    if (name == "kind") return {"client", "subscriber", "publisher", "transformer"};
    if (name == "method") return {"GET", "POST", "PUT", "PATCH", "DELETE"};
    if (name == "client") return named(&Configuration::clients);
    if (name == "route") return named(&Configuration::routes);
    return {};
  }

  Words prototypes() {
    Words ids;
    for (const auto* prototype : environment_.packages().prototypes())
      ids.push_back(prototype->id());
    return ids;
  }

  // Catalogue ids: they need no quotes.
  Words entities() {
    const std::string side = command_->get_name() == "send"  ? "write"
                             : command_->get_name() == "get" ? "read"
                                                             : "";
    Words ids;
    for (const auto* prototype : environment_.packages().prototypes())
      if (!prototype->entities().empty())
        for (const auto* entity : prototype->catalogue().side(side)) ids.push_back(entity->id);
    return ids;
  }

  template <typename Object>
  Words named(std::vector<Object> Configuration::*objects) {
    Words names;
    const auto examined = environment_.examine();
    for (const auto& object : examined.configuration.*objects) names.push_back(object.name);
    return names;
  }

  const CLI::App& app_;
  const CLI::App* command_;
  Environment& environment_;
  const CLI::Option* waiting_ = nullptr; // for the value that comes next
  std::size_t positionals_ = 0;          // given to the command
};

} // namespace

std::vector<std::string> completions(const CLI::App& app, const std::vector<std::string>& words,
                                     Environment& environment) {
  return words.empty() ? Words() : Completion(app, environment).of(words);
}

} // namespace host
