// SPDX-License-Identifier: MIT
// Where things are, for problems that others find.
#include "config/pointer.hpp"
#include "config/workbench.hpp"

namespace host::test {

struct SourcePlaces : Workbench {};

TEST_F(SourcePlaces, KeysValuesAndItems) {
  const auto configuration = load("version: 1\n"
                                  "clients:\n"
                                  "  a:\n"
                                  "    prototype: acme.client\n"
                                  "    config:\n"
                                  "      key: k\n"
                                  "      headers: {a/b: x, m~n: y}\n"
                                  "incoming:\n"
                                  "  r:\n"
                                  "    prototype: acme.reader\n"
                                  "    client: a\n"
                                  "    config:\n"
                                  "      method: GET\n"
                                  "      entity: e\n"
                                  "      parameters: {payload: [10, {b: c}]}\n");
  const auto& source = configuration.source;
  EXPECT_EQ(source.place(""), (Position{1, 1}));
  EXPECT_EQ(source.place("/clients/a/config/key"), (Position{6, 12}));
  EXPECT_EQ(source.find("/clients/a/config/key")->key, (Position{6, 7}));
  EXPECT_EQ(source.place("/clients/a/config/headers/a~1b"), (Position{7, 22}));
  EXPECT_EQ(source.place("/clients/a/config/headers/m~0n"), (Position{7, 30}));
  EXPECT_EQ(source.place("/incoming/r/config/parameters/payload/1/b"), (Position{15, 38}));
}

TEST_F(SourcePlaces, WhatIsNotWrittenIsAtTheNearestParentsKey) {
  const auto configuration =
      load("version: 1\nclients:\n  a: {prototype: acme.client, config: {key: k}}\n");
  const auto& source = configuration.source;
  EXPECT_EQ(source.place("/clients/a/config/secret"), (Position{3, 31}));
  EXPECT_EQ(source.place("/clients/a/config/key/deeper/0"), (Position{3, 40}));
  EXPECT_EQ(source.place("/clients/none/x"), (Position{2, 1}));
  EXPECT_EQ(source.place("no pointer"), (Position{1, 1}));
  EXPECT_FALSE(source.find("/clients/a/config/secret"));
  EXPECT_EQ(SourceMap().place("/a"), (Position{1, 1}));
}

TEST_F(SourcePlaces, ProblemsOfPackagesGetTheirPlace) {
  const auto configuration =
      load("version: 1\nclients:\n  a: {prototype: acme.client, config: {key: k}}\n");
  const auto problem =
      configuration.problem(configuration.clients[0].pointer + "/config/key", "refused");
  EXPECT_EQ(line_of(problem), "3:45 /clients/a/config/key: refused");
  EXPECT_EQ(problem.file, (folder_ / "hif.yaml").string());
}

TEST_F(SourcePlaces, Pointers) {
  EXPECT_EQ(child_pointer("/a", "b/c~d"), "/a/b~1c~0d");
  EXPECT_TRUE(is_within("/a/b", "/a"));
  EXPECT_TRUE(is_within("/a", "/a"));
  EXPECT_TRUE(is_within("/a", ""));
  EXPECT_FALSE(is_within("/ab", "/a"));
}

} // namespace host::test
