// SPDX-License-Identifier: MIT
#include "asking.hpp"

#include <sandbox/catalogue.hpp>

namespace timely::sandbox {
namespace {

class CatalogueTest : public SandboxTest {
 protected:
  // A path of that template on which something lives.
  static std::string example(const Entity& entity) {
    std::map<std::string, std::string> values{{"account_id", "90210"},
                                              {"project_id", "480210"},
                                              {"user_id", "7312"},
                                              {"state_id", "35"},
                                              {"resource", "users"}};
    const auto is = [&](const char* part) { return entity.path.find(part) != std::string::npos; };
    values["id"] = is("/permissions/")               ? "12"
                   : is("/states")                   ? "35"
                   : is("/accounts/")                ? "90210"
                   : is("/clients/")                 ? "61204"
                   : is("/events/") || is("/hours/") ? "15540399"
                   : is("/projects/")                ? "480211"
                   : is("/labels/")                  ? "3300"
                   : is("/teams/")                   ? "88"
                   : is("/users/")                   ? "7312"
                   : is("/forecasts/")               ? "2290"
                                                     : "415";
    auto path = entity.path;
    for (const auto& [name, value] : values)
      if (const auto at = path.find("{" + name + "}"); at != std::string::npos)
        path.replace(at, name.size() + 2, value);
    return path;
  }
};

TEST_F(CatalogueTest, EveryDocumentedReadAnswersInItsKind) {
  std::size_t reads = 0;
  timely.post("webhooks",
              R"({"webhook":{"url":"https://h.example/x","subscriptions":["hours:*"]}})");
  for (const auto& entity : parse_catalogue(built_in_catalogue())) {
    if (!entity.documented || entity.method != "GET") continue;
    ++reads;
    const bool child_labels = entity.id == "labels.list_children";
    const auto answer = timely.get(example(entity) + (child_labels ? "?parent_id=3300" : ""));
    EXPECT_EQ(answer.status, 200) << entity.id;
    EXPECT_EQ(answer.value.is_array(), entity.response_kind == "array") << entity.id;
  }
  EXPECT_GE(reads, 35u);
}

TEST_F(CatalogueTest, EveryDocumentedWriteIsKnown) {
  for (const auto& entity : parse_catalogue(built_in_catalogue())) {
    if (!entity.documented || entity.method == "GET" || entity.method == "DELETE") continue;
    const auto answer = timely.ask(entity.method, example(entity), "{}");
    EXPECT_NE(answer.status, 500) << entity.id;
    EXPECT_TRUE(answer.status != 404 || entity.path.ends_with("/webhooks/{id}") ||
                entity.path.find("/users/{user_id}/") != std::string::npos)
        << entity.id;
  }
}

TEST_F(CatalogueTest, UndocumentedEntitiesAreNotFound) {
  for (const auto& entity : parse_catalogue(built_in_catalogue())) {
    const bool shadowed = entity.path.find("/{id}") == std::string::npos &&
                          (entity.path.ends_with("/search") || entity.path.ends_with("/recent"));
    if (entity.documented || shadowed || entity.method != "GET") continue;
    EXPECT_EQ(timely.get(example(entity)).status, 404) << entity.id;
  }
}

TEST_F(CatalogueTest, UnknownRoutesAndAccountsAreNotFound) {
  EXPECT_EQ(timely.get("nothing").body, R"({"errors":{"message":"Not found"}})");
  EXPECT_EQ(timely.get("/1.1/1/clients").status, 404);
  EXPECT_EQ(timely.get("/").status, 404);
  EXPECT_EQ(timely.ask("PATCH", "clients/61204", "{}").status, 404);
}

TEST(CatalogueOption, NewEntityIsAnOrdinaryCollection) {
  Options options;
  options.catalogue = R"({"entities":[
    {"id":"boats.list","method":"GET","path":"/1.1/{account_id}/boats","response":{"kind":"array"},
     "paging":{"style":"offset"}},
    {"id":"boats.create","method":"POST","path":"/1.1/{account_id}/boats","response":{"status":201},
     "body":{"envelope":"boat","fields":[{"name":"name","type":"string","required":true}]}},
    {"id":"boats.get","method":"GET","path":"/1.1/{account_id}/boats/{id}","response":{"kind":"object"}},
    {"id":"boats.delete","method":"DELETE","path":"/1.1/{account_id}/boats/{id}"}]})";
  const Asking timely(options);
  EXPECT_EQ(timely.post("boats", R"({"boat":{}})").status, 422);
  const auto boat = timely.post("boats", R"({"boat":{"name":"Skua"}})");
  EXPECT_EQ(boat.status, 201);
  const auto path = "boats/" + std::to_string(boat.id());
  EXPECT_EQ(timely.get("boats").list().size(), 1u);
  EXPECT_EQ(timely.get(path).text("name"), "Skua");
  EXPECT_EQ(timely.remove(path).body, "{}");
  EXPECT_EQ(timely.get(path).status, 404);
  EXPECT_EQ(timely.get("clients").status, 404);
}

TEST(CatalogueOption, BrokenCatalogueIsRefused) {
  Options options;
  options.catalogue = "{}";
  EXPECT_THROW(Sandbox{options}, std::runtime_error);
}

} // namespace
} // namespace timely::sandbox
