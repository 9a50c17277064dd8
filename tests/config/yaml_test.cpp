// SPDX-License-Identifier: MIT
// What the text of a configuration may be, before anyone asks what it means.
#include "config/workbench.hpp"
#include "config/yaml_document.hpp"

#include <hif/sdk/json_print.hpp>

namespace host::test {

namespace {

const std::string empty_hint =
    " | Name another one with --config, or write one that begins with \"version: 1\".";
const std::string whole_hint =
    " | A configuration is a map with version, clients, incoming, outgoing and routes. The config "
    "of each object follows the form of its prototype: `hif describe PROTOTYPE` shows it.";
const std::string look_hint = " | Look at this line and the one before it.";

} // namespace

struct YamlText : Workbench {};

TEST_F(YamlText, MissingFileSaysHowToGoOn) {
  const auto file = folder_ / "none.yaml";
  const auto examined = examine_configuration(file, prototypes(), options());
  ASSERT_EQ(examined.problems.size(), 1u);
  EXPECT_EQ(to_string(examined.problems[0]),
            file.string() +
                ":1:1: cannot read the file: No such file or directory. Name another one with "
                "--config, or write one that begins with \"version: 1\".");
  try {
    load_configuration(file, prototypes(), options());
    FAIL() << "a missing file was read";
  } catch (const ConfigurationError& error) {
    EXPECT_EQ(error.exit_code, Exit::usage);
  }
}

TEST_F(YamlText, FolderInsteadOfFile) {
  const auto examined = examine_configuration(folder_, prototypes(), options());
  ASSERT_EQ(examined.problems.size(), 1u);
  EXPECT_EQ(examined.problems[0].message, "cannot read the file: Is a directory");
}

TEST_F(YamlText, Empty) {
  for (const auto* text : {"", "\n\n", "# nothing yet\n", "---\n", "\xEF\xBB\xBF"})
    EXPECT_EQ(problems(text), Lines{"1:1 : the file is empty" + empty_hint}) << text;
}

TEST_F(YamlText, TopLevelIsNoMap) {
  EXPECT_EQ(problems("- a\n"), Lines{"1:1 : expected a map, got a list" + whole_hint});
  EXPECT_EQ(problems("\n  hello\n"), Lines{"2:3 : expected a map, got \"hello\"" + whole_hint});
}

TEST_F(YamlText, ByteOrderMarkAndCarriageReturnsAreTaken) {
  EXPECT_EQ(problems("\xEF\xBB\xBFversion: 1\r\nclients: {}\r\n"), Lines{});
}

TEST_F(YamlText, ColumnsCountCharacters) {
  EXPECT_EQ(problems("version: 1\nclients: {ä: x}\n")[0].substr(0, 5), "2:11 ");
  EXPECT_EQ(problems("version: 1\n\"äöü\": 1\nrouts: {}\n")[1],
            "3:1 /routs: unknown key \"routs\" | Did you mean \"routes\"?");
  EXPECT_EQ(problems("{version: 1, \"äöü\": 1, routs: {}}\n")[1],
            "1:24 /routs: unknown key \"routs\" | Did you mean \"routes\"?");
}

TEST_F(YamlText, NotUtf8) {
  EXPECT_EQ(problems("version: 1\nclients: \xFF\n"),
            Lines{"2:10 : not UTF-8 text | Save the file as UTF-8, without control characters."});
  EXPECT_EQ(problems(std::string("version: 1\nx: a\0b\n", 18)),
            Lines{"2:5 : not UTF-8 text | Save the file as UTF-8, without control characters."});
}

TEST_F(YamlText, TooLarge) {
  const auto text = std::string("version: 1\n#").append(YamlDocument::max_bytes, 'x');
  EXPECT_EQ(problems(text),
            Lines{"1:1 : cannot read the file: larger than 16777216 bytes" + empty_hint});
}

TEST_F(YamlText, TabInTheIndentation) {
  EXPECT_EQ(problems("version: 1\nclients:\n\tx: 1\n"),
            Lines{"3:1 : a tab in the indentation | YAML is indented with spaces."});
  EXPECT_EQ(problems("version: 1\nclients:\n  x:\n  \tprototype: acme.client\n"),
            Lines{"4:3 : a tab in the indentation | YAML is indented with spaces."});
}

TEST_F(YamlText, SyntaxErrorsHaveTheirPlace) {
  EXPECT_EQ(problems("version: 1\na: b: c\n"),
            Lines{"2:5 : not YAML: illegal map value | Text that holds a colon and a blank needs "
                  "quotes; keys of one map begin in one column."});
  EXPECT_EQ(problems("version: 1\nclients: {}}\n"),
            Lines{"2:12 : not YAML: illegal flow end" + look_hint});
  EXPECT_EQ(problems("version: 1\nclients: {a: [b}\n")[0].substr(0, 17), "2:16 : not YAML: ");
  EXPECT_EQ(problems("version: 1\nclients: @a\n"),
            Lines{"2:10 : not YAML: unknown token" + look_hint});
  EXPECT_EQ(problems("version: 1\nclients: *a\n"),
            Lines{"2:10 : not YAML: the referenced anchor is not defined" + look_hint});
}

TEST_F(YamlText, AReferenceInBracesNeedsQuotes) {
  const auto found = problems("version: 1\nclients: {a: {prototype: ${env:P}}}\n");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].substr(found[0].find('|')),
            "| ${…} inside { } or [ ] needs quotes: \"${…}\".");
}

TEST_F(YamlText, QuoteWithoutEnd) {
  for (const auto* text : {"version: 1\nclients: \"abc\n", "version: 1\nclients: 'it''s\n",
                           "version: 1\nclients: \"a\\\"\n"})
    EXPECT_EQ(problems(text),
              Lines{"2:10 /clients: the text in quotes has no end | Add the closing quote."})
        << text;
}

TEST_F(YamlText, DuplicateKeys) {
  EXPECT_EQ(problems("version: 1\nversion: 1\n"),
            Lines{"2:1 /version: the key \"version\" is there twice | Keep one of them."});
  EXPECT_EQ(problems("version: 1\nclients:\n  a: {prototype: acme.client, config: {key: k}}\n"
                     "  \"a\": {prototype: acme.cleint}\n"),
            Lines{"4:3 /clients/a: the key \"a\" is there twice | Keep one of them."});
}

TEST_F(YamlText, OneDocumentOnly) {
  EXPECT_EQ(problems("---\nversion: 1\n"), Lines{});
  EXPECT_EQ(problems("version: 1\n---\nversion: 1\n"),
            Lines{"2:1 : a second document begins here | Keep one document in a file."});
}

TEST_F(YamlText, MergeKeysAndTagsAreRefused) {
  EXPECT_EQ(problems("version: 1\nclients:\n  a:\n    <<: {config: {}}\n"
                     "    prototype: acme.client\n    config: {key: k}\n"),
            Lines{"4:5 /clients/a/<<: merge keys (<<) are not supported | Write the keys out, or "
                  "name the whole value with an alias."});
  EXPECT_EQ(problems("version: 1\nclients: !map {}\n"),
            Lines{"2:10 /clients: the tag \"!map\" is not supported | Leave it out; the form says "
                  "the type."});
}

TEST_F(YamlText, KeysAreText) {
  EXPECT_EQ(problems("version: 1\nclients: {? [a] : b}\n"),
            Lines{"2:13 /clients: a key must be text, not a list or a map"});
  EXPECT_EQ(problems("version: 1\nx: &a y\n*a : b\n"),
            Lines{"3:1 : a key must be text, not an alias | Write the key out."});
}

TEST_F(YamlText, AliasesStandForTheirValue) {
  const auto configuration = load("version: 1\nclients:\n"
                                  "  a: &a {prototype: acme.client, config: {key: k}}\n"
                                  "  b: *a\n");
  ASSERT_EQ(configuration.clients.size(), 2u);
  EXPECT_EQ(hif::json::print(configuration.clients[1].config), R"({"key":"k"})");
}

TEST_F(YamlText, AliasToItself) {
  EXPECT_EQ(problems("version: 1\nx: &a [*a]\n"),
            Lines{"2:8 /x/0: an alias refers to a value that holds it | Write the value out."});
}

TEST_F(YamlText, AliasBombIsDefused) {
  std::string text = "version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (char i = '1'; i <= '9'; ++i) {
    text.append("a").append(1, i).append(": &a").append(1, i).append(" [");
    for (int k = 0; k < 10; ++k) text.append("*a").append(1, static_cast<char>(i - 1)).append(", ");
    text += "]\n";
  }
  const auto found = problems(text);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(found[0].find("more than 1000000 values once the aliases are followed"),
            std::string::npos)
      << found[0];
}

TEST_F(YamlText, AliasesCannotMultiplyALongText) {
  auto text = std::string("version: 1\nlong: &a ").append(1'000'000, 'x').append("\nlist:\n");
  for (int i = 0; i < 1000; ++i) text += "  - *a\n";
  const auto found = problems(text);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(found[0].find("once the aliases are followed"), std::string::npos) << found[0];
}

TEST_F(YamlText, NestedTooDeep) {
  std::string text = "version: 1\nx:\n";
  for (std::size_t i = 1; i < 200; ++i) text.append(i, ' ').append("a:\n");
  const auto found = problems(text);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(found[0].find(": nested deeper than 100 levels"), std::string::npos) << found[0];

  std::string chain = "version: 1\na0: &a0 [x]\n";
  for (int i = 1; i < 200; ++i) {
    const auto name = std::to_string(i);
    chain.append("a").append(name).append(": &a").append(name);
    chain.append(" [*a").append(std::to_string(i - 1)).append("]\n");
  }
  EXPECT_NE(problems(chain)[0].find(": nested deeper than 100 levels"), std::string::npos);
}

TEST_F(YamlText, JsonIsTaken) {
  const auto configuration =
      load("{\n\t\"version\": 1,\n\t\"clients\": {\n\t\t\"a\": {\"prototype\": \"acme.client\", "
           "\"config\": {\"key\": \"a\\/b \\ud83d\\ude00 \\\\ud83d\"}}\n\t}\n}\n");
  EXPECT_EQ(configuration.clients.at(0).config.find("key")->as_string(),
            "a/b \xF0\x9F\x98\x80 \\ud83d");
}

TEST_F(YamlText, ANullThatIsNotWrittenIsNotTakenFromTheNextKey) {
  const auto configuration = load("version: 1\nclients:\nincoming:\n  null:\n"
                                  "    prototype: host.file_subscriber\n"
                                  "    config: {path: null}\n");
  EXPECT_EQ(configuration.incoming.at(0).name, "null");
  EXPECT_EQ(hif::json::print(configuration.incoming.at(0).config), R"({"path":"null"})");
  EXPECT_EQ(read_by("{}", "a:\nnull: 1\nb: ~\n~: 2\n"), R"({"a":null,"null":1,"b":null,"~":2})");
}

} // namespace host::test
