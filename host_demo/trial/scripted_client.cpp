// SPDX-License-Identifier: MIT
#include "trial/scripted_client.hpp"

#include "services/clock.hpp"

#include <hif/sdk/text.hpp>

#include <array>
#include <string_view>
#include <thread>

namespace host {
namespace {

using hif::sdk::str;

// With the readable bytes behind it that the interface promises.
template <std::size_t Size>
constexpr auto padded(const char (&text)[Size]) {
  std::array<char, Size - 1 + HIF_BODY_PADDING> body{};
  for (std::size_t i = 0; i + 1 < Size; ++i) body[i] = text[i];
  return body;
}
constexpr auto list_body = padded("[]"), object_body = padded("{}");
constexpr std::size_t body_size = 2;

const ScriptedClient& self(hif_instance* instance) {
  return *reinterpret_cast<const ScriptedClient*>(instance);
}

hif_status wait_for_end(const hif_call* call) {
  for (;;) {
    if (call->is_cancelled(call)) return HIF_CANCELLED;
    if (steady_now_ns() >= call->deadline_ns) return HIF_DEADLINE_EXCEEDED;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

hif_status send(hif_instance* instance, const hif_call* call, const hif_request* request,
                hif_response* out) {
  out->phase = HIF_PHASE_NOT_SENT;
  out->release = nullptr;
  if (self(instance).is_patient())
    return call->fail(call, wait_for_end(call), str("the call is over"), hif_str{});
  const bool reads = hif::sdk::view(request->method) == "GET";
  out->release = [](hif_response* response) { response->release = nullptr; };
  if (!reads && (call->flags & HIF_CALL_DRY_RUN) != 0) {
    call->preview(call, str("{}"));
    return HIF_OK;
  }
  out->http_status = 200;
  out->phase = HIF_PHASE_ANSWERED;
  out->attempts = 1;
  const auto& body = reads ? list_body : object_body;
  out->body = {reinterpret_cast<const std::uint8_t*>(body.data()), body_size};
  return HIF_OK;
}

hif_status no_grant(const hif_call* call) {
  return call->fail(call, HIF_UNIMPLEMENTED, str("a client on trial needs no grant"), hif_str{});
}

const hif_client table = {
    .struct_size = sizeof(hif_client),
    .reserved = 0,
    .send = send,
    .begin_grant = [](hif_instance*, const hif_call* call, void*,
                      void (*)(void*, hif_str)) { return no_grant(call); },
    .finish_grant = [](hif_instance*, const hif_call* call, hif_str) { return no_grant(call); },
    .grant_status = [](hif_instance*, const hif_call*, void* data,
                       void (*sink)(void*, hif_str)) -> hif_status {
      sink(data, str(R"({"state":3})"));
      return HIF_OK;
    },
    .revoke = [](hif_instance*, const hif_call* call) { return no_grant(call); },
    .probe = [](hif_instance*, const hif_call*, void* data,
                void (*sink)(void*, hif_str)) -> hif_status {
      sink(data, str("{}"));
      return HIF_OK;
    },
    .send_many = nullptr,
};

} // namespace

hif_client_ref ScriptedClient::reference(const std::string& prototype_id) const {
  hif_client_ref reference{};
  reference.struct_size = sizeof reference;
  reference.table = &table;
  reference.instance =
      reinterpret_cast<hif_instance*>(const_cast<ScriptedClient*>(this)); // never written through
  reference.name = str("trial");
  reference.prototype_id = str(prototype_id);
  return reference;
}

} // namespace host
