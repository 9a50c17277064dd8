// SPDX-License-Identifier: MIT
// From classes to tables: what a class throws and gives is what the host sees.

#include "plugin_api/table_fixture.hpp"

#include <hif/sdk/package.hpp>

namespace {

using namespace hif::sdk;

class Counter {
 public:
  explicit Counter(const Creation& creation) {
    if (creation.config.find("bad")) throw ConfigError("/bad", "is not wanted");
    ++alive;
  }
  ~Counter() { --alive; }
  static void validate(const Creation& creation) {
    if (creation.config.find("bad")) throw ConfigError("/bad", "is not wanted");
  }
  void open(const Call&, std::string_view checkpoint) {
    at_ = checkpoint.empty() ? 0 : std::stoi(std::string(checkpoint));
  }
  hif_status next(const Call&, const Limits& limits, hif_batch* out) {
    if (at_ == 3) return HIF_END;
    BatchBuilder batch;
    for (std::uint64_t i = 0; i < limits.max_records && at_ < 3; ++i)
      batch.add(batch.own(R"({"n":)" + std::to_string(at_++) + "}"));
    batch.checkpoint(std::to_string(at_));
    batch.finish(out);
    return HIF_OK;
  }
  void close() { throw std::runtime_error("even now nothing leaves"); }
  const void* get_extension(std::string_view id) { return id == "acme.x/1" ? this : nullptr; }

  static inline int alive = 0;

 private:
  int at_ = 0;
};

class Echo {
 public:
  explicit Echo(const Creation&) {}
  void transform(const Call&, const hif_batch& in, hif_batch* out, const RejectSink& rejects) {
    BatchBuilder batch;
    for (std::uint64_t i = 0; i < in.count; ++i) {
      if (i == 1)
        rejects.push(i, HIF_INVALID_ARGUMENT, "the second is never good");
      else
        batch.add(*hif_batch_at(&in, i));
    }
    batch.finish(out);
  }
};

std::vector<hif_prototype> prototypes() {
  return {subscriber<Counter>("acme.counter"), transformer<Echo>("acme.echo")};
}

const hif_entry& acme() {
  return *entry<prototypes>("acme", "1.2.3");
}
const hif_prototype& counter() {
  return *tables::prototype_of(acme(), "acme.counter");
}

TEST(Package, EntryListsItsPrototypes) {
  EXPECT_EQ(view(acme().package_id), "acme");
  EXPECT_EQ(view(acme().package_version), "1.2.3");
  EXPECT_EQ(acme().abi_minor, static_cast<std::uint32_t>(HIF_ABI_MINOR));
  EXPECT_EQ(view(acme().prototype(0)->kind), HIF_KIND_SUBSCRIBER);
  EXPECT_EQ(view(acme().prototype(1)->kind), HIF_KIND_TRANSFORMER);
  EXPECT_EQ(acme().prototype(2), nullptr);
  EXPECT_EQ(acme().prototype(UINT32_MAX), nullptr);
}

TEST(Package, RecordsFlowAndResume) {
  tables::Instance instance(counter(), "{}");
  const auto& table = instance.table<hif_subscriber>();
  tables::TestCall call;
  ASSERT_EQ(table.open(instance.raw(), call.raw(), {}), HIF_OK);
  Batch batch;
  ASSERT_EQ(table.next(instance.raw(), call.raw(), 2, 100, batch.out()), HIF_OK);
  EXPECT_EQ(tables::texts_of(batch), (std::vector<std::string>{R"({"n":0})", R"({"n":1})"}));
  ASSERT_EQ(table.open(instance.raw(), call.raw(), slice(batch.checkpoint())), HIF_OK);
  Batch rest;
  ASSERT_EQ(table.next(instance.raw(), call.raw(), 2, 100, rest.out()), HIF_OK);
  EXPECT_EQ(tables::texts_of(rest), std::vector<std::string>{R"({"n":2})"});
  Batch none;
  EXPECT_EQ(table.next(instance.raw(), call.raw(), 2, 100, none.out()), HIF_END);
  table.close(instance.raw());
}

TEST(Package, FailuresOfAClassAreStatuses) {
  tables::Instance instance(counter(), "{}");
  tables::TestCall call;
  const auto& table = instance.table<hif_subscriber>();
  EXPECT_EQ(table.open(instance.raw(), call.raw(), slice("no number")), HIF_INTERNAL);
  EXPECT_EQ(call.message, "stoi");
}

TEST(Package, BadConfigurationMakesNoInstance) {
  const auto alive = Counter::alive;
  {
    const tables::Instance bad(counter(), R"({"bad":1})");
    EXPECT_EQ(bad.status, HIF_INVALID_ARGUMENT);
    EXPECT_EQ(bad.raw(), nullptr);
    const tables::Instance broken(counter(), "{");
    EXPECT_LT(broken.status, 0);
    EXPECT_EQ(broken.raw(), nullptr);
    const tables::Instance good(counter(), "{}");
    EXPECT_EQ(Counter::alive, alive + 1);
  }
  EXPECT_EQ(Counter::alive, alive);
  tables::TestHost host;
  tables::TestCall call;
  EXPECT_EQ(counter().validate(&counter(), call.raw(), host.raw(), str(R"({"bad":1})")),
            HIF_INVALID_ARGUMENT);
  EXPECT_EQ(counter().validate(&counter(), call.raw(), host.raw(), str("{}")), HIF_OK);
}

TEST(Package, ExtensionsAreThoseOfTheClass) {
  tables::Instance instance(counter(), "{}");
  EXPECT_EQ(counter().get_extension(instance.raw(), str("acme.x/1")), instance.raw());
  EXPECT_EQ(counter().get_extension(instance.raw(), str("acme.y/1")), nullptr);
  tables::Instance echo(*tables::prototype_of(acme(), "acme.echo"), "{}");
  EXPECT_EQ(acme().prototype(1)->get_extension(echo.raw(), str("acme.x/1")), nullptr);
}

TEST(Package, RejectsReachTheHost) {
  tables::Instance echo(*tables::prototype_of(acme(), "acme.echo"), "{}");
  std::vector<std::string> told;
  const hif_reject_sink sink = {.struct_size = sizeof sink,
                                .reserved = 0,
                                .host_data = &told,
                                .push = [](const hif_reject_sink* self, std::uint64_t source,
                                           hif_status, hif_str error, hif_str) {
                                  static_cast<std::vector<std::string>*>(self->host_data)
                                      ->push_back(std::to_string(source) + ": " +
                                                  std::string(view(error)));
                                }};
  const auto in = tables::batch_of({"{}", "[]", "{}"});
  Batch out;
  tables::TestCall call;
  ASSERT_EQ(
      echo.table<hif_transformer>().transform(echo.raw(), call.raw(), in.raw(), out.out(), &sink),
      HIF_OK);
  EXPECT_EQ(out.size(), 2u);
  EXPECT_EQ(told, std::vector<std::string>{"1: the second is never good"});
}

TEST(Package, InitTellsWhereThePackageLies) {
  tables::TestHost host;
  tables::TestCall call;
  EXPECT_EQ(acme().init(call.raw(), host.raw(), str("/somewhere")), HIF_OK);
  acme().deinit();
}

} // namespace
