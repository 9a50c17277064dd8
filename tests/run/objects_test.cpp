// SPDX-License-Identifier: MIT
// From the configuration to objects: defaults of the client, and faults at their places.

#include "package/sha256.hpp"
#include "run/running.hpp"

namespace {

using hif::json::parse;
using hif::json::print;
using host::Exit;

class Objects : public tests::Running {};

TEST_F(Objects, ReportWhatAPackageHasAgainstTheirConfigurationAtItsPlace) {
  plan.incoming().config.as_object().set("bad", 1);
  try {
    run();
    FAIL();
  } catch (const host::ConfigurationError& error) {
    EXPECT_EQ(error.exit_code, Exit::usage);
    ASSERT_EQ(error.problems().size(), 1u);
    EXPECT_EQ(error.problems()[0].path, "/incoming/in/config/bad");
    EXPECT_EQ(error.problems()[0].message, "is not to be had");
    EXPECT_EQ(error.problems()[0].hint, "Take it out");
  }
}

TEST_F(Objects, NeedTheVariablesOfTheirConfiguration) {
  plan.configuration.missing_variables = {
      plan.configuration.problem("/incoming/in/config/key", "KEY is not set")};
  EXPECT_THROW(run(), host::ConfigurationError);
}

TEST_F(Objects, MakeAClientOnce) {
  host::Objects objects(packages, services(), plan.configuration);
  const auto& client = plan.configuration.clients.front();
  EXPECT_EQ(&objects.client(client), &objects.client(client));
}

constexpr std::string_view catalogue = R"({"catalogue_version": 1, "vendor": "Shop",
  "api_version": "1", "base_uri": "https://shop.example", "entities": [
  {"id": "things.list", "title": "All things", "group": "Things", "direction": "read",
   "method": "GET", "path": "/{shop_id}/things", "documented": true,
   "path_parameters": [{"name": "shop_id", "type": "integer"}]},
  {"id": "shops.list", "title": "All shops", "group": "Shops", "direction": "read",
   "method": "GET", "path": "/shops", "documented": true}]})";

// A package of files alone: forms and catalogue are read without its library.
class RequestDefaults : public testing::Test {
 protected:
  RequestDefaults() {
    const auto package = folder / "shop-1.0.0";
    tests::fs::create_directory(package);
    tests::write_file(package / "catalogue.json", catalogue);
    tests::write_file(package / "client.json", R"({"type": "object", "properties": {
        "shop": {"type": "integer", "x-request-default": "path.shop_id"},
        "other": {"type": "string", "x-request-default": "query.other"},
        "plain": {"type": "string"}}})");
    tests::write_file(package / "any.json", R"({"type": "object"})");
    tests::write_file(package / "finder.json", R"({"type": "object", "properties": {
        "request_parameters": {"type": "object", "properties": {
          "path": {"type": "object", "properties": {"shop_id": {"type": "integer"}}}}}}})");
    tests::write_file(package / "manifest.json", manifest());
    tests::write_file(package / "shop.so", "x"); // never opened
    for (const auto& path : tests::files_below(package))
      tests::fs::permissions(path, tests::fs::perms(0600));
    tests::fs::permissions(package, tests::fs::perms(0700));
    host::Discovery discovery;
    discovery.dirs = {{folder.path(), true}};
    packages = std::make_unique<host::PackageSet>(host::PackageSet::discover(std::move(discovery)));
  }

  static std::string manifest() {
    const auto library =
        hif::json::Object{{"file", "shop.so"}, {"sha256", std::string(64, '0')}, {"size", 1}};
    auto manifest = parse(R"({
      "manifest_version": 1, "id": "shop", "version": "1.0.0", "name": "Shop",
      "publisher": "Shop", "license": "MIT", "description": "Shops.",
      "abi": {"major": 1, "min_minor": 1, "built_minor": 2}, "requires": [], "uses": [],
      "permissions": {"network": false, "secrets": false},
      "prototypes": [
        {"id": "shop.client", "kind": "client", "name": "C", "description": "C",
         "form": "client.json"},
        {"id": "shop.reader", "kind": "subscriber", "name": "R", "description": "R",
         "form": "any.json", "clients": ["shop.client"], "entities": "read"},
        {"id": "shop.finder", "kind": "transformer", "name": "F", "description": "F",
         "form": "finder.json", "clients": ["shop.client"]},
        {"id": "shop.plain", "kind": "subscriber", "name": "P", "description": "P",
         "form": "any.json"}]})");
    manifest.as_object().set("libraries",
                             hif::json::Object{{std::string(host::this_platform()), library}});
    manifest.as_object().set(
        "catalogue",
        hif::json::Object{{"file", "catalogue.json"}, {"sha256", host::sha256_hex(catalogue)}});
    return print(manifest);
  }

  std::string with_defaults(std::string_view config, std::string_view client_config,
                            std::string_view prototype = "shop.reader") const {
    return print(host::with_request_defaults(packages->find(prototype), parse(config),
                                             packages->find("shop.client"), parse(client_config)));
  }

  tests::Folder folder;
  std::unique_ptr<host::PackageSet> packages;
};

TEST_F(RequestDefaults, OfTheClientFillThePathWhereItHasAPlaceForThem) {
  EXPECT_EQ(with_defaults(R"({"entity":"All things"})", R"({"shop":7})"),
            R"({"entity":"All things","request_parameters":{"path":{"shop_id":7}}})");
  EXPECT_EQ(with_defaults(R"({"entity":"things.list","method":"GET","request_parameters":)"
                          R"({"path":{"x":1},"query":{}}})",
                          R"({"shop":7})"),
            R"({"entity":"things.list","method":"GET","request_parameters":)"
            R"({"path":{"x":1,"shop_id":7},"query":{}}})");
}

TEST_F(RequestDefaults, FillThePathThatAFormNames) {
  EXPECT_EQ(with_defaults("{}", R"({"shop":7,"plain":"p"})", "shop.finder"),
            R"({"request_parameters":{"path":{"shop_id":7}}})");
  constexpr std::string_view own = R"({"request_parameters":{"path":{"shop_id":8}}})";
  EXPECT_EQ(with_defaults(own, R"({"shop":7})", "shop.finder"), own);
}

TEST_F(RequestDefaults, GiveWayToWhatTheUserWrote) {
  constexpr std::string_view config =
      R"({"entity":"All things","request_parameters":{"path":{"shop_id":8}}})";
  EXPECT_EQ(with_defaults(config, R"({"shop":7})"), config);
}

TEST_F(RequestDefaults, LeaveAloneWhatHasNoPlaceForThem) {
  for (const char* config :
       {R"({"entity":"All shops"})", R"({"entity":"No such thing"})", R"({})", R"({"entity":5})",
        R"({"entity":"All things","request_parameters":[1]})",
        R"({"entity":"All things","request_parameters":{"path":"x"}})"})
    EXPECT_EQ(with_defaults(config, R"({"shop":7,"other":"o","plain":"p"})"), config);
  EXPECT_EQ(with_defaults(R"({"entity":"All things"})", R"({"plain":"p"})"),
            R"({"entity":"All things"})");
  EXPECT_EQ(with_defaults(R"({"entity":"All things"})", R"({"shop":7})", "shop.plain"),
            R"({"entity":"All things"})");
}

} // namespace
