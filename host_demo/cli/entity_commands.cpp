// SPDX-License-Identifier: MIT
// get and send: one read, one write, without a route. The prototype is found by the client and the
// entity, so any package with a catalogue can be talked to this way.

#include "cli/commands.hpp"
#include "cli/given_text.hpp"
#include "cli/output.hpp"
#include "cli/preview.hpp"
#include "run/call_failure.hpp"
#include "run/delivery.hpp"
#include "run/objects.hpp"
#include "run/pulling.hpp"
#include "run/result_json.hpp"
#include "services/interrupt.hpp"
#include "text/nearest.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <cctype>
#include <exception>
#include <iostream>

namespace host {
namespace {

using hif::json::Object;
using hif::json::Value;
using hif::sdk::view;

struct EntityOptions {
  std::string client;
  std::string entity;
  std::string method; // empty: the one that the entity has
  std::vector<std::string> path, query;
  std::optional<std::string> payload; // JSON, @FILE, or - for stdin
  std::optional<std::uint64_t> max_records;
  bool dry_run = false;
  bool confirm_cascade = false;
};

const ClientConfig& find_client(const Configuration& configuration, const std::string& name) {
  if (const auto* client = configuration.find_client(name)) return *client;
  std::vector<std::string> known;
  for (const auto& client : configuration.clients) known.push_back(client.name);
  throw Failure(Exit::usage, configuration.file + " has no client \"" + name + "\"." +
                                 did_you_mean(name, known));
}

// The prototype of `kind` that works over `client` and has entities.
const Prototype& prototype_over(PackageSet& packages, const ClientConfig& client, Kind kind) {
  for (const auto* prototype : packages.prototypes()) {
    const auto& accepted = prototype->clients();
    if (prototype->kind() == kind && !prototype->entities().empty() &&
        std::find(accepted.begin(), accepted.end(), client.prototype) != accepted.end())
      return *prototype;
  }
  throw Failure(Exit::package, "no package has a " + std::string(name_of(kind)) +
                                   " with entities over clients of " + client.prototype);
}

bool same_title(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

// The entity that the user named. Where several methods have it and none was named: the one whose
// title it is, else the one that takes a payload if there is one to send.
const Entity& entity_named(const Prototype& prototype, const EntityOptions& options) {
  const auto& catalogue = prototype.catalogue();
  const auto& side = prototype.entities();
  if (!options.method.empty()) return catalogue.find(side, options.entity, options.method);
  std::vector<const Entity*> titled;
  for (const auto* entity : catalogue.side(side))
    if (entity->id == options.entity || same_title(entity->title, options.entity))
      titled.push_back(entity);
  const auto takes_payload = [](const Entity* entity) { return entity->method != "GET"; };
  if (titled.size() > 1)
    std::erase_if(titled, [&](const Entity* entity) {
      return takes_payload(entity) != options.payload.has_value();
    });
  if (titled.size() == 1) return *titled.front();
  return catalogue.find(side, options.entity);
}

// `name=value`, several of one name becoming a list.
Object assignments(const std::vector<std::string>& given, const char* option) {
  Object values;
  for (const auto& assignment : given) {
    const auto equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
      throw Failure(Exit::usage,
                    std::string(option) + " takes name=value, not \"" + assignment + "\"");
    const auto name = assignment.substr(0, equals);
    Value value(assignment.substr(equals + 1));
    auto* earlier = values.find(name);
    if (!earlier)
      values.set(name, std::move(value));
    else if (earlier->is_array())
      earlier->as_array().push_back(std::move(value));
    else
      *earlier = hif::json::Array{*earlier, std::move(value)};
  }
  return values;
}

// One or several JSON values, one after another.
std::vector<Value> payloads(const EntityOptions& options) {
  if (!options.payload) return {};
  try {
    auto values = hif::json::parse_sequence(text_given(*options.payload, "--payload"));
    if (values.empty())
      throw Failure(Exit::usage, "--payload is empty; leave it out, or give JSON");
    return values;
  } catch (const hif::json::ParseError& error) {
    throw Failure(Exit::usage, std::string("--payload is not JSON: ") + error.what());
  }
}

Object object_config(const Entity& entity, const EntityOptions& options) {
  Object config{{"method", entity.method}, {"entity", entity.id}};
  if (!entity.documented) config.set("allow_undocumented", true);
  config.set("request_parameters", Object{{"path", assignments(options.path, "--path")},
                                          {"query", assignments(options.query, "--query")}});
  return config;
}

void print_records(const hif::sdk::Batch& batch) {
  std::string lines;
  for (std::size_t i = 0; i < batch.size(); ++i) lines.append(view(batch[i].json)).append("\n");
  write_out(lines);
}

// Prints each result as it comes.
struct ResultPrinter {
  bool whole_result; // -o json: the per-record result; else the vendor's answer
  Masker& masker;
  int exit = Exit::done;
  std::exception_ptr thrown{};

  hif_result_sink raw() {
    return {.struct_size = sizeof(hif_result_sink),
            .reserved = 0,
            .host_data = this,
            .push = [](const hif_result_sink* sink, const hif_result* result) {
              static_cast<ResultPrinter*>(sink->host_data)->take(*result);
            }};
  }

  // No exception may pass through the package's frames: it is thrown by rethrow().
  void take(const hif_result& result) noexcept {
    try {
      if (!thrown) print(result);
    } catch (...) {
      thrown = std::current_exception();
    }
  }
  void rethrow() const {
    if (thrown) std::rethrow_exception(thrown);
  }

  void print(const hif_result& result) {
    if (result.outcome == HIF_OUTCOME_PREVIEWED) return;
    const bool failed = result.outcome == HIF_OUTCOME_FAILED;
    // What was refused before it was sent is wrong on the command line.
    const bool refused = result.status == HIF_INVALID_ARGUMENT && result.http_status == 0;
    if (failed) exit = std::max<int>(exit, refused ? Exit::usage : exit_of_failed(result));
    if (whole_result) return print_json_line(result_json(result));
    const auto answer = view(result.response_json);
    if (!answer.empty()) write_out(std::string(answer) + "\n");
    if (failed) std::cerr << masker.masked("hif: " + std::string(view(result.error))) << "\n";
  }
};

int get(Environment& environment, const EntityOptions& options) {
  const auto& configuration = environment.configuration();
  const auto& client = find_client(configuration, options.client);
  const auto& prototype = prototype_over(environment.packages(), client, Kind::subscriber);
  const auto& entity = entity_named(prototype, options);
  IncomingConfig config{.name = entity.id,
                        .prototype = prototype.id(),
                        .client = client.name,
                        .config = object_config(entity, options),
                        .input_transformers = {},
                        .transformers = {},
                        .pointer = ""};
  if (const auto given = payloads(options); !given.empty())
    config.config.find("request_parameters")->as_object().set("payload", given.front());

  Objects objects(environment.packages(), environment.services(), configuration);
  const auto incoming = objects.incoming(config);
  const auto& subscriber = incoming.subscriber;
  HostCall opening;
  throw_if_failed(subscriber.subscriber().open(subscriber.raw(), opening.raw(), {}), opening,
                  config.name);
  std::uint64_t printed = 0;
  while (!options.max_records || printed < *options.max_records) {
    if (interrupted()) throw Failure(Exit::interrupted, "interrupted");
    const auto left = options.max_records ? *options.max_records - printed : max_batch_records;
    HostCall call;
    hif::sdk::Batch batch;
    const auto status = subscriber.subscriber().next(subscriber.raw(), call.raw(),
                                                     std::min(left, max_batch_records),
                                                     max_batch_bytes, batch.out());
    throw_if_failed(status, call, config.name);
    if (status == HIF_END) break;
    if (status == HIF_PENDING) {
      wait_for_more(call.retry_after_ms());
      continue;
    }
    print_records(batch);
    printed += batch.size();
  }
  subscriber.subscriber().close(subscriber.raw());
  return Exit::done;
}

int send(Environment& environment, const EntityOptions& options) {
  const auto& configuration = environment.configuration();
  const auto& client = find_client(configuration, options.client);
  const auto& prototype = prototype_over(environment.packages(), client, Kind::publisher);
  const auto& entity = entity_named(prototype, options);
  OutgoingConfig config{.name = entity.id,
                        .prototype = prototype.id(),
                        .client = client.name,
                        .config = object_config(entity, options),
                        .transformers = {},
                        .request_transformers = {},
                        .response_transformers = {},
                        .pointer = ""};
  if (options.confirm_cascade) config.config.as_object().set("confirm", "cascade");
  hif::sdk::BatchBuilder builder;
  for (const auto& payload : payloads(options))
    builder.add(builder.own(hif::json::print(Object{{"payload", payload}})));
  if (builder.size() == 0) builder.add(builder.own(R"({"path":{}})"));
  hif::sdk::Batch batch;
  builder.finish(batch.out());

  Objects objects(environment.packages(), environment.services(), configuration);
  const auto outgoing = objects.outgoing(config);
  const auto& publisher = outgoing.publisher;
  CallContext context;
  if (options.dry_run) context.flags |= HIF_CALL_DRY_RUN;
  context.preview = [&](std::string_view request) {
    write_out(environment.masker().masked(preview_line(request, environment.options().text)));
  };
  ResultPrinter printer{environment.options().json, environment.log().masker()};
  const auto sink = printer.raw();
  HostCall call(context);
  throw_if_failed(publisher.publisher().open(publisher.raw(), call.raw(), {}), call, config.name);
  throw_if_failed(publisher.publisher().write(publisher.raw(), call.raw(), batch.raw(), 0, &sink),
                  call, config.name);
  throw_if_failed(publisher.publisher().flush(publisher.raw(), call.raw(), &sink, nullptr,
                                              [](void*, hif_slice) {}),
                  call, config.name);
  if (!options.dry_run) tell_committed(publisher); // nobody hands the records over again
  publisher.publisher().close(publisher.raw());
  call.rethrow();
  printer.rethrow();
  return printer.exit;
}

void add_request_options(CLI::App* sub, EntityOptions& options) {
  sub->add_option("client", options.client, "its name in the configuration")->required();
  sub->add_option("entity", options.entity, "title or id of the entity")->required();
  sub->add_option("--method", options.method, "where several methods have the entity")
      ->type_name("METHOD");
  sub->add_option("--path", options.path, "path parameter; may be given several times")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  sub->add_option("--query", options.query, "query parameter; may be given several times")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  sub->add_option("--payload", options.payload, "JSON, @FILE, or - for stdin")->type_name("JSON");
}

} // namespace

void add_requests(Commands& commands) {
  const auto options = std::make_shared<EntityOptions>();
  auto* getting = commands.add(
      "get", "one read, records on stdout", [options](Environment& e) { return get(e, *options); },
      "hif get acme \"List invoices\"\n"
      "hif get acme invoices.list --query since=2026-11-01 --query "
      "until=2026-11-30 --max-records 10");
  add_request_options(getting, *options);
  getting->add_option("--max-records", options->max_records, "stop after so many");
  auto* sending = commands.add(
      "send", "one write, the answer on stdout",
      [options](Environment& e) { return send(e, *options); },
      "hif send acme \"Create an invoice\" --payload '{\"name\": "
      "\"Northwind\"}' --dry-run\n"
      "hif send acme invoices.update --path id=7 --payload @change.json");
  add_request_options(sending, *options);
  sending->add_flag("--dry-run", options->dry_run, "show the request, send nothing");
  sending->add_flag("--confirm-cascade", options->confirm_cascade,
                    "allow a delete that takes other data with it");
}

} // namespace host
