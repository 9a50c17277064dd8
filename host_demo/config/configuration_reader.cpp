// SPDX-License-Identifier: MIT
#include "config/configuration_reader.hpp"

#include "config/own_form.hpp"
#include "config/pointer.hpp"

#include <algorithm>

namespace host {

using hif::json::Object;
using hif::json::Value;

namespace {

std::string text_of(const Value& own, std::string_view key) {
  const auto* value = own.find(key);
  return value && value->is_string() ? value->as_string() : std::string();
}

std::optional<std::string> optional_text(const Value& own, std::string_view key) {
  auto text = text_of(own, key);
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

// Calls `read` for each named object under `section` and collects what it makes.
template <typename T, typename Read>
void read_section(const Value& own, std::string_view section, std::vector<T>& out, Read read) {
  const auto* objects = own.find(section);
  if (!objects || !objects->is_object()) return;
  for (const auto& [name, object] : objects->as_object()) out.push_back(read(name, object));
}

bool names_a_client(const Value& transformers) {
  return transformers.is_array() &&
         std::ranges::any_of(transformers.as_array(),
                             [](const Value& item) { return !text_of(item, "client").empty(); });
}

} // namespace

ConfigurationReader::ConfigurationReader(std::string file,
                                         std::shared_ptr<const YamlDocument> document,
                                         const PrototypeLookup& prototypes,
                                         const References& references)
    : file_(std::move(file)), document_(std::move(document)), source_(document_),
      prototypes_(prototypes), reader_(file_, references) {}

Value ConfigurationReader::read_own(const Value& form) {
  const auto* root = document_->root();
  auto own =
      reader_.read(Form(&form), {.node = root, .pointer = {}, .key = root->position}, findings_);
  // What the host itself reads is needed at once.
  for (auto& missing : findings_.missing_variables)
    findings_.problems.push_back(std::move(missing));
  findings_.missing_variables.clear();
  return own;
}

Configuration ConfigurationReader::read_configuration() {
  Configuration result;
  result.file = file_;
  result.source = source_;
  own_ = read_own(configuration_form());
  const auto of_version = [](const Problem& problem) { return problem.path == "/version"; };
  if (std::ranges::any_of(findings_.problems, of_version)) {
    // The rest follows another format, perhaps.
    std::erase_if(findings_.problems, std::not_fn(of_version));
    return result;
  }
  if (const auto* clients = own_.find("clients"); clients && clients->is_object())
    for (const auto& [name, client] : clients->as_object())
      clients_[name] = text_of(client, "prototype");
  read_section(own_, "clients", result.clients,
               [&](const auto& name, const Value& own) { return read_client(name, own); });
  read_section(own_, "incoming", result.incoming,
               [&](const auto& name, const Value& own) { return read_incoming(name, own); });
  read_section(own_, "outgoing", result.outgoing,
               [&](const auto& name, const Value& own) { return read_outgoing(name, own); });
  read_section(own_, "routes", result.routes,
               [&](const auto& name, const Value& own) { return read_route(name, own); });
  return result;
}

std::vector<TransformerConfig>
ConfigurationReader::read_transformers(const std::function<std::vector<ClientConfig>()>& clients) {
  own_ = read_own(transformers_form());
  if (clients && names_a_client(own_))
    for (const auto& client : clients()) clients_[client.name] = client.prototype;
  return read_list(&own_, {});
}

ClientConfig ConfigurationReader::read_client(const std::string& name, const Value& own) {
  const auto pointer = child_pointer("/clients", name);
  auto common = read_common(own, pointer, "client");
  return {.name = name,
          .prototype = std::move(common.prototype),
          .config = std::move(common.config),
          .pointer = pointer};
}

IncomingConfig ConfigurationReader::read_incoming(const std::string& name, const Value& own) {
  const auto pointer = child_pointer("/incoming", name);
  auto common = read_common(own, pointer, "subscriber");
  return {.name = name,
          .prototype = std::move(common.prototype),
          .client = std::move(common.client),
          .config = std::move(common.config),
          .input_transformers =
              read_list(own.find("input_transformers"), pointer + "/input_transformers"),
          .transformers = read_list(own.find("transformers"), pointer + "/transformers"),
          .pointer = pointer};
}

OutgoingConfig ConfigurationReader::read_outgoing(const std::string& name, const Value& own) {
  const auto pointer = child_pointer("/outgoing", name);
  const auto list = [&](const std::string& key) {
    return read_list(own.find(key), child_pointer(pointer, key));
  };
  auto common = read_common(own, pointer, "publisher");
  const auto* lanes = own.find("lanes");
  OutgoingConfig outgoing{.name = name,
                          .prototype = std::move(common.prototype),
                          .client = std::move(common.client),
                          .lanes = lanes ? lanes->to_uint64().value_or(1) : 1,
                          .lane_key = text_of(own, "lane_key"),
                          .config = std::move(common.config),
                          .transformers = list("transformers"),
                          .request_transformers = list("request_transformers"),
                          .response_transformers = list("response_transformers"),
                          .pointer = pointer};
  check_lanes(outgoing);
  return outgoing;
}

RouteConfig ConfigurationReader::read_route(const std::string& name, const Value& own) {
  const auto pointer = child_pointer("/routes", name);
  RouteConfig route{.name = name,
                    .incoming = text_of(own, "incoming"),
                    .transformers = read_list(own.find("transformers"), pointer + "/transformers"),
                    .outgoing = {},
                    .schedule = optional_text(own, "schedule"),
                    .time_zone = optional_text(own, "time_zone").value_or(""),
                    .pointer = pointer};
  check_name(route.incoming, "incoming", names_in("incoming"), pointer + "/incoming");
  const auto* outgoing = own.find("outgoing");
  if (outgoing && outgoing->is_array())
    for (std::size_t i = 0; i < outgoing->as_array().size(); ++i) {
      const auto& item = outgoing->as_array()[i];
      route.outgoing.push_back(item.is_string() ? item.as_string() : std::string());
      check_name(route.outgoing.back(), "outgoing", names_in("outgoing"),
                 pointer + "/outgoing/" + std::to_string(i));
    }
  check_schedule(route);
  return route;
}

std::vector<TransformerConfig> ConfigurationReader::read_list(const Value* own,
                                                              const std::string& pointer) {
  std::vector<TransformerConfig> list;
  if (!own || !own->is_array()) return list;
  for (const auto& item : own->as_array()) {
    auto place = child_pointer(pointer, std::to_string(list.size()));
    auto common = read_common(item, place, "transformer");
    list.push_back({.prototype = std::move(common.prototype),
                    .client = std::move(common.client),
                    .config = std::move(common.config),
                    .pointer = std::move(place)});
  }
  return list;
}

ConfigurationReader::Common ConfigurationReader::read_common(const Value& own,
                                                             const std::string& pointer,
                                                             std::string_view kind) {
  Common object{.prototype = text_of(own, "prototype"), .client = optional_text(own, "client")};
  if (object.prototype.empty()) return object; // a problem already
  const auto facts = find_prototype(object.prototype, pointer, kind);
  if (!facts) return object;
  check_client(object, *facts, pointer);
  object.config = read_config(*facts, pointer);
  return object;
}

Value ConfigurationReader::read_config(const PrototypeFacts& facts, const std::string& pointer) {
  static const YamlNode nothing; // reads as an empty map where no config is written
  const auto config_pointer = pointer + "/config";
  const auto place = follow(*document_->root(), config_pointer);
  const auto* node = place.is_exact ? place.node : &nothing;
  if (node->kind != YamlNode::Kind::map && !node->is_nothing())
    return Object{}; // a problem already
  Findings found;
  auto config = reader_.read(Form(facts.form),
                             {.node = node, .pointer = config_pointer, .key = place.key}, found);
  if (config.is_null()) config = Object{};
  const bool is_whole = found.problems.empty() && found.missing_variables.empty();
  findings_.take(std::move(found));
  if (!is_whole || !facts.form) return config;
  if (const auto fault = check_rest(*facts.form, config)) {
    const auto at = config_pointer + fault->pointer;
    add_problem(source_.place(at), at, {fault->message, {}});
  }
  return config;
}

std::vector<std::string> ConfigurationReader::names_in(std::string_view section) const {
  std::vector<std::string> names;
  const auto* objects = own_.find(section);
  if (objects && objects->is_object())
    for (const auto& object : objects->as_object()) names.push_back(object.name);
  return names;
}

void ConfigurationReader::add_problem(Position position, std::string pointer, Complaint complaint,
                                      Exit::Code exit_code) {
  findings_.problems.push_back({.file = file_,
                                .line = position.line,
                                .column = position.column,
                                .path = std::move(pointer),
                                .message = std::move(complaint.message),
                                .hint = std::move(complaint.hint),
                                .exit_code = exit_code});
}

} // namespace host
