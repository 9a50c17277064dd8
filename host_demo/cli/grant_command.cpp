// SPDX-License-Identifier: MIT
// grant: gets and keeps the key of a client, whatever vendor it is for.

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "run/call_failure.hpp"
#include "run/objects.hpp"
#include "services/clock.hpp"
#include "services/interrupt.hpp"
#include "text/nearest.hpp"
#include "web/web.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <array>
#include <cstdlib>
#include <iostream>
#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

namespace host {
namespace {

using hif::json::Object;
using hif::json::Value;
using JsonSink = void (*)(void*, hif_str);

struct GrantOptions {
  std::string client;
  bool no_browser = false;
  std::string code;
  std::int64_t timeout_s = 300;
  bool status = false;
  bool revoke = false;
};

constexpr std::int64_t status_time_s = 15;

// Calls one of the client's functions that give JSON.
template <typename Function>
Value ask(const Instance& client, const std::string& name, Function function,
          CallContext context = {}) {
  HostCall call(std::move(context));
  std::string json;
  const JsonSink sink = [](void* data, hif_str text) {
    *static_cast<std::string*>(data) = hif::sdk::view(text);
  };
  throw_if_failed((client.client().*function)(client.raw(), call.raw(), &json, sink), call, name);
  return json.empty() ? Value(Object()) : hif::json::parse(json);
}

std::string text_at(const Value& object, std::string_view name) {
  const auto* value = object.find(name);
  return value && value->is_string() ? value->as_string() : std::string();
}

std::string time_text(const Value* seconds) {
  const auto value = seconds ? seconds->to_int64() : std::nullopt;
  return value ? iso_time(*value * 1'000'000) : "not known";
}

std::string state_text(const Value& status) {
  static constexpr std::array names = {"not granted", "begun, not finished", "granted",
                                       "a ready token in the configuration"};
  const auto* state = status.find("state");
  const auto value = state ? state->to_int64() : std::nullopt;
  return value && *value >= 0 && *value < std::ssize(names)
             ? names[static_cast<std::size_t>(*value)]
             : "unknown";
}

// Opens the user's browser when there is a desktop to show it on. That none opens is no failure:
// the URL is printed.
void open_browser(std::string url) {
  if (!std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY")) return;
  std::string program = "xdg-open";
  char* arguments[] = {program.data(), url.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int fd : {0, 1, 2})
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", fd == 0 ? 0 : 1, 0);
  pid_t pid = 0;
  posix_spawnp(&pid, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
}

class Grant {
 public:
  Grant(Environment& environment, const Instance& client, const GrantOptions& options)
      : environment_(environment), client_(client), options_(options),
        json_(environment.options().json) {}

  int finish(const std::string& code_or_url) {
    HostCall call;
    throw_if_failed(
        client_.client().finish_grant(client_.raw(), call.raw(), hif::sdk::str(code_or_url)), call,
        options_.client);
    const auto status = ask(client_, options_.client, &hif_client::grant_status);
    const auto* expires = status.find("expires_at");
    if (json_)
      print_json_line(Object{{"granted", true}, {"expires_at", expires ? *expires : Value()}});
    else
      std::cerr << "Access to \"" << options_.client << "\" is granted and kept.\n";
    return Exit::done;
  }

  int begin() {
    const auto begun = ask(client_, options_.client, &hif_client::begin_grant);
    const auto url = text_at(begun, "authorize_url"), redirect = text_at(begun, "redirect_uri");
    if (!options_.no_browser && web().is_loopback(redirect)) return by_browser(url, redirect);
    return by_paste(url);
  }

  int status() {
    auto status = ask(client_, options_.client, &hif_client::grant_status);
    add_accounts(status);
    if (json_) {
      print_json_line(status);
      return Exit::done;
    }
    std::string text = "client " + options_.client + ": " + state_text(status) + "\n";
    if (!text_at(status, "key").empty()) {
      text += "key " + text_at(status, "key") + "\n";
      for (const char* moment : {"granted_at", "expires_at", "refreshed_at"})
        text += std::string(moment) + " " + time_text(status.find(moment)) + "\n";
      text += accounts_text(status);
    }
    write_out(text);
    return Exit::done;
  }

  int revoke() {
    HostCall call;
    throw_if_failed(client_.client().revoke(client_.raw(), call.raw()), call, options_.client);
    if (json_)
      print_json_line(Object{{"granted", false}});
    else
      std::cerr << "The key of \"" << options_.client << "\" is revoked and forgotten.\n";
    return Exit::done;
  }

 private:
  // What the key reaches, asked of the vendor: "accounts", or null and "error". Whether it can be
  // asked is no part of the command's success.
  void add_accounts(Value& status) const {
    if (text_at(status, "key").empty()) return;
    try {
      CallContext in_time;
      in_time.deadline_ns = steady_now_ns() + status_time_s * 1'000'000'000;
      const auto found = ask(client_, options_.client, &hif_client::probe, in_time);
      const auto* accounts = found.find("accounts");
      status.as_object().set("accounts", accounts ? *accounts : Value());
    } catch (const Failure& failure) {
      if (failure.exit_code == Exit::interrupted) throw;
      const auto late = failure.exit_code == Exit::unreachable;
      status.as_object().set("accounts", Value());
      status.as_object().set("error", late ? "the vendor could not be asked within " +
                                                 std::to_string(status_time_s) +
                                                 " s: " + failure.what()
                                           : std::string(failure.what()));
    }
  }

  std::string accounts_text(const Value& status) const {
    if (const auto why = text_at(status, "error"); !why.empty())
      return "accounts cannot be told: " + environment_.masker().masked(why) + "\n";
    std::string text;
    const auto* accounts = status.find("accounts");
    if (!accounts || !accounts->is_array()) return text;
    for (const auto& account : accounts->as_array()) {
      const auto* id = account.find("id");
      text +=
          "account " + (id ? hif::json::print(*id) : "") + " " + text_at(account, "name") + "\n";
    }
    return accounts->as_array().empty() ? "accounts none\n" : text;
  }

  void show(const std::string& url) {
    if (json_) return print_json_line(Object{{"authorize_url", url}});
    std::cerr << "Open this address in a browser and allow access:" << std::endl;
    write_out(url + "\n");
  }

  int by_browser(const std::string& url, const std::string& redirect) {
    const auto listener = web().listen(redirect);
    show(url);
    open_browser(url);
    int exit = Exit::done;
    const bool came = listener->wait(
        std::chrono::seconds(options_.timeout_s), interrupted, [&](const std::string& answer) {
          exit = finish(answer);
          return ReturnPage{true, "Access is granted. You can close this window."};
        });
    if (!came)
      throw Failure(Exit::unauthorised, "nobody allowed access within " +
                                            std::to_string(options_.timeout_s) +
                                            " s; try again, or wait longer with --timeout");
    return exit;
  }

  int by_paste(const std::string& url) {
    show(url);
    std::cerr << "Then paste the code, or the address that the browser was sent to, here"
              << std::endl;
    std::string line;
    while (line.empty())
      if (!std::getline(std::cin, line)) {
        std::cerr << "later: hif grant " << options_.client << " --code CODE\n";
        return Exit::done;
      }
    return finish(line);
  }

  Environment& environment_;
  const Instance& client_;
  const GrantOptions& options_;
  bool json_;
};

int grant(Environment& environment, const GrantOptions& options) {
  const auto& configuration = environment.configuration();
  const auto* config = configuration.find_client(options.client);
  if (!config) {
    std::vector<std::string> known;
    for (const auto& client : configuration.clients) known.push_back(client.name);
    throw Failure(Exit::usage, configuration.file + " has no client \"" + options.client + "\"." +
                                   did_you_mean(options.client, known));
  }
  Objects objects(environment.packages(), environment.services(), configuration);
  Grant work(environment, objects.client(*config), options);
  if (options.status) return work.status();
  if (options.revoke) return work.revoke();
  if (!options.code.empty()) return work.finish(options.code);
  return work.begin();
}

} // namespace

void add_grant(Commands& commands) {
  const auto options = std::make_shared<GrantOptions>();
  auto* sub = commands.add(
      "grant", "gets and keeps the key of a client (grant access)",
      [options](Environment& e) { return grant(e, *options); },
      "hif grant acme\n"
      "hif grant acme --no-browser\n"
      "hif grant acme --code CODE\n"
      "hif grant acme --status");
  sub->add_option("client", options->client, "its name in the configuration")->required();
  sub->add_flag("--no-browser", options->no_browser, "print the address and read the code");
  auto* code = sub->add_option("--code", options->code,
                               "finish with the code, or the whole redirected address");
  sub->add_option("--timeout", options->timeout_s, "seconds to wait for the browser")
      ->check(CLI::Range(1, 86400));
  auto* status = sub->add_flag("--status", options->status, "what is kept, without the key itself");
  sub->add_flag("--revoke", options->revoke, "give the key back and forget it")
      ->excludes(status)
      ->excludes(code);
}

} // namespace host
