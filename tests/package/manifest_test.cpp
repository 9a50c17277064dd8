// SPDX-License-Identifier: MIT
#include "package_builder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace host::test {
namespace {

namespace fs = std::filesystem;

// Writes the package and expects its manifest to be refused.
void expect_manifest_refused(PackageBuilder package, std::string_view code,
                             const std::string& text) {
  const PluginFolder plugins;
  package.folder = "acme-1.0.0";
  const auto dir = package.write(plugins);
  expect_refusal(only_refusal(plugins), code, dir / "manifest.json", text);
}

void expect_text_refused(const std::string& manifest, std::string_view code,
                         const std::string& text) {
  PackageBuilder package;
  package.manifest_text = manifest;
  expect_manifest_refused(package, code, text);
}

TEST(Manifest, AGoodOneIsRead) {
  const PluginFolder plugins;
  PackageBuilder package;
  const auto dir = package.write(plugins);
  const auto found = only_package(plugins);
  ASSERT_FALSE(found.refusal) << found.refusal->text();
  EXPECT_EQ(found.state, State::ok);
  EXPECT_EQ(found.path, dir);
  EXPECT_EQ(found.manifest->publisher, "Acme Ltd");
  EXPECT_EQ(found.manifest->libraries.begin()->first, this_platform());
  EXPECT_EQ(found.manifest->prototypes[0].kind, Kind::transformer);
  EXPECT_EQ(found.manifest->required_extensions, std::vector<std::string>{"hif.log/1"});
}

TEST(Manifest, ThoseOfThisProjectAreRead) {
  std::ostringstream text;
  text << std::ifstream(MANIFESTS "/host/manifest.json").rdbuf();
  const auto manifest = parse_manifest(text.str(), "manifest.json", Origin::built_in);
  EXPECT_EQ(manifest.id, "host");
  EXPECT_TRUE(manifest.libraries.empty());
}

TEST(Manifest, AMissingOneIsRefusedOnlyWhereTheNameIsThatOfAPackage) {
  const PluginFolder plugins;
  fs::create_directory(plugins.path() / "notes");
  fs::create_directory(plugins.path() / "acme-1.0.0");
  expect_refusal(only_refusal(plugins), "manifest-missing",
                 plugins.path() / "acme-1.0.0/manifest.json", "there is no such file");
}

TEST(Manifest, OneThatIsEmptyIsMalformed) {
  const PluginFolder plugins;
  PackageBuilder package;
  const auto dir = package.write(plugins);
  write_file(dir / "manifest.json", "");
  expect_refusal(only_refusal(plugins), "manifest-malformed", dir / "manifest.json",
                 "manifest.json: it is empty");
}

TEST(Manifest, MalformedTextIsNamedByLineAndColumn) {
  expect_text_refused("{\n  \"id\" 1\n}", "manifest-malformed", "manifest.json:2:8: expected ':'");
}

TEST(Manifest, ADuplicateKeyIsNamedByLineAndColumn) {
  expect_text_refused("{\"id\": \"a\",\n \"id\": \"b\"}", "manifest-duplicate-key",
                      "manifest.json:2:2: duplicate name \"id\"");
}

TEST(Manifest, OneThatNestsTooDeepIsRefused) {
  expect_text_refused(std::string(17, '['), "manifest-too-deep", "nested deeper than 16 levels");
}

TEST(Manifest, OneThatIsNotUtf8IsRefused) {
  expect_text_refused("{\n\"id\": \"\xFF\"}", "manifest-not-utf8", "manifest.json:2:8: not UTF-8");
}

TEST(Manifest, AByteOrderMarkIsRefused) {
  expect_text_refused("\xEF\xBB\xBF{}", "manifest-not-utf8", "byte order mark");
}

TEST(Manifest, OneThatIsTooLargeIsRefused) {
  expect_text_refused(std::string(max_manifest_bytes + 1, ' '), "manifest-too-large",
                      "it is over 262144 bytes");
}

TEST(Manifest, AnUnknownVersionIsReportedBeforeItsUnknownFields) {
  PackageBuilder package;
  package.at("/manifest_version") = 2;
  package.at("/novelty") = true;
  expect_manifest_refused(package, "manifest-version-unknown",
                          "at /manifest_version: version 2 is not known; this host reads 1");
}

TEST(Manifest, AnUnknownFieldBringsTheNearestName) {
  PackageBuilder package;
  package.at("/licence") = "MIT";
  expect_manifest_refused(package, "manifest-unknown-field",
                          "at /licence: unknown field \"licence\". Did you mean \"license\"? "
                          "Correct or remove the field");
}

TEST(Manifest, AnUnknownFieldOfAPrototypeIsNamedByItsPointer) {
  PackageBuilder package;
  package.at("/prototypes/0/from") = "forms/copy.json";
  expect_manifest_refused(package, "manifest-unknown-field",
                          "at /prototypes/0/from: unknown field \"from\". Did you mean \"form\"?");
}

TEST(Manifest, AMissingFieldIsNamed) {
  PackageBuilder package;
  package.at("/abi").as_object().erase("min_minor");
  expect_manifest_refused(package, "manifest-missing-field",
                          "at /abi/min_minor: the field \"min_minor\" is missing");
}

TEST(Manifest, LibrariesMayBeMissingInABuiltInPackageAlone) {
  PackageBuilder package;
  package.manifest.as_object().erase("libraries");
  expect_manifest_refused(package, "manifest-missing-field", "at /libraries:");
}

TEST(Manifest, AWrongTypeIsNamedByItsPointer) {
  PackageBuilder package;
  package.at("/prototypes/0/name") = 7;
  expect_manifest_refused(package, "manifest-wrong-type",
                          "at /prototypes/0/name: expected a string, got an integer");
}

TEST(Manifest, ATextInPlaceOfAnObjectIsAWrongType) {
  expect_text_refused("\"acme\"", "manifest-wrong-type",
                      "manifest.json: expected an object, got a string");
}

TEST(Manifest, AnIdInUpperCaseIsRefused) {
  PackageBuilder package;
  package.at("/id") = "Acme";
  expect_manifest_refused(package, "bad-id", "at /id: \"Acme\" is no id");
}

TEST(Manifest, APrototypeOfAnotherPackagesIdIsRefused) {
  PackageBuilder package;
  package.at("/prototypes/0/id") = "other.copy";
  expect_manifest_refused(package, "bad-id",
                          "at /prototypes/0/id: \"other.copy\" does not begin with \"acme.\"");
}

TEST(Manifest, AnExtensionWithoutMajorIsRefused) {
  PackageBuilder package;
  package.at("/requires/0") = "hif.log";
  expect_manifest_refused(package, "bad-id", "\"hif.log\" is no extension id, such as hif.log/1");
}

TEST(Manifest, AVersionOfTwoPartsIsRefused) {
  PackageBuilder package;
  package.at("/version") = "1.0";
  expect_manifest_refused(package, "bad-version", "at /version: \"1.0\" is no version");
}

TEST(Manifest, AnUnknownKindBringsTheNearestName) {
  PackageBuilder package;
  package.at("/prototypes/0/kind") = "transfomer";
  expect_manifest_refused(package, "unknown-kind", "Did you mean \"transformer\"?");
}

TEST(Manifest, ATransformerMayHaveClientsAndNoEntities) {
  const PluginFolder plugins;
  PackageBuilder package;
  package.at("/prototypes/0/clients") = hif::json::Array{"acme.client"};
  package.write(plugins);
  const auto found = only_package(plugins);
  ASSERT_FALSE(found.refusal) << found.refusal->text();
  EXPECT_EQ(found.manifest->prototypes[0].clients, std::vector<std::string>{"acme.client"});
  package.at("/prototypes/0/entities") = "read";
  expect_manifest_refused(package, "manifest-bad-value",
                          "at /prototypes/0/entities: a transformer has none");
}

TEST(Manifest, AClientHasNeitherClientsNorEntities) {
  for (const char* name : {"clients", "entities"}) {
    PackageBuilder package;
    package.at("/prototypes/0/kind") = "client";
    package.at(std::string("/prototypes/0/") + name) = hif::json::Array{"acme.client"};
    expect_manifest_refused(package, "manifest-bad-value",
                            std::string("at /prototypes/0/") + name + ": a client has none");
  }
}

TEST(Manifest, AHashInUpperCaseIsABadValue) {
  PackageBuilder package;
  package.at("/libraries/linux-x86_64") =
      hif::json::Object{{"file", "libacme.so"}, {"sha256", std::string(64, 'A')}, {"size", 1}};
  expect_manifest_refused(package, "manifest-bad-value",
                          "at /libraries/linux-x86_64/sha256: it is not 64 lower-case");
}

TEST(Manifest, ALibraryOutsideThePackageIsRefused) {
  for (const auto* file : {"../libacme.so", "/lib/libacme.so", "sub/libacme.so", ".hidden"}) {
    PackageBuilder package;
    package.at("/libraries/linux-x86_64") =
        hif::json::Object{{"file", file}, {"sha256", std::string(64, 'a')}, {"size", 1}};
    expect_manifest_refused(package, "library-path-traversal",
                            "\"" + std::string(file) + "\" is not a bare file name");
  }
}

TEST(Manifest, AFormOutsideThePackageIsRefused) {
  for (const auto* form :
       {"../form.json", "/form.json", "forms/../../form.json", "forms//x.json"}) {
    PackageBuilder package;
    package.at("/prototypes/0/form") = form;
    expect_manifest_refused(package, "manifest-bad-value",
                            "\"" + std::string(form) + "\" is not a path inside the package");
  }
}

TEST(Manifest, TwoPrototypesOfOneIdAreRefused) {
  PackageBuilder package;
  package.at("/prototypes").as_array().push_back(package.at("/prototypes/0"));
  expect_manifest_refused(package, "duplicate-prototype-in-package",
                          "\"acme.copy\" is also the id of /prototypes/0");
}

TEST(Manifest, EntitiesNeedACatalogue) {
  PackageBuilder package;
  package.at("/prototypes/0/kind") = "subscriber";
  package.at("/prototypes/0/entities") = "read";
  expect_manifest_refused(package, "manifest-missing-field",
                          "the prototype \"acme.copy\" has entities, and there is no catalogue");
}

TEST(Manifest, TheOldestMinorIsNotLaterThanTheOneItWasBuiltWith) {
  PackageBuilder package;
  package.at("/abi/min_minor") = 3;
  expect_manifest_refused(package, "manifest-bad-value", "it is later than built_minor, 2");
}

TEST(Manifest, AnotherAbiMajorIsRefusedWithBothNumbers) {
  PackageBuilder package;
  package.at("/abi/major") = 2;
  expect_manifest_refused(package, "abi-major-differs",
                          "the package is for ABI 2, and this host has 1.2");
}

TEST(Manifest, ANeedForALaterMinorIsRefusedWithBothNumbers) {
  PackageBuilder package;
  package.at("/abi/min_minor") = 9;
  package.at("/abi/built_minor") = 9;
  expect_manifest_refused(package, "abi-minor-too-old",
                          "the package needs ABI 1.9 or later, and this host has 1.2. Install a "
                          "later hif");
}

TEST(Manifest, ARequiredExtensionThatTheHostHasNotIsRefused) {
  PackageBuilder package;
  package.at("/requires").as_array().push_back("hif.teleport/1");
  expect_manifest_refused(package, "requires-unknown-extension",
                          "this host does not have \"hif.teleport/1\"");
}

TEST(Manifest, APackageForAnotherPlatformIsRefused) {
  PackageBuilder package;
  package.at("/libraries/plan9-mips") =
      hif::json::Object{{"file", "libacme.so"}, {"sha256", std::string(64, 'a')}, {"size", 1}};
  expect_manifest_refused(package, "library-missing-for-platform",
                          "at /libraries: there is none for " + std::string(this_platform()));
}

TEST(Manifest, TheFolderIsNamedAfterIdAndVersion) {
  const PluginFolder plugins;
  PackageBuilder package;
  package.folder = "acme-1.0.1";
  const auto dir = package.write(plugins);
  expect_refusal(only_refusal(plugins), "folder-name-differs", dir,
                 "the manifest in it is of acme 1.0.0. Rename the folder to acme-1.0.0.");
}

} // namespace
} // namespace host::test
