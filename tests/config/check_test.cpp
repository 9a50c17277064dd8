// SPDX-License-Identifier: MIT
// The host's own keys, and what refers to what.
#include "config/workbench.hpp"

namespace host::test {

namespace {

const std::string clients = "version: 1\n"
                            "clients:\n"
                            "  main: {prototype: acme.client, config: {key: k}}\n";

} // namespace

struct Checking : Workbench {};

TEST_F(Checking, VersionIsMissing) {
  EXPECT_EQ(problems("clients: {}\n"),
            Lines{"1:1 : \"version\" is missing | Version of this format; 1 is the only one there "
                  "is."});
}

TEST_F(Checking, AnotherVersionIsTheOnlyProblem) {
  EXPECT_EQ(problems("future: 1\nversion: 2\nclients: []\n"),
            Lines{"2:10 /version: expected 1, got \"2\" | Version of this format; 1 is the only "
                  "one there is."});
  EXPECT_EQ(problems("version: one\n"),
            Lines{"1:10 /version: expected an integer, got \"one\" | Version of this format; 1 is "
                  "the only one there is."});
  EXPECT_EQ(problems("version: \"1\"\n"), Lines{});
}

TEST_F(Checking, UnknownKeysWithTheNearestName) {
  EXPECT_EQ(problems("version: 1\nclinets: {}\n"),
            Lines{"2:1 /clinets: unknown key \"clinets\" | Did you mean \"clients\"?"});
  EXPECT_EQ(problems("version: 1\nx-anchors: {}\n"),
            Lines{"2:1 /x-anchors: unknown key \"x-anchors\" | Known here: version, clients, "
                  "incoming, outgoing, routes."});
  EXPECT_EQ(problems("version: 1\nclients:\n  a:\n    prototype: acme.client\n"
                     "    confg: {key: k}\n")[1],
            "5:5 /clients/a/confg: unknown key \"confg\" | Did you mean \"config\"?");
}

TEST_F(Checking, ANameHasOnlySomeCharacters) {
  EXPECT_EQ(problems("version: 1\nclients:\n  my client: {}\n"),
            Lines{"3:3 /clients/my client: the key \"my client\" does not match "
                  "^[A-Za-z0-9_][A-Za-z0-9_.-]*$ | A name is made of letters, digits, _, - and ., "
                  "begins with a letter, a digit or _, and has at most 64 characters."});
}

TEST_F(Checking, AnObjectWithoutPrototype) {
  EXPECT_EQ(problems("version: 1\nclients:\n  a:\n  b: nothing\n"),
            (Lines{"3:3 /clients/a: \"prototype\" is missing | Id of a prototype of a package; "
                   "`hif prototypes` lists them.",
                   "4:6 /clients/b: expected a map, got \"nothing\" | A connection to a vendor."}));
}

TEST_F(Checking, UnknownPrototypeIsAboutPackages) {
  const auto examined = examine("version: 1\nclients:\n  a:\n    prototype: acme.clent\n"
                                "    config: {nonsense: 1}\n");
  ASSERT_EQ(examined.problems.size(), 1u);
  EXPECT_EQ(line_of(examined.problems[0]),
            "4:16 /clients/a/prototype: no package has a prototype \"acme.clent\" | Did you mean "
            "\"acme.client\"?");
  EXPECT_EQ(examined.problems[0].exit_code, Exit::package);
  try {
    load("version: 1\nclients: {a: {prototype: other.thing}}\n");
    FAIL() << "a missing prototype was let go";
  } catch (const ConfigurationError& error) {
    EXPECT_EQ(error.exit_code, Exit::package);
    EXPECT_EQ(error.problems()[0].hint,
              "`hif prototypes` lists them, `hif plugins` the packages found.");
  }
}

TEST_F(Checking, WithAnyOtherProblemTheConfigurationIsAtFault) {
  try {
    load("version: 1\nfoo: 1\nclients: {a: {prototype: other.thing}}\n");
    FAIL() << "it was let go";
  } catch (const ConfigurationError& error) {
    EXPECT_EQ(error.exit_code, Exit::usage);
    EXPECT_EQ(error.problems().size(), 2u);
  }
}

TEST_F(Checking, RefusedPackage) {
  offer("bad.client", "client", "{}", {}, "its library is not the one of the manifest");
  const auto examined = examine("version: 1\nclients: {a: {prototype: bad.client}}\n");
  ASSERT_EQ(examined.problems.size(), 1u);
  EXPECT_EQ(line_of(examined.problems[0]),
            "2:26 /clients/a/prototype: the package of the prototype \"bad.client\" is refused: "
            "its library is not the one of the manifest | `hif plugins` shows every package and "
            "its state.");
  EXPECT_EQ(examined.problems[0].exit_code, Exit::package);
}

TEST_F(Checking, APrototypeOfAnotherKind) {
  EXPECT_EQ(problems(clients + "incoming:\n  r:\n    prototype: acme.writer\n    client: main\n"),
            Lines{"6:16 /incoming/r/prototype: \"acme.writer\" is a publisher, here a subscriber "
                  "is expected | A publisher belongs under outgoing."});
  EXPECT_EQ(problems("version: 1\noutgoing: {o: {prototype: acme.client}}\n"),
            Lines{"2:27 /outgoing/o/prototype: \"acme.client\" is a client, here a publisher is "
                  "expected | A client belongs under clients."});
  EXPECT_EQ(problems("version: 1\nclients: {o: {prototype: acme.mapping}}\n"),
            Lines{"2:26 /clients/o/prototype: \"acme.mapping\" is a transformer, here a client is "
                  "expected | A transformer belongs in a list of transformers."});
}

TEST_F(Checking, UnknownClient) {
  EXPECT_EQ(problems(clients + "incoming:\n  r:\n    prototype: acme.reader\n    client: mian\n"
                               "    config: {method: GET, entity: e}\n"),
            Lines{"7:13 /incoming/r/client: there is no client \"mian\" | Did you mean \"main\"?"});
  EXPECT_EQ(problems(clients + "incoming:\n  r:\n    prototype: acme.reader\n    client: other\n"
                               "    config: {method: GET, entity: e}\n"),
            Lines{"7:13 /incoming/r/client: there is no client \"other\" | There are: main."});
}

TEST_F(Checking, AClientThatIsFaultyItselfIsOneProblem) {
  EXPECT_EQ(problems("version: 1\nclients:\n  main: {prototype: acme.clent}\n"
                     "incoming:\n  r: {prototype: acme.reader, client: main,"
                     " config: {method: GET, entity: e}}\n")
                .size(),
            1u);
}

TEST_F(Checking, MissingClient) {
  const std::string incoming =
      "incoming:\n  r: {prototype: acme.reader, config: {method: GET, entity: e}}\n";
  EXPECT_EQ(problems(clients + incoming),
            Lines{"5:3 /incoming/r: \"acme.reader\" needs a client | Add \"client: NAME\"; there "
                  "are: main."});
  EXPECT_EQ(problems("version: 1\n" + incoming),
            Lines{"3:3 /incoming/r: \"acme.reader\" needs a client | Add one of acme.client under "
                  "clients, and name it."});
}

TEST_F(Checking, AClientWhereNoneIsTaken) {
  EXPECT_EQ(problems(clients + "outgoing:\n  o:\n    prototype: host.file_publisher\n"
                               "    client: main\n    config: {path: p}\n"),
            Lines{"7:5 /outgoing/o/client: \"host.file_publisher\" takes no client | Leave it "
                  "out."});
}

TEST_F(Checking, AClientOfAnotherVendor) {
  offer("other.client", "client", "{}");
  EXPECT_EQ(problems("version: 1\nclients:\n  x: {prototype: other.client}\nincoming:\n"
                     "  r: {prototype: acme.reader, client: x, config: {method: GET,"
                     " entity: e}}\n"),
            Lines{"5:39 /incoming/r/client: \"acme.reader\" does not work over \"x\", which is a "
                  "other.client | It works over: acme.client."});
}

TEST_F(Checking, RoutesNameWhatThereIs) {
  const std::string objects =
      "version: 1\nincoming:\n  in: {prototype: host.file_subscriber, config: {path: p}}\n"
      "outgoing:\n  archive: {prototype: host.file_publisher, config: {path: p}}\n";
  EXPECT_EQ(problems(objects + "routes:\n  r: {incoming: in, outgoing: [archive]}\n"), Lines{});
  EXPECT_EQ(problems(objects + "routes:\n  r: {incoming: inn, outgoing: [archive, achive]}\n"),
            (Lines{"7:17 /routes/r/incoming: there is no incoming \"inn\" | Did you mean \"in\"?",
                   "7:42 /routes/r/outgoing/1: there is no outgoing \"achive\" | Did you mean "
                   "\"archive\"?"}));
  EXPECT_EQ(problems(objects + "routes:\n  r: {incoming: in, outgoing: []}\n"),
            Lines{"7:31 /routes/r/outgoing: must have at least 1 item, has 0 | Names of what is "
                  "written to, of `outgoing`."});
  EXPECT_EQ(problems(objects + "routes:\n  r: {incoming: in}\n"),
            Lines{"7:3 /routes/r: \"outgoing\" is missing | Names of what is written to, of "
                  "`outgoing`."});
  EXPECT_EQ(problems(objects + "routes:\n  r: {incoming: in, outgoing: archive}\n"),
            Lines{"7:31 /routes/r/outgoing: expected a list, got \"archive\" | Write it as a list: "
                  "[archive]."});
  EXPECT_EQ(problems(objects + "routes:\n  r: {incoming: in, outgoing: [archive, archive]}\n"),
            Lines{"7:41 /routes/r/outgoing/1: \"archive\" is there twice | Names of what is "
                  "written to, of `outgoing`."});
}

TEST_F(Checking, Schedules) {
  const std::string route =
      "version: 1\nincoming:\n  in: {prototype: host.file_subscriber, config: {path: p}}\n"
      "outgoing:\n  out: {prototype: host.file_publisher, config: {path: p}}\n"
      "routes:\n  r:\n    incoming: in\n    outgoing: [out]\n    schedule: ";
  EXPECT_EQ(problems(route + "0 2 * * *\n"), Lines{});
  EXPECT_EQ(load(route + "\"*/5 * * * *\"\n").routes[0].schedule, "*/5 * * * *");
  EXPECT_EQ(problems(route + "0 25 * * *\n"),
            Lines{"10:15 /routes/r/schedule: not a schedule: \"25\" is no hour (0 to 23) | For "
                  "example, \"0 2 * * *\" is every night at two."});
  EXPECT_EQ(problems(route + "daily\n"),
            Lines{"10:15 /routes/r/schedule: not a schedule: a schedule has 5 fields, this one "
                  "has 1 | For example, \"0 2 * * *\" is every night at two."});
}

TEST_F(Checking, TransformersEverywhere) {
  EXPECT_EQ(problems("version: 1\nincoming:\n  in:\n    prototype: host.file_subscriber\n"
                     "    config: {path: p}\n    transformers:\n"
                     "      - {prototype: acme.mapping, config: {steps: {}}}\n"
                     "    input_transformers:\n      - acme.mapping\n"
                     "      - {prototype: acme.mappin}\n"),
            (Lines{"7:51 /incoming/in/transformers/0/config/steps: expected a list, got a map",
                   "9:9 /incoming/in/input_transformers/0: expected a map, got \"acme.mapping\" | "
                   "A step that changes records.",
                   "10:21 /incoming/in/input_transformers/1/prototype: no package has a prototype "
                   "\"acme.mappin\" | Did you mean \"acme.mapping\"?"}));
}

TEST_F(Checking, ProblemsComeInTheOrderOfTheFile) {
  const auto found = problems("version: 1\nroutes:\n  r: {incoming: a, outgoing: [b]}\n"
                              "foo: 1\nclients:\n  a: {prototype: acme.client,"
                              " config: {key: k, key: l, port: x}}\n");
  ASSERT_EQ(found.size(), 5u);
  EXPECT_EQ(found[0].substr(0, 5), "3:17 ");
  EXPECT_EQ(found[1].substr(0, 5), "3:31 ");
  EXPECT_EQ(found[2].substr(0, 4), "4:1 ");
  EXPECT_EQ(found[3].substr(0, 5), "6:48 ");
  EXPECT_EQ(found[4].substr(0, 5), "6:62 ");
}

TEST_F(Checking, AProblemAsTextAndAsJson) {
  const Problem problem{.file = "hif.yaml",
                        .line = 3,
                        .column = 7,
                        .path = "/a",
                        .message = "it is wrong",
                        .hint = "Mend it."};
  EXPECT_EQ(to_string(problem), "hif.yaml:3:7: it is wrong. Mend it.");
  EXPECT_EQ(to_json(problem).find("column")->as_int64(), 7);
  EXPECT_EQ(to_json(problem).find("hint")->as_string(), "Mend it.");
}

} // namespace host::test
