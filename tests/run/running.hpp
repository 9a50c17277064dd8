// SPDX-License-Identifier: MIT
#pragma once
// A data folder, a configuration and packages, ready to run the route "r": in → out.

#include "builtin/builtin.hpp"
#include "run/fake_package.hpp"
#include "run/route_run.hpp"
#include "services/folder.hpp"
#include "store/sqlite.hpp"
#include "store/sqlite_store.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace tests {

// {"n":first} … {"n":last}
inline std::vector<std::string> numbers(std::uint64_t first, std::uint64_t last) {
  std::vector<std::string> records;
  for (auto n = first; n <= last; ++n) records.push_back("{\"n\":" + std::to_string(n) + "}");
  return records;
}

inline std::string record(std::uint64_t n) {
  return numbers(n, n).front();
}

inline host::PackageSet packages() {
  host::Discovery discovery;
  const host::BuiltIn builtin{.manifest = host::builtin_manifest(),
                              .forms = host::builtin_forms(),
                              .entry = host::builtin_entry()};
  discovery.built_in = {builtin, fake::package()};
  return host::PackageSet::discover(std::move(discovery));
}

inline host::TransformerConfig transformer(std::string_view config) {
  return {.prototype = "acme.transformer",
          .client = {},
          .config = hif::json::parse(config),
          .pointer = "/transformer"};
}

// What stands in a configuration file.
struct Plan {
  Plan() {
    configuration.file = "hif.yaml";
    configuration.clients = {{.name = "vendor",
                              .prototype = "acme.client",
                              .config = hif::json::Object{},
                              .pointer = "/clients/vendor"}};
    add_incoming("in", "acme.subscriber", R"({"key": "in"})");
    add_outgoing("out", "acme.publisher", R"({"key": "out"})").client = "vendor";
    configuration.routes = {{.name = "r",
                             .incoming = "in",
                             .transformers = {},
                             .outgoing = {"out"},
                             .schedule = {},
                             .pointer = "/routes/r"}};
  }

  host::IncomingConfig& add_incoming(const std::string& name, const std::string& prototype,
                                     std::string_view config) {
    configuration.incoming.push_back({.name = name,
                                      .prototype = prototype,
                                      .client = {},
                                      .config = hif::json::parse(config),
                                      .input_transformers = {},
                                      .transformers = {},
                                      .pointer = "/incoming/" + name});
    return configuration.incoming.back();
  }
  host::OutgoingConfig& add_outgoing(const std::string& name, const std::string& prototype,
                                     std::string_view config) {
    configuration.outgoing.push_back({.name = name,
                                      .prototype = prototype,
                                      .client = {},
                                      .config = hif::json::parse(config),
                                      .transformers = {},
                                      .request_transformers = {},
                                      .response_transformers = {},
                                      .pointer = "/outgoing/" + name});
    return configuration.outgoing.back();
  }
  host::IncomingConfig& incoming() { return configuration.incoming.front(); }
  host::OutgoingConfig& outgoing() { return configuration.outgoing.front(); }
  host::RouteConfig& route() { return configuration.routes.front(); }

  // The route from one file to another.
  void copy_file(const fs::path& from, const fs::path& to) {
    const auto config = [](const fs::path& path) {
      return hif::json::print(hif::json::Object{{"path", path.string()}});
    };
    add_incoming("from", "host.file_subscriber", config(from));
    add_outgoing("to", "host.file_publisher", config(to));
    route().incoming = "from";
    route().outgoing = {"to"};
  }

  host::Configuration configuration;
};

class Running : public testing::Test {
 protected:
  Running() { fake::reset(); }

  host::RouteSummary run() {
    return host::run_route(plan.route(), plan.configuration, packages, services(), *store,
                           data_dir(), options);
  }
  host::Services services() { return {log, secrets, *store, *store}; }
  fs::path data_dir() const { return folder / "data"; }
  // A sink of its own that can be cut back, in place of the vendor.
  void deliver_to_sink() {
    plan.outgoing().client.reset();
    fake::target().positions = true;
  }
  // The records of the kept tasks, and that all are of this route and failed once.
  std::vector<std::string> failed_records() {
    std::vector<std::string> records;
    for (const auto& task : store->tasks()) {
      EXPECT_EQ(task.route, "r");
      EXPECT_EQ(task.status, "Failed");
      EXPECT_EQ(task.attempts, 1);
      records.push_back(task.record);
    }
    return records;
  }
  // From now on nothing can be kept that `when` holds for: an SQL condition on the NEW row.
  void refuse_to_keep(const std::string& table, const std::string& when) {
    host::sqlite::Database(data_dir() / "hif.db")
        .execute(("CREATE TRIGGER no_room BEFORE INSERT ON " + table + " WHEN " + when +
                  " BEGIN SELECT RAISE(ABORT, 'no room'); END")
                     .c_str());
  }
  host::RoutePosition position() { return store->position("r").value_or(host::RoutePosition{}); }

  Folder folder;
  Plan plan;
  host::RouteOptions options;
  std::shared_ptr<host::Masker> masker = std::make_shared<host::Masker>();
  host::Log log{masker, HIF_LOG_ERROR, host::LogFormat::text, [](std::string_view) {}};
  host::Secrets secrets{folder / "data"};
  std::unique_ptr<host::Store> store = host::open_sqlite_store(folder / "data");
  host::PackageSet packages = tests::packages();
};

} // namespace tests
