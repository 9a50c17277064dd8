// SPDX-License-Identifier: MIT
// What is refused before it is run, and where.

#include "jq/program.hpp"

#include "querying.hpp"

#include <random>

namespace {

using querying::problem;

std::string fault(const std::string& program) {
  try {
    timely::jq::check_program(program);
  } catch (const timely::jq::Refused& refused) {
    return std::to_string(refused.offset) + ": " + refused.what();
  }
  return {};
}

TEST(JqProgram, WhatReachesOutsideIsRefusedWithItsPlace) {
  EXPECT_EQ(fault(".a | env"), "5: \"env\" is not allowed: it reads the environment");
  EXPECT_EQ(fault("$ENV.HOME"), "0: \"$ENV\" reads the environment");
  EXPECT_EQ(fault("[., input]"), "4: \"input\" is not allowed: it takes other records than the one "
                                 "at hand");
  EXPECT_EQ(fault("\"a \\(\"b \\(inputs)\")\"").substr(0, 4), "10: ");
  for (const auto* program :
       {"import \"m\" as m; .", "include \"m\"; .", "input_filename", "input_line_number", "debug",
        ". as $x | debug(\"x\")", "stderr", "halt", "halt_error(1)", "\"m\" | modulemeta",
        "get_search_list", "{a: env}", "{(env): 1}", "def input: 1; input", "# input\n input",
        "{a: [1, input]}", "$__prog_args", "{$ENV}"})
    EXPECT_NE(fault(program), "") << program;
}

TEST(JqProgram, NamesOfTheRecordMayBeCalledSo) {
  for (const auto* program :
       {".env", ".a.input", "{env: 1}", "{env}", "{a, input, debug: .x}", "# env\n.", "\"env\"",
        "\"input \\(.debug)\"", ".[\"env\"]", "{ import : 1 }", "environment", "$input",
        ". as {input: $x} | $x", "@base64 \"env \\(.x)\"", "inputs_of", "{\"env\": 1}"})
    EXPECT_EQ(fault(program), "") << program;
}

TEST(JqProgram, BracketsAndTextsAreClosed) {
  EXPECT_EQ(fault("{a: [1}"), "6: this '}' does not close what is open");
  EXPECT_EQ(fault(".a)"), "2: nothing is open for this ')'");
  EXPECT_EQ(fault(".a | ("), "5: this is not closed");
  EXPECT_EQ(fault(".a | \"x"), "5: this text is not closed");
  EXPECT_EQ(fault("\"x \\(1"), "0: this is not closed");
  EXPECT_EQ(fault(std::string("a\0b", 3)), "1: a program has no zero bytes");
}

TEST(JqProgram, CheckShowsThePlace) {
  EXPECT_EQ(problem(".a | env"), "/program: \"env\" is not allowed: it reads the environment\n"
                                 "  .a | env\n       ^");
  EXPECT_EQ(problem(".a\n| lenght"), "/program: lenght/0 is not defined\n  | lenght\n    ^");
  EXPECT_EQ(problem(".a |"), "/program: syntax error, unexpected $end in line 1\n  .a |");
  EXPECT_EQ(problem("{id, (.x): 1}"), "");
}

// Any text is refused or compiles; and nothing of a check is left behind.
TEST(JqProgram, AnyTextIsReadOrRefused) {
  static const std::vector<std::string> words = {
      "{", "}", "[", "]", "(", ")", "\"", "\\(", ".", "env", ",", ":", "#", "\n", "a", "$ENV", "|"};
  std::mt19937 random(4);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto left = random() % 10; left > 0; --left) text += words[random() % words.size()];
    try {
      timely::jq::check_program(text);
    } catch (const timely::jq::Refused& refused) {
      ASSERT_LE(refused.offset, text.size()) << text;
    }
  }
}

} // namespace
