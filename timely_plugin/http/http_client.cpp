// SPDX-License-Identifier: MIT
#include "http/http_client.hpp"

#include "http/send_many.hpp"
#include "http/words.hpp"

namespace timely {

namespace {

using hif::json::Value;
using hif::sdk::Answer;
using hif::sdk::Call;
using hif::sdk::Error;

std::string user_agent(const http::Settings& settings, const hif::sdk::Host& host) {
  if (!settings.user_agent.empty()) return settings.user_agent;
  return "timely-plugin/" TIMELY_VERSION " (" + host.product() + ")";
}

struct Account {
  std::int64_t id;
  Value name;
};

std::vector<Account> accounts_in(const Answer& answer, const std::string& url) {
  const auto broken = [&]() -> Error {
    return {HIF_DATA_LOSS, "GET " + url + " answered no list of accounts; check base_uri"};
  };
  std::vector<Account> accounts;
  try {
    const auto list = hif::json::parse(answer.body.text());
    for (const auto& item : list.as_array()) {
      const auto* id = item.find("id");
      const auto* name = item.find("name");
      accounts.push_back({id ? id->as_int64() : 0, name ? *name : Value()});
    }
  } catch (const std::runtime_error&) {
    throw broken();
  }
  return accounts;
}

void need_success(const Answer& answer, const std::string& url) {
  const auto status = answer.http_status;
  if (status / 100 == 2) return;
  auto text = "GET " + url + " answered " + std::to_string(status);
  if (const auto words = http::vendor_words(answer.body.text()); !words.empty())
    text += ": " + words;
  throw Error(status == 403   ? HIF_PERMISSION_DENIED
              : status == 404 ? HIF_NOT_FOUND
                              : HIF_UNAVAILABLE,
              text, hif::json::Object{{"http_status", status}});
}

void need_account(std::int64_t wanted, const std::vector<Account>& accounts) {
  std::string known;
  for (const auto& account : accounts) {
    if (account.id == wanted) return;
    known += (known.empty() ? "" : ", ") + std::to_string(account.id);
    if (account.name.is_string()) known += " (" + account.name.as_string() + ")";
  }
  throw Error(HIF_PERMISSION_DENIED, "account_id " + std::to_string(wanted) +
                                         " is none of the accounts that the key reaches: " +
                                         (known.empty() ? "it reaches none" : known));
}

} // namespace

HttpClient::HttpClient(const hif::sdk::Creation& creation)
    : host_(creation.host), settings_(http::read_settings(creation.config)),
      user_agent_(user_agent(settings_, host_)), application_{settings_.client_id,
                                                              settings_.client_secret},
      exchange_(host_, settings_, http::process_environment(), settings_.max_connections),
      oauth_exchange_(host_, settings_, http::process_environment(), 1),
      pace_(settings_.max_per_second),
      token_endpoint_([this](const Call& call, const oauth::Form& form) {
        return ask(call, settings_.token_url, form);
      }),
      authorizer_(host_, application_, settings_.access_token, token_endpoint_),
      grant_(host_, application_, {settings_.authorize_url, settings_.redirect_uri},
             token_endpoint_),
      sender_(host_, settings_, exchange_, pace_, authorizer_) {
  if (settings_.proxy) host_.mask(settings_.proxy->password.reveal());
  if (settings_.tls.insecure_skip_verify)
    host_.log(HIF_LOG_WARN,
              "insecure_skip_verify is on: certificates are NOT verified, and whoever is on the "
              "way to " +
                  settings_.base.origin.text() + " can read the key");
}

void HttpClient::validate(const hif::sdk::Creation& creation) {
  http::read_settings(creation.config);
}

void HttpClient::send(const Call& call, const hif_request& request, hif_response* out) {
  http::Progress progress;
  try {
    hif::sdk::give(answer_to(call, request, progress), out);
  } catch (...) {
    out->phase = progress.phase;
    out->attempts = progress.attempts;
    out->ambiguous = progress.ambiguous;
    throw;
  }
}

void HttpClient::send_many(const Call& call, const hif::sdk::Exchanges& exchanges,
                           std::size_t at_once) {
  if (!call.dry_run()) {
    const auto prepare = [&](std::size_t i) {
      return http::checked(*exchanges[i].request, settings_, user_agent_);
    };
    return http::SendMany(host_, sender_, exchanges, prepare).run(call, at_once);
  }
  for (std::size_t i = 0; i < exchanges.size() && !call.cancelled(); ++i) {
    auto& exchange = exchanges[i];
    exchange.status = hif::sdk::guard(exchange.call, [&] {
      send(Call(exchange.call), *exchange.request, exchange.response);
      return HIF_OK;
    });
    if (!exchanges.ended(i)) return;
  }
}

std::unique_ptr<Answer> HttpClient::answer_to(const Call& call, const hif_request& request,
                                              http::Progress& progress) {
  auto outgoing = http::checked(request, settings_, user_agent_);
  const auto harmless = outgoing.method == "GET" || outgoing.method == "HEAD";
  if (!call.dry_run() || harmless) return sender_.send(call, std::move(outgoing), progress);
  call.preview(hif::json::print(http::preview_of(outgoing, true)));
  return std::make_unique<Answer>();
}

Value HttpClient::probe(const Call& call) {
  constexpr std::string_view target = "/1.1/accounts";
  hif_request request{};
  request.struct_size = sizeof request;
  request.method = hif::sdk::str("GET");
  request.target = hif::sdk::str(target);
  http::Progress progress;
  const auto answer = answer_to(call, request, progress);
  const auto url = settings_.url_of(target);
  need_success(*answer, url);
  const auto accounts = accounts_in(*answer, url);
  if (settings_.account_id) need_account(*settings_.account_id, accounts);

  hif::json::Array list;
  for (const auto& account : accounts)
    list.push_back(hif::json::Object{{"id", account.id}, {"name", account.name}});
  const auto date_s = http::http_date_s(http::header_of(answer->headers, "Date"));
  // How far this machine's clock is ahead of the vendor's.
  const auto skew_s = date_s ? Value(host_.now_us() / 1'000'000 - *date_s) : Value();
  return hif::json::Object{{"accounts", std::move(list)}, {"clock_skew_s", skew_s}};
}

Value HttpClient::plan(const Call&, std::string_view) const {
  const auto rate = pace_.rate();
  return rate > 0 ? hif::json::Object{{"requests_per_second", rate}} : hif::json::Object{};
}

} // namespace timely
