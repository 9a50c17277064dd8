// SPDX-License-Identifier: MIT
#include "http/settings.hpp"

#include "http/message.hpp"

#include <hif/sdk/error.hpp>

namespace timely::http {

namespace {

using hif::json::Value;
using hif::sdk::Problem;

constexpr auto default_base_uri = "https://api.timelyapp.com";
constexpr auto default_redirect_uri = "http://127.0.0.1:8765/callback";
constexpr std::string_view out_of_band = "urn:ietf:wg:oauth:2.0:oob";

// Reads members of one configuration and gathers what is wrong with them.
class Reader {
 public:
  Reader(const Value& config, std::vector<Problem>& problems)
      : config_(config), problems_(problems) {}

  void problem(std::string_view name, std::string message, std::string hint = {}) {
    std::string pointer("/");
    pointer += name;
    problems_.push_back({std::move(pointer), std::move(message), std::move(hint)});
  }

  // `path` is "name" or "group/name"; null when it is left out.
  const Value* find(std::string_view path) const {
    const auto slash = path.find('/');
    if (slash == std::string_view::npos) return config_.find(path);
    const auto* group = config_.find(path.substr(0, slash));
    return group ? group->find(path.substr(slash + 1)) : nullptr;
  }

  std::string text(std::string_view name, std::string fallback = {}) {
    const auto* value = find(name);
    if (!value || value->is_null()) return fallback;
    if (!value->is_string()) return problem(name, "must be a string"), fallback;
    const auto& given = value->as_string();
    if (!is_field_value(given)) return problem(name, "holds control characters"), fallback;
    return given.empty() ? fallback : given;
  }

  template <typename Integer>
  void integer(std::string_view name, std::int64_t minimum, Integer& out) {
    const auto* value = find(name);
    if (!value || value->is_null()) return;
    const auto number = value->to_int64();
    if (!number || *number < minimum)
      return problem(name, "must be an integer of at least " + std::to_string(minimum));
    out = static_cast<Integer>(*number);
  }

  bool flag(std::string_view name) {
    const auto* value = find(name);
    if (!value || value->is_null()) return false;
    if (!value->is_bool()) return problem(name, "must be true or false"), false;
    return value->as_bool();
  }

 private:
  const Value& config_;
  std::vector<Problem>& problems_;
};

// The key travels over this URL, so it must be encrypted or stay on this machine.
Url key_url(Reader& reader, std::string_view name, const std::string& text, bool insecure) {
  auto url = parse_url(text);
  if (!url)
    return reader.problem(name, "this is no http or https URL",
                          "Write it with its scheme: https://…"),
           Url{};
  if (url->user_info || url->fragment)
    reader.problem(name, "must hold neither a user nor a fragment");
  if (!url->origin.https && !is_loopback(url->origin.host) && !insecure)
    reader.problem(name, "would send the key unencrypted to " + url->origin.host, "use https");
  return *url;
}

void read_urls(Reader& reader, Settings& settings) {
  const auto insecure = settings.tls.insecure_skip_verify;
  const auto base_text = reader.text("base_uri", default_base_uri);
  settings.base = key_url(reader, "base_uri", base_text, insecure);
  auto& prefix = settings.base.target;
  if (prefix.find('?') != std::string::npos) reader.problem("base_uri", "must hold no query");
  while (prefix.ends_with('/')) prefix.pop_back();

  const auto beside_base = [&](std::string_view target) {
    return Url{.origin = settings.base.origin, .target = prefix + std::string(target)};
  };
  settings.revoke_url = beside_base("/1.1/oauth/revoke");
  const auto token_url = reader.text("token_url");
  settings.token_url = token_url.empty() ? beside_base("/1.1/oauth/token")
                                         : key_url(reader, "token_url", token_url, insecure);
  const auto authorize_url = reader.text("authorize_url");
  settings.authorize_url =
      authorize_url.empty() ? settings.url_of("/1.1/oauth/authorize") : authorize_url;
  if (!authorize_url.empty() && !parse_url(authorize_url))
    reader.problem("authorize_url", "this is no http or https URL",
                   "Write it with its scheme: https://…");
}

void read_oauth(Reader& reader, Settings& settings) {
  settings.client_id = reader.text("client_id");
  settings.client_secret = oauth::Secret(reader.text("client_secret"));
  settings.access_token = oauth::Secret(reader.text("access_token"));
  const auto encoding = reader.text("token_encoding", "form");
  if (encoding != "form" && encoding != "json")
    reader.problem("token_encoding", "must be \"form\" or \"json\"");
  settings.token_as_json = encoding == "json";
  settings.redirect_uri = reader.text("redirect_uri", default_redirect_uri);
  if (settings.redirect_uri == out_of_band) return;
  const auto url = parse_url(settings.redirect_uri);
  if (!url || (!url->origin.https && !is_loopback(url->origin.host)))
    reader.problem("redirect_uri",
                   "must be a loopback address, an https URL or " + std::string(out_of_band),
                   std::string("such as ") + default_redirect_uri);
}

void read_tls(Reader& reader, TlsSettings& tls) {
  tls.insecure_skip_verify = reader.flag("insecure_skip_verify");
  tls.ca_file = reader.text("ca_file");
  tls.client_certificate = reader.text("client_certificate");
  tls.client_key = reader.text("client_key");
  if (tls.client_certificate.empty() != tls.client_key.empty())
    reader.problem(tls.client_key.empty() ? "client_certificate" : "client_key",
                   "client_certificate and client_key go together", "give both or none");
}

void read_limits(Reader& reader, Settings& settings) {
  reader.integer("timeouts/connect_ms", 1, settings.timeouts.connect_ms);
  reader.integer("timeouts/first_byte_ms", 1, settings.timeouts.first_byte_ms);
  reader.integer("timeouts/idle_ms", 1, settings.timeouts.idle_ms);
  reader.integer("timeouts/request_ms", 1, settings.timeouts.request_ms);
  reader.integer("retry/max_attempts", 1, settings.retry.max_attempts);
  reader.integer("retry/max_elapsed_ms", 0, settings.retry.max_elapsed_ms);
  reader.integer("max_connections", 1, settings.max_connections);
  reader.integer("max_response_bytes", 1024, settings.max_response_bytes);
  if (const auto* rate = reader.find("rate/max_per_second"); rate && !rate->is_null()) {
    settings.max_per_second = rate->to_double().value_or(0);
    if (!(settings.max_per_second > 0))
      reader.problem("rate/max_per_second", "must be a number above 0");
  }
}

void read_headers(Reader& reader, Settings& settings) {
  settings.user_agent = reader.text("user_agent");
  const auto* headers = reader.find("headers");
  if (!headers || headers->is_null()) return;
  if (!headers->is_object()) return reader.problem("headers", "must be an object");
  for (const auto& [name, value] : headers->as_object()) {
    const auto place = "headers/" + name;
    if (!is_field_name(name)) {
      reader.problem(place, "is no header name");
    } else if (is_own_field(name)) {
      reader.problem(place, "is set by the client itself", "leave it out");
    } else if (!value.is_string() || !is_field_value(value.as_string())) {
      reader.problem(place, "must be a string without control characters");
    } else {
      settings.headers.push_back({name, value.as_string()});
    }
  }
}

} // namespace

Settings read_settings(const Value& config) {
  std::vector<Problem> problems;
  Reader reader(config, problems);
  Settings settings;
  read_tls(reader, settings.tls);
  read_urls(reader, settings);
  read_oauth(reader, settings);
  read_limits(reader, settings);
  read_headers(reader, settings);
  if (const auto* account = reader.find("account_id"); account && !account->is_null()) {
    settings.account_id.emplace();
    reader.integer("account_id", 1, *settings.account_id);
  }
  if (const auto proxy = reader.text("proxy"); !proxy.empty()) {
    settings.proxy = parse_proxy(proxy);
    if (!settings.proxy)
      reader.problem("proxy", "is no URL of an HTTP proxy", "such as http://proxy.local:3128");
  }
  if (!problems.empty()) throw hif::sdk::ConfigError(problems);
  return settings;
}

} // namespace timely::http
