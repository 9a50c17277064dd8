// SPDX-License-Identifier: MIT
#include "publisher/plain_records.hpp"

#include "catalogue/date.hpp"
#include "catalogue/payload.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace timely {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t most_fields = 64; // one bit each

// Nothing is to be said against the path and the query that every record shares.
bool base_is_complete(const WriteSettings& settings) {
  const auto findings = check_request(*settings.entity, settings.parameters,
                                      {.allow_unknown_query = settings.allow_unknown_query});
  return std::all_of(findings.problems.begin(), findings.problems.end(), [](const auto& problem) {
    return problem.pointer.starts_with("/request_parameters/payload");
  });
}

bool is_bounded(const Field& field) {
  return !field.enumeration.empty() || field.minimum || field.maximum || field.min_length ||
         field.max_length || field.pattern || field.format != Format::none;
}

bool is_plain(const Field& field) {
  const bool is_part = field.name == "path" || field.name == "query" || field.name == "payload";
  return !is_part && field.keywords.empty() && field.also.empty() && !field.secret &&
         !field.outside_envelope && field.from_path.empty() && !field.encoding;
}

std::string_view trimmed(std::string_view token) {
  return token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
}

struct Number {
  std::string_view token; // as it is spelled
  double value;
};

// Nothing for what is none.
std::optional<Number> number(Type type, ondemand::value& value) {
  Number number{trimmed(value.raw_json_token()), 0};
  if (type != Type::integer) {
    if (value.get_double().get(number.value)) return std::nullopt;
    return number;
  }
  std::int64_t integer;
  if (value.get_int64().get(integer)) return std::nullopt;
  number.value = static_cast<double>(integer);
  return number;
}

bool is_within(const Field& field, double value) {
  return !(field.minimum && value < *field.minimum) && !(field.maximum && value > *field.maximum);
}

bool is_type_of_text(Type type, std::string_view text) {
  switch (type) {
  case Type::string:
    return true;
  case Type::date:
    return is_date(text);
  case Type::date_time:
    return is_date_time(text);
  default:
    return false;
  }
}

bool passes(const Field& field, const json::Value& value) {
  Findings findings;
  check_body_value(field, value, "", findings);
  return findings.problems.empty();
}

} // namespace

PlainRecords::PlainRecords(const WriteSettings& settings)
    : settings_(settings), entity_(*settings.entity), usable_(prepare()) {}

bool PlainRecords::prepare() {
  const auto& body = entity_.body;
  const bool possible = body && body->fields.size() <= most_fields &&
                        is_empty(settings_.parameters.payload) && base_is_complete(settings_) &&
                        !(entity_.window && entity_.window->in_body);
  if (!possible) return false;
  std::uint64_t bit = 1;
  for (const auto& field : body->fields) {
    Member member{.field = &field, .begin = {}};
    json::print_string(member.begin, field.name);
    member.begin += ':';
    member.anything = !is_bounded(field);
    member.long_way = !is_plain(field);
    member.bit = bit;
    if (entity_.external_id) {
      const auto& rule = *entity_.external_id;
      const auto needs = [&](const std::string& name) { return name == field.name; };
      member.identifies = field.name == rule.field;
      member.wanted = std::any_of(rule.lookup.match.begin(), rule.lookup.match.end(), needs) ||
                      std::any_of(rule.lookup.filters.begin(), rule.lookup.filters.end(),
                                  [&](const auto& filter) { return needs(filter.second); });
    }
    if (field.required) required_ |= bit;
    members_.emplace(field.name, std::move(member));
    bit <<= 1;
  }
  for (const auto& group : body->require_one_of) require_one_of_.push_back(bits_of(group));

  auto parameters = settings_.parameters;
  parameters.payload = json::Object();
  const auto request = build_request(entity_, parameters);
  target_ = request.target;
  // What the path fills stands at the end, where the long way puts it.
  const auto filled = json::print(payload_parts(entity_, parameters).inside);
  body_begin_ = body->envelope.empty() ? "{" : "{\"" + body->envelope + "\":{";
  body_end_ = filled.substr(1) + (body->envelope.empty() ? "" : "}");
  return true;
}

std::uint64_t PlainRecords::bits_of(const std::vector<std::string>& names) const {
  std::uint64_t bits = 0;
  for (const auto& name : names)
    if (const auto found = members_.find(name); found != members_.end()) bits |= found->second.bit;
  return bits;
}

std::optional<Draft> PlainRecords::draft(std::string_view record, std::uint64_t index) {
  if (!usable_) return std::nullopt;
  buffer_.assign(record);
  buffer_.append(simdjson::SIMDJSON_PADDING, '\0');
  ondemand::document document;
  ondemand::object object;
  if (parser_.iterate(buffer_.data(), record.size(), buffer_.size()).get(document) ||
      document.get_object().get(object))
    return std::nullopt;
  Draft draft;
  draft.plain = Draft::Plain{};
  auto& body = draft.request.body;
  body.reserve(record.size() + body_begin_.size() + body_end_.size());
  body = body_begin_;
  if (!take(object, draft) || !is_complete(draft.plain->fields)) return std::nullopt;
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return std::nullopt;
  draft.plain->inside_at = body_begin_.size() - 1;
  if (body_end_.front() != '}' && draft.plain->fields != 0) body += ',';
  body += body_end_;
  const auto envelope_end = entity_.body->envelope.empty() ? 0u : 1u;
  draft.plain->inside_size = body.size() - envelope_end - draft.plain->inside_at;
  draft.index = index;
  draft.entity = &entity_;
  draft.base_ = &settings_.parameters;
  draft.request.method = entity_.method;
  draft.request.target = target_;
  draft.order_key = order_key_of(entity_, draft.request, draft.external_id);
  return draft;
}

// With its envelope, which then stands alone, or without it.
bool PlainRecords::take(ondemand::object record, Draft& draft) {
  const auto& envelope = entity_.body->envelope;
  if (envelope.empty()) return take_members(record, draft);
  bool wrapped = false;
  for (auto field : record) {
    ondemand::raw_json_string name; // not unescaped: a second pass has room for that once
    ondemand::object inside;
    if (wrapped || field.key().get(name)) return false;
    if (!name.is_equal(envelope)) break;
    if (field.value().get_object().get(inside) || !take_members(inside, draft)) return false;
    wrapped = true;
  }
  return wrapped || (!record.reset().error() && take_members(record, draft));
}

bool PlainRecords::take_members(ondemand::object fields, Draft& draft) {
  auto& plain = *draft.plain;
  auto& body = draft.request.body;
  std::size_t place = 0;
  for (auto field : fields) {
    std::string_view name;
    ondemand::value value;
    if (field.unescaped_key().get(name) || field.value().get(value)) return false;
    const auto* found = member_at(place++, name);
    if (!found) return false;
    const auto& member = *found;
    if (member.long_way || (plain.fields & member.bit) != 0) return false;
    if (plain.fields != 0) body += ',';
    plain.fields |= member.bit;
    const auto at = body.size();
    body += member.begin;
    const auto value_at = body.size();
    if (!take_value(member, value, body)) return false;
    const auto text = std::string_view(body).substr(value_at);
    if (text == "null") continue;
    if (member.wanted)
      plain.wanted.append(plain.wanted.empty() ? "" : ",").append(body, at, body.npos);
    if (!member.identifies) continue;
    if (!text.starts_with('"'))
      draft.external_id = text;
    else if (text.find('\\') == text.npos)
      draft.external_id = text.substr(1, text.size() - 2);
    else
      return false;
  }
  return true;
}

// Records name their members in the same order, as a rule.
const PlainRecords::Member* PlainRecords::member_at(std::size_t place, std::string_view name) {
  if (place < order_.size() && order_[place]->field->name == name) return order_[place];
  const auto found = members_.find(name);
  if (found == members_.end()) return nullptr;
  order_.resize(std::min(order_.size(), place));
  if (order_.size() == place) order_.push_back(&found->second);
  return &found->second;
}

bool PlainRecords::take_value(const Member& member, ondemand::value value,
                              std::string& body) const {
  const auto& field = *member.field;
  ondemand::json_type type;
  if (value.type().get(type)) return false;
  switch (type) {
  case ondemand::json_type::null:
    if (!value.is_null() || (field.required && !field.nullable)) return false;
    body += "null";
    return true;
  case ondemand::json_type::boolean: {
    bool flag;
    if (field.type != Type::boolean || value.get_bool().get(flag)) return false;
    body += flag ? "true" : "false";
    return member.anything || passes(field, flag);
  }
  case ondemand::json_type::number: {
    const bool right = field.type == Type::integer || field.type == Type::number;
    const auto given = right ? number(field.type, value) : std::nullopt;
    if (!given) return false;
    body += given->token;
    if (field.enumeration.empty()) return is_within(field, given->value);
    return passes(field, json::Number{std::string(given->token)});
  }
  case ondemand::json_type::string: {
    const auto token = trimmed(value.raw_json_token());
    std::string_view text;
    if (value.get_string().get(text)) return false;
    if (text.size() + 2 == token.size()) // nothing in it is escaped
      body += token;
    else
      json::print_string(body, text);
    return member.anything ? is_type_of_text(field.type, text) : passes(field, text);
  }
  case ondemand::json_type::array: {
    ondemand::array list;
    return field.type == Type::array && member.anything && !value.get_array().get(list) &&
           take_list(member, list, body);
  }
  default:
    return false;
  }
}

// Of numbers or texts.
bool PlainRecords::take_list(const Member& member, ondemand::array list, std::string& body) const {
  const auto items = member.field->items.value_or(Type::any);
  body += '[';
  bool first = true;
  for (auto item : list) {
    ondemand::value value;
    ondemand::json_type type;
    if (item.get(value) || value.type().get(type)) return false;
    if (!std::exchange(first, false)) body += ',';
    if (type == ondemand::json_type::number && (items == Type::integer || items == Type::number)) {
      const auto given = number(items, value);
      if (!given) return false;
      body += given->token;
    } else {
      std::string_view text;
      if (type != ondemand::json_type::string || value.get_string().get(text) ||
          !is_type_of_text(items, text))
        return false;
      json::print_string(body, text);
    }
  }
  body += ']';
  return true;
}

bool PlainRecords::is_complete(std::uint64_t fields) const {
  return (fields & required_) == required_ &&
         std::all_of(require_one_of_.begin(), require_one_of_.end(),
                     [&](std::uint64_t group) { return (fields & group) != 0; });
}

} // namespace timely
