// SPDX-License-Identifier: MIT
// The package as a whole: what its manifest says is what its entry has.

#include "builtin/file_fixture.hpp"

namespace {

using hif::sdk::view;

TEST(Builtin, EntryIsWhatTheManifestSays) {
  const auto manifest = hif::json::parse(host::builtin_manifest());
  const auto* entry = host::builtin_entry();
  EXPECT_EQ(view(entry->package_id), manifest.find("id")->as_string());
  EXPECT_EQ(view(entry->package_version), manifest.find("version")->as_string());
  std::uint32_t count = 0;
  for (const auto& prototype : manifest.find("prototypes")->as_array()) {
    const auto* found = tables::prototype_of(*entry, prototype.find("id")->as_string());
    if (!found) continue; // one that another part of the host brings
    ++count;
    EXPECT_EQ(view(found->kind), "hif." + prototype.find("kind")->as_string() + "/1");
    const auto form = host::builtin_forms()[prototype.find("form")->as_string()];
    EXPECT_TRUE(hif::json::parse(form).is_object());
  }
  EXPECT_EQ(entry->prototype(count), nullptr) << "a prototype that the manifest does not name";
}

TEST(Builtin, TheManifestIsNoForm) {
  EXPECT_FALSE(host::builtin_forms().contains("manifest.json"));
}

TEST(Builtin, BadConfigurationIsToldByPointer) {
  tables::TestHost test_host;
  tables::TestCall call;
  const auto& prototype = files::builtin("host.file_publisher");
  const std::string config = R"({"path": "a", "format": "xml"})";
  EXPECT_EQ(prototype.validate(&prototype, call.raw(), test_host.raw(), hif::sdk::str(config)),
            HIF_INVALID_ARGUMENT);
  EXPECT_NE(call.details.find(R"("pointer":"/format")"), std::string::npos) << call.details;
}

} // namespace
