// SPDX-License-Identifier: MIT
#pragma once
// From the configuration to living objects: clients, incomings, outgoings and their transformers.

#include "config/load.hpp"
#include "package/instance.hpp"
#include "package/package_set.hpp"
#include "run/transformer_chain.hpp"
#include "services/host_object.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace host {

struct Incoming {
  std::string name;
  TransformerChain transformers;
  Instance subscriber;
};

struct Outgoing {
  std::string name;
  std::uint64_t lanes = 1;             // that the outgoing has in this run
  std::int64_t lane = 0;               // which of them this is, from 0
  bool over_client = false;            // writes to a vendor, not to a sink of its own
  hif::json::Value request_parameters; // null when there are none
  TransformerChain transformers, request_transformers, response_transformers;
  Instance publisher;
};

// Makes instances and owns what they lean on: host objects and clients, one of each client. Must
// outlive all that it made. One thread.
class Objects {
 public:
  Objects(PackageSet& packages, Services services, const Configuration& configuration);
  Objects(const Objects&) = delete;
  Objects& operator=(const Objects&) = delete;
  ~Objects();

  // Begins to load the packages of the route's incoming and outgoings on other threads: for when
  // there is something to do before they are made.
  void load_ahead(const RouteConfig& route);

  // Each throws ConfigurationError with the place of what is wrong, or Failure. A config without
  // pointer stands in no file: it was made from a command line.
  const Instance& client(const ClientConfig& config);
  Incoming incoming(const IncomingConfig& config);
  // What its publisher keeps of one lane is kept apart from the others'.
  Outgoing outgoing(const OutgoingConfig& config, std::int64_t lane = 0);
  Instance transformer(const TransformerConfig& config) {
    return transformer(config, configuration_);
  }
  TransformerChain transformers(const std::vector<TransformerConfig>& configs) {
    return transformers(configs, configuration_);
  }
  // Of a file of its own; the clients are those of the configuration.
  TransformerChain transformers(const TransformerList& list);

 private:
  struct ClientObject;
  ClientObject& client_object(const ClientConfig& config);
  const ClientConfig* client_config(const std::optional<std::string>& name) const;
  // `document`: where the pointer leads to the object.
  Instance make(const std::string& prototype, const std::string& scope, const std::string& pointer,
                const std::optional<std::string>& client, const hif::json::Value& config,
                const Configuration& document);
  Instance make(const std::string& prototype, const std::string& scope, const std::string& pointer,
                const std::optional<std::string>& client, const hif::json::Value& config) {
    return make(prototype, scope, pointer, client, config, configuration_);
  }
  Instance transformer(const TransformerConfig& config, const Configuration& document);
  TransformerChain transformers(const std::vector<TransformerConfig>& configs,
                                const Configuration& document);
  hif::json::Value with_defaults(const std::string& prototype,
                                 const std::optional<std::string>& client,
                                 const hif::json::Value& config);
  hif::json::Value transformed_input(const IncomingConfig& config, hif::json::Value object_config);

  PackageSet& packages_;
  Services services_;
  const Configuration& configuration_;
  std::vector<std::unique_ptr<HostObject>> hosts_;
  std::vector<std::unique_ptr<ClientObject>> clients_;
};

// `config` with the request parameters that the client has defaults for (fields of its form with
// "x-request-default": "path.account_id") put in where they are missing and there is a place for
// them: in the entity's path, or in the prototype's form under request_parameters.
hif::json::Value with_request_defaults(const Prototype& prototype, hif::json::Value config,
                                       const Prototype& client,
                                       const hif::json::Value& client_config);

} // namespace host
