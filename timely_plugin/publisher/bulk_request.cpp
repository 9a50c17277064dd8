// SPDX-License-Identifier: MIT
#include "publisher/bulk_request.hpp"

#include "catalogue/payload.hpp"

#include <algorithm>

namespace timely {
namespace {

bool is_named(const std::vector<Field>& fields, std::string_view name) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const Field& field) { return field.name == name; });
}

bool is_empty(const json::Object& query) {
  return std::all_of(query.begin(), query.end(),
                     [](const json::Member& member) { return member.value.is_null(); });
}

// `{"id":7}` and the fields of `inside`.
std::string with_id(const std::string& id, const json::Object& inside) {
  auto text = json::print(inside);
  return "{\"id\":" + id + (inside.empty() ? "}" : "," + text.substr(1));
}

} // namespace

BulkForm::BulkForm(const Catalogue& catalogue, const Entity& entity)
    : entity_(entity), gathered_(catalogue.by_id(entity.bulk->entity)) {
  const auto wrong = [&](const std::string& why) {
    return hif::sdk::Error(HIF_INVALID_ARGUMENT, "the catalogue's entity " + entity.id +
                                                     " is gathered into " + entity.bulk->entity +
                                                     ", " + why);
  };
  if (!gathered_ || !gathered_->body) throw wrong("which is none with a body");
  for (const auto& field : gathered_->body->fields)
    if (field.name == entity.bulk->list) list_ = &field;
  if (!list_) throw wrong("which has no list " + entity.bulk->list);
}

// A path parameter of the single request must be found again in the gathered one: in its path, as
// the row's id, or as a field that the path fills.
bool BulkForm::path_fits(const Draft& draft, const json::Object& fields) const {
  const auto filled_by = [&](const std::string& parameter) {
    return std::any_of(
        entity_.body->fields.begin(), entity_.body->fields.end(), [&](const auto& f) {
          return f.from_path == parameter &&
                 scalar_text(fields.find(f.name)) == scalar_text(draft.path().find(parameter));
        });
  };
  return std::all_of(entity_.path_parameters.begin(), entity_.path_parameters.end(),
                     [&](const Field& parameter) {
                       return parameter.name == bulk().id_parameter ||
                              is_named(gathered_->path_parameters, parameter.name) ||
                              (entity_.body && filled_by(parameter.name));
                     });
}

const BulkForm::Plain& BulkForm::plain(const Draft& draft) const {
  if (plain_) return *plain_;
  const auto parts = payload_parts(entity_, draft.parameters());
  plain_ = {is_empty(draft.parameters().query) && bulk().id_parameter.empty() &&
                path_fits(draft, parts.inside),
            0, target_of_path(draft.path())};
  std::uint64_t bit = 1;
  for (const auto& field : entity_.body->fields) {
    if (list_->fields.empty() || is_named(list_->fields, field.name)) plain_->fields |= bit;
    bit <<= 1;
  }
  return *plain_;
}

std::optional<Row> BulkForm::row_of(Draft& draft) const {
  if (draft.plain && plain(draft).fits && (draft.plain->fields & ~plain_->fields) == 0)
    return Row{&draft, {}, {}};
  if (!is_empty(draft.parameters().query)) return std::nullopt;
  const auto parts = payload_parts(entity_, draft.parameters());
  const bool known = list_->fields.empty() ||
                     std::all_of(parts.inside.begin(), parts.inside.end(), [&](const auto& one) {
                       return is_named(list_->fields, one.name);
                     });
  if (!known || !parts.outside.empty() || !path_fits(draft, parts.inside)) return std::nullopt;
  Row row{&draft, {}, {}};
  if (bulk().id_parameter.empty()) {
    row.json = json::print(parts.inside);
    return row;
  }
  row.id = scalar_text(draft.path().find(bulk().id_parameter));
  const bool number = !row.id.empty() && row.id.size() < 19 && row.id.front() != '0' &&
                      row.id.find_first_not_of("0123456789") == row.id.npos;
  if (!number) return std::nullopt;
  row.json = list_->items == Type::object ? with_id(row.id, parts.inside) : row.id;
  return row;
}

std::string BulkForm::target_of(const Draft& draft) const {
  return draft.plain ? plain(draft).target : target_of_path(draft.path());
}

std::string BulkForm::target_of_path(const json::Object& path) const {
  RequestParameters parameters;
  for (const auto& field : gathered_->path_parameters)
    if (const auto* value = path.find(field.name)) parameters.path.set(field.name, *value);
  return build_request(*gathered_, parameters).target;
}

hif::sdk::Request BulkForm::request(std::span<const Row> rows) const {
  hif::sdk::Request request;
  request.method = gathered_->method;
  request.target = target_of(*rows.front().draft);
  // To change or to take away twice does no harm; to create twice does.
  if (!bulk().id_parameter.empty()) request.repeat = HIF_REPEAT_ALWAYS;
  std::size_t size = bulk().list.size() + 8;
  for (const auto& row : rows) size += row.text().size() + 1;
  auto& body = request.body;
  body.reserve(size);
  body.append("{\"").append(bulk().list).append("\":[");
  for (const auto& row : rows) body.append(&row == rows.data() ? "" : ",").append(row.text());
  body.append("]}");
  return request;
}

} // namespace timely
