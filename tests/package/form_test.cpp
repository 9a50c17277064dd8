// SPDX-License-Identifier: MIT
#include "package/form.hpp"
#include "package_builder.hpp"

#include <gtest/gtest.h>

namespace host::test {
namespace {

void expect_form_refused(const std::string& form, std::string_view code, const std::string& text) {
  const PluginFolder plugins;
  PackageBuilder package;
  package.files["forms/copy.json"] = form;
  const auto dir = package.write(plugins);
  expect_refusal(only_refusal(plugins), code, dir / "forms/copy.json", text);
}

TEST(Form, AMissingOneIsRefused) {
  const PluginFolder plugins;
  PackageBuilder package;
  package.files.clear();
  const auto dir = package.write(plugins);
  expect_refusal(only_refusal(plugins), "form-missing", dir / "forms/copy.json",
                 "there is no such file, and it is the form of acme.copy");
}

TEST(Form, AMalformedOneIsNamedByLineAndColumn) {
  expect_form_refused("{\n]", "form-malformed", "copy.json:2:1: expected a name in quotes");
}

TEST(Form, OneThatDescribesNoObjectIsRefused) {
  expect_form_refused(R"({"type": "array"})", "form-malformed",
                      "at /type: a form is a schema of an object");
}

TEST(Form, OneWithANumberForASchemaIsRefused) {
  expect_form_refused(R"({"type": "object", "properties": {"a": 1}})", "form-malformed",
                      "at /properties/a: expected a schema, got an integer");
}

TEST(Form, AReferenceToTheNetworkIsRefused) {
  expect_form_refused(R"({"type": "object", "properties": {"a": {"$ref": "https://x.org/s"}}})",
                      "form-remote-reference",
                      "at /properties/a/$ref: \"https://x.org/s\" lies outside the form");
}

TEST(Form, AReferenceToNothingIsRefused) {
  expect_form_refused(R"({"type": "object", "properties": {"a": {"$ref": "#/definitions/b"}}})",
                      "form-malformed", "\"#/definitions/b\" is not in the form");
}

TEST(Form, ADefaultOfTheWrongTypeIsRefused) {
  expect_form_refused(
      R"({"type": "object", "properties": {"a": {"type": "integer", "default": "3"}}})",
      "form-default-refused",
      "at /properties/a/default: \"3\" does not pass the schema it stands in");
}

TEST(Form, DefaultsAreHeldAgainstTheKeywordsBesideThem) {
  for (const auto* schema :
       {R"("type": "integer", "minimum": 4, "default": 3)", R"("enum": ["a", "b"], "default": "c")",
        R"("type": "string", "maxLength": 1, "default": "yy")",
        R"("oneOf": [{"type": "null"}, {"type": "boolean"}], "default": 1)"})
    expect_form_refused(R"({"type": "object", "properties": {"a": {)" + std::string(schema) + "}}}",
                        "form-default-refused", "does not pass");
}

TEST(Form, AFieldMayBeCalledDefault) {
  EXPECT_NO_THROW(parse_form(
      R"({"type": "object", "properties": {"default": {"type": "string", "default": "x"},
          "$ref": {"type": "string"}}})",
      "form.json"));
}

TEST(Form, ThoseOfThisProjectAreGood) {
  namespace fs = std::filesystem;
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(MANIFESTS))
    if (entry.path().parent_path().filename() == "forms") {
      EXPECT_NO_THROW(parse_form(read_file(entry.path()), entry.path().string()));
      ++count;
    }
  EXPECT_GE(count, 6u);
}

} // namespace
} // namespace host::test
