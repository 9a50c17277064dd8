// SPDX-License-Identifier: MIT
#include "package/instance.hpp"
#include "package_builder.hpp"
#include "services/call.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace host::test {
namespace {

namespace json = hif::json;

class InstanceTest : public testing::Test {
 protected:
  Created create(const json::Value& config) {
    return create_instance(set.find("acme.copy"), call.raw(), &host, nullptr, config);
  }

  PluginFolder plugins;
  std::filesystem::path dir = PackageBuilder().write(plugins);
  PackageSet set = PackageSet::discover(plugins.discovery());
  HostCall call;
  hif_host host{};
};

TEST_F(InstanceTest, IsMadeAndDestroyedOnce) {
  const auto trace = plugins.path() / "trace";
  setenv("HIF_TEST_TRACE", trace.c_str(), 1);
  {
    auto created = create(json::Object{});
    ASSERT_EQ(created.status, HIF_OK) << call.message();
    const auto moved = std::move(created.instance);
    EXPECT_TRUE(moved);
    EXPECT_EQ(moved.prototype().id(), "acme.copy");
    EXPECT_EQ(moved.transformer().transform(moved.raw(), call.raw(), nullptr, nullptr, nullptr),
              HIF_UNIMPLEMENTED);
    EXPECT_NE(moved.extension("acme.depth/1"), nullptr);
    EXPECT_EQ(moved.extension("acme.width/1"), nullptr);
  }
  unsetenv("HIF_TEST_TRACE");
  EXPECT_EQ(read_file(trace), "loaded\ninit\ndestroyed\n");
}

TEST_F(InstanceTest, IsNotTakenForAnotherKind) {
  const auto created = create(json::Object{});
  EXPECT_THROW(created.instance.client(), std::logic_error);
  EXPECT_THROW(Instance().client(), std::logic_error);
}

TEST_F(InstanceTest, ARefusedConfigurationBringsThePackagesWords) {
  const auto created = create(json::Object{{"depth", "wrong"}});
  EXPECT_EQ(created.status, HIF_INVALID_ARGUMENT);
  EXPECT_FALSE(created.instance);
  EXPECT_EQ(call.message(), "/depth: 7 is too deep");
}

TEST_F(InstanceTest, ASuccessWithoutAnInstanceIsADefectOfThePackage) {
  const auto created = create(json::Object{{"depth", "nothing"}});
  EXPECT_EQ(created.status, HIF_INTERNAL);
  EXPECT_EQ(call.message(), "the package says that it made an object, and gave none");
}

TEST_F(InstanceTest, ValidateGivesTheProblemsOneByOne) {
  const auto problems = validate(set.find("acme.copy"), &host, json::Object{{"depth", "wrong"}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].pointer, "/depth");
  EXPECT_EQ(problems[0].message, "7 is too deep");
  EXPECT_EQ(problems[0].hint, "use 6");
  EXPECT_TRUE(validate(set.find("acme.copy"), &host, json::Object{}).empty());
}

TEST_F(InstanceTest, ValidateGivesAProblemEvenWhereThePackageSaysNothing) {
  const auto problems = validate(set.find("acme.copy"), &host, json::Object{{"depth", "silent"}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].message, "the package refuses the configuration and does not say why");
}

} // namespace
} // namespace host::test
