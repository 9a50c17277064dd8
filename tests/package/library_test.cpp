// SPDX-License-Identifier: MIT
// Opening a package's library.
#include "package_builder.hpp"

#include "package/sha256.hpp"

#include <hif/entry.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>
#include <vector>

namespace host::test {
namespace {

namespace fs = std::filesystem;
namespace json = hif::json;

// A package over one of the tiny libraries, which leave a line in `trace` for what they are made
// to do.
class Library : public testing::Test {
 protected:
  Library() { setenv("HIF_TEST_TRACE", (plugins.path() / "trace").c_str(), 1); }
  ~Library() override { unsetenv("HIF_TEST_TRACE"); }

  std::string trace() const { return read_file(plugins.path() / "trace"); }

  // What opening the package is refused with.
  Refusal open_refused(const std::string& library) {
    package.library = library;
    dir = package.write(plugins);
    return open_refused();
  }
  Refusal open_refused() {
    const auto set = PackageSet::discover(plugins.discovery());
    auto& opened = *set.packages().at(0);
    const auto failure = failure_of([&] { opened.open(); });
    const auto refusal = opened.refusal();
    if (!refusal) throw std::runtime_error("the package is in order");
    EXPECT_EQ(failure, "4: package acme 1.0.0 cannot be used: " + refusal->text());
    EXPECT_EQ(opened.state(), State::refused);
    EXPECT_EQ(failure_of([&] { opened.open(); }), failure) << "it stays refused";
    return *refusal;
  }
  void expect_open_refused(const std::string& library, std::string_view code,
                           const std::string& text) {
    const auto refusal = open_refused(library);
    expect_refusal(refusal, code, dir / "libacme.so", text);
  }
  // Puts bytes in place of the library, with the right size and hash.
  void replace_library(const std::string& bytes) {
    package.library = "";
    package.files["libacme.so"] = bytes;
    package.at("/libraries")
        .as_object()
        .set(this_platform(), json::Object{{"file", "libacme.so"},
                                           {"sha256", sha256_hex(bytes)},
                                           {"size", bytes.size()}});
    dir = package.write(plugins);
  }

  PluginFolder plugins;
  PackageBuilder package;
  fs::path dir;
};

TEST_F(Library, ListingNeverOpensIt) {
  package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  EXPECT_EQ(set.prototypes().size(), 1u);
  set.find("acme.copy").form();
  EXPECT_EQ(set.packages()[0]->verify(), std::nullopt);
  EXPECT_FALSE(fs::exists(plugins.path() / "trace"));
}

TEST_F(Library, IsOpenedAndStartedOnceAndStoppedWithTheSet) {
  package.write(plugins);
  {
    const auto set = PackageSet::discover(plugins.discovery());
    set.find("acme.copy").open();
    EXPECT_EQ(set.packages()[0]->library_state(), "open");
    set.find("acme.copy").open();
    EXPECT_EQ(trace(), "loaded\ninit\n");
  }
  EXPECT_EQ(trace(), "loaded\ninit\ndeinit\n");
}

TEST_F(Library, IsOpenedOnceByManyThreads) {
  package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { set.find("acme.copy").open(); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(trace(), "loaded\ninit\n");
}

TEST_F(Library, LoadedAheadIsLoadedAndStartedOnce) {
  package.write(plugins);
  {
    const auto set = PackageSet::discover(plugins.discovery());
    set.find("acme.copy").load_ahead();
    set.find("acme.copy").load_ahead();
    EXPECT_EQ(set.packages()[0]->library_state(), "not opened");
    set.find("acme.copy").open();
    set.find("acme.copy").load_ahead();
    EXPECT_EQ(trace(), "loaded\ninit\n");
  }
  EXPECT_EQ(trace(), "loaded\ninit\ndeinit\n");
}

TEST_F(Library, LoadedAheadAndNotOpenedIsNotStarted) {
  package.write(plugins);
  PackageSet::discover(plugins.discovery()).find("acme.copy").load_ahead();
  EXPECT_EQ(trace(), "loaded\n");
}

TEST_F(Library, LoadedAheadIsRefusedWhenItIsOpened) {
  dir = package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  write_file(dir / "libacme.so", read_file(dir / "libacme.so") + "more");
  auto& loaded = *set.packages().at(0);
  set.find("acme.copy").load_ahead();
  EXPECT_EQ(loaded.state(), State::ok);
  const auto failure = failure_of([&] { loaded.open(); });
  ASSERT_TRUE(loaded.refusal());
  expect_refusal(*loaded.refusal(), "library-size-differs", dir / "libacme.so",
                 "it is not of the ");
  EXPECT_EQ(failure_of([&] { loaded.open(); }), failure) << "it stays refused";
}

TEST_F(Library, IsLoadedFromTheBytesThatWereHashed) {
  dir = package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  set.find("acme.copy").open();
  const auto maps = read_file("/proc/self/maps");
  EXPECT_NE(maps.find("/memfd:libacme.so"), std::string::npos);
  EXPECT_EQ(maps.find((dir / "libacme.so").string()), std::string::npos);
}

TEST_F(Library, OtherBytesOfTheSameSizeAreRefusedUnopened) {
  dir = package.write(plugins);
  auto bytes = read_file(dir / "libacme.so");
  bytes.back() ^= 1;
  write_file(dir / "libacme.so", bytes);
  const auto refusal = open_refused();
  expect_refusal(refusal, "library-hash-differs", dir / "libacme.so",
                 "its SHA-256 is " + sha256_hex(bytes) + ", and the manifest says ");
  EXPECT_FALSE(fs::exists(plugins.path() / "trace"));
}

TEST_F(Library, OtherBytesAreSeenByVerifyToo) {
  dir = package.write(plugins);
  auto bytes = read_file(dir / "libacme.so");
  bytes.back() ^= 1;
  write_file(dir / "libacme.so", bytes);
  const auto set = PackageSet::discover(plugins.discovery());
  EXPECT_EQ(set.packages()[0]->verify()->name(), "library-hash-differs");
  EXPECT_EQ(set.packages()[0]->state(), State::refused);
  EXPECT_TRUE(set.prototypes().empty());
}

TEST_F(Library, OneThatGrewSinceItWasListedIsRefused) {
  dir = package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  write_file(dir / "libacme.so", read_file(dir / "libacme.so") + "more");
  failure_of([&] { set.packages()[0]->open(); });
  expect_refusal(*set.packages()[0]->refusal(), "library-size-differs", dir / "libacme.so",
                 "it is not of the ");
}

TEST_F(Library, OneThatWentSinceItWasListedIsRefused) {
  dir = package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  fs::remove(dir / "libacme.so");
  failure_of([&] { set.packages()[0]->open(); });
  expect_refusal(*set.packages()[0]->refusal(), "library-missing", dir / "libacme.so",
                 "there is no such file");
}

TEST_F(Library, AScriptIsNoSharedObject) {
  replace_library("#!/bin/sh\n" + std::string(100, '\n'));
  expect_refusal(open_refused(), "library-not-shared-object", dir / "libacme.so",
                 "it is not an ELF file");
}

TEST_F(Library, ALibraryForAnotherProcessorIsRefused) {
  auto bytes = read_file(fs::path(TINY_LIBRARIES) / "good.so");
  bytes[18] = 2; // e_machine: SPARC
  replace_library(bytes);
  expect_refusal(open_refused(), "library-not-shared-object", dir / "libacme.so",
                 "it is for another processor");
}

TEST_F(Library, ALibraryThatIsCutOffIsRefused) {
  replace_library(read_file(fs::path(TINY_LIBRARIES) / "good.so").substr(0, 64));
  EXPECT_EQ(open_refused().name(), "library-not-shared-object");
}

TEST_F(Library, UnresolvedSymbolsAreNamed) {
  expect_open_refused("unresolved", "unresolved-symbols",
                      "undefined symbol: a_function_that_nobody_has");
}

TEST_F(Library, AMissingEntrySymbolIsNamed) {
  expect_open_refused("entry_symbol_missing", "entry-symbol-missing",
                      "it does not export hif_entry_v1");
}

TEST_F(Library, AnEntryOfNullDeclinesThisHost) {
  expect_open_refused("entry_null", "entry-null",
                      "hif_entry_v1 gives nothing for a host of ABI 1.2");
}

TEST_F(Library, AnEntryThatIsTooSmallIsRefused) {
  expect_open_refused("entry_too_small", "entry-too-small", "the entry has struct_size 16, and ");
}

TEST_F(Library, ATableThatIsTooSmallIsRefusedAndThePackageStopped) {
  expect_open_refused("table_too_small", "entry-too-small",
                      "the table of the prototype acme.copy has struct_size 8, and ");
  EXPECT_EQ(trace(), "loaded\ninit\ndeinit\n");
}

TEST_F(Library, AMissingFunctionIsRefused) {
  expect_open_refused("function_missing", "entry-too-small",
                      "the prototype acme.copy lacks a function");
}

TEST_F(Library, AnotherIdThanTheManifestsIsRefused) {
  expect_open_refused("id_differs", "entry-differs",
                      "its package id is \"acne\", and the manifest says \"acme\"");
}

TEST_F(Library, AnotherVersionThanTheManifestsIsRefused) {
  package.at("/version") = "1.0.1";
  dir = package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  failure_of([&] { set.packages()[0]->open(); });
  expect_refusal(*set.packages()[0]->refusal(), "entry-differs", dir / "libacme.so",
                 "its version is \"1.0.0\", and the manifest says \"1.0.1\"");
}

TEST_F(Library, AnotherKindThanTheManifestsIsRefused) {
  expect_open_refused("kind_differs", "entry-differs",
                      "its kind of acme.copy is \"hif.publisher/1\", and the manifest says "
                      "\"hif.transformer/1\"");
}

TEST_F(Library, APrototypeThatOnlyTheManifestHasIsRefused) {
  expect_open_refused("no_prototype", "entry-differs",
                      "it has no prototype \"acme.copy\", which the manifest lists");
}

TEST_F(Library, APrototypeThatTheManifestHasNotIsRefused) {
  expect_open_refused("one_prototype_more", "entry-differs",
                      "it has more prototypes than the 1 that the manifest lists");
}

TEST_F(Library, AFailureOfInitBringsItsOwnWords) {
  expect_open_refused("init_fails", "init-failed",
                      "init() gave -8: the moon is in the wrong phase");
}

} // namespace
} // namespace host::test
