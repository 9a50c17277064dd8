// SPDX-License-Identifier: MIT
#include "run/opaque_bytes.hpp"

#include "text/failure.hpp"

#include <gtest/gtest.h>

namespace {

hif::json::Value object_with(std::string_view bytes) {
  hif::json::Object object;
  host::set_bytes(object, "position", bytes);
  return object;
}

TEST(OpaqueBytes, WhatIsTextStaysReadable) {
  const auto object = object_with("{\"v\":1}");
  EXPECT_EQ(object.find("position")->as_string(), "{\"v\":1}");
  EXPECT_EQ(host::bytes_in(object, "position"), "{\"v\":1}");
}

// RFC 4648 §10, with a byte that is no text before each.
TEST(OpaqueBytes, OthersAreBase64) {
  EXPECT_EQ(object_with("\xff").find("position_base64")->as_string(), "/w==");
  EXPECT_EQ(object_with("\xff"
                        "f")
                .find("position_base64")
                ->as_string(),
            "/2Y=");
  EXPECT_EQ(object_with("\xff"
                        "fo")
                .find("position_base64")
                ->as_string(),
            "/2Zv");
  EXPECT_EQ(object_with("\xff"
                        "foo")
                .find("position_base64")
                ->as_string(),
            "/2Zvbw==");
}

TEST(OpaqueBytes, ComeBackWhateverTheyAre) {
  std::string bytes;
  for (int size = 0; size < 300; ++size) {
    EXPECT_EQ(host::bytes_in(object_with(bytes), "position"), bytes) << size;
    bytes.push_back(static_cast<char>(255 - size % 256));
  }
}

TEST(OpaqueBytes, WhatIsNoBase64IsNoPosition) {
  for (const char* text : {"/w=", "/", "*w==", "/w==/"})
    EXPECT_THROW(host::bytes_in(hif::json::Object{{"position_base64", text}}, "position"),
                 host::Failure)
        << text;
}

} // namespace
