// SPDX-License-Identifier: MIT
#include "services/masker.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

using host::Masker;

namespace {

TEST(Masker, PutsThreeStarsInPlaceOfASecret) {
  Masker masker;
  masker.add("s3cr3t");
  EXPECT_EQ(masker.masked("a s3cr3t and s3cr3t"), "a *** and ***");
  EXPECT_EQ(masker.masked("s3cr3"), "s3cr3");
}

TEST(Masker, KnowsASecretAsItLooksInsideJson) {
  Masker masker;
  masker.add("pass\"word\\with\nall");
  const auto json = hif::json::print(hif::json::Value("x pass\"word\\with\nall y"));
  EXPECT_EQ(masker.masked(json), "\"x *** y\"");
}

TEST(Masker, KnowsASecretInJsonThatEscapesSlashes) {
  Masker masker;
  masker.add("ab/cd/ef");
  EXPECT_EQ(masker.masked(R"({"token":"ab\/cd\/ef"})"), R"({"token":"***"})");
}

TEST(Masker, KnowsASecretInJsonInsideJson) {
  Masker masker;
  masker.add("pass\"word");
  const auto inner = hif::json::print(hif::json::Value("pass\"word"));
  const auto outer = hif::json::print(hif::json::Value(inner));
  EXPECT_EQ(masker.masked(outer), R"("\"***\"")");
}

TEST(Masker, KnowsASecretAsItLooksInAUrlInEitherCase) {
  Masker masker;
  masker.add("a/b+c d=");
  EXPECT_EQ(masker.masked("?code=a%2Fb%2Bc%20d%3D&x=1"), "?code=***&x=1");
  EXPECT_EQ(masker.masked("?code=a%2fb%2bc%20d%3d&x=1"), "?code=***&x=1");
}

TEST(Masker, KnowsASecretAsItLooksInAForm) {
  Masker masker;
  masker.add("two words");
  EXPECT_EQ(masker.masked("password=two+words&x=1"), "password=***&x=1");
}

TEST(Masker, HidesTheWholeOfASecretThatHoldsAnother) {
  Masker masker;
  masker.add("zebra");
  masker.add("my-zebra-key");
  EXPECT_EQ(masker.masked("key my-zebra-key, zebra"), "key ***, ***");
}

TEST(Masker, HidesSecretsThatOverlapInTheText) {
  Masker masker;
  masker.add("abcdef");
  masker.add("defghi");
  EXPECT_EQ(masker.masked("<abcdefghi>"), "<***>");
}

TEST(Masker, HidesASecretThatOverlapsItself) {
  Masker masker;
  masker.add("abab");
  EXPECT_EQ(masker.masked("<ababab>"), "<***>");
}

TEST(Masker, MasksASecretMadeOfStars) {
  Masker masker;
  masker.add("****");
  EXPECT_EQ(masker.masked("<****>"), "<***>");
}

TEST(Masker, LeavesValuesAloneThatAreTooShortToBeSecrets) {
  Masker masker;
  masker.add("");
  masker.add("abc");
  EXPECT_EQ(masker.masked("abcabc"), "abcabc");
  masker.add("abca");
  EXPECT_EQ(masker.masked("abcabc"), "***bc");
}

TEST(Masker, CanBeToldSecretsWhileOthersMask) {
  Masker masker;
  masker.add("known-secret");
  std::atomic<int> leaks{0};
  std::thread reader([&] {
    for (int i = 0; i < 500; ++i)
      if (masker.masked("a known-secret") != "a ***") ++leaks;
  });
  for (int i = 0; i < 500; ++i) masker.add("another-" + std::to_string(i));
  reader.join();
  EXPECT_EQ(leaks, 0);
  EXPECT_EQ(masker.masked("another-499."), "***.");
}

} // namespace
