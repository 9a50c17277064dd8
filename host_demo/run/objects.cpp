// SPDX-License-Identifier: MIT
#include "run/objects.hpp"

#include "config/wording.hpp"
#include "run/call_failure.hpp"
#include "run/request_form.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace host {
namespace {

using hif::json::Object;
using hif::json::Value;

// "query project_id: must be an integer. Hint": for objects that stand in no file.
std::string spoken(const std::string& pointer, const std::string& message,
                   const std::string& hint) {
  constexpr std::string_view parameters = "/request_parameters/";
  auto place = pointer.starts_with(parameters) ? pointer.substr(parameters.size()) : pointer;
  std::replace(place.begin(), place.end(), '/', ' ');
  return place + (place.empty() ? "" : ": ") + message +
         (hint.empty() ? "" : ". " + as_sentence(hint));
}

// What the package has against the configuration, at its places in the file.
[[noreturn]] void fail_creation(hif_status status, const HostCall& call, const std::string& name,
                                const std::string& pointer, const Configuration& configuration) {
  const auto details = call.details();
  const auto* problems = details.find("problems");
  if (!problems || !problems->is_array() || problems->as_array().empty()) {
    throw_if_failed(status, call, name);
    throw Failure(Exit::failed, name + " could not be made");
  }
  std::vector<Problem> placed;
  std::string unplaced;
  for (const auto& problem : problems->as_array()) {
    const auto text = [&](const char* field) {
      const auto* value = problem.find(field);
      return value && value->is_string() ? value->as_string() : std::string();
    };
    if (pointer.empty())
      unplaced += "\n  " + spoken(text("pointer"), text("message"), text("hint"));
    else
      placed.push_back(configuration.problem(pointer + "/config" + text("pointer"), text("message"),
                                             text("hint")));
  }
  if (pointer.empty()) throw Failure(exit_of(status), name + " cannot be asked for:" + unplaced);
  throw ConfigurationError(std::move(placed));
}

} // namespace

struct Objects::ClientObject {
  std::string name;
  Instance instance;
  hif_client_ref ref;
};

Objects::Objects(PackageSet& packages, Services services, const Configuration& configuration)
    : packages_(packages), services_(services), configuration_(configuration) {}

// Clients go before the host objects that they lean on.
Objects::~Objects() {
  clients_.clear();
}

void Objects::load_ahead(const RouteConfig& route) {
  std::vector<const Prototype*> over_client;
  const auto ahead = [&](const auto* object) {
    const auto* prototype = object ? packages_.look_up(object->prototype) : nullptr;
    if (!prototype) return;
    prototype->load_ahead();
    if (object->client) over_client.push_back(prototype);
  };
  ahead(configuration_.find_incoming(route.incoming));
  for (const auto& name : route.outgoing) ahead(configuration_.find_outgoing(name));
  // The libraries load on other threads; here meanwhile what their objects are looked up in.
  for (const auto* prototype : over_client)
    if (!prototype->entities().empty()) prototype->catalogue();
}

const ClientConfig* Objects::client_config(const std::optional<std::string>& name) const {
  return name ? configuration_.find_client(*name) : nullptr;
}

Objects::ClientObject& Objects::client_object(const ClientConfig& config) {
  for (const auto& made : clients_)
    if (made->name == config.name) return *made;
  configuration_.require(config);
  auto object = std::make_unique<ClientObject>();
  object->name = config.name;
  object->instance =
      make(config.prototype, config.name, config.pointer, std::nullopt, config.config);
  object->ref = object->instance.client_ref(object->name);
  return *clients_.emplace_back(std::move(object));
}

const Instance& Objects::client(const ClientConfig& config) {
  return client_object(config).instance;
}

Instance Objects::make(const std::string& prototype_id, const std::string& scope,
                       const std::string& pointer, const std::optional<std::string>& client_name,
                       const Value& config, const Configuration& document) {
  const auto& prototype = packages_.find(prototype_id);
  const auto* client = client_config(client_name);
  const auto* client_ref = client ? &client_object(*client).ref : nullptr;
  auto& host = *hosts_.emplace_back(std::make_unique<HostObject>(services_, scope));
  HostCall call;
  auto created = create_instance(prototype, call.raw(), host.raw(), client_ref, config);
  if (created.status != HIF_OK) fail_creation(created.status, call, scope, pointer, document);
  return std::move(created.instance);
}

Value Objects::with_defaults(const std::string& prototype,
                             const std::optional<std::string>& client_name, const Value& config) {
  const auto* client = client_config(client_name);
  return client ? with_request_defaults(packages_.find(prototype), config,
                                        packages_.find(client->prototype), client->config)
                : config;
}

Instance Objects::transformer(const TransformerConfig& config, const Configuration& document) {
  return make(config.prototype, config.prototype, config.pointer, config.client,
              with_defaults(config.prototype, config.client, config.config), document);
}

TransformerChain Objects::transformers(const std::vector<TransformerConfig>& configs,
                                       const Configuration& document) {
  std::vector<Instance> steps;
  for (const auto& config : configs) steps.push_back(transformer(config, document));
  return TransformerChain(std::move(steps));
}

TransformerChain Objects::transformers(const TransformerList& list) {
  Configuration document; // only so that problems find their places
  document.file = list.file;
  document.source = list.source;
  return transformers(list.transformers, document);
}

Value Objects::transformed_input(const IncomingConfig& config, Value object_config) {
  const auto chain = transformers(config.input_transformers);
  if (chain.empty()) return object_config;
  const auto* given = object_config.find("request_parameters");
  const Value nothing = Object{{"path", Object()}};
  const auto form = hif::json::print(request_form(nothing, given ? *given : Value()));
  hif::sdk::BatchBuilder builder;
  builder.add(builder.copy(form));
  hif::sdk::Batch in;
  builder.finish(in.out());
  std::vector<Reject> rejects;
  const auto out = chain.apply(*in.raw(), {}, rejects);
  const auto fail = [&](const std::string& why) {
    throw Failure(Exit::usage, "the input transformers of incoming \"" + config.name +
                                   "\" gave no request parameters: " + why);
  };
  if (!rejects.empty()) fail(rejects.front().error);
  if (out.batch().count != 1)
    fail("they gave " + std::to_string(out.batch().count) + " records for one");
  Value parameters;
  try {
    parameters = hif::json::parse(hif::sdk::view(hif_batch_at(&out.batch(), 0)->json));
  } catch (const hif::json::ParseError& error) {
    fail(error.what());
  }
  if (!parameters.is_object()) fail("they gave " + std::string(parameters.type_name()));
  if (const auto* payload = parameters.find("payload"); payload && payload->is_null())
    parameters.as_object().erase("payload");
  object_config.as_object().set("request_parameters", std::move(parameters));
  return object_config;
}

Incoming Objects::incoming(const IncomingConfig& config) {
  if (!config.pointer.empty()) configuration_.require(config);
  Incoming incoming;
  incoming.name = config.name;
  incoming.transformers = transformers(config.transformers);
  const auto complete = with_defaults(config.prototype, config.client, config.config);
  incoming.subscriber = make(config.prototype, config.name, config.pointer, config.client,
                             transformed_input(config, complete));
  return incoming;
}

Outgoing Objects::outgoing(const OutgoingConfig& config, std::int64_t lane) {
  if (!config.pointer.empty()) configuration_.require(config);
  Outgoing outgoing;
  outgoing.name = config.name;
  outgoing.lane = lane;
  outgoing.over_client = config.client.has_value();
  outgoing.transformers = transformers(config.transformers);
  outgoing.request_transformers = transformers(config.request_transformers);
  outgoing.response_transformers = transformers(config.response_transformers);
  auto object_config = with_defaults(config.prototype, config.client, config.config);
  // Request transformers see the whole request, and what they take out must stay out: the
  // publisher then has no parameters of its own to lay under it.
  if (!outgoing.request_transformers.empty()) {
    if (const auto* parameters = object_config.find("request_parameters")) {
      outgoing.request_parameters = *parameters;
      object_config.as_object().erase("request_parameters");
    }
  }
  // No configured name has a '#'. The first lane is what an outgoing without lanes is.
  const auto scope = lane == 0 ? config.name : config.name + "#" + std::to_string(lane + 1);
  outgoing.publisher = make(config.prototype, scope, config.pointer, config.client, object_config);
  return outgoing;
}

} // namespace host
