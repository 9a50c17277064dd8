// SPDX-License-Identifier: MIT
// The packages of plugin_api/examples, packed, tried and run by hif; and a host in another language
// over the Timely package.
#include "../end_to_end/workbench.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>
#include <hif/version.h>

#include <gtest/gtest.h>

#include <fstream>

namespace end_to_end {
namespace {

namespace fs = std::filesystem;

// A folder of packages with one example in it, as its author would make it.
class Example {
 public:
  // `library` is the built one; `built_minor`: of the headers it was built with, where that is not
  // what the example's manifest says.
  Example(const Workbench& bench, const std::string& language, const std::string& id,
          const std::string& library, const std::string& built_minor = "")
      : bench_(bench), plugins_(bench.folder() / "plugins"), folder_(plugins_ / (id + "-1.0.0")) {
    const auto source = fs::path(EXAMPLES) / language;
    fs::create_directories(folder_);
    fs::copy(source / "forms", folder_ / "forms", fs::copy_options::recursive);
    fs::copy_file(library, folder_ / ("lib" + id + ".so"));
    auto manifest = hif::json::parse(text_of(source / "manifest.json"));
    if (!built_minor.empty())
      manifest.find("abi")->as_object().set("built_minor", std::stoi(built_minor));
    write(folder_ / "manifest.json", hif::json::print(manifest, 2));
    const auto packed = bench.hif({"package", "pack", folder_.string(), "--archive", "it.tar.gz"});
    EXPECT_EQ(packed.exit_code, 0) << packed.err;
    EXPECT_TRUE(bench.exists("it.tar.gz"));
  }

  void expect_in_order(const std::string& samples) const {
    bench_.write("samples.json", samples);
    const auto checked = bench_.hif(
        {"package", "check", folder_.string(), "--sample", "samples.json", "-o", "json"});
    EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
    const auto report = hif::json::parse(checked.out);
    EXPECT_TRUE(report.find("ok")->as_bool());
    for (const auto& finding : report.find("findings")->as_array())
      EXPECT_EQ(finding.find("verdict")->as_string(), "passed") << hif::json::print(finding);
  }

  Finished run(const std::string& configuration) const {
    bench_.write("hif.yaml", configuration);
    return bench_.hif({"--plugin-dir", plugins_.string(), "run"});
  }

 private:
  static std::string text_of(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

  const Workbench& bench_;
  fs::path plugins_, folder_;
};

constexpr auto lines_configuration = R"(version: 1
incoming:
  lines: {prototype: lines.subscriber, config: {path: lines.txt}}
outgoing:
  file: {prototype: host.file_publisher, config: {path: lines.ndjson}}
routes:
  lines: {incoming: lines, outgoing: [file]}
)";

void lines_are_read(const std::string& library, const std::string& built_minor) {
  const Workbench bench;
  const Example example(bench, "c", "lines", library, built_minor);
  const auto file = (bench.folder() / "lines.txt").string();
  bench.write("lines.txt", "one\n\"two\"\\\tæ\n\nfour");
  example.expect_in_order(R"({"lines.subscriber": {"path": ")" + file + "\"}}");
  const auto run = example.run(lines_configuration);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(bench.read("lines.ndjson"), "{\"line\":1,\"text\":\"one\"}\n"
                                        "{\"line\":2,\"text\":\"\\\"two\\\"\\\\\\u0009æ\"}\n"
                                        "{\"line\":3,\"text\":\"\"}\n"
                                        "{\"line\":4,\"text\":\"four\"}\n");
}

TEST(Examples, APackageInCReadsLines) {
  lines_are_read(LINES_LIBRARY, "");
}

TEST(Examples, APackageBuiltWithTheHeadersOfInterface11IsLoadedByThisHost) {
  lines_are_read(LINES_LIBRARY_1_1, "1");
}

TEST(Examples, APackageInCppCountsAndGoesOnFromItsPosition) {
  const Workbench bench;
  const Example example(bench, "cpp", "tally", TALLY_LIBRARY);
  example.expect_in_order(R"({"tally.publisher": {"path": "counts.json", "field": "kind"}})");
  const auto configuration = R"(version: 1
incoming:
  records: {prototype: host.file_subscriber, config: {path: records.ndjson}}
outgoing:
  tally: {prototype: tally.publisher, config: {path: counts.json, field: kind}}
routes:
  count: {incoming: records, outgoing: [tally]}
)";
  bench.write("records.ndjson", "{\"kind\":\"a\"}\n{\"kind\":\"b\"}\n{\"kind\":\"a\"}\n{}\n");
  EXPECT_EQ(example.run(configuration).exit_code, 0);
  EXPECT_EQ(bench.read("counts.json"), "{\"\\\"a\\\"\":2,\"\\\"b\\\"\":1,\"missing\":1}\n");
}

#ifdef REDACT_LIBRARY
TEST(Examples, APackageInRustBlanksOutAddresses) {
  const Workbench bench;
  const Example example(bench, "rust", "redact", REDACT_LIBRARY);
  example.expect_in_order(R"json({"redact.transformer": {"with": "(address)"}})json");
  bench.write("in.ndjson", "{\"to\":\"ada.l+x@mail.example.org\",\"n\":12345678901234567890}\n"
                           "{\"text\":\"a @ b, c@d and <e@f.no>\"}\n{\"none\":1.10}\n");
  const auto run = example.run(R"yaml(version: 1
incoming:
  records:
    prototype: host.file_subscriber
    config: {path: in.ndjson}
    transformers: [{prototype: redact.transformer, config: {with: "(address)"}}]
outgoing:
  file: {prototype: host.file_publisher, config: {path: out.ndjson}}
routes:
  redact: {incoming: records, outgoing: [file]}
)yaml");
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(bench.read("out.ndjson"),
            "{\"to\":\"(address)\",\"n\":12345678901234567890}\n"
            "{\"text\":\"a @ b, c@d and <(address)>\"}\n{\"none\":1.10}\n");
}
#endif

TEST(Examples, AHostInPythonReadsThroughTheTimelyPackage) {
  timely::sandbox::Options options;
  options.events = 2100; // more than one batch, and more than one page
  Workbench bench(options);
  auto& sandbox = bench.sandbox();
  hif::json::Object client{{"base_uri", sandbox.base_uri()},
                           {"access_token", sandbox.access_token()}};
  hif::json::Object parameters{
      {"path", hif::json::Object{{"account_id", sandbox.account_id()}}},
      {"query", hif::json::Object{{"since", "2000-01-01"}, {"upto", "2100-01-01"}}}};
  hif::json::Object subscriber{
      {"method", "GET"}, {"entity", "events.list"}, {"request_parameters", std::move(parameters)}};
  Process host({PYTHON, PYTHON_HOST, TIMELY_PACKAGE, "timely.http_client", hif::json::print(client),
                "timely.subscriber", hif::json::print(subscriber)},
               bench.folder().string(),
               {{"LD_PRELOAD", SANITIZER}, {"ASAN_OPTIONS", "detect_leaks=0"}});
  const auto ended = host.wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(lines_of(ended.out).size(), 2100u) << ended.err;
}

TEST(PackageCheck, TheTimelyPackageIsInOrder) {
  const Workbench bench;
  bench.write("samples.json", R"({
    "timely.http_client": {"base_uri": "http://127.0.0.1:9", "access_token": "t0k3n-for-trials"},
    "timely.subscriber": {"method": "GET", "entity": "clients.list",
                          "request_parameters": {"path": {"account_id": 1}}},
    "timely.publisher": {"method": "POST", "entity": "clients.create",
                         "request_parameters": {"path": {"account_id": 1}}}})");
  const auto checked =
      bench.hif({"package", "check", TIMELY_PACKAGE, "--sample", "samples.json", "-o", "json"});
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  const auto report = hif::json::parse(checked.out);
  for (const auto& finding : report.find("findings")->as_array()) {
    const auto& verdict = finding.find("verdict")->as_string();
    EXPECT_TRUE(verdict == "passed" || verdict == "skipped") << hif::json::print(finding);
  }
}

TEST(PackageCheck, SaysWhatIsWrongWithItsOwnArguments) {
  const Workbench bench;
  const auto missing = bench.hif({"package", "check", "no-such-folder"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_NE(missing.err.find("package folder no-such-folder cannot be found"), std::string::npos)
      << missing.err;
  bench.write("samples.json", "[]");
  const auto samples = bench.hif({"package", "check", TIMELY_PACKAGE, "--sample", "samples.json"});
  EXPECT_EQ(samples.exit_code, 2);
  EXPECT_NE(samples.err.find("it is a JSON object of configurations by prototype"),
            std::string::npos)
      << samples.err;
}

// hif check runs packages in a child process first.
TEST(Quarantine, APackageThatCrashesWhileAConfigurationIsCheckedIsNamedAndKeptOut) {
  const Workbench bench;
  const auto folder = bench.folder() / "plugins/acme-1.0.0";
  fs::create_directories(folder / "forms");
  fs::copy_file(CRASHING_LIBRARY, folder / "libacme.so");
  bench.write("plugins/acme-1.0.0/forms/none.json",
              R"({"type":"object","additionalProperties":false,"properties":{}})");
  bench.write("plugins/acme-1.0.0/manifest.json", R"({
    "manifest_version": 1, "id": "acme", "version": "1.0.0", "name": "Acme",
    "publisher": "Acme Ltd", "license": "MIT",
    "abi": {"major": 1, "min_minor": 1, "built_minor": )" +
                                                      std::to_string(HIF_ABI_MINOR) + R"(},
    "libraries": {")" PLATFORM R"(": {"file": "libacme.so", "sha256": "", "size": 0}},
    "permissions": {"network": false, "secrets": false},
    "prototypes": [
      {"id": "acme.numbers", "kind": "subscriber", "name": "Numbers", "form": "forms/none.json"},
      {"id": "acme.sink", "kind": "publisher", "name": "Sink", "form": "forms/none.json"},
      {"id": "acme.http", "kind": "client", "name": "Http", "form": "forms/none.json"},
      {"id": "acme.changer", "kind": "transformer", "name": "Changer",
       "form": "forms/none.json"}]})");
  ASSERT_EQ(bench.hif({"package", "pack", folder.string(), "--archive", "it.tar.gz"}).exit_code, 0);
  bench.write("hif.yaml", R"(version: 1
incoming:
  numbers: {prototype: acme.numbers}
outgoing:
  file: {prototype: host.file_publisher, config: {path: out.ndjson}}
routes:
  it: {incoming: numbers, outgoing: [file]}
)");
  const std::vector<std::string> check{"--plugin-dir", (bench.folder() / "plugins").string(),
                                       "check"};
  const auto first = bench.hif(check);
  EXPECT_EQ(first.exit_code, 4) << first.err;
  EXPECT_NE(first.out.find("hif.yaml:3:24: the package of the prototype \"acme.numbers\" is "
                           "refused: quarantined: "),
            std::string::npos)
      << first.out;
  EXPECT_NE(first.out.find("acme crashed (SIGSEGV) when the configuration was checked"),
            std::string::npos)
      << first.out;
  const auto again = bench.hif(check);
  EXPECT_EQ(again.out, first.out);
  const auto run = bench.hif({"--plugin-dir", (bench.folder() / "plugins").string(), "run"});
  EXPECT_EQ(run.exit_code, 4) << run.err;
}

} // namespace
} // namespace end_to_end
