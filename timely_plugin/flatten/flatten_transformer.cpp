// SPDX-License-Identifier: MIT
#include "flatten/flatten_transformer.hpp"

namespace timely {
namespace {

using hif::json::Value;

// Deeper than any record is.
constexpr std::size_t every_level = 1024;

std::string text_in(const Value& config, std::string_view name, std::string otherwise) {
  const auto* value = config.find(name);
  return value ? value->as_string() : std::move(otherwise);
}

flatten::Layout layout_in(const Value& config) {
  flatten::Layout layout;
  layout.separator = text_in(config, "separator", layout.separator);
  layout.join_with = text_in(config, "join_with", layout.join_with);
  layout.prefix = text_in(config, "prefix", {});
  const auto lists = text_in(config, "lists", "json");
  layout.lists = lists == "index"  ? flatten::Lists::index
                 : lists == "join" ? flatten::Lists::join
                                   : flatten::Lists::json;
  const auto* depth = config.find("depth");
  layout.depth = depth ? static_cast<std::size_t>(depth->as_int64()) : every_level;
  return layout;
}

} // namespace

FlattenTransformer::FlattenTransformer(const hif::sdk::Creation& creation)
    : layout_(layout_in(creation.config)), on_error_(record::on_error_of(creation.config)) {
  layout_.null_on_collision = on_error_ == record::OnError::null;
}

void FlattenTransformer::transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                                   const hif::sdk::RejectSink& rejects) const {
  record::each(call, in, out, rejects, on_error_,
               [&](const hif_record& record, std::uint64_t source, record::Output& output) {
                 const auto object = record::object_of(record);
                 if (flatten::is_flat(object.as_object(), layout_))
                   return output.pass(record, source);
                 output.add(record, source, flatten::row_of(object.as_object(), layout_));
               });
}

} // namespace timely
