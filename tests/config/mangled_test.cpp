// SPDX-License-Identifier: MIT
// Whatever is done to a configuration, reading it ends, with places that are in the file.
#include "config/workbench.hpp"

#include <algorithm>
#include <random>

namespace host::test {

namespace {

const std::string good = R"(version: 1
clients:
  main: &main
    prototype: acme.client
    config: {base_uri: "https://example.com", key: "${env:KEY:-k}", port: 0080, verify: NO}
  second: *main
incoming:
  reports:
    prototype: acme.reader
    client: main
    config:
      method: POST
      entity: 'All Reports'
      parameters:
        path: {account_id: 61234}
        payload: {since: 2026-11-01, list: [1, 2.50, ~, "x\n\u00e4"]}
    transformers:
      - prototype: acme.mapping
        config: {steps: [{a: b}], on_error: null}
outgoing:
  archive:
    prototype: host.file_publisher
    config:
      path: |
        reports.ndjson
routes:
  nightly: {incoming: reports, outgoing: [archive], schedule: "0 2 * * *"}
)";

std::string mangled(std::mt19937& random) {
  static constexpr std::string_view pieces[] = {"{",
                                                "}",
                                                "[",
                                                "]",
                                                ":",
                                                ": ",
                                                "- ",
                                                "\n",
                                                "\t",
                                                "  ",
                                                "\"",
                                                "'",
                                                "#",
                                                "&a ",
                                                "*a",
                                                "*main",
                                                "<<: ",
                                                "!!str ",
                                                "|\n",
                                                "? ",
                                                "---\n",
                                                "...\n",
                                                "%YAML 1.2\n",
                                                "${env:",
                                                "${file:.}",
                                                "$${",
                                                "null",
                                                "~",
                                                "\xFF",
                                                "ä",
                                                "\\ud83d\\ude00",
                                                "\\x",
                                                "@",
                                                "`",
                                                ",",
                                                "\r",
                                                "version: 1\n"};
  const auto below = [&](std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
  };
  auto text = good;
  for (auto changes = 1 + below(4); changes > 0 && !text.empty(); --changes) {
    const auto at = below(text.size());
    switch (below(4)) {
    case 0:
      text.erase(at, 1 + below(20));
      break;
    case 1:
      text.insert(at, pieces[below(std::size(pieces))]);
      break;
    case 2:
      text[at] = static_cast<char>(below(256));
      break;
    default:
      text.insert(at, text.substr(below(text.size()), below(60)));
      break;
    }
  }
  return text;
}

} // namespace

struct Mangled : Workbench {};

TEST_F(Mangled, TheGoodOneIsGood) {
  EXPECT_EQ(problems(good), Lines{});
}

TEST_F(Mangled, NeverBringsTheReaderDown) {
  constexpr unsigned seed = 20261101;
  std::mt19937 random(seed);
  for (int run = 0; run < 3000; ++run) {
    const auto text = mangled(random);
    const auto lines = static_cast<std::uint32_t>(std::ranges::count(text, '\n')) + 1;
    const auto examined = examine(text);
    for (const auto& problem : examined.problems) {
      ASSERT_GE(problem.line, 1u) << text;
      ASSERT_LE(problem.line, lines) << text;
      ASSERT_GE(problem.column, 1u) << text;
      ASSERT_FALSE(problem.message.empty()) << text;
    }
    ASSERT_TRUE(std::ranges::is_sorted(examined.problems, {}, [](const Problem& p) {
      return std::pair(p.line, p.column);
    })) << text;
  }
}

TEST_F(Mangled, EveryBeginningOfIt) {
  for (std::size_t length = 0; length < good.size(); ++length) examine(good.substr(0, length));
}

} // namespace host::test
