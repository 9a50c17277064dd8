// SPDX-License-Identifier: MIT
// Whatever the catalogue holds: each entity makes its request out of values that its own
// parameters describe.
#include "fixture/catalogue_fixture.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

using namespace timely::test;
using timely::Entity;
using timely::Field;
using timely::Format;
using timely::Type;

namespace {

hif::json::Value example(const Field& field);

hif::json::Object example_of(const std::vector<Field>& fields) {
  hif::json::Object object;
  for (const auto& field : fields)
    if (field.required) object.set(field.name, example(field));
  return object;
}

hif::json::Value example_of_type(const Field& field, Type type) {
  if (!field.enumeration.empty()) return field.enumeration.front();
  switch (type) {
  case Type::integer:
    return static_cast<std::int64_t>(field.minimum.value_or(7));
  case Type::number:
    return field.minimum.value_or(1.5);
  case Type::boolean:
    return true;
  case Type::date:
    return "2026-03-09";
  case Type::date_time:
    return "2026-03-09T14:02:11Z";
  case Type::object:
    return example_of(field.fields);
  default:
    if (field.format == Format::uri) return "https://a.example/b";
    if (field.format != Format::none) return "2026-03-09T14:02:11Z";
    return field.pattern ? "ada@a.example" : "text";
  }
}

hif::json::Value example(const Field& field) {
  if (field.type != Type::array) return example_of_type(field, field.type);
  return hif::json::Array{example_of_type(field, field.items.value_or(Type::string))};
}

timely::RequestParameters example_of(const Entity& entity) {
  timely::RequestParameters made;
  for (const auto& field : entity.path_parameters) made.path.set(field.name, example(field));
  for (const auto& field : entity.query_parameters) {
    const bool half = entity.window && !entity.window->in_body &&
                      (field.name == entity.window->from || field.name == entity.window->to);
    if (field.required || half) made.query.set(field.name, example(field));
  }
  if (!entity.body) return made;
  made.payload = example_of(entity.body->fields);
  for (const auto& group : entity.body->require_one_of)
    for (const auto& field : entity.body->fields)
      if (field.name == group.front()) made.payload.as_object().set(field.name, example(field));
  return made;
}

class EveryEntity : public testing::TestWithParam<std::size_t> {
 protected:
  const Entity& entity() const { return catalogue().entities()[GetParam()]; }
};

TEST_P(EveryEntity, MakesItsRequest) {
  const auto made = example_of(entity());
  const auto findings = check_request(entity(), made, {});
  for (const auto& problem : findings.problems)
    ADD_FAILURE() << entity().id << " " << problem.pointer << ": " << problem.message;
  const auto built = build_request(entity(), made);
  EXPECT_EQ(built.method, entity().method);
  EXPECT_TRUE(built.target.starts_with("/1.1/")) << built.target;
  EXPECT_EQ(built.target.find_first_of("{} #"), std::string::npos) << built.target;
  const bool wrapped = entity().body && !entity().body->envelope.empty();
  const auto beginning = wrapped ? "{\"" + entity().body->envelope + "\":" : "";
  EXPECT_TRUE(built.body.starts_with(beginning)) << built.body;
}

TEST_P(EveryEntity, NamesEachMissingPathParameter) {
  const auto findings = check_request(entity(), {}, {});
  for (const auto& field : entity().path_parameters) {
    const auto pointer = "/request_parameters/path/" + field.name;
    EXPECT_TRUE(std::any_of(findings.problems.begin(), findings.problems.end(),
                            [&](const auto& problem) { return problem.pointer == pointer; }))
        << pointer;
  }
}

TEST_P(EveryEntity, TakesItsPayloadWithAndWithoutTheEnvelope) {
  auto made = example_of(entity());
  if (!entity().body || entity().body->envelope.empty()) return;
  const auto once = build_request(entity(), made).body;
  made.payload = hif::json::Object{{entity().body->envelope, made.payload}};
  EXPECT_EQ(build_request(entity(), made).body, once);
}

std::string name_of(const testing::TestParamInfo<std::size_t>& info) {
  auto name = catalogue().entities()[info.param].id;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryEntity,
                         testing::Range<std::size_t>(0, catalogue().entities().size()), name_of);

TEST(TheCatalogue, HasEveryDocumentedEntity) {
  int documented = 0;
  for (const auto& entity : catalogue().entities()) documented += entity.documented;
  EXPECT_EQ(documented, 91);
}

} // namespace
