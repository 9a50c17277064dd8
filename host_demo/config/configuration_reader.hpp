// SPDX-License-Identifier: MIT
#pragma once
// Makes a configuration out of a YAML document: first the host's own keys, then each object's
// config by the form of its prototype, then what refers to what.

#include "config/form_reader.hpp"
#include "config/load.hpp"

#include <functional>
#include <map>
#include <memory>

namespace host {

class ConfigurationReader {
 public:
  ConfigurationReader(std::string file, std::shared_ptr<const YamlDocument> document,
                      const PrototypeLookup& prototypes, const References& references);

  // To be called once, the one or the other, when the document has a root. `clients`: see
  // LoadOptions.
  Configuration read_configuration();
  std::vector<TransformerConfig>
  read_transformers(const std::function<std::vector<ClientConfig>()>& clients);

  // What came out besides.
  Findings& findings() { return findings_; }

 private:
  // What clients, incomings, outgoings and transformers have in common.
  struct Common {
    std::string prototype;
    std::optional<std::string> client;
    hif::json::Value config = hif::json::Object{};
  };

  hif::json::Value read_own(const hif::json::Value& form);
  Common read_common(const hif::json::Value& own, const std::string& pointer,
                     std::string_view kind);
  hif::json::Value read_config(const PrototypeFacts& facts, const std::string& pointer);
  void check_client(const Common& object, const PrototypeFacts& facts, const std::string& pointer);
  void check_client_prototype(const Common& object, const PrototypeFacts& facts,
                              const std::string& pointer);
  // The facts of a prototype that may be used in this place.
  std::optional<PrototypeFacts> find_prototype(const std::string& id, const std::string& pointer,
                                               std::string_view kind);

  ClientConfig read_client(const std::string& name, const hif::json::Value& own);
  IncomingConfig read_incoming(const std::string& name, const hif::json::Value& own);
  OutgoingConfig read_outgoing(const std::string& name, const hif::json::Value& own);
  RouteConfig read_route(const std::string& name, const hif::json::Value& own);
  std::vector<TransformerConfig> read_list(const hif::json::Value* own, const std::string& pointer);
  void complain(const std::string& pointer, const std::string& message, const std::string& hint);
  void check_lanes(const OutgoingConfig& outgoing);
  void check_schedule(const RouteConfig& route);
  void check_name(const std::string& name, const char* what, const std::vector<std::string>& names,
                  const std::string& pointer);

  // The names under a key of the whole, faulty ones too.
  std::vector<std::string> names_in(std::string_view section) const;
  void add_problem(Position position, std::string pointer, Complaint complaint,
                   Exit::Code exit_code = Exit::usage);

  std::string file_;
  std::shared_ptr<const YamlDocument> document_;
  SourceMap source_;
  const PrototypeLookup& prototypes_;
  FormReader reader_;
  Findings findings_;
  hif::json::Value own_;                       // the whole, without the configs
  std::map<std::string, std::string> clients_; // name → prototype, faulty ones too
};

} // namespace host
