// SPDX-License-Identifier: MIT
#include "asking.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

#include <algorithm>

namespace timely::sandbox {

namespace {

namespace net = Poco::Net;

json::Value parsed(const std::string& text) {
  try {
    return json::parse(text);
  } catch (const json::ParseError&) {
    return nullptr;
  }
}

} // namespace

const json::Value& Answer::operator[](std::string_view name) const {
  static const json::Value none;
  const auto* found = value.find(name);
  return found ? *found : none;
}

std::int64_t Answer::id() const {
  return (*this)["id"].as_int64();
}
std::string Answer::text(std::string_view name) const {
  return (*this)[name].as_string();
}
std::string Answer::printed(std::string_view name) const {
  return compact((*this)[name]);
}

Asking::Asking(Options options) : sandbox(options), token(sandbox.access_token()) {}

Answer Asking::get(const std::string& path, const Headers& headers) const {
  return ask("GET", path, "", headers);
}
Answer Asking::post(const std::string& path, const std::string& body) const {
  return ask("POST", path, body);
}
Answer Asking::put(const std::string& path, const std::string& body) const {
  return ask("PUT", path, body);
}
Answer Asking::remove(const std::string& path) const {
  return ask("DELETE", path, "");
}

Answer Asking::post_form(const std::string& path, const std::string& form) const {
  return ask("POST", path, form,
             {{{"content-type", "application/x-www-form-urlencoded"}, {"authorization", ""}}});
}

Answer Asking::ask(const std::string& method, const std::string& path, const std::string& body,
                   const Headers& headers) const {
  net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(sandbox.port()));
  const auto account = "/1.1/" + std::to_string(sandbox.account_id()) + "/";
  net::HTTPRequest request(method, path.starts_with('/') ? path : account + path, "HTTP/1.1");
  request.set("authorization", "Bearer " + token);
  if (!body.empty()) request.set("content-type", "application/json");
  for (const auto& [name, value] : headers.values) request.set(name, value);
  if (request.get("authorization").empty()) request.erase("authorization");
  request.setContentLength(static_cast<std::streamsize>(body.size()));
  session.sendRequest(request) << body;
  net::HTTPResponse response;
  Answer answer;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
  answer.status = response.getStatus();
  for (const auto& [name, value] : response) {
    auto lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    answer.headers[lower] = value;
  }
  answer.value = parsed(answer.body);
  return answer;
}

std::string compact(const json::Value& value) {
  return json::print(value);
}

std::vector<std::int64_t> ids(const json::Array& records) {
  std::vector<std::int64_t> ids;
  for (const auto& record : records) ids.push_back(record.find("id")->as_int64());
  return ids;
}

} // namespace timely::sandbox
