// SPDX-License-Identifier: MIT
#include "package/instance.hpp"

#include "services/call.hpp"

#include <hif/sdk/json_print.hpp>
#include <hif/sdk/text.hpp>

#include <stdexcept>

namespace host {
namespace json = hif::json;
namespace {

std::string text_of(const json::Value& problem, std::string_view name) {
  const auto* value = problem.find(name);
  return value && value->is_string() ? value->as_string() : std::string();
}

std::vector<ConfigProblem> problems_in(const json::Value& details) {
  std::vector<ConfigProblem> problems;
  const auto* list = details.find("problems");
  if (!list || !list->is_array()) return problems;
  for (const auto& problem : list->as_array())
    problems.push_back(
        {text_of(problem, "pointer"), text_of(problem, "message"), text_of(problem, "hint")});
  return problems;
}

} // namespace

// The size of every table was checked when the package was opened.
const void* Instance::functions(Kind kind) const {
  if (!prototype_ || prototype_->kind() != kind)
    throw std::logic_error("an instance was taken for a " + std::string(name_of(kind)));
  return table_->table;
}

const hif_client& Instance::client() const {
  return *static_cast<const hif_client*>(functions(Kind::client));
}
const hif_subscriber& Instance::subscriber() const {
  return *static_cast<const hif_subscriber*>(functions(Kind::subscriber));
}
const hif_publisher& Instance::publisher() const {
  return *static_cast<const hif_publisher*>(functions(Kind::publisher));
}
const hif_transformer& Instance::transformer() const {
  return *static_cast<const hif_transformer*>(functions(Kind::transformer));
}

const void* Instance::extension(std::string_view id) const {
  return table_->get_extension(raw_, hif::sdk::str(id));
}

hif_client_ref Instance::client_ref(std::string_view name) const {
  hif_client_ref reference{};
  reference.struct_size = sizeof reference;
  reference.table = &client();
  reference.instance = raw_;
  reference.name = hif::sdk::str(name);
  reference.prototype_id = hif::sdk::str(prototype_->id());
  return reference;
}

Created create_instance(const Prototype& prototype, const hif_call* call, const hif_host* host,
                        const hif_client_ref* client, const json::Value& config) {
  const auto& table = prototype.open();
  const auto text = json::print(config);
  hif_instance* raw = nullptr;
  const auto status = table.create(&table, call, host, client, hif::sdk::str(text), &raw);
  if (status == HIF_OK && !raw) {
    constexpr std::string_view message = "the package says that it made an object, and gave none";
    return {call->fail(call, HIF_INTERNAL, hif::sdk::str(message), hif_str{}), {}};
  }
  if (status != HIF_OK) return {status < 0 ? status : HIF_INTERNAL, {}};
  return {HIF_OK, Instance(prototype, table, raw)};
}

std::vector<ConfigProblem> validate(const Prototype& prototype, const hif_host* host,
                                    const json::Value& config) {
  const auto& table = prototype.open();
  const auto text = json::print(config);
  const HostCall call;
  const auto status = table.validate(&table, call.raw(), host, hif::sdk::str(text));
  if (status == HIF_OK) return {};
  auto problems = problems_in(call.details());
  if (problems.empty())
    problems.push_back({"",
                        call.message().empty() ? "the package refuses the configuration and "
                                                 "does not say why"
                                               : call.message(),
                        ""});
  return problems;
}

} // namespace host
