// SPDX-License-Identifier: MIT
#include "package_builder.hpp"

#include <gtest/gtest.h>

namespace host::test {
namespace {

constexpr auto small = R"({
"catalogue_version": 1, "vendor": "Acme", "api_version": "1", "base_uri": "https://acme.example",
"entities": [
 {"id": "reports.list", "title": "All Reports", "group": "Reports", "direction": "read",
  "method": "POST", "path": "/{account_id}/reports", "documented": true,
  "path_parameters": [{"name": "account_id", "type": "integer", "description": "Account."}],
  "response": {"record_key": ["id"]}},
 {"id": "reports.totals", "title": "Report totals", "aliases": ["All Reports"], "group": "Reports",
  "direction": "read", "method": "GET", "path": "/reports", "documented": true, "response": {}},
 {"id": "users.list", "title": "List users", "group": "Users", "direction": "read",
  "method": "GET", "path": "/users", "documented": false, "response": {}},
 {"id": "users.create", "title": "Create a user", "group": "Users", "direction": "write",
  "method": "POST", "path": "/users", "documented": true, "response": {}, "single": "users.list"}
]})";

const Catalogue& catalogue() {
  static const Catalogue read(small, "catalogue.json");
  return read;
}

std::string failing(std::string_view name, std::string_view method) {
  return failure_of([&] { catalogue().find("read", name, method); });
}

TEST(Catalogue, ListsTheEntitiesOfASideInItsOrder) {
  const auto read = catalogue().side("read");
  ASSERT_EQ(read.size(), 3u);
  EXPECT_EQ(read[0]->id, "reports.list");
  EXPECT_EQ(read[0]->path_parameters[0].name, "account_id");
  EXPECT_EQ(read[0]->path_parameters[0].type, "integer");
  EXPECT_FALSE(read[2]->documented);
  EXPECT_EQ(catalogue().side("").size(), 4u);
}

TEST(Catalogue, FindsAnEntityByIdTitleOrAlias) {
  EXPECT_EQ(catalogue().find("read", "users.list").id, "users.list");
  EXPECT_EQ(catalogue().find("read", "list USERS").id, "users.list");
  EXPECT_EQ(catalogue().find("read", "All Reports", "POST").id, "reports.list");
  EXPECT_EQ(catalogue().find("read", "All Reports", "GET").id, "reports.totals");
}

TEST(Catalogue, GivesTheWholeDefinition) {
  const auto* definition = catalogue().find("read", "reports.list").definition;
  EXPECT_EQ(definition->find("response")->find("record_key")->as_array()[0].as_string(), "id");
}

TEST(Catalogue, ATitleUnderSeveralMethodsNeedsTheMethod) {
  EXPECT_EQ(failing("All Reports", ""),
            "2: entity \"All Reports\" is there for POST, GET: say which by the method, or use the "
            "catalogue id.");
}

TEST(Catalogue, AnotherMethodIsNamedWithThoseThereAre) {
  EXPECT_EQ(failing("List users", "POST"),
            "2: entity \"List users\" is not there for POST, but for GET. Change the method or the "
            "entity.");
}

TEST(Catalogue, AnUnknownEntityBringsTheNearestName) {
  EXPECT_EQ(failing("Lst users", ""),
            "2: entity \"Lst users\" is not in the catalogue of Acme. Did you mean \"List users\"? "
            "hif entities lists them.");
}

TEST(Catalogue, AnEntityOfTheOtherSideIsSaidToBe) {
  EXPECT_EQ(failing("Create a user", "POST"),
            "2: entity \"Create a user\" is one to write, and this is to read. Use another "
            "prototype for it.");
}

// Through a package, as users come to it.
struct WithCatalogue {
  explicit WithCatalogue(const std::string& text) { package.add_catalogue(text); }
  Refusal refusal() {
    dir = package.write(plugins);
    const auto set = PackageSet::discover(plugins.discovery());
    const auto found = set.packages().at(0)->verify();
    if (!found) throw std::runtime_error("the package is in order");
    return *found;
  }
  PluginFolder plugins;
  PackageBuilder package;
  std::filesystem::path dir;
};

TEST(Catalogue, OneWithAnotherHashIsRefusedWhenItIsReadAndStaysSo) {
  WithCatalogue with(small);
  with.package.files["catalogue.json"] += " ";
  const auto dir = with.package.write(with.plugins);
  const auto set = PackageSet::discover(with.plugins.discovery());
  const auto& prototype = set.find("acme.copy");
  const auto failure = failure_of([&] { prototype.catalogue(); });
  EXPECT_NE(failure.find("4: package acme 1.0.0 cannot be used: catalogue-hash-differs: " +
                         (dir / "catalogue.json").string() + ": its SHA-256 is "),
            std::string::npos)
      << failure;
  EXPECT_EQ(set.packages()[0]->state(), State::refused);
  EXPECT_EQ(failure_of([&] { prototype.catalogue(); }), failure);
}

TEST(Catalogue, AMalformedOneIsNamedByLineAndColumn) {
  WithCatalogue with("{\n\"a\" 1}");
  const auto refusal = with.refusal();
  expect_refusal(refusal, "catalogue-malformed", with.dir / "catalogue.json",
                 "catalogue.json:2:5: expected ':'");
}

TEST(Catalogue, AMissingFieldIsNamedByItsPointer) {
  WithCatalogue with(R"({"catalogue_version": 1, "vendor": "A", "entities": [{"id": "a.b"}]})");
  const auto refusal = with.refusal();
  expect_refusal(refusal, "catalogue-malformed", with.dir / "catalogue.json",
                 "at /entities/0/title: the field \"title\" is missing");
}

TEST(Catalogue, AReferenceToAnUnknownEntityIsRefused) {
  std::string text = small;
  text.replace(text.rfind("users.list"), 10, "user.list");
  WithCatalogue with(text);
  const auto refusal = with.refusal();
  expect_refusal(refusal, "catalogue-unknown-entity", with.dir / "catalogue.json",
                 "at /entities/3/single: \"user.list\" is not in the catalogue. Did you mean "
                 "\"users.list\"?");
}

TEST(Catalogue, TwoEntitiesOfOneIdAreRefused) {
  std::string text = small;
  text.replace(text.find("reports.totals"), 14, "reports.list");
  WithCatalogue with(text);
  const auto refusal = with.refusal();
  expect_refusal(refusal, "catalogue-malformed", with.dir / "catalogue.json",
                 "at /entities/1/id: \"reports.list\" is the id of an earlier entity");
}

TEST(Catalogue, ThoseOfThisProjectAreGood) {
  namespace fs = std::filesystem;
  for (const auto& entry : fs::recursive_directory_iterator(MANIFESTS)) {
    if (entry.path().filename() != "catalogue.json") continue;
    const auto text = read_file(entry.path());
    const Catalogue read(text, entry.path().string());
    EXPECT_GT(read.entities().size(), 50u);
    EXPECT_NO_THROW(read.verify());
  }
}

} // namespace
} // namespace host::test
