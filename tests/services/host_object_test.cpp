// SPDX-License-Identifier: MIT
// The host's services as a package sees them: through the C structs alone.

#include "services/host_object.hpp"

#include "services/call.hpp"
#include "services/clock.hpp"
#include "services/folder.hpp"

#include <hif/ext/clock.h>
#include <hif/ext/lease.h>
#include <hif/ext/secrets.h>
#include <hif/sdk/host.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <map>

namespace {

using hif::sdk::slice;
using hif::sdk::str;
using hif::sdk::view;

// State in memory, which fails when it is told to.
class Keeper : public host::StateKeeper {
 public:
  std::optional<host::StateValue> get_state(std::string_view scope,
                                            std::string_view name) override {
    if (broken) throw std::runtime_error("the store is gone");
    const auto found = values.find(key(scope, name));
    return found == values.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<std::uint64_t> put_state(std::string_view scope, std::string_view name,
                                         std::string_view value, std::uint64_t expected) override {
    if (broken) throw std::runtime_error("the store is gone");
    auto& kept = values[key(scope, name)];
    if (kept.revision != expected) return std::nullopt;
    kept = {std::string(value), expected + 1};
    return kept.revision;
  }
  void remove_state(std::string_view scope, std::string_view name) override {
    if (broken) throw std::runtime_error("the store is gone");
    values.erase(key(scope, name));
  }

  bool broken = false;
  std::map<std::string, host::StateValue> values;

 private:
  static std::string key(std::string_view scope, std::string_view name) {
    return std::string(scope) + "/" + std::string(name);
  }
};

// One lease at a time, which fails when it is told to.
class Leases : public host::LeaseKeeper {
 public:
  host::LeaseAnswer acquire_lease(std::string_view scope, std::string_view name,
                                  std::int64_t duration_ms) override {
    if (broken) throw std::runtime_error("the store is gone");
    asked += std::string(scope) + "/" + std::string(name) + " ";
    if (held) return {false, fence, 17};
    held = true;
    return {true, ++fence, duration_ms};
  }
  bool renew_lease(std::string_view, std::string_view, std::uint64_t of, std::int64_t) override {
    return held && of == fence;
  }
  void release_lease(std::string_view, std::string_view, std::uint64_t of) override {
    if (of == fence) held = false;
  }

  bool broken = false, held = false;
  std::uint64_t fence = 40;
  std::string asked;
};

class HostOf : public testing::Test {
 protected:
  HostOf() { ::unsetenv("HIF_SECRET_KEY"); }
  ~HostOf() override { ::unsetenv("HIF_SECRET_KEY"); }

  template <typename Service>
  const Service& service(const char* id) const {
    const auto* found = object.raw()->get_extension(object.raw(), str(id));
    return *static_cast<const Service*>(found);
  }
  const hif_secrets& secret_service() const { return service<hif_secrets>(HIF_EXT_SECRETS); }
  const hif_state& state_service() const { return service<hif_state>(HIF_EXT_STATE); }
  const hif_clock& clock() const { return service<hif_clock>(HIF_EXT_CLOCK); }

  // get() of either service: the status; what it read is in `value` and `revision`.
  template <typename Service>
  hif_status get(const Service& from, std::string_view name) {
    value.clear();
    revision = 0;
    return from.get(object.raw(), call.raw(), str(name), this,
                    [](void* self, hif_slice bytes, std::uint64_t kept) {
                      static_cast<HostOf*>(self)->value = view(bytes);
                      static_cast<HostOf*>(self)->revision = kept;
                    });
  }
  template <typename Service>
  hif_status put(const Service& into, std::string_view name, std::string_view text,
                 std::uint64_t expected) {
    return into.put(object.raw(), call.raw(), str(name), slice(text), expected, &revision);
  }

  tests::Folder folder;
  std::vector<std::string> lines;
  std::shared_ptr<host::Masker> masker = std::make_shared<host::Masker>();
  host::Log log{masker, HIF_LOG_DEBUG, host::LogFormat::text,
                [this](std::string_view line) { lines.emplace_back(line); }};
  host::Secrets secrets{folder.path()};
  Keeper keeper;
  Leases leases;
  host::HostObject object{{log, secrets, keeper, leases}, "shop"};
  host::HostCall call;
  std::string value;
  std::uint64_t revision = 0;
};

TEST_F(HostOf, AnObjectSaysWhoItIs) {
  EXPECT_EQ(object.raw()->struct_size, sizeof(hif_host));
  EXPECT_EQ(view(object.raw()->name), "hif");
  EXPECT_EQ(view(object.raw()->scope), "shop");
  EXPECT_FALSE(view(object.raw()->version).empty());
}

TEST_F(HostOf, AnObjectHasFiveServicesAndNoOthers) {
  for (const char* id : {HIF_EXT_LOG, HIF_EXT_SECRETS, HIF_EXT_STATE, HIF_EXT_LEASE, HIF_EXT_CLOCK})
    EXPECT_NE(object.raw()->get_extension(object.raw(), str(id)), nullptr) << id;
  for (const char* id : {"", "hif.log/2", "hif.log", "acme.extra/1"})
    EXPECT_EQ(object.raw()->get_extension(object.raw(), str(id)), nullptr) << id;
}

TEST_F(HostOf, ALogLineBearsTheScope) {
  const auto& service = this->service<hif_log>(HIF_EXT_LOG);
  EXPECT_EQ(service.level(object.raw()), HIF_LOG_DEBUG);
  service.write(object.raw(), HIF_LOG_INFO, str("hello"), str(R"({"n":1})"));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NE(lines[0].find("shop: hello n=1\n"), std::string::npos);
}

TEST_F(HostOf, ASecretIsKeptUnderTheScopeOfTheObject) {
  EXPECT_EQ(put(secret_service(), "token", "abc", 0), HIF_OK);
  EXPECT_EQ(revision, 1u);
  EXPECT_EQ(get(secret_service(), "token"), HIF_OK);
  EXPECT_EQ(value, "abc");
  EXPECT_EQ(revision, 1u);
  EXPECT_EQ(secrets.get("shop", "token")->value, "abc");
}

TEST_F(HostOf, NoSecretIsNotFoundAndTheReaderIsNotCalled) {
  revision = 5;
  EXPECT_EQ(secret_service().get(object.raw(), call.raw(), str("none"), nullptr,
                                 [](void*, hif_slice, std::uint64_t) { ADD_FAILURE(); }),
            HIF_NOT_FOUND);
  EXPECT_EQ(secret_service().remove(object.raw(), call.raw(), str("none")), HIF_OK);
}

TEST_F(HostOf, AnotherRevisionOfASecretIsAConflict) {
  put(secret_service(), "token", "abc", 0);
  revision = 77;
  EXPECT_EQ(put(secret_service(), "token", "def", 0), HIF_CONFLICT);
  EXPECT_EQ(revision, 77u);
  EXPECT_EQ(put(secret_service(), "token", "def", 1), HIF_OK);
}

TEST_F(HostOf, ASecretOfAnotherKeyIsUnauthenticatedWithTheReason) {
  put(secret_service(), "token", "abc", 0);
  ::setenv("HIF_SECRET_KEY", std::string(64, 'b').c_str(), 1);
  host::Secrets other(folder.path());
  const host::HostObject stranger({log, other, keeper, leases}, "shop");
  EXPECT_EQ(secret_service().get(stranger.raw(), call.raw(), str("token"), nullptr,
                                 [](void*, hif_slice, std::uint64_t) { ADD_FAILURE(); }),
            HIF_UNAUTHENTICATED);
  EXPECT_NE(call.message().find("HIF_SECRET_KEY"), std::string::npos) << call.message();
  EXPECT_EQ(call.message().find("abc"), std::string::npos);
}

TEST_F(HostOf, ASecretKeyThatIsNoneIsAnInvalidArgument) {
  ::setenv("HIF_SECRET_KEY", "short", 1);
  EXPECT_EQ(put(secret_service(), "token", "abc", 0), HIF_INVALID_ARGUMENT);
  EXPECT_NE(call.message().find("64 hexadecimal"), std::string::npos);
}

TEST_F(HostOf, ValuesAndNamesOverTheirBoundsAreInvalidArguments) {
  EXPECT_EQ(put(secret_service(), "token", std::string(65'537, 'x'), 0), HIF_INVALID_ARGUMENT);
  EXPECT_NE(call.message().find("64 KiB"), std::string::npos) << call.message();
  for (const auto& name : {std::string(), std::string("Upper"), std::string(65, 'a')})
    EXPECT_EQ(put(secret_service(), name, "x", 0), HIF_INVALID_ARGUMENT) << name;
  EXPECT_EQ(put(state_service(), "", "x", 0), HIF_INVALID_ARGUMENT);
  EXPECT_EQ(put(state_service(), std::string(257, 'a'), "x", 0), HIF_INVALID_ARGUMENT);
  EXPECT_EQ(put(state_service(), "big", std::string((16u << 20) + 1, 'x'), 0),
            HIF_INVALID_ARGUMENT);
  EXPECT_EQ(put(state_service(), std::string(256, 'a'), "x", 0), HIF_OK);
}

TEST_F(HostOf, AMaskedValueIsInNoLogLineFromThenOn) {
  secret_service().mask(object.raw(), str("hush-hush"));
  service<hif_log>(HIF_EXT_LOG).write(object.raw(), HIF_LOG_INFO, str("a hush-hush b"), str(""));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NE(lines[0].find("a *** b"), std::string::npos);
}

TEST_F(HostOf, StateIsKeptUnderTheScopeOfTheObject) {
  EXPECT_EQ(get(state_service(), "cursor"), HIF_NOT_FOUND);
  EXPECT_EQ(put(state_service(), "cursor", "7", 0), HIF_OK);
  EXPECT_EQ(keeper.values.at("shop/cursor").value, "7");
  EXPECT_EQ(get(state_service(), "cursor"), HIF_OK);
  EXPECT_EQ(value, "7");
  EXPECT_EQ(put(state_service(), "cursor", "8", 0), HIF_CONFLICT);
  EXPECT_EQ(state_service().remove(object.raw(), call.raw(), str("cursor")), HIF_OK);
  EXPECT_EQ(get(state_service(), "cursor"), HIF_NOT_FOUND);
}

TEST_F(HostOf, AStoreThatFailsIsInternalWithTheReason) {
  keeper.broken = true;
  EXPECT_EQ(get(state_service(), "cursor"), HIF_INTERNAL);
  EXPECT_EQ(call.message(), "the store is gone");
  EXPECT_EQ(put(state_service(), "cursor", "1", 0), HIF_INTERNAL);
  EXPECT_EQ(state_service().remove(object.raw(), nullptr, str("cursor")), HIF_INTERNAL);
}

TEST_F(HostOf, ALeaseIsTakenUnderTheScopeOfTheObject) {
  const auto& lease = service<hif_lease>(HIF_EXT_LEASE);
  std::uint64_t fence = 0;
  std::int64_t left_ms = 0;
  const auto acquire = [&](std::int64_t duration_ms, std::string_view name) {
    return lease.acquire(object.raw(), call.raw(), str(name), duration_ms, &fence, &left_ms);
  };
  EXPECT_EQ(acquire(500, "key"), HIF_OK);
  EXPECT_EQ(fence, 41u);
  EXPECT_EQ(acquire(500, "key"), HIF_CONFLICT);
  EXPECT_EQ(fence, 41u);
  EXPECT_EQ(left_ms, 17);
  EXPECT_EQ(leases.asked, "shop/key shop/key ");
  EXPECT_EQ(lease.renew(object.raw(), call.raw(), str("key"), 41, 500), HIF_OK);
  EXPECT_EQ(lease.renew(object.raw(), call.raw(), str("key"), 40, 500), HIF_CONFLICT);
  EXPECT_EQ(lease.release(object.raw(), nullptr, str("key"), 41), HIF_OK);
  EXPECT_EQ(lease.renew(object.raw(), call.raw(), str("key"), 41, 500), HIF_CONFLICT);
}

TEST_F(HostOf, ALeaseOutOfItsBoundsIsAnInvalidArgument) {
  const auto& lease = service<hif_lease>(HIF_EXT_LEASE);
  std::uint64_t fence = 0;
  std::int64_t left_ms = 0;
  const auto acquire = [&](std::int64_t duration_ms, std::string_view name) {
    return lease.acquire(object.raw(), call.raw(), str(name), duration_ms, &fence, &left_ms);
  };
  for (const std::int64_t duration_ms :
       {std::int64_t{-1}, std::int64_t{0}, std::int64_t{86'400'001}})
    EXPECT_EQ(acquire(duration_ms, "key"), HIF_INVALID_ARGUMENT) << duration_ms;
  EXPECT_EQ(acquire(1, ""), HIF_INVALID_ARGUMENT);
  EXPECT_EQ(acquire(1, std::string(257, 'a')), HIF_INVALID_ARGUMENT);
  leases.broken = true;
  EXPECT_EQ(acquire(1, "key"), HIF_INTERNAL);
  EXPECT_EQ(call.message(), "the store is gone");
}

TEST_F(HostOf, TheSdkReleasesALeaseThatGoesAway) {
  const hif::sdk::Host sdk(object.raw());
  const hif::sdk::Call sdk_call(call.raw());
  {
    auto lease = sdk.lease(sdk_call, "key", 1000);
    EXPECT_EQ(lease.fence(), 41u);
    std::int64_t left_ms = 0;
    EXPECT_FALSE(sdk.try_lease(sdk_call, "key", 1000, &left_ms));
    EXPECT_EQ(left_ms, 17);
    const auto moved = std::move(lease);
    EXPECT_TRUE(leases.held);
  }
  EXPECT_FALSE(leases.held);
  auto lease = sdk.lease(sdk_call, "key", 1000);
  EXPECT_EQ(lease.fence(), 42u);
  EXPECT_TRUE(lease.renew(sdk_call, 1000));
  leases.fence = 43; // somebody else's by now
  EXPECT_FALSE(lease.renew(sdk_call, 1000));
  lease.release();
  EXPECT_TRUE(leases.held);
}

TEST_F(HostOf, TheSdkStopsWaitingForALeaseAtTheDeadline) {
  leases.held = true;
  auto late = *call.raw();
  late.deadline_ns = clock().steady_ns(object.raw()) + 1'000'000;
  const hif::sdk::Host sdk(object.raw());
  EXPECT_THROW(sdk.lease(hif::sdk::Call(&late), "key", 1000), hif::sdk::Error);
}

TEST_F(HostOf, TheSdkSeesTheSameServices) {
  const hif::sdk::Host sdk(object.raw());
  const hif::sdk::Call sdk_call(call.raw());
  EXPECT_EQ(sdk.put_secret(sdk_call, "token", "abc", 0), 1u);
  EXPECT_EQ(sdk.put_secret(sdk_call, "token", "abc", 0), std::nullopt);
  EXPECT_EQ(sdk.secret(sdk_call, "token")->value, "abc");
  EXPECT_EQ(sdk.state(sdk_call, "none"), std::nullopt);
}

// A call that is cancelled at its second asking.
TEST_F(HostOf, ASleepEndsWhenTheCallIsCancelled) {
  static int asked;
  asked = 0;
  auto cancelled = *call.raw();
  cancelled.is_cancelled = [](const hif_call*) -> std::int32_t { return ++asked > 1; };
  constexpr std::int64_t a_day_ms = 86'400'000;
  EXPECT_EQ(clock().sleep(object.raw(), &cancelled, a_day_ms), HIF_CANCELLED);
  EXPECT_EQ(asked, 2);
}

TEST_F(HostOf, ASleepEndsAtTheDeadline) {
  auto late = *call.raw();
  late.deadline_ns = clock().steady_ns(object.raw()) + 1'000'000;
  EXPECT_EQ(clock().sleep(object.raw(), &late, std::numeric_limits<std::int64_t>::max()),
            HIF_DEADLINE_EXCEEDED);
}

TEST_F(HostOf, ASleepLastsItsTime) {
  const auto before = clock().steady_ns(object.raw());
  EXPECT_EQ(clock().sleep(object.raw(), call.raw(), 2), HIF_OK);
  EXPECT_GE(clock().steady_ns(object.raw()) - before, 2'000'000);
  EXPECT_EQ(clock().sleep(object.raw(), call.raw(), -5), HIF_OK);
}

TEST(IsoTime, IsOfRfc3339InUtc) {
  EXPECT_EQ(host::iso_time(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(host::iso_time(1'793'498'280'999'999), "2026-11-01T01:58:00Z");
}

} // namespace
