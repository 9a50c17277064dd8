// SPDX-License-Identifier: MIT
#include "service.hpp"

#include "projects.hpp"

#include <ostream>
#include <stdexcept>

namespace timely::sandbox {

namespace {

std::int64_t first_own_project(const Store& store) {
  for (const auto& [id, project] : store.projects)
    if (flag_in(project, "active") && member_of(project, store.current_user_id)) return id;
  return 0;
}

Response refused(const Refusal& refusal) {
  auto response = answer(refusal.status, refusal.body);
  if (refusal.status == 404) response.headers.emplace_back("cache-control", "no-cache");
  if (refusal.status == 401)
    response.headers.emplace_back("www-authenticate", "Bearer realm=\"Timely sandbox\"");
  return response;
}

} // namespace

Service::Service(const Options& options)
    : store(clock), keys(clock, options.token_lifetime, options.rotation),
      routes_(make_routes(parse_catalogue(
          options.catalogue.empty() ? built_in_catalogue() : std::string_view(options.catalogue)))),
      limits_{options.page_cap, options.bulk_async_threshold}, auto_approve_(options.auto_approve),
      kept_requests_(options.kept_requests), log_stream_(options.log) {
  if (!options.today.empty()) {
    const auto today = parse_day(options.today);
    if (!today) throw std::runtime_error("today: expected YYYY-MM-DD, got " + options.today);
    clock.set_today(*today);
  }
  set_faults(options.faults);
  days = fill(store, {options.seed, options.events});
  first_key = keys.new_key();
  project_id = first_own_project(store);
}

Response Service::answer_checked(const Request& request) {
  if (is_oauth_path(request.path)) {
    OAuth oauth{keys, store, auto_approve_};
    return answer_oauth(oauth, request);
  }
  if (!keys.use(bearer_token(request))) throw unauthorized();
  return routes_.answer(request, store, limits_);
}

Response Service::answer(const Request& request) {
  const std::lock_guard lock(mutex_);
  try {
    return answer_checked(request);
  } catch (const Refusal& refusal) {
    return refused(refusal);
  } catch (const std::exception& error) {
    if (log_stream_) *log_stream_ << "internal error: " << error.what() << std::endl;
    return refused(
        refusal_message(500, "We are experiencing a problem with our server. Try again later."));
  }
}

void Service::set_faults(std::string_view text) {
  faults_.set(text.empty() ? std::vector<FaultRule>() : FaultPlan::parse(text));
}

void Service::record(SeenRequest seen) {
  const std::lock_guard lock(log_mutex_);
  ++total_;
  ++counts_[{seen.request.method, seen.request.path}];
  const bool is_token = seen.request.path.ends_with("/oauth/token");
  if (log_stream_) {
    const auto& query = seen.request.query_text;
    *log_stream_ << seen.request.method << ' ' << seen.request.path
                 << (query.empty() || is_token ? "" : "?" + query) << ' '
                 << (seen.status ? std::to_string(seen.status) : "reset")
                 << (seen.faulty ? " (fault)" : "") << std::endl;
  }
  if (kept_requests_ == 0) return;
  log_.push_back(std::move(seen));
  if (log_.size() > kept_requests_) log_.pop_front();
}

void Service::count_connection() {
  const std::lock_guard lock(log_mutex_);
  ++connections_;
}

std::vector<SeenRequest> Service::requests() const {
  const std::lock_guard lock(log_mutex_);
  return {log_.begin(), log_.end()};
}

std::size_t Service::count(std::string_view method, std::string_view path) const {
  const std::lock_guard lock(log_mutex_);
  std::size_t count = 0;
  for (const auto& [key, seen] : counts_)
    if ((method.empty() || key.first == method) && key.second == path) count += seen;
  return count;
}

std::size_t Service::count() const {
  const std::lock_guard lock(log_mutex_);
  return total_;
}

std::size_t Service::connections() const {
  const std::lock_guard lock(log_mutex_);
  return connections_;
}

void Service::forget_requests() {
  const std::lock_guard lock(log_mutex_);
  log_.clear();
  counts_.clear();
  total_ = connections_ = 0;
}

} // namespace timely::sandbox
