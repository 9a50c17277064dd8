// SPDX-License-Identifier: MIT
#include "fixture/catalogue_fixture.hpp"

using hif::sdk::ConfigError;
using timely::Direction;
using timely::test::catalogue;

namespace {

std::string refusal(Direction direction, std::string_view method, std::string_view name,
                    bool allow_undocumented = false) {
  try {
    catalogue().find(direction, method, name, allow_undocumented);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "found";
}

TEST(FindEntity, ByIdAndByTitle) {
  const auto& by_id = catalogue().find(Direction::read, "GET", "clients.list", false);
  const auto& by_title = catalogue().find(Direction::read, "GET", "List all clients", false);
  EXPECT_EQ(&by_id, &by_title);
}

TEST(FindEntity, TitleOfTwoMethodsIsToldApartByTheMethod) {
  EXPECT_EQ(catalogue().find(Direction::read, "POST", "All Reports", false).id, "reports.all");
  EXPECT_EQ(catalogue().find(Direction::read, "GET", "All Reports", false).id, "reports.totals");
}

TEST(FindEntity, EveryEntityIsFoundByIdAndTitleOnItsSide) {
  for (const auto& entity : catalogue().entities()) {
    const auto side = entity.reads ? Direction::read : Direction::write;
    EXPECT_EQ(catalogue().find(side, entity.method, entity.id, true).id, entity.id);
    EXPECT_EQ(catalogue().find(side, entity.method, entity.title, true).id, entity.id);
  }
}

TEST(FindEntity, MisspelledNameIsAnsweredWithTheNearest) {
  const auto text = refusal(Direction::read, "GET", "List all clint");
  EXPECT_NE(text.find("/entity: there is no entity \"List all clint\""), text.npos) << text;
  EXPECT_NE(text.find("did you mean \"List all clients\""), text.npos) << text;
}

TEST(FindEntity, WrongMethodNamesTheRightOne) {
  EXPECT_EQ(refusal(Direction::write, "PUT", "Create a client"),
            "/method: \"Create a client\" is not asked with PUT but with POST (set method: POST)");
}

TEST(FindEntity, EntityOfTheOtherSideIsNamedAsSuch) {
  const auto text = refusal(Direction::read, "POST", "Create a client");
  EXPECT_NE(text.find("cannot be read"), text.npos) << text;
  EXPECT_NE(text.find("a publisher"), text.npos) << text;
}

TEST(FindEntity, UndocumentedOneNeedsTheOption) {
  const auto text = refusal(Direction::read, "GET", "apps.list");
  EXPECT_NE(text.find("allow_undocumented: true"), text.npos) << text;
  EXPECT_EQ(refusal(Direction::read, "GET", "apps.list", true), "found");
}

TEST(ReadCatalogue, MissingFileNamesIt) {
  try {
    timely::Catalogue::of_package("/nowhere");
    FAIL();
  } catch (const hif::sdk::Error& error) {
    EXPECT_NE(std::string(error.what()).find("/nowhere/catalogue.json"), std::string::npos);
  }
}

TEST(ReadCatalogue, BrokenEntityIsNamed) {
  const auto text = R"({"catalogue_version": 1, "entities": [{"id": "a.b", "title": 5}]})";
  try {
    timely::Catalogue broken(text);
    FAIL();
  } catch (const hif::sdk::Error& error) {
    EXPECT_NE(std::string(error.what()).find("a.b"), std::string::npos) << error.what();
  }
}

TEST(ReadCatalogue, IsReadOnceForEachFolder) {
  EXPECT_EQ(timely::Catalogue::of_package(TIMELY_DATA).get(),
            timely::Catalogue::of_package(TIMELY_DATA).get());
}

} // namespace
