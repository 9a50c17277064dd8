// SPDX-License-Identifier: MIT
// Whatever a payload holds: it becomes one body, with its envelope or without it.
#include "fixture/catalogue_fixture.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <random>

using namespace timely::test;
using timely::Entity;
using timely::Field;

namespace json = hif::json;

namespace {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t end) { return random_() % end; }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::mt19937_64 random_;
};

// Any JSON: names of the entity's own fields, of its envelope, and others that look like them.
class AnyPayload {
 public:
  AnyPayload(const Entity& entity, std::uint64_t seed) : chance_(seed) {
    for (const auto& field : entity.body->fields) names_.push_back(field.name);
    names_.insert(names_.end(), {"", "a.b", "payload", "path", "data", "\"", "é", "~/", "id"});
    if (!entity.body->envelope.empty()) names_.push_back(entity.body->envelope);
  }

  json::Object object(int depth) {
    json::Object object;
    for (auto left = chance_.below(6); left > 0; --left)
      object.set(names_[chance_.below(names_.size())], value(depth));
    return object;
  }

 private:
  json::Value value(int depth) {
    switch (chance_.below(depth > 0 ? 8 : 6)) {
    case 0:
      return nullptr;
    case 1:
      return "";
    case 2:
      return "\u00e9\"\\\n";
    case 3:
      return json::Number{chance_.one_in(2) ? "1.10" : "9007199254740993"};
    case 4:
      return chance_.one_in(2);
    case 5:
      return json::Number{"-3"};
    case 6:
      return object(depth - 1);
    default: {
      json::Array list;
      for (auto left = chance_.below(3); left > 0; --left) list.push_back(value(depth - 1));
      return list;
    }
    }
  }

  Chance chance_;
  std::vector<std::string> names_;
};

bool is_outside(const Entity& entity, const std::string& name) {
  return std::any_of(entity.body->fields.begin(), entity.body->fields.end(),
                     [&](const Field& f) { return f.name == name && f.outside_envelope; });
}

json::Object path_of(const Entity& entity) {
  json::Object path;
  for (const auto& field : entity.path_parameters) path.set(field.name, 7);
  return path;
}

std::string body_of(const Entity& entity, json::Value payload) {
  return build_request(entity, {path_of(entity), {}, std::move(payload)}).body;
}

class EveryPayload : public testing::TestWithParam<std::size_t> {
 protected:
  const Entity& entity() const { return catalogue().entities()[GetParam()]; }
};

// What stands in the body, and where, is said here in other words than the code has it.
TEST_P(EveryPayload, BecomesOneBodyWithItsEnvelopeOrWithoutIt) {
  if (entity().reads || !entity().body) return;
  const auto& envelope = entity().body->envelope;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    auto fields = AnyPayload(entity(), seed).object(2);
    if (const auto* inner = fields.find(envelope); inner && inner->is_object())
      fields.erase(envelope); // it would be the envelope itself
    const auto said = entity().id + " " + json::print(fields);
    const auto bare = body_of(entity(), fields);
    if (envelope.empty()) {
      const auto body = json::parse(bare);
      for (const auto& member : fields) ASSERT_EQ(*body.find(member.name), member.value) << said;
      continue;
    }
    ASSERT_EQ(body_of(entity(), json::Object{{envelope, fields}}), bare) << said;
    json::Object apart{{envelope, json::Object()}}; // flags beside the envelope
    for (const auto& member : fields)
      if (is_outside(entity(), member.name))
        apart.set(member.name, member.value);
      else
        apart.find(envelope)->as_object().set(member.name, member.value);
    ASSERT_EQ(json::parse(body_of(entity(), apart)), json::parse(bare)) << said;

    const auto body = json::parse(bare);
    ASSERT_TRUE(body.find(envelope) && body.find(envelope)->is_object()) << bare;
    std::size_t beside = 0;
    for (const auto& member : fields) {
      const bool outside = is_outside(entity(), member.name);
      const auto* there = (outside ? body : *body.find(envelope)).find(member.name);
      ASSERT_TRUE(there) << said << " -> " << bare;
      ASSERT_EQ(*there, member.value) << said << " -> " << bare;
      beside += outside;
    }
    ASSERT_EQ(body.as_object().size(), 1 + beside) << bare;
  }
}

// Nothing that is given, however odd, brings the checks down; and what passes them makes a body
// that passes them again.
TEST_P(EveryPayload, IsCheckedWithoutTrouble) {
  if (entity().reads || !entity().body) return;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const timely::RequestParameters given{
        path_of(entity()), {}, AnyPayload(entity(), seed).object(3)};
    const auto findings = check_request(entity(), given, {});
    for (const auto& problem : findings.problems)
      ASSERT_TRUE(problem.pointer.starts_with("/request_parameters/")) << problem.pointer;
    const auto body = build_request(entity(), given).body;
    ASSERT_EQ(body_of(entity(), json::parse(body)), body) << entity().id;
    const auto again = check_request(entity(), {given.path, {}, json::parse(body)}, {});
    ASSERT_EQ(again.problems.size(), findings.problems.size()) << entity().id << " " << body;
  }
}

std::string name_of(const testing::TestParamInfo<std::size_t>& info) {
  auto name = catalogue().entities()[info.param].id;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryPayload,
                         testing::Range<std::size_t>(0, catalogue().entities().size()), name_of);

} // namespace
