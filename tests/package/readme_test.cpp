// SPDX-License-Identifier: MIT
// The examples of the page for authors, built as they stand there, opened and run.
#include "package/instance.hpp"
#include "package/pack.hpp"
#include "package_builder.hpp"
#include "services/call.hpp"

#include <hif/sdk/batch.hpp>
#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

namespace host::test {
namespace {

namespace fs = std::filesystem;
namespace json = hif::json;
using hif::sdk::Batch;
using hif::sdk::view;

// The `index`th block of that language in the page.
std::string block(const std::string& language, int index) {
  const auto page = read_file(README_MD);
  const auto fence = "```" + language + "\n";
  auto start = page.find(fence);
  for (; index > 0; --index) start = page.find(fence, start + 1);
  start += fence.size();
  return page.substr(start, page.find("```", start) - start);
}

class Readme : public testing::Test {
 protected:
  Readme() {
    host.struct_size = sizeof host;
    host.get_extension = [](const hif_host*, hif_str) -> const void* { return nullptr; };
  }

  PluginFolder plugins;
  PackageBuilder package;
  HostCall call;
  hif_host host{};
};

TEST_F(Readme, ThePackageInCppCounts) {
  package.manifest_text = block("json", 0);
  package.folder = "counter-1.0.0";
  package.library = "";
  package.files = {{"forms/numbers.json", block("json", 1)},
                   {"libcounter.so", read_file(fs::path(TINY_LIBRARIES) / "readme_counter.so")}};
  pack_package(package.write(plugins));
  const auto set = PackageSet::discover(plugins.discovery());
  const auto& prototype = set.find("counter.numbers");
  const auto created =
      create_instance(prototype, call.raw(), &host, nullptr, json::Object{{"last", 3}});
  ASSERT_EQ(created.status, HIF_OK) << call.message();
  const auto& subscriber = created.instance.subscriber();
  auto* self = created.instance.raw();
  ASSERT_EQ(subscriber.open(self, call.raw(), hif::sdk::slice("1")), HIF_OK);
  Batch batch;
  ASSERT_EQ(subscriber.next(self, call.raw(), 10, 1000, batch.out()), HIF_OK) << call.message();
  ASSERT_EQ(batch.size(), 2u);
  EXPECT_EQ(view(batch[0].json), R"({"number":2})");
  EXPECT_EQ(batch.checkpoint(), "3");
  Batch none;
  EXPECT_EQ(subscriber.next(self, call.raw(), 10, 1000, none.out()), HIF_END);
  subscriber.close(self);
  const auto problems = validate(prototype, &host, json::Object{{"last", 2000000}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].pointer, "/last");
}

TEST_F(Readme, ThePackageInCPassesRecordsOn) {
  package.library = "readme_copy";
  package.at("/id") = "copy";
  package.at("/prototypes/0/id") = "copy.records";
  package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  const auto created =
      create_instance(set.find("copy.records"), call.raw(), &host, nullptr, json::Object{});
  ASSERT_EQ(created.status, HIF_OK) << call.message();
  hif::sdk::BatchBuilder builder;
  builder.add("{}");
  builder.add("{\"a\":1}");
  Batch in, out;
  builder.finish(in.out());
  ASSERT_EQ(created.instance.transformer().transform(created.instance.raw(), call.raw(), in.raw(),
                                                     out.out(), nullptr),
            HIF_OK);
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[1].json.data, in[1].json.data) << "no copy is made";
  EXPECT_EQ(out[1].source, 1u);
}

} // namespace
} // namespace host::test
