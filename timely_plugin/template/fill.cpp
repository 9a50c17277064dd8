// SPDX-License-Identifier: MIT
#include "template/skeleton.hpp"

#include <unordered_set>

namespace timely::skeleton {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

constexpr std::size_t max_values = 4'000'000; // that loops may make of one record

class Filler {
 public:
  Filler(const Value& root, Filling filling) : root_(root), filling_(filling) {}

  std::optional<Value> fill(const Part& part) {
    if (++values_ > max_values)
      fail(part.pointer,
           "the template makes more than " + std::to_string(max_values) + " values of one record");
    switch (part.kind) {
    case Part::Kind::constant:
      return part.constant;
    case Part::Kind::text:
      return evaluated(part.pointer, part.text->text(),
                       [&] { return part.text->fill(root_, bindings_); });
    case Part::Kind::array:
      return array(part);
    case Part::Kind::object:
      return object(part);
    case Part::Kind::loop:
      return loop(part);
    case Part::Kind::condition:
      return condition(part);
    }
    return std::nullopt;
  }

 private:
  [[noreturn]] static void fail(const std::string& pointer, const std::string& why) {
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT, pointer + ": " + why, Object{{"pointer", pointer}});
  }

  template <typename Evaluate>
  Value evaluated(const std::string& pointer, const std::string& text, Evaluate evaluate) const {
    try {
      return evaluate();
    } catch (const jmespath::Error& error) {
      if (filling_.null_on_error) return nullptr;
      fail(pointer, jmespath::with_caret(error.what(), text, error.offset));
    }
  }

  Value of_expression(const Part& part, const char* directive) const {
    return evaluated(part.pointer + "/" + directive, part.expression->text(),
                     [&] { return part.expression->evaluate(root_, bindings_); });
  }

  Value array(const Part& part) {
    Array items;
    items.reserve(part.parts.size());
    for (const auto& element : part.parts)
      if (auto value = fill(element)) items.push_back(std::move(*value));
    return items;
  }

  std::string name_of(const Member& member) const {
    if (!member.name.has_expressions()) return member.name.text();
    const auto name = evaluated(member.pointer, member.name.text(),
                                [&] { return member.name.fill(root_, bindings_); });
    if (name.is_string()) return name.as_string();
    if (name.is_number()) return name.as_number().text;
    fail(member.pointer, "the name of a member must be text, not " + std::string(name.type_name()));
  }

  Value object(const Part& part) {
    Object members;
    std::unordered_set<std::string> names;
    for (const auto& member : part.members) {
      auto value = fill(member.value);
      if (!value) continue;
      auto name = name_of(member);
      if (!names.insert(name).second)
        fail(member.pointer, "there is a member \"" + name + "\" already");
      members.append(std::move(name), std::move(*value));
    }
    return members;
  }

  Value loop(const Part& part) {
    const auto list = of_expression(part, "$for");
    Array results;
    if (list.is_null()) return results;
    if (!list.is_array()) {
      if (filling_.null_on_error) return nullptr;
      fail(part.pointer + "/$for",
           "expected an array, got " + std::string(list.type_name()) +
               " (values(…) and keys(…) make arrays of an object, to_array(…) of anything)");
    }
    const auto depth = bindings_.size();
    for (std::size_t i = 0; i < list.as_array().size(); ++i) {
      const Value index = static_cast<std::uint64_t>(i);
      bindings_.push_back({part.item, &list.as_array()[i]});
      if (!part.index.empty()) bindings_.push_back({part.index, &index});
      if (auto value = fill(part.parts.front())) results.push_back(std::move(*value));
      bindings_.resize(depth);
    }
    return results;
  }

  std::optional<Value> condition(const Part& part) {
    if (jmespath::is_true(of_expression(part, "$if"))) return fill(part.parts[0]);
    return part.parts.size() > 1 ? fill(part.parts[1]) : std::nullopt;
  }

  const Value& root_;
  Filling filling_;
  std::vector<jmespath::Binding> bindings_;
  std::size_t values_ = 0;
};

} // namespace

std::optional<Value> fill(const Part& part, const Value& root, Filling filling) {
  return Filler(root, filling).fill(part);
}

} // namespace timely::skeleton
