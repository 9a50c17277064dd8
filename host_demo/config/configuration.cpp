// SPDX-License-Identifier: MIT
#include "config/configuration.hpp"

#include "config/pointer.hpp"
#include "config/wording.hpp"

#include <algorithm>
#include <set>

namespace host {

namespace {

template <typename T>
const T* find_named(const std::vector<T>& objects, std::string_view name) {
  const auto found = std::ranges::find(objects, name, &T::name);
  return found == objects.end() ? nullptr : &*found;
}

// The pointers of an object and of all it works over.
class Needed {
 public:
  explicit Needed(const Configuration& configuration) : configuration_(configuration) {}

  void add(const ClientConfig& client) { roots_.insert(client.pointer); }
  void add(const IncomingConfig& incoming) {
    roots_.insert(incoming.pointer);
    add_client(incoming.client);
    add_clients(incoming.input_transformers);
    add_clients(incoming.transformers);
  }
  void add(const OutgoingConfig& outgoing) {
    roots_.insert(outgoing.pointer);
    add_client(outgoing.client);
    add_clients(outgoing.transformers);
    add_clients(outgoing.request_transformers);
    add_clients(outgoing.response_transformers);
  }
  void add(const RouteConfig& route) {
    roots_.insert(route.pointer);
    add_clients(route.transformers);
    if (const auto* incoming = configuration_.find_incoming(route.incoming)) add(*incoming);
    for (const auto& name : route.outgoing)
      if (const auto* outgoing = configuration_.find_outgoing(name)) add(*outgoing);
  }

  void require() const {
    std::vector<Problem> problems;
    for (const auto& missing : configuration_.missing_variables)
      if (std::ranges::any_of(roots_, [&](const auto& r) { return is_within(missing.path, r); }))
        problems.push_back(missing);
    if (!problems.empty()) throw ConfigurationError(std::move(problems));
  }

 private:
  void add_client(const std::optional<std::string>& name) {
    const auto* client = name ? configuration_.find_client(*name) : nullptr;
    if (client) add(*client);
  }
  void add_clients(const std::vector<TransformerConfig>& transformers) {
    for (const auto& transformer : transformers) add_client(transformer.client);
  }

  const Configuration& configuration_;
  std::set<std::string> roots_;
};

template <typename T>
void require_all_of(const Configuration& configuration, const T& object) {
  Needed needed(configuration);
  needed.add(object);
  needed.require();
}

} // namespace

const ClientConfig* Configuration::find_client(std::string_view name) const {
  return find_named(clients, name);
}
const IncomingConfig* Configuration::find_incoming(std::string_view name) const {
  return find_named(incoming, name);
}
const OutgoingConfig* Configuration::find_outgoing(std::string_view name) const {
  return find_named(outgoing, name);
}
const RouteConfig* Configuration::find_route(std::string_view name) const {
  return find_named(routes, name);
}

void Configuration::require(const ClientConfig& client) const {
  require_all_of(*this, client);
}
void Configuration::require(const IncomingConfig& object) const {
  require_all_of(*this, object);
}
void Configuration::require(const OutgoingConfig& object) const {
  require_all_of(*this, object);
}
void Configuration::require(const RouteConfig& route) const {
  require_all_of(*this, route);
}

bool Configuration::lacks_variable(std::string_view pointer) const {
  return std::ranges::any_of(missing_variables,
                             [&](const auto& m) { return is_within(m.path, pointer); });
}

Problem Configuration::problem(std::string_view pointer, std::string message,
                               std::string hint) const {
  const auto position = source.place(pointer);
  return {.file = file,
          .line = position.line,
          .column = position.column,
          .path = std::string(pointer),
          .message = std::move(message),
          .hint = as_sentence(std::move(hint))};
}

} // namespace host
