// SPDX-License-Identifier: MIT
#include "publisher/draft.hpp"

#include "catalogue/payload.hpp"

#include <openssl/sha.h>

#include <array>

namespace timely {
namespace {

// A create is told apart by the caller's identifier, anything else by what its path names.
std::string order_key_of(const Draft& draft) {
  if (draft.entity->method == "POST") return draft.external_id;
  if (!draft.entity->path.ends_with('}')) return {};
  return draft.request.target.substr(0, draft.request.target.find('?'));
}

} // namespace

Draft make_draft(const Entity& entity, RequestParameters parameters, std::uint64_t index) {
  Draft draft;
  draft.index = index;
  draft.entity = &entity;
  draft.parameters = std::move(parameters);
  draft.request = build_request(entity, draft.parameters);
  if (entity.external_id) {
    const auto parts = payload_parts(entity, draft.parameters);
    draft.external_id = scalar_text(parts.inside.find(entity.external_id->field));
  }
  draft.order_key = order_key_of(draft);
  return draft;
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
