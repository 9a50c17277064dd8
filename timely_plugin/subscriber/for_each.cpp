// SPDX-License-Identifier: MIT
#include "subscriber/for_each.hpp"

#include "catalogue/dotted.hpp"
#include "catalogue/nearest.hpp"
#include "catalogue/pointer.hpp"

#include <algorithm>

namespace timely {
namespace {

using hif::sdk::ConfigError;
using hif::sdk::Error;
using hif::sdk::Problem;
using Part = ForEach::Into::Part;

const std::string parameters_pointer = "/request_parameters";

std::string_view name_of(Part part) {
  return part == Part::path ? "path" : part == Part::query ? "query" : "payload";
}

std::string joined(const ForEach::Path& path) {
  std::string text;
  for (const auto& name : path) text += (text.empty() ? "" : ".") + name;
  return text;
}

std::vector<ForEach::Into> read_into(const json::Value& from) {
  std::vector<ForEach::Into> into;
  for (const auto& [target, source] : from.as_object()) {
    const auto part = target.starts_with("path.")    ? Part::path
                      : target.starts_with("query.") ? Part::query
                                                     : Part::payload;
    into.push_back(
        {part, target.substr(target.find('.') + 1), split_dotted(source.as_string()), target});
  }
  return into;
}

// The catalogue's field that a value goes into; null when there is none.
const Field* field_of(const Entity& entity, const ForEach::Into& into) {
  static const std::vector<Field> none;
  const auto& fields = into.part == Part::path    ? entity.path_parameters
                       : into.part == Part::query ? entity.query_parameters
                       : entity.body              ? entity.body->fields
                                                  : none;
  const auto at = std::find_if(fields.begin(), fields.end(),
                               [&](const Field& field) { return field.name == into.name; });
  return at == fields.end() ? nullptr : &*at;
}

// The members that a value goes beside.
json::Object& part_of(const Entity& entity, RequestParameters& parameters, Part part) {
  if (part == Part::path) return parameters.path;
  if (part == Part::query) return parameters.query;
  if (!parameters.payload.is_object()) parameters.payload = json::Object();
  auto* wrapped = entity.body && !entity.body->envelope.empty()
                      ? parameters.payload.find(entity.body->envelope)
                      : nullptr;
  return wrapped && wrapped->is_object() ? wrapped->as_object() : parameters.payload.as_object();
}

// A value that stands for what an outer record will give.
json::Value sample(const Entity& entity, const ForEach::Into& into) {
  const auto* field = field_of(entity, into);
  if (!field) return "x";
  if (!field->enumeration.empty()) return field->enumeration.front();
  switch (field->type) {
  case Type::integer:
  case Type::number:
    return field->minimum.value_or(1);
  case Type::boolean:
    return true;
  case Type::date: // never in the wrong order with another
    return entity.window && entity.window->to == into.name ? "9999-12-31" : "0001-01-01";
  case Type::date_time:
    return "2000-01-01T00:00:00Z";
  case Type::array:
    return json::Array{};
  case Type::object:
    return json::Object{};
  default:
    return "x";
  }
}

std::vector<Problem> problems_of(const ConfigError& error) {
  std::vector<Problem> problems;
  for (const auto& problem : error.details.find("problems")->as_array())
    problems.push_back({problem.find("pointer")->as_string(), problem.find("message")->as_string(),
                        problem.find("hint")->as_string()});
  return problems;
}

// Reads a configuration of inner and outer entity, and gathers what is wrong with both.
class Reader {
 public:
  Reader(const hif::sdk::Creation& creation, bool values_at_hand)
      : creation_(creation), inner_config_(creation.config),
        from_(*creation.config.find("for_each")), values_at_hand_(values_at_hand),
        each_(std::make_shared<ForEach>()) {
    inner_config_.as_object().erase("incremental");
  }

  ReadSettings read() {
    each_->into = read_into(*from_.find("into"));
    if (const auto* add = from_.find("add"))
      for (const auto& [name, source] : add->as_object())
        each_->add.push_back({name, split_dotted(source.as_string())});
    if (const auto* concurrency = from_.find("concurrency"))
      each_->concurrency = static_cast<std::size_t>(concurrency->as_int64());
    else
      each_->concurrency = usual_concurrency;
    const auto* unknown = creation_.config.find("allow_unknown_query");
    each_->allow_unknown_query = unknown && unknown->is_bool() && unknown->as_bool();
    if (is_on(creation_.config.find("incremental")))
      problems_.push_back({"/incremental", "\"incremental\" and \"for_each\" cannot be combined",
                           "leave one of them out"});
    auto inner = read_inner();
    read_outer();
    if (!problems_.empty()) throw ConfigError(problems_);
    inner.for_each = each_;
    if (values_at_hand_) inner.params_hash = hash_of(all_that_decides());
    return inner;
  }

 private:
  static constexpr std::size_t usual_concurrency = 4;

  ReadSettings read_inner() {
    inner_parameters_ = read_request_parameters(creation_.config.find("request_parameters"));
    try {
      const auto& entity = find_entity(creation_, inner_config_);
      inner_ = &entity;
      auto parameters = inner_parameters_;
      for (const auto& into : each_->into) {
        auto& part = part_of(entity, parameters, into.part);
        if (part.contains(into.name))
          problems_.push_back({pointer_of(into),
                               "\"" + into.written + "\" is given in request_parameters as well",
                               "leave it out in one of the two"});
        part.set(into.name, sample(entity, into));
      }
      auto settings = read_entity(creation_, inner_config_, parameters, values_at_hand_);
      settings.parameters = without_samples(entity, std::move(settings.parameters));
      return settings;
    } catch (const ConfigError& error) {
      for (auto& problem : problems_of(error)) take_inner(std::move(problem));
      forget_what_was_meant();
    }
    return {};
  }

  RequestParameters without_samples(const Entity& entity, RequestParameters parameters) const {
    for (const auto& into : each_->into) part_of(entity, parameters, into.part).erase(into.name);
    return parameters;
  }

  // What is wrong with a sample is not the user's fault, unless there is no place for it.
  void take_inner(Problem problem) {
    for (const auto& into : each_->into) {
      const auto at = parameters_pointer + "/" + std::string(name_of(into.part)) + "/";
      if (!problem.pointer.starts_with(at)) continue;
      auto name = std::string_view(problem.pointer).substr(at.size());
      if (const auto envelope = name.find('/'); into.part == Part::payload && envelope != name.npos)
        name.remove_prefix(envelope + 1);
      if (name != into.name) continue;
      if (field_of(*inner_, into)) return;
      problem.pointer = pointer_of(into);
    }
    problems_.push_back(std::move(problem));
  }

  // A path parameter is not missing besides when "into" names it wrongly.
  void forget_what_was_meant() {
    const bool misnamed =
        inner_ && std::any_of(each_->into.begin(), each_->into.end(), [&](const auto& into) {
          return into.part == Part::path && !field_of(*inner_, into);
        });
    if (!misnamed) return;
    std::erase_if(problems_, [&](const Problem& problem) {
      const auto at = parameters_pointer + "/path/";
      return problem.pointer.starts_with(at) &&
             !inner_parameters_.path.contains(problem.pointer.substr(at.size()));
    });
  }

  void read_outer() {
    auto config = from_;
    if (!config.find("method")) config.as_object().set("method", "GET");
    for (const auto* name : {"allow_unknown_query", "allow_undocumented"})
      if (const auto* value = creation_.config.find(name)) config.as_object().set(name, *value);
    try {
      auto parameters = read_request_parameters(from_.find("request_parameters"));
      share_path(find_entity(creation_, config), parameters);
      each_->outer = read_entity(creation_, config, parameters, values_at_hand_);
    } catch (const ConfigError& error) {
      for (auto& problem : problems_of(error)) {
        if (is_shared(problem.pointer)) continue; // said of the inner entity
        problem.pointer = "/for_each" + problem.pointer;
        problems_.push_back(std::move(problem));
      }
    }
  }

  // Both belong to one account: what the outer path lacks is taken from the inner one.
  void share_path(const Entity& outer, RequestParameters& parameters) const {
    for (const auto& field : outer.path_parameters)
      if (const auto* value = inner_parameters_.path.find(field.name))
        if (!parameters.path.contains(field.name)) parameters.path.set(field.name, *value);
  }

  // A parameter of both paths that is given once, for the inner one. It may be any while the inner
  // entity is not known.
  bool is_shared(const std::string& pointer) const {
    const auto at = parameters_pointer + "/path/";
    if (!pointer.starts_with(at)) return false;
    const auto name = pointer.substr(at.size());
    const auto* own = at_pointer(from_, at + name);
    const bool put_in = std::any_of(each_->into.begin(), each_->into.end(), [&](const auto& into) {
      return into.part == Part::path && into.name == name;
    });
    if (!inner_) return !own && !put_in;
    const auto names = names_of(inner_->path_parameters);
    return !own && !put_in && std::find(names.begin(), names.end(), name) != names.end();
  }

  std::string pointer_of(const ForEach::Into& into) const {
    return pointer_to("/for_each/into", into.written);
  }

  std::string all_that_decides() const {
    auto text = each_->outer.params_hash;
    for (const auto* name : {"method", "entity", "request_parameters", "page_size", "max_pages"})
      if (const auto* value = creation_.config.find(name)) text += "\n" + json::print(*value);
    for (const auto* name : {"into", "add"})
      if (const auto* value = from_.find(name)) text += "\n" + json::print(*value);
    return text;
  }

  const hif::sdk::Creation& creation_;
  json::Value inner_config_; // without what does not go with for_each
  const json::Value& from_;
  const bool values_at_hand_;
  std::shared_ptr<ForEach> each_;
  const Entity* inner_ = nullptr; // once it is found
  RequestParameters inner_parameters_;
  std::vector<Problem> problems_;
};

// Where a body wants a list, one value makes one of it.
json::Value as_wanted(const Entity& entity, const ForEach::Into& into, const json::Value& value) {
  const auto* field = field_of(entity, into);
  const bool list = field && field->type == Type::array && into.part == Part::payload;
  return list && !value.is_array() ? json::Array{value} : value;
}

// A record that lacks a field: a mistake in the configuration, which only now can be seen.
[[noreturn]] void refuse_missing(const ForEach& each, const ForEach::Path& path,
                                 const json::Value& record) {
  std::vector<std::string> names;
  for (const auto& member : record.as_object()) names.push_back(member.name);
  const auto meant = did_you_mean(path.front(), names);
  throw Error(HIF_INVALID_ARGUMENT, "for_each: a record of \"" + each.outer.entity->title +
                                        "\" has no \"" + joined(path) + "\"" +
                                        (meant.empty() ? "" : ". " + meant));
}

// Whether a name on the way is not there at all; something null on the way is something else.
bool is_missing(const json::Value& record, const ForEach::Path& path) {
  const auto* value = &record;
  for (const auto& name : path) {
    if (value->is_null()) return false;
    value = value->find(name);
    if (!value) return true;
  }
  return false;
}

} // namespace

std::optional<RequestParameters> ForEach::fill(const ReadSettings& inner,
                                               const json::Value& record) const {
  auto parameters = inner.parameters;
  for (const auto& target : into) {
    if (is_missing(record, target.from)) refuse_missing(*this, target.from, record);
    const auto* value = at_dotted(record, target.from);
    if (!value || value->is_null()) return std::nullopt;
    if (!value->is_scalar() && target.part == Part::path)
      throw Error(HIF_INVALID_ARGUMENT, "for_each: \"" + joined(target.from) + "\" of \"" +
                                            outer.entity->title + "\" is " +
                                            std::string(value->type_name()) + ", which \"" +
                                            target.written + "\" cannot hold");
    part_of(*inner.entity, parameters, target.part)
        .set(target.name, as_wanted(*inner.entity, target, *value));
  }
  const auto findings = check_request(
      *inner.entity, parameters, {.allow_unknown_query = allow_unknown_query, .complete = true});
  if (!findings.problems.empty())
    throw Error(HIF_INVALID_ARGUMENT, "for_each: a record of \"" + outer.entity->title +
                                          "\" does not fit \"" + inner.entity->title +
                                          "\": " + ConfigError(findings.problems).what());
  return parameters;
}

ReadSettings read_for_each(const hif::sdk::Creation& creation, bool values_at_hand) {
  return Reader(creation, values_at_hand).read();
}

} // namespace timely
