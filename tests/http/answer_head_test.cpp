// SPDX-License-Identifier: MIT
// Heads of answers, well and badly spelled.
#include "http/answer_head.hpp"

#include <Poco/Net/NetException.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace {

using timely::http::AnswerHead;

// In pieces of `piece` bytes.
AnswerHead read(const std::string& text, std::size_t piece) {
  std::size_t at = 0;
  return timely::http::read_answer_head([&] { return std::string_view(text).substr(at, piece); },
                                        [&](std::size_t size) { at += size; });
}

AnswerHead read(const std::string& text) {
  const auto whole = read(text, text.size());
  for (const std::size_t piece : {1u, 2u, 7u}) {
    const auto same = read(text, piece);
    EXPECT_EQ(same.http_status, whole.http_status);
    EXPECT_EQ(same.headers.size(), whole.headers.size());
  }
  return whole;
}

std::string refusal(const std::string& text) {
  try {
    read(text);
  } catch (const Poco::Net::MessageException& error) {
    return error.message();
  }
  return "none";
}

TEST(AnswerHead, HasStatusAndFieldsInTheirOrder) {
  const auto head = read("HTTP/1.1 201 Created\r\nX-A: 1 \r\nx-b:\t2\r\nEmpty:\r\n\r\nrest");
  EXPECT_EQ(head.http_status, 201);
  ASSERT_EQ(head.headers.size(), 3u);
  EXPECT_EQ(head.headers[0].value, "1");
  EXPECT_EQ(*head.find("X-B"), "2");
  EXPECT_EQ(*head.find("empty"), "");
  EXPECT_EQ(head.find("X-C"), nullptr);
}

TEST(AnswerHead, NeedsNoReasonAndTakesBareLineFeeds) {
  EXPECT_EQ(read("HTTP/1.1 200\r\n\r\n").http_status, 200);
  EXPECT_EQ(*read("HTTP/1.1 200 OK\nA: b\n\n").find("A"), "b");
  EXPECT_EQ(read("\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n").http_status, 204);
}

TEST(AnswerHead, FoldedLinesAreOneValue) {
  EXPECT_EQ(*read("HTTP/1.1 200 OK\r\nA: b\r\n  c\r\n\r\n").find("A"), "b c");
}

TEST(AnswerHead, LineOfBlanksDoesNotEndIt) {
  const auto head = read("HTTP/1.1 200 OK\r\nA: b\r\n \r\nC: d\r\n\r\n");
  EXPECT_EQ(*head.find("A"), "b ");
  EXPECT_EQ(*head.find("C"), "d");
}

TEST(AnswerHead, EmptyLinesBeforeItAreNotReadForEver) {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "\r\n";
  EXPECT_EQ(refusal(text), "the answer's head is endless");
}

TEST(AnswerHead, TellsWhetherTheConnectionStays) {
  EXPECT_TRUE(read("HTTP/1.1 200 OK\r\n\r\n").keep_alive);
  EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n").keep_alive);
  EXPECT_FALSE(read("HTTP/1.0 200 OK\r\n\r\n").keep_alive);
  EXPECT_TRUE(read("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n\r\n").keep_alive);
  EXPECT_TRUE(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n").chunked);
}

TEST(AnswerHead, ThatIsNoneIsRefusedWithItsReason) {
  EXPECT_EQ(refusal(""), "the connection was closed before an answer came");
  EXPECT_EQ(refusal("HTTP/1.1 200 OK\r\nA: b"), "the answer is cut off in its head");
  EXPECT_EQ(refusal("SSH-2.0-OpenSSH\r\n\r\n"), "the answer is not HTTP");
  EXPECT_EQ(refusal("HTTP/1.1 2x0 OK\r\n\r\n"), "the answer has no status");
  EXPECT_EQ(refusal("HTTP/1.1 1000 OK\r\n\r\n"),
            "the answer has status 1000, which HTTP does not have");
  EXPECT_EQ(refusal("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
            "the answer has a header line that is none");
  EXPECT_EQ(refusal("HTTP/1.1 200 OK\r\n: b\r\n\r\n"), "the answer has a header line that is none");
}

TEST(AnswerHead, IsBounded) {
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 300; ++i) many += "A: b\r\n";
  EXPECT_EQ(refusal(many + "\r\n"), "the answer has too many header lines");
  EXPECT_EQ(refusal("HTTP/1.1 200 OK\r\nA: " + std::string(300'000, 'x')),
            "the answer's head is endless");
}

} // namespace
