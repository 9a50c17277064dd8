// SPDX-License-Identifier: MIT
// The first two bytes say the status, the rest is the body of the token endpoint's answer: it gives
// tokens or an error with words, and what is kept of the tokens is read back as it was. The body is
// read as a kept key too.

#include "oauth/key.hpp"
#include "oauth/token_request.hpp"
#include "plugin_api/bare_host.hpp"

#include <cstdlib>

namespace {

using namespace timely::oauth;

void keep(const Tokens& tokens) {
  if (tokens.access_token.empty()) std::abort();
  if (tokens.expires_in && *tokens.expires_in <= 0) std::abort();
  Key key;
  key.pair.access_token = tokens.access_token;
  if (tokens.refresh_token) key.pair.refresh_token = *tokens.refresh_token;
  key.scope = tokens.scope;
  key.expires_at = tokens.expires_in;
  const auto printed = print_key(key);
  if (!(parse_key(printed.reveal()).pair.access_token == tokens.access_token)) std::abort();
  if (!(print_key(parse_key(printed.reveal())) == printed)) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  static const hif::sdk::Host host(bare_host());
  static const int statuses[] = {200, 201, 400, 401, 403, 500, 302, 599};
  const Reply reply{.http_status = statuses[data[0] % 8],
                    .sent = true,
                    .body = std::string(reinterpret_cast<const char*>(data) + 2, size - 2),
                    .retry_after_ms = data[1]};
  const hif::sdk::OwnCall call;
  try {
    keep(request_tokens(
        host, hif::sdk::Call(call.raw()), [&](const hif::sdk::Call&, const Form&) { return reply; },
        {}, [] {}));
  } catch (const hif::sdk::Error& error) {
    if (std::string_view(error.what()).empty()) std::abort();
  }
  try {
    const auto printed = print_key(parse_key(reply.body));
    if (!(print_key(parse_key(printed.reveal())) == printed)) std::abort();
  } catch (const hif::sdk::Error& error) {
    if (error.status != HIF_DATA_LOSS) std::abort();
  }
  return 0;
}
