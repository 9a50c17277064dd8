// SPDX-License-Identifier: MIT
// Lists of any length, and records of any size and shape: all of it comes out byte for byte, in
// memory that does not grow.

#include "../effort.hpp"
#include "page_server.hpp"
#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>

namespace end_to_end {
namespace {

// The route "read" from a list of the server to list.ndjson.
std::string route(const PageServer& server, const std::string& entity, const std::string& more) {
  const std::string query =
      entity == "List time entries" ? "{since: 2026-11-01, upto: 2026-11-30}" : "{}";
  return "version: 1\nclients:\n  timely:\n    prototype: timely.http_client\n    config:\n"
         "      base_uri: " +
         server.base_uri() +
         "\n      access_token: t\n      account_id: 1\n"
         "incoming:\n  list:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
         "      method: GET\n      entity: " +
         entity + "\n      request_parameters: {query: " + query + "}\n" + more +
         "outgoing:\n  file: {prototype: host.file_publisher, config: {path: list.ndjson}}\n"
         "routes:\n  read: {incoming: list, outgoing: [file]}\n";
}

// Where the file differs from the list; empty when nowhere.
std::string difference(const std::filesystem::path& file, const List& list) {
  std::ifstream stream(file, std::ios::binary);
  std::string line;
  for (std::int64_t row = 0; row < list.total; ++row) {
    if (!std::getline(stream, line)) return "the file ends before row " + std::to_string(row);
    const auto truth = list.record(row);
    if (line != truth)
      return "row " + std::to_string(row) + ": " + line.substr(0, 200) + " and not " +
             truth.substr(0, 200);
  }
  return stream.peek() == EOF ? "" : "something follows the last row";
}

std::string entry(std::int64_t row) {
  const auto id = std::to_string(10'000'000 + row);
  return "{\"id\":" + id + ",\"day\":\"2026-11-" + (row % 20 < 10 ? "0" : "1") +
         std::to_string(row % 10) + "\",\"note\":\"Review of " + id +
         R"( – done","project":{"id":)" + std::to_string(row % 97) +
         R"(,"name":"Café № 7","active":true},"duration":{"hours":1,)"
         R"("minutes":30,"seconds":0,"formatted":"01:30","total_hours":1.50,"total_seconds":5400},)"
         R"("label_ids":[1,2,3],"billed":false,"external_id":null})";
}

struct Outcome {
  long peak_kib = 0;
  std::string difference;
};

Outcome read_entries(std::int64_t total) {
  Workbench bench;
  PageServer server({.total = total, .record = entry});
  bench.write("hif.yaml", route(server, "List time entries", ""));
  const auto run = bench.start_hif({"run", "-o", "json"}).wait_and_measure();
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return {run.peak_kib, difference(bench.folder() / "list.ndjson", server.list())};
}

// HIF_LARGE_READ: records of the long list, 200,000 when it is not set, fewer under a sanitizer.
TEST(LargeRead, TakesTheSameMemoryHoweverLongTheListIs) {
  const char* wanted = std::getenv("HIF_LARGE_READ");
  const auto many = wanted ? std::atoll(wanted) : tests::effort(200'000LL);
  const auto small = read_entries(10'000);
  const auto large = read_entries(many);
  EXPECT_EQ(small.difference, "");
  EXPECT_EQ(large.difference, "");
  RecordProperty("peak_kib_of_10000", std::to_string(small.peak_kib));
  RecordProperty("peak_kib_of_" + std::to_string(many), std::to_string(large.peak_kib));
  // A sanitizer keeps for a while what was given back: up to 256 MiB of it.
  if (!tests::sanitized) {
    EXPECT_LT(static_cast<double>(large.peak_kib), 1.1 * static_cast<double>(small.peak_kib));
  }
}

struct Case {
  const char* name;
  List list;
  std::string more;
};

void expect_byte_for_byte(const Case& one) {
  for (const auto* entity : {"List time entries", "List all clients"}) {
    Workbench bench;
    PageServer server(one.list);
    bench.write("hif.yaml", route(server, entity, one.more));
    const auto run = bench.hif({"run"});
    EXPECT_EQ(run.exit_code, 0) << one.name << ", " << entity << ": " << run.err;
    EXPECT_EQ(difference(bench.folder() / "list.ndjson", server.list()), "")
        << one.name << ", " << entity;
  }
}

TEST(LargeRead, RecordsOfTwoBytes) {
  expect_byte_for_byte({"two bytes", {.total = 2500, .record = [](auto) { return "{}"; }}, ""});
}

TEST(LargeRead, RecordsOfTenMegabytes) {
  const auto record = [](std::int64_t row) {
    return "{\"id\":" + std::to_string(row + 1) + ",\"note\":\"" +
           std::string(10'000'000, static_cast<char>('a' + row)) + "\"}";
  };
  expect_byte_for_byte({"10 MB", {.total = 5, .record = record}, "      page_size: 2\n"});
}

TEST(LargeRead, PagesOfFiveThousandRecords) {
  expect_byte_for_byte(
      {"pages of 5000", {.total = 12'001, .record = entry}, "      page_size: 5000\n"});
}

TEST(LargeRead, ChunkedAndPrettyPrintedBodies) {
  expect_byte_for_byte({"chunked", {.total = 2500, .record = entry, .chunked = true}, ""});
  expect_byte_for_byte(
      {"pretty", {.total = 2500, .record = entry, .pretty = true, .chunked = true}, ""});
}

TEST(LargeRead, NestingAsDeepAsItMayBe) {
  const auto record = [](std::int64_t row) {
    std::string text = "1";
    for (int depth = 0; depth < 126; ++depth)
      text = depth % 2 ? "[" + text + "]" : "{\"a\":" + text + "}";
    return "{\"id\":" + std::to_string(row + 1) + ",\"deep\":" + text + "}";
  };
  expect_byte_for_byte({"deep", {.total = 30, .record = record}, "      page_size: 10\n"});
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto more = [&](int shift) { add(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | code >> 6), more(0);
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12), more(6), more(0);
  } else {
    add(0xF0 | code >> 18), more(12), more(6), more(0);
  }
}

// As a JSON escape; above U+FFFF two of them.
std::string escaped(std::uint32_t code) {
  const auto unit = [](std::uint32_t value) {
    char text[16];
    std::snprintf(text, sizeof text, "\\u%04x", value);
    return std::string(text);
  };
  if (code < 0x10000) return unit(code);
  return unit(0xD800 + ((code - 0x10000) >> 10)) + unit(0xDC00 + ((code - 0x10000) & 0x3FF));
}

// Every code point that there is, 256 a record: as it is, as an escape, and in a name.
TEST(LargeRead, AllOfUnicode) {
  constexpr std::uint32_t blocks = 0x110000 / 256;
  const auto record = [](std::int64_t row) {
    std::string plain, escapes;
    for (std::uint32_t i = 0; i < 256; ++i) {
      const auto code = static_cast<std::uint32_t>(row) * 256 + i;
      if (code >= 0xD800 && code < 0xE000) continue;
      escapes += escaped(code);
      if (code < 0x20 || code == '"' || code == '\\')
        plain += escaped(code);
      else
        append_utf8(plain, code);
    }
    return "{\"id\":" + std::to_string(row + 1) + ",\"" + plain + "\":\"" + escapes +
           "\",\"t\":\"" + plain + "\"}";
  };
  expect_byte_for_byte({"Unicode", {.total = blocks, .record = record}, ""});
}

TEST(LargeRead, NumbersBeyondWhatMachinesHold) {
  const auto record = [](std::int64_t row) {
    return "{\"id\":" + std::to_string(9'007'199'254'740'993 + row) +
           R"(,"a":9007199254740993,"b":18446744073709551616,"c":-9223372036854775809,)"
           R"("d":0.1000000000000000055511151231257827,"e":1e400,"f":-0.0,"g":1.10,"h":1E+2,"i":)" +
           std::string(400, '9') + "}";
  };
  expect_byte_for_byte({"numbers", {.total = 1500, .record = record}, ""});
}

// The position says that everything was read. A run that is killed after that is not taken up: the
// next one reads all of it anew.
bool is_done(const Workbench& bench) {
  return bench.hif({"state", "export"}).out.find(R"(\"complete\":true)") != std::string::npos;
}

// Killed at random moments, and run again until it is done.
void expect_survival(const std::string& entity, const std::string& more, unsigned seed) {
  std::mt19937 random(seed);
  Workbench bench;
  PageServer server({.total = 2000, .record = entry});
  bench.write("hif.yaml", route(server, entity, more));
  int kills = 0;
  for (bool done = false; !done;) {
    ASSERT_LT(kills, 120);
    auto run = bench.start_hif({"run"});
    // Each life is a little longer, so that the last one is long enough on any machine.
    ::usleep(random() % static_cast<unsigned>(20'000 * std::pow(1.1, kills)));
    run.signal(SIGKILL);
    const auto finished = run.wait();
    const bool ended = finished.exit_code == 0;
    ASSERT_TRUE(ended || finished.exit_code == -SIGKILL) << finished.err;
    kills += !ended;
    done = ended || is_done(bench);
  }
  EXPECT_GT(kills, 0);
  EXPECT_EQ(difference(bench.folder() / "list.ndjson", server.list()), "") << "seed " << seed;
}

TEST(LargeRead, KilledAtRandomMomentsGivesTheSameFileInTheEnd) {
  for (unsigned seed = 1; seed <= 2; ++seed) {
    expect_survival("List time entries", "      page_size: 40\n", seed);
    expect_survival("List all clients", "      page_size: 40\n", seed);
  }
}

} // namespace
} // namespace end_to_end
