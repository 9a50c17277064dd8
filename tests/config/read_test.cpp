// SPDX-License-Identifier: MIT
// What a good configuration becomes.
#include "config/workbench.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <fstream>
#include <sstream>

namespace host::test {

struct Reading : Workbench {};

TEST_F(Reading, EverythingInTheOrderOfTheFile) {
  const auto configuration = load(R"(version: 1
clients:
  zeta: {prototype: acme.client, config: {key: z}}
  alpha: {prototype: acme.client, config: {key: a}}
incoming:
  reports:
    prototype: acme.reader
    client: zeta
    config:
      method: POST
      entity: All Reports
      parameters:
        path: {account_id: 61234, slug: "007"}
        payload: {since: 2026-11-01, amount: 1.10}
    input_transformers:
      - {prototype: acme.mapping, config: {steps: []}}
    transformers:
      - prototype: acme.mapping
        config: {steps: [{set: 1}], on_error: null}
outgoing:
  create:
    prototype: acme.writer
    client: alpha
    config: {method: POST, entity: Create}
    request_transformers: [{prototype: acme.mapping, config: {steps: [{a: b}]}}]
    response_transformers: []
    transformers:
  archive: {prototype: host.file_publisher, config: {path: -}}
routes:
  nightly: {incoming: reports, outgoing: [archive, create], schedule: "0 2 * * *"}
  empty: {incoming: reports, outgoing: [archive]}
)");
  ASSERT_EQ(configuration.clients.size(), 2u);
  EXPECT_EQ(configuration.clients[0].name, "zeta");
  EXPECT_EQ(configuration.find_client("alpha")->pointer, "/clients/alpha");
  EXPECT_EQ(configuration.find_client("beta"), nullptr);
  const auto& reports = configuration.incoming.at(0);
  EXPECT_EQ(reports.client, "zeta");
  EXPECT_EQ(hif::json::print(reports.config),
            R"({"method":"POST","entity":"All Reports","parameters":{"path":{"account_id":61234,)"
            R"("slug":"007"},"payload":{"since":"2026-11-01","amount":1.10}}})");
  EXPECT_EQ(reports.input_transformers.size(), 1u);
  EXPECT_EQ(reports.transformers.at(0).pointer, "/incoming/reports/transformers/0");
  EXPECT_EQ(hif::json::print(reports.transformers[0].config),
            R"({"steps":[{"set":1}],"on_error":"null"})");
  const auto& create = *configuration.find_outgoing("create");
  EXPECT_EQ(create.request_transformers.size(), 1u);
  EXPECT_TRUE(create.transformers.empty() && create.response_transformers.empty());
  EXPECT_FALSE(configuration.find_outgoing("archive")->client);
  const auto& nightly = *configuration.find_route("nightly");
  EXPECT_EQ(nightly.incoming, "reports");
  EXPECT_EQ(nightly.outgoing, (Lines{"archive", "create"}));
  EXPECT_EQ(nightly.schedule, "0 2 * * *");
  EXPECT_FALSE(configuration.find_route("empty")->schedule);
}

TEST_F(Reading, VersionAloneIsEnough) {
  const auto configuration = load("version: 1\n");
  EXPECT_TRUE(configuration.clients.empty() && configuration.routes.empty());
}

TEST_F(Reading, WithoutAFormAnythingGoes) {
  auto lookup = prototypes();
  lookup.find = [](std::string_view) {
    return PrototypeFacts{.kind = "client", .clients = {}, .refusal = {}};
  };
  const auto configuration = load_configuration(
      write("any.yaml", "version: 1\nclients: {a: {prototype: x, config: {b: [1, c]}}}\n"), lookup,
      options());
  EXPECT_EQ(hif::json::print(configuration.clients.at(0).config), R"({"b":[1,"c"]})");
}

TEST_F(Reading, AListOfTransformers) {
  const auto list =
      load_transformers(write("t.yaml", "- prototype: acme.mapping\n  config: {steps: [{a: b}]}\n"
                                        "- {prototype: acme.mapping, config: {steps: []}}\n"),
                        prototypes(), options());
  ASSERT_EQ(list.transformers.size(), 2u);
  EXPECT_EQ(list.transformers[1].pointer, "/1");
  EXPECT_EQ(hif::json::print(list.transformers[0].config), R"({"steps":[{"a":"b"}]})");
  EXPECT_EQ(list.source.place("/0/config/steps"), (Position{2, 19}));
  EXPECT_TRUE(
      load_transformers(write("t.yaml", "[]\n"), prototypes(), options()).transformers.empty());
}

TEST_F(Reading, AListOfTransformersMayNameClientsOfTheConfiguration) {
  offer("acme.lookup", "transformer", R"({"type": "object"})", {"acme.client"});
  auto asked = 0;
  auto options = this->options();
  options.clients = [&]() -> std::vector<ClientConfig> {
    ++asked;
    return {{.name = "main", .prototype = "acme.client", .pointer = {}},
            {.name = "other", .prototype = "else.client", .pointer = {}}};
  };
  const auto read = [&](const std::string& text) {
    return load_transformers(write("t.yaml", text), prototypes(), options);
  };
  EXPECT_EQ(read("- {prototype: acme.lookup, client: main}\n").transformers.at(0).client, "main");
  EXPECT_EQ(asked, 1);
  read("- {prototype: acme.mapping, config: {steps: []}}\n");
  EXPECT_EQ(asked, 1);
  offer("else.client", "client", R"({"type": "object"})");
  try {
    read("- {prototype: acme.lookup, client: mian}\n"
         "- {prototype: acme.lookup, client: other}\n"
         "- {prototype: acme.lookup}\n");
    FAIL() << "mistakes were let go";
  } catch (const ConfigurationError& error) {
    Lines lines;
    for (const auto& problem : error.problems()) lines.push_back(line_of(problem));
    EXPECT_EQ(lines,
              (Lines{"1:36 /0/client: there is no client \"mian\" | Did you mean \"main\"?",
                     "2:36 /1/client: \"acme.lookup\" does not work over \"other\", which is "
                     "a else.client | It works over: acme.client.",
                     "3:3 /2: \"acme.lookup\" needs a client | Add \"client: NAME\"; there "
                     "are: main, other."}));
  }
}

TEST_F(Reading, AListOfTransformersWithMistakes) {
  try {
    load_transformers(write("t.yaml", "- prototype: acme.mapping\n  config: {setps: []}\n"
                                      "- {prototype: acme.client}\n"
                                      "- {prototype: acme.mapping, config: {steps: [{a: "
                                      "\"${env:NONE}\"}]}}\n"),
                      prototypes(), options());
    FAIL() << "mistakes were let go";
  } catch (const ConfigurationError& error) {
    Lines lines;
    for (const auto& problem : error.problems()) lines.push_back(line_of(problem));
    EXPECT_EQ(lines,
              (Lines{"2:12 /0/config/setps: unknown key \"setps\" | Did you mean \"steps\"?",
                     "3:15 /1/prototype: \"acme.client\" is a client, here a transformer is "
                     "expected | A client belongs under clients.",
                     "4:50 /2/config/steps/0/a: the environment variable NONE is not set | Set "
                     "it, or write a default: ${env:NONE:-default}."}));
  }
  EXPECT_THROW(load_transformers(write("t.yaml", "version: 1\n"), prototypes(), options()),
               ConfigurationError);
  EXPECT_THROW(load_transformers(folder_ / "none.yaml", prototypes(), options()),
               ConfigurationError);
}

TEST_F(Reading, TheFormsOfThePackagesAreUnderstood) {
  const auto form = [](const std::string& name) {
    std::stringstream text;
    text << std::ifstream(MANIFESTS + name).rdbuf();
    return text.str();
  };
  offer("timely.http_client", "client", form("/timely/forms/http_client.json"));
  offer("timely.subscriber", "subscriber", form("/timely/forms/subscriber.json"),
        {"timely.http_client"});
  offer("timely.publisher", "publisher", form("/timely/forms/publisher.json"),
        {"timely.http_client"});
  offer("timely.mapping", "transformer", form("/timely/forms/mapping.json"));
  offer("host.file_publisher", "publisher", form("/host/forms/file_publisher.json"));
  variables_ = {{"TIMELY_CLIENT_SECRET", "hush"}};
  const auto configuration = load(R"(version: 1
clients:
  timely:
    prototype: timely.http_client
    config:
      base_uri: https://api.timelyapp.com
      client_id: ${env:TIMELY_CLIENT_ID}
      client_secret: ${env:TIMELY_CLIENT_SECRET}
      redirect_uri: urn:ietf:wg:oauth:2.0:oob
incoming:
  reports:
    prototype: timely.subscriber
    client: timely
    config:
      method: POST
      entity: All Reports
      incremental: {look_back_days: 7, since: 2026-11-01}
      request_parameters:
        path: {account_id: 61234}
        query: {}
        payload: {since: 2026-11-01, until: 2026-11-30}
    input_transformers: []
    transformers: [{prototype: timely.mapping, config: {steps: [{drop: a}], on_error: null}}]
outgoing:
  create_client:
    prototype: timely.publisher
    client: timely
    config:
      method: POST
      entity: Create a client
      bulk: off
      request_parameters: {path: {account_id: 123123}, query: {}}
  archive: {prototype: host.file_publisher, config: {path: reports.ndjson}}
routes:
  nightly: {incoming: reports, transformers: [], outgoing: [archive], schedule: "0 2 * * *"}
)");
  EXPECT_EQ(configuration.secrets, Lines{"hush"});
  EXPECT_EQ(configuration.missing_variables.size(), 1u);
  EXPECT_EQ(configuration.find_outgoing("create_client")->config.find("bulk")->as_string(), "off");
}

TEST_F(Reading, TellsTheVariablesItRefersTo) {
  variables_["B"] = "set";
  const auto configuration =
      load("version: 1\nclients:\n  a:\n    prototype: acme.client\n    config:\n"
           "      key: ${env:A:-first}-${env:B}\n      secret: ${env:A}\n"
           "      headers: {x: '$${env:C}'}\n");
  ASSERT_EQ(configuration.variables.size(), 2u);
  const auto& a = configuration.variables[0];
  EXPECT_EQ(a.name, "A");
  EXPECT_EQ(a.path, "/clients/a/config/key");
  EXPECT_FALSE(a.fallback) << "it is needed where it stands without one";
  EXPECT_TRUE(a.is_secret);
  EXPECT_FALSE(a.is_set);
  const auto& b = configuration.variables[1];
  EXPECT_EQ(b.name, "B");
  EXPECT_TRUE(b.is_set);
  EXPECT_FALSE(b.is_secret);
}

TEST_F(Reading, ThePublishedSchemaKnowsEveryKey) {
  std::stringstream text;
  text << std::ifstream(CONFIGURATION_SCHEMA).rdbuf();
  const auto schema = hif::json::parse(text.str());
  for (const auto* section : {"version", "clients", "incoming", "outgoing", "routes"})
    EXPECT_TRUE(schema.find("properties")->find(section)) << section;
}

} // namespace host::test
