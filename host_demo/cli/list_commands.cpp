// SPDX-License-Identifier: MIT
// plugins, prototypes, describe, entities: what there is. None of them opens a library.

#include "cli/commands.hpp"
#include "cli/entity_form.hpp"
#include "cli/output.hpp"
#include "cli/skeleton.hpp"
#include "text/nearest.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace host {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

struct ListOptions {
  std::string prototype;
  std::string kind;
  std::string method;
  std::string entity;
  std::string group;
  bool all = false;
};

std::string default_text(const Value& property) {
  const auto* value = property.find("default");
  return value ? hif::json::print(*value) : "";
}

std::string type_text(const Value& property) {
  if (const auto* choices = property.find("enum")) {
    std::string text;
    for (const auto& choice : choices->as_array())
      text += (text.empty() ? "" : "|") +
              (choice.is_string() ? choice.as_string() : hif::json::print(choice));
    return text;
  }
  const auto one = [](const Value& type) {
    return type.is_string() ? type.as_string() : hif::json::print(type);
  };
  if (const auto* type = property.find("type")) return one(*type);
  for (const char* word : {"oneOf", "anyOf"})
    if (const auto* branches = property.find(word)) {
      std::string text;
      for (const auto& branch : branches->as_array())
        text += (text.empty() ? "" : " or ") + type_text(branch);
      return text;
    }
  return "any";
}

bool is_required(const Value& form, std::string_view name) {
  const auto* required = form.find("required");
  if (!required) return false;
  return std::any_of(required->as_array().begin(), required->as_array().end(),
                     [&](const Value& entry) { return entry == Value(name); });
}

void add_fields(Table& table, const Value& form, const std::string& prefix) {
  const auto* properties = form.find("properties");
  if (!properties) return;
  for (const auto& [name, property] : properties->as_object()) {
    const auto* secret = property.find("writeOnly");
    const auto* description = property.find("description");
    table.add({prefix + name, type_text(property), is_required(form, name) ? "yes" : "",
               default_text(property), secret && secret->as_bool() ? "yes" : "",
               description ? description->as_string() : ""});
    add_fields(table, property, prefix + name + ".");
  }
}

Kind parse_kind(const std::string& name) {
  if (const auto kind = kind_of(name)) return *kind;
  throw Failure(Exit::usage,
                "--kind takes client, subscriber, publisher or transformer, not \"" + name + "\"");
}

int list_plugins(Environment& environment) {
  Array rows;
  Table table({"PACKAGE", "VERSION", "ABI", "STATE", "LIBRARY", "PATH"});
  std::string refusals;
  for (auto* package : environment.packages().packages()) {
    package->verify();
    const auto refusal = package->refusal();
    const auto path = package->is_built_in() ? std::string("(built in)") : package->path().string();
    const auto state = std::string(name_of(package->state()));
    Object row{{"id", package->id()},   {"version", package->version()},
               {"path", path},          {"state", state},
               {"abi", package->abi()}, {"library", package->library_state()},
               {"code", nullptr},       {"cause", nullptr}};
    if (refusal) {
      row.set("code", refusal->name());
      row.set("cause", refusal->located_cause());
      row.set("remedy", refusal->remedy);
      refusals += path + "\n  " + refusal->text() + "\n";
    }
    rows.push_back(std::move(row));
    table.add({package->id(), package->version(), package->abi(), state,
               std::string(package->library_state()), path});
  }
  if (environment.options().json)
    print_json_line(rows);
  else
    write_out(table.text() + (refusals.empty() ? "" : "\n" + refusals));
  return Exit::done;
}

int list_prototypes(Environment& environment, const ListOptions& options) {
  const bool of_any_kind = options.kind.empty();
  const auto kind = of_any_kind ? Kind::client : parse_kind(options.kind);
  Array rows;
  Table table({"PROTOTYPE", "KIND", "NAME", "PACKAGE"});
  for (const auto* prototype : environment.packages().prototypes()) {
    if (!of_any_kind && prototype->kind() != kind) continue;
    const auto kind_name = std::string(name_of(prototype->kind()));
    const auto& package = prototype->package();
    rows.push_back(Object{{"id", prototype->id()},
                          {"kind", kind_name},
                          {"name", prototype->name()},
                          {"description", prototype->description()},
                          {"package", package.id()},
                          {"version", package.version()}});
    table.add(
        {prototype->id(), kind_name, prototype->name(), package.id() + " " + package.version()});
  }
  if (environment.options().json)
    print_json_line(rows);
  else
    write_out(table.text());
  return Exit::done;
}

int describe_prototype(Environment& environment, const ListOptions& options) {
  const auto& prototype = environment.packages().find(options.prototype);
  const auto& form = prototype.form();
  if (!options.entity.empty()) {
    const auto& entity =
        prototype.catalogue().find(prototype.entities(), options.entity, options.method);
    if (environment.options().json)
      print_json_line(*entity.definition);
    else
      write_out(describe_entity(entity));
    return Exit::done;
  }
  if (environment.options().json) {
    print_json_line(form);
    return Exit::done;
  }
  std::string text = prototype.name() + " (" + prototype.id() + ", " +
                     std::string(name_of(prototype.kind())) + ")\n" + prototype.description() +
                     "\n";
  for (const auto& client : prototype.clients())
    text += "needs a client made from " + client + "\n";
  Table table({"FIELD", "TYPE", "REQUIRED", "DEFAULT", "SECRET", "DESCRIPTION"});
  add_fields(table, form, "");
  text += "\n" + table.text() + "\nTo begin with:\n\n" + skeleton(prototype);
  if (!prototype.entities().empty())
    text += "\n`hif entities " + prototype.id() + "` lists the entities, `hif describe " +
            prototype.id() + " --entity NAME` what one takes.\n";
  write_out(text);
  return Exit::done;
}

int list_entities(Environment& environment, const ListOptions& options) {
  const auto& prototype = environment.packages().find(options.prototype);
  const auto& catalogue = prototype.catalogue();
  std::vector<std::string> groups;
  Array rows;
  Table table({"ENTITY", "METHOD", "TITLE", "GROUP", "PATH"});
  for (const auto* entity : catalogue.side(prototype.entities())) {
    if (!entity->documented && !options.all) continue;
    groups.push_back(entity->group);
    if (!options.method.empty() && entity->method != options.method) continue;
    if (!options.group.empty() && entity->group != options.group) continue;
    rows.push_back(Object{{"id", entity->id},
                          {"title", entity->title},
                          {"group", entity->group},
                          {"method", entity->method},
                          {"path", entity->path},
                          {"documented", entity->documented}});
    table.add({entity->id, entity->method,
               entity->title + (entity->documented ? "" : " (undocumented)"), entity->group,
               entity->path});
  }
  if (!options.group.empty() &&
      std::find(groups.begin(), groups.end(), options.group) == groups.end())
    throw Failure(Exit::usage, "no entity of " + prototype.id() + " is in the group \"" +
                                   options.group + "\"." + did_you_mean(options.group, groups));
  if (environment.options().json)
    print_json_line(rows);
  else
    write_out(table.text());
  return Exit::done;
}

} // namespace

void add_listings(Commands& commands) {
  const auto options = std::make_shared<ListOptions>();
  commands.add("plugins", "every package found, its state, and why it is refused if it is",
               list_plugins, "hif plugins\nhif --plugin-dir ./plugins plugins -o json");
  commands
      .add(
          "prototypes", "the prototypes of all good packages",
          [options](Environment& e) { return list_prototypes(e, *options); },
          "hif prototypes\nhif prototypes --kind transformer")
      ->add_option("--kind", options->kind, "client, subscriber, publisher or transformer")
      ->type_name("KIND");
  auto* describe = commands.add(
      "describe", "the configuration form of a prototype, and lines to begin with",
      [options](Environment& e) { return describe_prototype(e, *options); },
      "hif describe acme.client\n"
      "hif describe acme.publisher --entity \"Create an invoice\"");
  describe->add_option("prototype", options->prototype, "id, such as acme.subscriber")->required();
  describe->add_option("--entity", options->entity, "what an entity of its catalogue takes instead")
      ->type_name("ENTITY");
  describe->add_option("--method", options->method, "where several methods have the entity")
      ->type_name("METHOD");
  auto* entities = commands.add(
      "entities", "the catalogue of a prototype",
      [options](Environment& e) { return list_entities(e, *options); },
      "hif entities acme.subscriber --method GET\n"
      "hif entities acme.publisher --group Invoices --all");
  entities->add_option("prototype", options->prototype, "id, such as acme.subscriber")->required();
  entities->add_option("--method", options->method, "only those of an HTTP method")
      ->type_name("METHOD");
  entities->add_option("--group", options->group, "only those of a group")->type_name("GROUP");
  entities->add_flag("--all", options->all, "the undocumented ones too");
}

} // namespace host
