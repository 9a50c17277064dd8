// SPDX-License-Identifier: MIT
// ${env:NAME}, ${env:NAME:-default} and ${file:PATH}.
#include "config/workbench.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace host::test {

namespace {

const std::string client = "version: 1\nclients:\n  a:\n    prototype: acme.client\n    config:\n";
const std::string file_hint = " | A relative path begins at the folder of the configuration.";

} // namespace

struct ReferencesIn : Workbench {
  std::string key(const std::string& text) {
    return load(client + "      key: " + text + "\n").clients.at(0).config.find("key")->as_string();
  }
  Lines key_problems(const std::string& text) {
    return problems(client + "      key: " + text + "\n");
  }
};

TEST_F(ReferencesIn, VariablesAreReplacedAnywhereInAText) {
  variables_ = {{"NAME", "me"}, {"HOST", "api"}};
  EXPECT_EQ(key("${env:NAME}"), "me");
  EXPECT_EQ(key("a-${env:NAME}-${env:HOST}-z"), "a-me-api-z");
  EXPECT_EQ(key("\"${env:NAME}\""), "me");
  EXPECT_EQ(key("|\n        ${env:NAME}\n        x"), "me\nx\n");
}

TEST_F(ReferencesIn, DefaultsStandInForUnsetAndEmpty) {
  variables_ = {{"EMPTY", ""}, {"SET", "x"}};
  EXPECT_EQ(key("${env:UNSET:-a:-b c}"), "a:-b c");
  EXPECT_EQ(key("${env:EMPTY:-d}"), "d");
  EXPECT_EQ(key("${env:SET:-d}"), "x");
  EXPECT_EQ(key("a${env:UNSET:-}"), "a");
}

TEST_F(ReferencesIn, WhatIsPutInNeverBecomesYaml) {
  variables_ = {{"EVIL", "x\nclients: {b: 1} # &a *b"}, {"NUMBER", "5"}, {"NESTED", "${env:EVIL}"}};
  EXPECT_EQ(key("${env:EVIL}"), "x\nclients: {b: 1} # &a *b");
  EXPECT_EQ(key("${env:NESTED}"), "${env:EVIL}");
  EXPECT_EQ(read_by("{}", "a: ${env:NUMBER}\nb: ${env:UNSET:-true}"), R"({"a":"5","b":"true"})");
}

TEST_F(ReferencesIn, ValuesAreReadByTheTypeAskedFor) {
  variables_ = {{"PORT", "8080"}, {"VERIFY", "false"}, {"WORD", "abc"}};
  const auto configuration =
      load(client + "      key: k\n      port: ${env:PORT}\n      verify: ${env:VERIFY}\n");
  EXPECT_EQ(hif::json::print(configuration.clients[0].config),
            R"({"key":"k","port":8080,"verify":false})");
  EXPECT_EQ(problems(client + "      key: k\n      port: ${env:WORD}\n"),
            Lines{"7:13 /clients/a/config/port: expected an integer, got the value of "
                  "\"${env:WORD}\" | TCP port."});
}

TEST_F(ReferencesIn, KeysAndNumbersAreLeftAlone) {
  EXPECT_EQ(read_by("{}", "${env:A}: 1"), R"({"${env:A}":1})");
}

TEST_F(ReferencesIn, OtherTextsPassUntouched) {
  for (const auto* text : {"${account_id}", "&{ a.b }", "$ {env:A}", "${}", "${a b:c}", "$", "a$",
                           "${", "100 $", "$env:A", "${.env:A}"})
    EXPECT_EQ(key(hif::json::print(text)), text);
}

TEST_F(ReferencesIn, TwoDollarsWriteTheTextItself) {
  variables_ = {{"A", "x"}};
  EXPECT_EQ(key("$${env:A}"), "${env:A}");
  EXPECT_EQ(key("$$${env:A}"), "$${env:A}");
  EXPECT_EQ(key("$${env:A} ${env:A}"), "${env:A} x");
  EXPECT_EQ(key("$$"), "$$");
}

TEST_F(ReferencesIn, UnknownReferences) {
  EXPECT_EQ(key_problems("${evn:A}"),
            Lines{"6:12 /clients/a/config/key: unknown reference ${evn:…} | Did you mean "
                  "${env:…}? $${ writes the text ${."});
  EXPECT_EQ(key_problems("${secret:A}"),
            Lines{"6:12 /clients/a/config/key: unknown reference ${secret:…} | ${env:NAME} and "
                  "${file:PATH} are known; $${ writes the text ${."});
  EXPECT_EQ(key_problems("${TOKEN:-x}"),
            Lines{"6:12 /clients/a/config/key: unknown reference ${TOKEN:…} | Did you mean "
                  "${env:TOKEN:-x}? $${ writes the text ${."});
}

TEST_F(ReferencesIn, MalformedReferences) {
  EXPECT_EQ(key_problems("\"${env:A\""),
            Lines{"6:12 /clients/a/config/key: ${env:…} is not closed | Add the }."});
  EXPECT_EQ(key_problems("${env:}"),
            Lines{"6:12 /clients/a/config/key: \"\" is no name of an environment variable | Write "
                  "${env:NAME} or ${env:NAME:-default}."});
  EXPECT_EQ(key_problems("${env:MY-KEY}"),
            Lines{"6:12 /clients/a/config/key: \"MY-KEY\" is no name of an environment variable | "
                  "Write ${env:NAME} or ${env:NAME:-default}."});
  EXPECT_EQ(key_problems("${env:A:-${env:B}}"),
            Lines{"6:12 /clients/a/config/key: the default of ${env:A:-…} holds another reference "
                  "| A default is plain text."});
}

TEST_F(ReferencesIn, FilesAreRelativeToTheConfiguration) {
  write("key.txt", "from file\n");
  write("two.txt", "a\n\n");
  write("dos.txt", "a\r\n");
  EXPECT_EQ(key("${file:key.txt}"), "from file");
  EXPECT_EQ(key("${file:" + (folder_ / "key.txt").string() + "}"), "from file");
  EXPECT_EQ(key("${file:two.txt}"), "a\n");
  EXPECT_EQ(key("${file:dos.txt}"), "a");
}

TEST_F(ReferencesIn, FilesThatCannotBeRead) {
  write("binary", "a\xFF");
  write("large", std::string(2'000'000, 'x'));
  EXPECT_EQ(key_problems("${file:none.txt}"),
            Lines{"6:12 /clients/a/config/key: cannot read ${file:none.txt}: No such file or "
                  "directory" +
                  file_hint});
  EXPECT_EQ(key_problems("${file:.}"),
            Lines{"6:12 /clients/a/config/key: cannot read ${file:.}: Is a directory" + file_hint});
  EXPECT_EQ(
      key_problems("${file:}"),
      Lines{"6:12 /clients/a/config/key: cannot read ${file:}: no path is given" + file_hint});
  EXPECT_EQ(
      key_problems("${file:binary}"),
      Lines{"6:12 /clients/a/config/key: cannot read ${file:binary}: not UTF-8 text" + file_hint});
  EXPECT_EQ(key_problems("${file:large}"),
            Lines{"6:12 /clients/a/config/key: cannot read ${file:large}: larger than 1048576 "
                  "bytes" +
                  file_hint});
}

TEST_F(ReferencesIn, AVariableThatIsNotUtf8) {
  variables_ = {{"BAD", "\xFF"}};
  EXPECT_EQ(key_problems("${env:BAD}"),
            Lines{"6:12 /clients/a/config/key: the environment variable BAD is not UTF-8 text"});
}

TEST_F(ReferencesIn, MissingVariablesAreNoFaultUntilNeeded) {
  const auto examined = examine("version: 1\nclients:\n"
                                "  a: {prototype: acme.client, config: {key: \"${env:NO_KEY}\","
                                " port: \"${env:NO_PORT}\"}}\n"
                                "  b: {prototype: acme.client, config: {key: b}}\n"
                                "outgoing:\n"
                                "  w: {prototype: acme.writer, client: a, config: {method: POST,"
                                " entity: e}}\n"
                                "  f: {prototype: host.file_publisher, config: {path: f}}\n"
                                "incoming:\n"
                                "  r: {prototype: acme.reader, client: b, config: {method: GET,"
                                " entity: e}}\n"
                                "routes:\n"
                                "  good: {incoming: r, outgoing: [f]}\n"
                                "  bad: {incoming: r, outgoing: [f, w]}\n");
  EXPECT_TRUE(examined.problems.empty());
  const auto& configuration = examined.configuration;
  EXPECT_EQ(configuration.missing_variables.size(), 2u);
  EXPECT_TRUE(configuration.lacks_variable("/clients/a"));
  EXPECT_FALSE(configuration.lacks_variable("/clients/b"));
  EXPECT_NO_THROW(configuration.require(*configuration.find_client("b")));
  EXPECT_NO_THROW(configuration.require(*configuration.find_route("good")));
  EXPECT_NO_THROW(configuration.require(*configuration.find_incoming("r")));
  EXPECT_THROW(configuration.require(*configuration.find_outgoing("w")), ConfigurationError);
  EXPECT_THROW(configuration.require(*configuration.find_client("a")), ConfigurationError);
  try {
    configuration.require(*configuration.find_route("bad"));
    FAIL() << "the route was let go";
  } catch (const ConfigurationError& error) {
    EXPECT_EQ(error.exit_code, Exit::usage);
    ASSERT_EQ(error.problems().size(), 2u);
    EXPECT_EQ(line_of(error.problems()[0]),
              "3:45 /clients/a/config/key: the environment variable NO_KEY is not set | Set it, or "
              "write a default: ${env:NO_KEY:-default}.");
    EXPECT_EQ(error.problems()[1].column, 68u);
  }
}

TEST_F(ReferencesIn, TheHostsOwnKeysNeedTheirVariablesAtOnce) {
  EXPECT_EQ(problems("version: 1\nclients:\n  a: {prototype: \"${env:NONE}\"}\n"),
            Lines{"3:18 /clients/a/prototype: the environment variable NONE is not set | Set it, "
                  "or write a default: ${env:NONE:-default}."});
}

TEST_F(ReferencesIn, SecretsAreTheWriteOnlyValuesAndWhatWasPutIntoThem) {
  variables_ = {{"KEY", "public"}, {"SECRET", "hush"}};
  const auto configuration = load(client + "      key: ${env:KEY}\n"
                                           "      secret: Bearer ${env:SECRET}\n");
  EXPECT_EQ(configuration.secrets, (Lines{"Bearer hush", "hush"}));
}

TEST_F(ReferencesIn, SecretsInsideWriteOnlyMaps) {
  EXPECT_EQ(load([&] {
              offer("acme.made", "publisher",
                    R"({"properties": {"tokens": {"type": "object", "writeOnly": true}}})");
              return std::string("version: 1\noutgoing:\n  o:\n    prototype: acme.made\n"
                                 "    config: {tokens: {a: [one, 22]}}\n");
            }())
                .secrets,
            (Lines{"22", "one"}));
}

TEST_F(ReferencesIn, ProblemsShowNoSecret) {
  variables_ = {{"HIDDEN", "hidden-value"}};
  const std::string form = R"({"type": "object", "properties": {
    "pin": {"type": "integer", "writeOnly": true},
    "list": {"type": "array", "writeOnly": true},
    "word": {"type": "string", "enum": ["x"]}}})";
  const auto found =
      problems_by(form, "pin: hidden-value\nlist: hidden-value\nword: ${env:HIDDEN}");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0],
            "6:12 /outgoing/made/config/pin: expected an integer, got a text that is not shown");
  for (const auto& line : found) EXPECT_EQ(line.find("hidden-value"), std::string::npos) << line;
}

} // namespace host::test
