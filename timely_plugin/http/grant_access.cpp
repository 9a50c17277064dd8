// SPDX-License-Identifier: MIT
// The client's part in a grant: OAuth over the client's own connections.
#include "http/http_client.hpp"

#include "http/words.hpp"

namespace timely {

namespace {

using hif::json::Value;
using hif::sdk::Call;
using hif::sdk::Error;

// A call that can be cancelled until its request is sent and not afterwards: the answer may hold
// the only copy of a new key. The request's own timeout still ends it.
class Steadfast {
 public:
  Steadfast(const Call& call, const http::Attempt& attempt)
      : raw_(*call.raw()), parent_(call.raw()), attempt_(attempt) {
    raw_.struct_size = std::min<std::uint32_t>(raw_.struct_size, sizeof raw_);
    raw_.deadline_ns = INT64_MAX;
    raw_.is_cancelled = [](const hif_call* raw) -> std::int32_t {
      const auto& self = *reinterpret_cast<const Steadfast*>(raw); // its first member
      return self.attempt_.phase == HIF_PHASE_NOT_SENT && self.parent_->is_cancelled(self.parent_);
    };
  }
  Call call() const { return Call(&raw_); }

 private:
  hif_call raw_;
  const hif_call* parent_;
  const http::Attempt& attempt_;
};

Value optional_value(const std::optional<std::int64_t>& number) {
  return number ? Value(*number) : Value();
}

} // namespace

// One request to an OAuth endpoint, without authorization and without retries; over a connection
// of its own, so that none that the server has just closed makes its outcome doubtful.
oauth::Reply HttpClient::ask(const Call& call, const http::Url& url, const oauth::Form& form) {
  const oauth::Secret body(settings_.token_as_json ? oauth::print_json(form)
                                                   : oauth::print_form(form));
  const auto type =
      settings_.token_as_json ? "application/json" : "application/x-www-form-urlencoded";
  const auto request = http::own_request("POST", url, type, body.reveal(), user_agent_);
  auto timeouts = settings_.timeouts;
  timeouts.request_ms = std::min(timeouts.request_ms, oauth::token_request_ms);
  http::Attempt attempt;
  const Steadfast steadfast(call, attempt);
  oauth_exchange_.attempt(steadfast.call(), request, {}, timeouts, true, attempt);
  oauth::Reply reply{.sent = attempt.phase != HIF_PHASE_NOT_SENT, .body = attempt.why};
  const auto status = attempt.answer ? attempt.answer->http_status : 0;
  if (host_.logs(HIF_LOG_DEBUG))
    host_.log(HIF_LOG_DEBUG, "token request",
              hif::json::print(hif::json::Object{{"method", "POST"},
                                                 {"path", url.target},
                                                 {"status", status},
                                                 {"ms", attempt.elapsed_ms}}));
  if (!attempt.answer) return reply;
  reply.http_status = status;
  reply.body = std::string(attempt.answer->body.text());
  reply.retry_after_ms =
      http::retry_after_ms(http::header_of(attempt.answer->headers, "Retry-After"), host_.now_us())
          .value_or(0);
  return reply;
}

void HttpClient::need_no_fixed_token() const {
  if (settings_.access_token.empty()) return;
  throw Error(HIF_UNIMPLEMENTED, "client \"" + std::string(host_.scope()) +
                                     "\" uses the access_token of its configuration: no grant is "
                                     "needed, and none can be revoked");
}

Value HttpClient::begin_grant(const Call& call) {
  need_no_fixed_token();
  return grant_.begin(call);
}

void HttpClient::finish_grant(const Call& call, std::string_view code_or_url) {
  need_no_fixed_token();
  grant_.finish(call, code_or_url);
  authorizer_.forget_cached();
}

Value HttpClient::grant_status(const Call& call) {
  hif::json::Object status{{"state", HIF_GRANT_NONE},
                           {"granted_at", nullptr},
                           {"expires_at", nullptr},
                           {"refreshed_at", nullptr},
                           {"key", nullptr}};
  if (!settings_.access_token.empty()) {
    status.set("state", HIF_GRANT_TOKEN);
    status.set("key", oauth::masked(settings_.access_token));
  } else if (const auto kept = oauth::KeyStore(host_).load(call)) {
    status.set("state", HIF_GRANT_GRANTED);
    status.set("granted_at", kept->key.granted_at);
    status.set("expires_at", optional_value(kept->key.expires_at));
    status.set("refreshed_at", optional_value(kept->key.refreshed_at));
    status.set("key", oauth::masked(kept->key.pair.access_token));
  } else if (grant_.pending(call)) {
    status.set("state", HIF_GRANT_PENDING);
  }
  return status;
}

void HttpClient::revoke(const Call& call) {
  need_no_fixed_token();
  const oauth::KeyStore store(host_);
  const auto kept = store.load(call);
  if (kept) give_back(call, kept->key.pair);
  if (call.dry_run()) return;
  store.forget(call);
  grant_.forget(call);
  authorizer_.forget_cached();
}

// Whatever the vendor answers, the key is forgotten here; so a failure is no more than a warning.
void HttpClient::give_back(const Call& call, const oauth::Pair& pair) {
  const auto revoke_one = [&](const oauth::Secret& token, const char* kind) {
    if (token.empty()) return;
    const auto reply = ask(call, settings_.revoke_url,
                           {{"token", token.reveal()},
                            {"token_type_hint", kind},
                            {"client_id", application_.client_id},
                            {"client_secret", application_.client_secret.reveal()}});
    if (reply.http_status / 100 == 2) return;
    const auto why = reply.http_status == 0 ? reply.body : std::to_string(reply.http_status);
    host_.log(HIF_LOG_WARN, std::string("the vendor did not take the ") + kind + " back: " + why);
  };
  if (call.dry_run()) {
    const auto request = http::own_request("POST", settings_.revoke_url, "application/json",
                                           R"({"token":"***","client_secret":"***"})", user_agent_);
    return call.preview(hif::json::print(http::preview_of(request, false)));
  }
  revoke_one(pair.refresh_token, "refresh_token");
  revoke_one(pair.access_token, "access_token");
}

} // namespace timely
