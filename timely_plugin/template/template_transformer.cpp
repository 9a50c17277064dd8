// SPDX-License-Identifier: MIT
#include "template/template_transformer.hpp"

namespace timely {
namespace {

using hif::json::Value;

skeleton::Part compiled(const Value& config) {
  const auto* given = config.find("template");
  if (!given) throw hif::sdk::ConfigError("/template", "a template is needed");
  return skeleton::compile(*given, "/template");
}

void need_record(const Value& value) {
  if (!value.is_object())
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                          "/template: a record is an object, and the template gave " +
                              std::string(value.type_name()),
                          hif::json::Object{{"pointer", "/template"}});
}

} // namespace

TemplateTransformer::TemplateTransformer(const hif::sdk::Creation& creation)
    : template_(compiled(creation.config)), on_error_(record::on_error_of(creation.config)) {}

void TemplateTransformer::validate(const hif::sdk::Creation& creation) {
  compiled(creation.config);
}

void TemplateTransformer::transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                                    const hif::sdk::RejectSink& rejects) const {
  const skeleton::Filling filling{.null_on_error = on_error_ == record::OnError::null};
  record::each(call, in, out, rejects, on_error_,
               [&](const hif_record& record, std::uint64_t source, record::Output& output) {
                 const auto filled = fill(template_, record::object_of(record), filling);
                 if (!filled) return;
                 if (!filled->is_array()) {
                   need_record(*filled);
                   return output.add(record, source, *filled);
                 }
                 for (const auto& item : filled->as_array()) need_record(item);
                 for (const auto& item : filled->as_array()) output.add(record, source, item);
               });
}

} // namespace timely
