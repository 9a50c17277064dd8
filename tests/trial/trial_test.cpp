// SPDX-License-Identifier: MIT
// What a trial says of packages that are wrong in one way each: real libraries, real processes.
#include "trial/trial.hpp"

#include "package/pack.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <unistd.h>

namespace host {
namespace {

namespace fs = std::filesystem;
using hif::json::Object;

class Trials : public testing::Test {
 protected:
  Trials() {
    auto name = (fs::temp_directory_path() / "hif-trials-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no folder");
    root_ = name;
  }
  ~Trials() override { fs::remove_all(root_); }

  fs::path package(const std::string& library) {
    const auto folder = root_ / "acme-1.0.0";
    fs::create_directories(folder / "forms");
    fs::copy_file(fs::path(BAD_LIBRARIES) / (library + ".so"), folder / "libacme.so",
                  fs::copy_options::overwrite_existing);
    write(folder / "forms/none.json",
          R"({"type":"object","additionalProperties":false,"properties":{}})");
    write(folder / "manifest.json", R"({
      "manifest_version": 1, "id": "acme", "version": "1.0.0", "name": "Acme",
      "publisher": "Acme Ltd", "license": "MIT",
      "abi": {"major": 1, "min_minor": 1, "built_minor": )" +
                                        std::to_string(HIF_ABI_MINOR) + R"(},
      "libraries": {")" + std::string(this_platform()) +
                                        R"(": {"file": "libacme.so", "sha256": "", "size": 0}},
      "permissions": {"network": false, "secrets": false},
      "prototypes": [
        {"id": "acme.numbers", "kind": "subscriber", "name": "Numbers", "form": "forms/none.json"},
        {"id": "acme.sink", "kind": "publisher", "name": "Sink", "form": "forms/none.json"},
        {"id": "acme.http", "kind": "client", "name": "Http", "form": "forms/none.json"},
        {"id": "acme.changer", "kind": "transformer", "name": "Changer",
         "form": "forms/none.json"}]})");
    pack_package(folder);
    return folder;
  }

  TrialReport tried(const std::string& library,
                    std::chrono::milliseconds silence = std::chrono::seconds(20)) {
    return try_package(package(library), Discovery(), {.samples = {}, .silence = silence});
  }

  // The one fault that is found.
  static std::string fault(const TrialReport& report, Verdict verdict = Verdict::failed) {
    std::string text;
    for (const auto& finding : report.findings)
      if (finding.verdict == verdict)
        text += (text.empty() ? "" : "\n") + finding.check + ": " + finding.message;
    return text;
  }

  static void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

  fs::path root_;
};

TEST_F(Trials, AGoodPackagePassesEverything) {
  const auto report = tried("good");
  EXPECT_TRUE(report.in_order());
  for (const auto& finding : report.findings)
    EXPECT_EQ(finding.verdict, Verdict::passed) << finding.check << ": " << finding.message;
  EXPECT_GE(report.findings.size(), 26u);
}

TEST_F(Trials, ACrashIsContainedAndNamed) {
  const auto report = tried("crashes_in_create");
  EXPECT_FALSE(report.in_order());
  EXPECT_EQ(fault(report), "create-destroy: create() crashed (SIGSEGV)");
  EXPECT_EQ(report.crash, "acme.numbers: create() crashed (SIGSEGV)");
}

TEST_F(Trials, AHangIsEndedAndNamed) {
  const auto report = tried("hangs_in_next", std::chrono::seconds(2));
  EXPECT_EQ(fault(report), "lifecycle: next() hangs (said nothing for 2000 ms)");
}

TEST_F(Trials, DestroyWithoutCloseMustWork) {
  EXPECT_EQ(fault(tried("crashes_in_destroy_while_open")),
            "destroy-without-close: destroy() crashed (SIGABRT)");
}

TEST_F(Trials, AnExceptionThatCrossesTheBoundaryIsSeen) {
  EXPECT_NE(fault(tried("throws"))
                .find("lifecycle: open() threw a C++ exception across the boundary: over the wall"),
            std::string::npos);
}

TEST_F(Trials, AStatusOutsideOfTheClosedSetIsSeen) {
  EXPECT_NE(fault(tried("unknown_status"))
                .find("lifecycle: open() gave the status 77, which is not in the closed set"),
            std::string::npos);
}

TEST_F(Trials, ACallUsedOnAnotherThreadIsSeen) {
  EXPECT_NE(fault(tried("leaves_a_thread"))
                .find("lifecycle: hif_call.progress, which is [same-thread], was used on another "
                      "thread"),
            std::string::npos);
}

TEST_F(Trials, RecordsAreHeldAgainstTheInterface) {
  const auto faults = fault(tried("gives_no_json"));
  EXPECT_NE(faults.find("lifecycle: record 3 of next() holds a raw line break"), std::string::npos)
      << faults;
  EXPECT_NE(faults.find("lifecycle: record 4 of next() is not JSON"), std::string::npos) << faults;
}

TEST_F(Trials, MoreRecordsThanAskedForAreSeen) {
  EXPECT_NE(fault(tried("gives_too_many"))
                .find("lifecycle: next() gave 13 records where 10 were asked for"),
            std::string::npos);
}

TEST_F(Trials, ForeignCheckpointsShouldBeRefused) {
  const auto report = tried("takes_any_checkpoint");
  EXPECT_TRUE(report.in_order());
  EXPECT_EQ(fault(report, Verdict::warned),
            "foreign-checkpoint: open() accepts a checkpoint that is not its own");
}

TEST_F(Trials, LeaksAreMeasured) {
  const auto faults = fault(tried("leaks"));
  EXPECT_NE(faults.find("leaks: each create() and destroy() leaves about 8"), std::string::npos)
      << faults;
}

TEST_F(Trials, StandardOutputIsTheHosts) {
  const auto warnings = fault(tried("writes_to_stdout"), Verdict::warned);
  EXPECT_TRUE(warnings.starts_with("standard-output: it writes to standard output, where the "
                                   "host's data goes: \"hello\n"))
      << warnings;
}

TEST_F(Trials, CancellationMustBeHeard) {
  const auto faults = fault(tried("ignores_cancellation"));
  EXPECT_NE(faults.find("cancellation: next() returned"), std::string::npos) << faults;
  EXPECT_NE(faults.find("ms after it was cancelled"), std::string::npos) << faults;
}

TEST_F(Trials, EachRecordHasExactlyOneResult) {
  EXPECT_NE(fault(tried("reports_twice")).find("dry-run: record 0 had 2 results after flush()"),
            std::string::npos);
}

TEST_F(Trials, ADryRunChangesNothing) {
  EXPECT_EQ(fault(tried("changes_in_a_dry_run")), "dry-run: a dry run reported a change");
}

TEST_F(Trials, EachRecordHasAResult) {
  EXPECT_EQ(fault(tried("reports_nothing_of_the_last")),
            "dry-run: record 3 had 0 results after flush()");
}

TEST_F(Trials, ThreadsMayNotOutliveTheirInstance) {
  EXPECT_NE(
      fault(tried("keeps_a_thread")).find("create-destroy: 2 threads are left after destroy()"),
      std::string::npos);
}

TEST_F(Trials, ADeadlineMustBeHeard) {
  const auto faults = fault(tried("ignores_the_deadline"));
  EXPECT_TRUE(faults.starts_with("deadline: next() took ")) << faults;
  EXPECT_NE(faults.find(" ms with a deadline that had passed"), std::string::npos) << faults;
}

TEST_F(Trials, ABatchOutlivesItsInstance) {
  EXPECT_EQ(fault(tried("releases_with_its_instance")),
            "late-release: release() crashed (SIGABRT)");
}

TEST_F(Trials, ClosingTwiceMustWork) {
  EXPECT_EQ(fault(tried("crashes_in_the_second_close")), "lifecycle: close() crashed (SIGABRT)");
}

TEST_F(Trials, GarbageForAConfigurationIsSurvived) {
  EXPECT_EQ(fault(tried("crashes_on_garbage")),
            "garbage-configuration: create() crashed (SIGABRT)");
}

TEST_F(Trials, AClientRefusesWhatWouldBeAnotherRequest) {
  const auto faults = fault(tried("sends_what_it_is_given"));
  for (const char* what : {"a line break in the target", "a line break in the method",
                           "a line break in a header", "a target of another host"})
    EXPECT_NE(faults.find(std::string("request-injection: send() did not refuse ") + what),
              std::string::npos)
        << faults;
}

TEST_F(Trials, AClientSendsNothingOnceCancelled) {
  EXPECT_EQ(fault(tried("sends_when_cancelled")),
            "cancellation: send() made a request on a call that was cancelled\n"
            "cancellation: send() says that a cancelled request was sent");
}

TEST_F(Trials, AClientForgetsNoneOfManyRequests) {
  EXPECT_EQ(fault(tried("forgets_one_of_many")),
            "send-many: send_many() told 0 times that a request ended");
}

TEST_F(Trials, AClientBeginsNoneOfManyOnceCancelled) {
  EXPECT_NE(fault(tried("begins_many_when_cancelled"))
                .find("send-many: send_many() began a request on a call that was cancelled"),
            std::string::npos);
}

TEST_F(Trials, AClientTellsItsGrantOnce) {
  EXPECT_EQ(fault(tried("tells_the_grant_twice")),
            "grant-status: grant_status() called its sink 2 times");
}

TEST_F(Trials, ATransformerNamesInputsThatThereAre) {
  const auto outputs = fault(tried("names_an_input_that_is_not"));
  EXPECT_NE(outputs.find("empty-batch: an output names the input 0 of 0"), std::string::npos)
      << outputs;
  EXPECT_NE(outputs.find("records: an output names the input 4 of 4"), std::string::npos)
      << outputs;
  const auto rejects = fault(tried("rejects_an_input_that_is_not"));
  EXPECT_NE(rejects.find("records: a reject names the input 4 of 4"), std::string::npos) << rejects;
}

TEST_F(Trials, WhatALoaderRefusesIsNotRun) {
  const auto folder = package("good");
  write(folder / "libacme.so", "not a library");
  const auto report = try_package(folder, Discovery(), {});
  ASSERT_TRUE(report.refusal);
  EXPECT_EQ(report.refusal->name(), "library-size-differs");
  EXPECT_TRUE(report.findings.empty());
}

TEST_F(Trials, AQuarantinedLibraryIsRefusedUntilItsBytesChange) {
  const auto report = tried("crashes_in_create");
  put_in_quarantine(root_, report.library_sha256, report.crash);
  Discovery discovery;
  discovery.quarantine = read_quarantine(root_);
  const auto refused = find_package(root_ / "acme-1.0.0", discovery);
  ASSERT_TRUE(refused.refusal);
  EXPECT_EQ(refused.refusal->text(),
            "quarantined: " + (fs::canonical(root_) / "acme-1.0.0/libacme.so").string() +
                ": acme.numbers: create() crashed (SIGSEGV). Install another version, or try it "
                "again: hif package check FOLDER.");
  EXPECT_FALSE(find_package(package("good"), discovery).refusal);
  lift_quarantine(root_, report.library_sha256);
  EXPECT_TRUE(read_quarantine(root_).empty());
}

} // namespace
} // namespace host
