// SPDX-License-Identifier: MIT
// No program hangs, eats the machine, or sees anything but its record.

#include "querying.hpp"

#include <cstdlib>
#include <dirent.h>

namespace {

using Lines = std::vector<std::string>;

// What becomes of a record that breaks a limit, and of its neighbours.
std::string reject_of(const std::string& program, const std::string& more) {
  auto transformer =
      querying::transformer("if .id == 1 then (" + program + ") else {id} end", more);
  EXPECT_EQ(transformer.transform({R"({"id":0})", R"({"id":1})", R"({"id":2})"}),
            (Lines{R"({"id":0})", R"({"id":2})"}))
      << program;
  EXPECT_EQ(transformer.rejects.size(), 1u) << program;
  EXPECT_TRUE(transformer.rejects.empty() || transformer.rejects[0].source == 1u) << program;
  return transformer.error();
}

TEST(JqLimits, EndlessProgramsEndAsAnErrorOfTheirRecord) {
  const std::string wanted = "the program took more than 50 ms of processor time "
                             "(time_limit_ms)";
  const std::string limit = R"("time_limit_ms":50)";
  EXPECT_EQ(reject_of("def f: f; f", limit), wanted);
  EXPECT_EQ(reject_of("last(range(1e12))", limit), wanted);
  EXPECT_EQ(reject_of("[repeat(1) | select(. > 1)]", limit), wanted);
  EXPECT_EQ(reject_of("\"" + std::string(30, 'a') + "!\" | test(\"^(a+)+$\")", limit), wanted);
}

TEST(JqLimits, GreedyProgramsEndAsAnErrorOfTheirRecord) {
  EXPECT_EQ(reject_of("[range(1e9)]", R"("memory_limit_mb":64,"time_limit_ms":60000)"),
            "the program took more than 64 MB (memory_limit_mb)");
  EXPECT_EQ(reject_of("reduce range(40) as $i (\"x\"; . + .)",
                      R"("memory_limit_mb":64,"time_limit_ms":60000)"),
            "the program took more than 64 MB (memory_limit_mb)");
}

TEST(JqLimits, OutputsAreCounted) {
  EXPECT_EQ(reject_of("range(1e9) | {n: .}", R"("max_outputs":10)"),
            "the program gave more than 10 outputs (max_outputs)");
  EXPECT_EQ(reject_of("repeat({id: 1})", ""),
            "the program gave more than 1000 outputs (max_outputs)");
  EXPECT_EQ(reject_of("range(1e9) | {n: \"" + std::string(100, 'x') + "\"}",
                      R"("max_output_bytes":1024)"),
            "the outputs have more than 1024 bytes (max_output_bytes)");
}

TEST(JqLimits, ValuesThatGoTooDeepAreAnErrorOrAValue) {
  auto transformer = querying::transformer("{id, deep: (reduce range(.n) as $i (0; [.]) | length)}",
                                           R"("time_limit_ms":20000)");
  const auto out = transformer.transform({R"({"n":300000})", R"({"id":2,"n":1})"});
  EXPECT_EQ(out.back(), R"({"id":2,"deep":1})");
  EXPECT_EQ(out.size() + transformer.rejects.size(), 2u);
}

TEST(JqLimits, TheEnvironmentAndTheHomeAreNotSeen) {
  setenv("HIF_JQ_TEST", "secret", 1);
  EXPECT_EQ(querying::run("{t: (now | type), z: (0 | localtime | mktime)}", "{}"),
            Lines{R"({"t":"number","z":0})"});
  EXPECT_NE(querying::problem("{e: env.HIF_JQ_TEST}"), "");
  EXPECT_NE(querying::problem("{e: $ENV.HIF_JQ_TEST}"), "");
  EXPECT_NE(querying::problem("import \"a\" as a; ."), "");
}

std::size_t open_files() {
  std::size_t count = 0;
  auto* folder = opendir("/proc/self/fd");
  while (readdir(folder)) ++count;
  closedir(folder);
  return count;
}

TEST(JqLimits, NothingIsLeftOpen) {
  const auto before = open_files();
  for (int i = 0; i < 2; ++i) {
    auto transformer =
        querying::transformer("if .x then def f: f; f else . end", R"("time_limit_ms":10)");
    transformer.transform({"{}", R"({"x":1})"});
    querying::problem(".[");
    querying::problem("nothing");
  }
  EXPECT_EQ(open_files(), before);
}

} // namespace
