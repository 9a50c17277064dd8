// SPDX-License-Identifier: MIT
// Bodies: framings, gzip, the cap, and bombs.
#include "fixture/client_under_test.hpp"

#include <gtest/gtest.h>

#include <zlib.h>

#include <fstream>

namespace {

using namespace fixture;

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string some_json(std::size_t records) {
  std::string text = "[";
  for (std::size_t i = 0; i < records; ++i) {
    if (i > 0) text += ',';
    text.append(R"({"id":)").append(std::to_string(i * 7919)).append("}");
  }
  return text + "]";
}

const std::string gzipped = "Content-Encoding: gzip\r\n";

class Bodies : public testing::Test {
 protected:
  hif::sdk::Response get(Act act, const std::string& more = "") {
    server.emplace([act](const Seen&) { return act; });
    client.emplace(host, token_config(*server, more));
    return client->get();
  }
  hif_status failure(Act act, const std::string& more = "") {
    server.emplace([act](const Seen&) { return act; });
    client.emplace(host, token_config(*server, more));
    return client->failure(request("GET")).status;
  }
  FakeHost host;
  std::optional<Server> server;
  std::optional<ClientUnderTest> client;
};

TEST_F(Bodies, OfKnownLengthComeWholeWithPadding) {
  const auto text = some_json(50'000);
  const auto response = get(answer(200, text));
  EXPECT_EQ(response.body(), text);
  for (int i = 0; i < HIF_BODY_PADDING; ++i) EXPECT_EQ(response.body().data()[text.size() + i], 0);
}

TEST_F(Bodies, InChunksComeWholeAndTheConnectionGoesOn) {
  const auto text = some_json(30'000);
  const auto response =
      get(chunked({text.substr(0, 10), text.substr(10, 100'000), text.substr(100'010)}));
  EXPECT_EQ(response.body(), text);
  EXPECT_EQ(client->get().body(), text);
  EXPECT_EQ(server->connections(), 1);
}

TEST_F(Bodies, UntilTheEndOfTheConnectionComeWhole) {
  const auto text = some_json(30'000);
  const auto response =
      get({.bytes = "HTTP/1.1 200 OK\r\n\r\n" + text, .more = {}, .after = Act::close});
  EXPECT_EQ(response.body(), text);
}

TEST_F(Bodies, AfterInterimAnswersAreTheFinalOne) {
  auto act = answer(200, "last");
  act.bytes = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + act.bytes;
  EXPECT_EQ(get(act).body(), "last");
}

TEST_F(Bodies, OfHeadAnd204AreEmpty) {
  const auto response = get({.bytes = "HTTP/1.1 204 No Content\r\n\r\n", .more = {}});
  EXPECT_EQ(response.http_status(), 204);
  EXPECT_EQ(response.body(), "");
  EXPECT_EQ(client->get().http_status(), 204);
  server.emplace([](const Seen&) {
    return Act{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", .more = {}};
  });
  ClientUnderTest another(host, token_config(*server));
  EXPECT_EQ(another.send(request("HEAD")).body(), "");
}

TEST_F(Bodies, InGzipAreInflated) {
  const auto text = some_json(50'000);
  EXPECT_EQ(get(answer(200, gzip(text), gzipped)).body(), text);
  EXPECT_EQ(get(chunked({gzip(text)}, gzipped)).body(), text);
  EXPECT_EQ(get(answer(200, gzip(""), gzipped)).body(), "");
}

TEST_F(Bodies, InSeveralGzipMembersAreInflated) {
  const auto text = some_json(1000);
  EXPECT_EQ(get(answer(200, gzip(text) + gzip("tail"), gzipped)).body(), text + "tail");
}

TEST_F(Bodies, ThatCannotBeInflatedAreDataLoss) {
  const auto once = R"("retry":{"max_attempts":1})";
  auto broken = gzip(some_json(1000));
  broken[broken.size() / 2] = static_cast<char>(broken[broken.size() / 2] ^ 0x55);
  EXPECT_EQ(failure(answer(200, broken, gzipped), once), HIF_DATA_LOSS);
  const auto whole = gzip(some_json(1000));
  EXPECT_EQ(failure(answer(200, whole.substr(0, whole.size() - 30), gzipped), once), HIF_DATA_LOSS);
  EXPECT_EQ(failure(answer(200, "no gzip at all", gzipped), once), HIF_DATA_LOSS);
  EXPECT_EQ(failure(answer(200, "x", "Content-Encoding: br\r\n"), once), HIF_DATA_LOSS);
}

TEST_F(Bodies, WronglyFramedAreDataLoss) {
  const auto once = R"("retry":{"max_attempts":1})";
  const auto framed = [](const std::string& rest) {
    return Act{.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + rest, .more = {}};
  };
  EXPECT_EQ(failure(framed("zz\r\nhello\r\n0\r\n\r\n"), once), HIF_DATA_LOSS);
  EXPECT_EQ(failure(framed("2\r\n{}garbage\r\n0\r\n\r\n"), once), HIF_DATA_LOSS);
  EXPECT_EQ(failure(framed("ffffffffffffffffff\r\n"), once), HIF_DATA_LOSS);
  EXPECT_EQ(failure({.bytes = "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", .more = {}}, once),
            HIF_DATA_LOSS);
  EXPECT_EQ(failure({.bytes = "SSH-2.0-OpenSSH_9\r\n", .more = {}, .after = Act::close}, once),
            HIF_DATA_LOSS);
}

TEST_F(Bodies, OverTheCapAreRefusedInEveryFraming) {
  const auto cap = R"("max_response_bytes":2000)";
  const std::string fits(2000, 'x'), over(2001, 'x');
  EXPECT_EQ(get(answer(200, fits), cap).body(), fits);
  EXPECT_EQ(get(chunked({fits}), cap).body(), fits);
  EXPECT_EQ(get(answer(200, gzip(fits), gzipped), cap).body(), fits);
  EXPECT_EQ(failure(answer(200, over), cap), HIF_RESOURCE_EXHAUSTED);
  EXPECT_EQ(failure(chunked({over}), cap), HIF_RESOURCE_EXHAUSTED);
  EXPECT_EQ(failure(chunked({fits, "x"}), cap), HIF_RESOURCE_EXHAUSTED);
  EXPECT_EQ(failure(answer(200, gzip(over), gzipped), cap), HIF_RESOURCE_EXHAUSTED);
  EXPECT_EQ(failure(answer(200, gzip(fits) + gzip("x"), gzipped), cap), HIF_RESOURCE_EXHAUSTED);
  EXPECT_EQ(
      failure({.bytes = "HTTP/1.1 200 OK\r\n\r\n" + over, .more = {}, .after = Act::close}, cap),
      HIF_RESOURCE_EXHAUSTED);
  EXPECT_EQ(server->seen().size(), 1u); // and not asked for again
}

std::size_t resident_bytes() {
  std::size_t total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * 4096;
}

TEST_F(Bodies, ABombIsRefusedWithFlatMemory) {
  std::string bomb;
  {
    const std::string zeros(64 << 20, '\0');
    bomb = gzip(zeros);
  }
  auto lying = bomb; // that says it holds 1 KB
  lying.replace(lying.size() - 4, 4, std::string("\0\4\0\0", 4));
  const auto cap = R"("max_response_bytes":33554432)";
  const auto before = resident_bytes();
  EXPECT_EQ(failure(answer(200, bomb, gzipped), cap), HIF_RESOURCE_EXHAUSTED);
  EXPECT_EQ(failure(answer(200, lying, gzipped), cap), HIF_RESOURCE_EXHAUSTED);
  EXPECT_EQ(failure(chunked({bomb}, gzipped), cap), HIF_RESOURCE_EXHAUSTED);
  EXPECT_LT(resident_bytes(), before + (16 << 20));
}

TEST_F(Bodies, AnEndlessAnswerIsRefused) {
  const std::string line = "1000\r\n" + std::string(4096, 'x') + "\r\n";
  Act endless{.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
              .more = [line] { return line; }};
  EXPECT_EQ(failure(endless, R"("max_response_bytes":100000)"), HIF_RESOURCE_EXHAUSTED);
}

} // namespace
