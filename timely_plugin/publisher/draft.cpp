// SPDX-License-Identifier: MIT
#include "publisher/draft.hpp"

#include "catalogue/payload.hpp"

#include <hif/sdk/json_parse.hpp>

#include <openssl/sha.h>

#include <array>

namespace timely {
const RequestParameters& Draft::parameters() const {
  if (!own_) own_ = {base_->path, base_->query, json::parse(request.body)};
  return *own_;
}

Draft Draft::of(const Entity& entity, RequestParameters parameters, std::uint64_t index) {
  Draft draft;
  draft.index = index;
  draft.entity = &entity;
  draft.request = build_request(entity, parameters);
  if (entity.external_id) {
    const auto parts = payload_parts(entity, parameters);
    draft.external_id = scalar_text(parts.inside.find(entity.external_id->field));
  }
  draft.own_ = std::move(parameters);
  draft.order_key = order_key_of(entity, draft.request, draft.external_id);
  return draft;
}

std::string order_key_of(const Entity& entity, const hif::sdk::Request& request,
                         const std::string& external_id) {
  if (entity.method == "POST") return external_id;
  if (!entity.path.ends_with('}')) return {};
  return request.target.substr(0, request.target.find('?'));
}

std::string digest_of(const hif::sdk::Request& request) {
  constexpr std::size_t kept_bytes = 16;
  const auto text = request.method + " " + request.target + "\n" + request.body;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash;
  ::SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
  std::string digits;
  for (std::size_t i = 0; i < kept_bytes; ++i) {
    constexpr std::string_view hex = "0123456789abcdef";
    digits += hex[hash[i] >> 4];
    digits += hex[hash[i] & 15];
  }
  return digits;
}

std::string scalar_text(const json::Value* value) {
  if (!value || value->is_null() || !value->is_scalar()) return {};
  return parameter_text(Type::any, *value);
}

} // namespace timely
