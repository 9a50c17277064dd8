// SPDX-License-Identifier: MIT
#include "workbench.hpp"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/URI.h>

#include <fstream>
#include <sstream>
#include <stdlib.h>

namespace end_to_end {
namespace {

namespace fs = std::filesystem;
namespace net = Poco::Net;

struct Answer {
  int status;
  std::string location, body;
};

Answer ask(const Poco::URI& uri, const std::string& method, const std::string& form) {
  net::HTTPClientSession connection(uri.getHost(), uri.getPort());
  net::HTTPRequest request(method, uri.getPathAndQuery(), net::HTTPMessage::HTTP_1_1);
  if (!form.empty()) request.setContentType("application/x-www-form-urlencoded");
  request.setContentLength(static_cast<std::streamsize>(form.size()));
  connection.sendRequest(request) << form;
  net::HTTPResponse response;
  std::ostringstream body;
  body << connection.receiveResponse(response).rdbuf();
  return {response.getStatus(), response.get("Location", ""), body.str()};
}

} // namespace

Workbench::Workbench(timely::sandbox::Options options) : sandbox_(std::move(options)) {
  std::string name = (fs::temp_directory_path() / "hif-XXXXXX").string();
  folder_ = ::mkdtemp(name.data());
  environment = {{"HOME", folder_.string()},
                 {"XDG_STATE_HOME", (folder_ / "state").string()},
                 {"HIF_PLUGIN_PATH", HIF_PLUGINS},
                 {"TIMELY_CLIENT_ID", sandbox_.client_id()},
                 {"TIMELY_CLIENT_SECRET", sandbox_.client_secret()}};
}

Workbench::~Workbench() {
  std::error_code error;
  fs::remove_all(folder_, error);
}

void Workbench::write(const std::string& name, const std::string& text) const {
  std::ofstream(folder_ / name, std::ios::binary) << text;
}

std::string Workbench::read(const std::string& name) const {
  std::ifstream file(folder_ / name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool Workbench::exists(const std::string& name) const {
  return fs::exists(folder_ / name);
}

void Workbench::configure(const std::string& rest, const std::string& more_of_client) const {
  write("hif.yaml",
        "version: 1\nclients:\n  timely:\n    prototype: timely.http_client\n    config:\n"
        "      base_uri: " +
            sandbox_.base_uri() +
            "\n"
            "      client_id: ${env:TIMELY_CLIENT_ID}\n"
            "      client_secret: ${env:TIMELY_CLIENT_SECRET}\n"
            "      account_id: " +
            std::to_string(sandbox_.account_id()) + "\n" + more_of_client + rest);
}

void Workbench::configure_with_token(const std::string& rest) const {
  configure(rest, "      access_token: " + sandbox_.access_token() + "\n");
}

Process Workbench::start_hif(std::vector<std::string> arguments, const std::string& input) const {
  arguments.insert(arguments.begin(), HIF_PROGRAM);
  return Process(std::move(arguments), folder_.string(), environment, input);
}

Finished Workbench::hif(std::vector<std::string> arguments, const std::string& input) const {
  return start_hif(std::move(arguments), input).wait();
}

std::string Workbench::follow(const std::string& url, const std::string& decision) {
  auto answer = ask(Poco::URI(url), "POST", "decision=" + decision);
  while (!answer.location.empty()) answer = ask(Poco::URI(answer.location), "GET", "");
  return answer.body;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

} // namespace end_to_end
