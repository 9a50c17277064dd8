// SPDX-License-Identifier: MIT
#include "consent_page.hpp"

namespace timely::sandbox {

namespace {

constexpr std::string_view out_of_band = "urn:ietf:wg:oauth:2.0:oob";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    default:
      out.push_back(c);
    }
  return out;
}

Response page(int status, std::string_view title, std::string_view content) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                  escaped(title) + "</title></head>\n<body><h1>" + escaped(title) + "</h1>\n" +
                  std::string(content) + "\n</body></html>\n";
  return response;
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + escaped(value) +
         "\">\n";
}

} // namespace

bool is_redirect_uri(std::string_view uri) {
  if (uri == out_of_band) return true;
  if (uri.find('#') != std::string_view::npos) return false;
  if (uri.starts_with("https://")) return uri.size() > 8;
  for (const std::string_view host : {"http://localhost", "http://127.0.0.1", "http://[::1]"})
    if (uri.starts_with(host)) {
      const auto rest = uri.substr(host.size());
      return rest.empty() || rest[0] == ':' || rest[0] == '/' || rest[0] == '?';
    }
  return false;
}

Response consent_page(const AuthorizeRequest& asked, std::string_view application) {
  std::string form = "<p>" + escaped(application) +
                     " asks for access to your account.</p>\n"
                     "<form method=\"post\" action=\"/1.1/oauth/authorize\">\n" +
                     hidden("client_id", asked.client_id) +
                     hidden("redirect_uri", asked.redirect_uri) +
                     hidden("response_type", asked.response_type);
  if (asked.has_state) form += hidden("state", asked.state);
  form += "<button name=\"decision\" value=\"allow\">Allow</button>\n"
          "<button name=\"decision\" value=\"deny\">Deny</button>\n</form>";
  return page(200, "Grant access", form);
}

Response redirect_with(const AuthorizeRequest& asked, const char* name, const std::string& value) {
  if (asked.redirect_uri == out_of_band)
    return page(200, "Authorization",
                "<p>Your " + std::string(name) + ": <code id=\"" + name + "\">" + escaped(value) +
                    "</code></p>");
  auto target = asked.redirect_uri;
  target += target.find('?') == std::string::npos ? '?' : '&';
  target += std::string(name) + "=" + percent_encode(value);
  if (asked.has_state) target += "&state=" + percent_encode(asked.state);
  Response response;
  response.status = 302;
  response.content_type = "text/html; charset=utf-8";
  response.body = "<!doctype html>\n<a href=\"" + escaped(target) + "\">Go on</a>\n";
  response.headers.emplace_back("location", target);
  return response;
}

Response consent_error(int status, std::string_view why) {
  return page(status, "An error has occurred", "<p>" + escaped(why) + "</p>");
}

} // namespace timely::sandbox
