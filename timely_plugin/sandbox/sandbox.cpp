// SPDX-License-Identifier: MIT
#include "sandbox.hpp"

#include "server.hpp"
#include "service.hpp"

namespace timely::sandbox {

struct Sandbox::Parts {
  explicit Parts(const Options& options)
      : service(options), server(service, options), base_uri(server.base_uri()),
        port(server.port()) {}

  Service service;
  Server server;
  std::string base_uri;
  int port;
};

Sandbox::Sandbox(Options options) : parts_(std::make_unique<Parts>(options)) {}
Sandbox::~Sandbox() = default;

void Sandbox::stop() {
  parts_->server.stop();
}

std::string Sandbox::base_uri() const {
  return parts_->base_uri;
}
int Sandbox::port() const {
  return parts_->port;
}
std::string Sandbox::client_id() const {
  return parts_->service.keys.client_id();
}
std::string Sandbox::client_secret() const {
  return parts_->service.keys.client_secret();
}
std::string Sandbox::access_token() const {
  return parts_->service.first_key.access_token;
}
std::string Sandbox::refresh_token() const {
  return parts_->service.first_key.refresh_token;
}
std::int64_t Sandbox::account_id() const {
  return parts_->service.store.account_id;
}
std::int64_t Sandbox::user_id() const {
  return parts_->service.store.current_user_id;
}
std::int64_t Sandbox::project_id() const {
  return parts_->service.project_id;
}

hif::json::Object Sandbox::description() const {
  const auto& days = parts_->service.days;
  return {{"base_uri", base_uri()},
          {"client_id", client_id()},
          {"client_secret", client_secret()},
          {"account_id", account_id()},
          {"access_token", access_token()},
          {"refresh_token", refresh_token()},
          {"port", port()},
          {"project_id", project_id()},
          {"user_id", user_id()},
          {"events", static_cast<std::int64_t>(event_count())},
          {"events_since", print_day(days.since)},
          {"events_upto", print_day(days.upto)}};
}

Response Sandbox::answer(const Request& request) {
  return parts_->service.answer(request);
}

std::vector<SeenRequest> Sandbox::requests() const {
  return parts_->service.requests();
}
std::size_t Sandbox::count(std::string_view method, std::string_view path) const {
  return parts_->service.count(method, path);
}
std::size_t Sandbox::count() const {
  return parts_->service.count();
}
std::size_t Sandbox::refreshes() const {
  const auto& service = parts_->service;
  return service.with([](const Service& one) { return one.keys.refreshes(); });
}
std::size_t Sandbox::connections() const {
  return parts_->service.connections();
}
void Sandbox::forget_requests() {
  parts_->service.forget_requests();
}

void Sandbox::set_faults(std::string_view text) {
  parts_->service.set_faults(text);
}
void Sandbox::advance(Seconds seconds) {
  parts_->service.clock.advance(seconds);
}

void Sandbox::expire_keys() {
  parts_->service.with([](Service& service) { service.keys.expire_all(); });
}

void Sandbox::revoke_keys() {
  parts_->service.with([](Service& service) { service.keys.revoke_all(); });
}

std::string Sandbox::new_code(const std::string& redirect_uri) {
  return parts_->service.with(
      [&](Service& service) { return service.keys.new_code(redirect_uri); });
}

std::size_t Sandbox::event_count() const {
  const auto& service = parts_->service;
  return service.with([](const Service& one) { return one.store.events.size(); });
}

} // namespace timely::sandbox
