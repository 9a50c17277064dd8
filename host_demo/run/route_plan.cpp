// SPDX-License-Identifier: MIT
#include "run/route_plan.hpp"

#include "run/call_failure.hpp"
#include "services/clock.hpp"

#include <hif/ext/plan.h>
#include <hif/sdk/json_parse.hpp>

#include <algorithm>

namespace host {
namespace {

using hif::json::Object;
using hif::json::Value;

// What an instance tells by the extension; empty when it has nothing to tell.
std::optional<Object> told_by(const Instance& instance, const std::string& name,
                              std::string_view checkpoint, RunCounters& counters) {
  const auto* extension = static_cast<const hif_plan*>(instance.extension(HIF_EXT_PLAN));
  if (!extension || !HIF_HAS(extension, hif_plan, plan)) return std::nullopt;
  CallContext context;
  context.counters = &counters;
  HostCall call(context);
  std::string text;
  const auto status = extension->plan(
      instance.raw(), call.raw(), hif::sdk::slice(checkpoint), &text,
      [](void* data, hif_str json) { *static_cast<std::string*>(data) = hif::sdk::view(json); });
  if (status == HIF_UNIMPLEMENTED) return std::nullopt;
  throw_if_failed(status, call, name);
  return hif::json::parse(text).as_object();
}

std::optional<std::uint64_t> count_in(const Object& told, std::string_view name) {
  const auto* value = told.find(name);
  return value ? value->to_uint64() : std::nullopt;
}

double seconds_of(const PastRun& run) {
  return static_cast<double>(run.ended_us - run.started_us) / 1e6;
}

class Planning {
 public:
  Planning(const RouteConfig& route, const Configuration& configuration, PackageSet& packages,
           Services services, Store& store)
      : route_(route), configuration_(configuration), store_(store),
        incoming_(*configuration.find_incoming(route.incoming)),
        objects_(packages, services, configuration) {
    plan_.route = route.name;
  }

  RoutePlan run() {
    find_last_run();
    try {
      ask_incoming();
      ask_clients();
    } catch (const Failure& failure) {
      if (failure.exit_code == Exit::interrupted) throw;
      plan_.exit_code = failure.exit_code;
      plan_.error = failure.what();
    } catch (const std::exception& error) { // a package that tells nonsense
      plan_.exit_code = Exit::failed;
      plan_.error = incoming_.name + ": what is told of the run cannot be read: " + error.what();
    }
    plan_.asked = counters_[HIF_COUNT_REQUESTS];
    fall_back();
    plan_writing();
    plan_time();
    return std::move(plan_);
  }

 private:
  // One that was broken off, or stopped at --max-records, says nothing of the next.
  void find_last_run() {
    constexpr std::int64_t all = 1'000; // more than are kept
    for (auto& run : store_.past_runs(route_.name, all)) {
      if (!run.read_all) continue;
      plan_.last_run = std::move(run);
      return;
    }
  }

  void ask_incoming() {
    const auto incoming = objects_.incoming(incoming_);
    const auto kept = store_.position(route_.name).value_or(RoutePosition{});
    const auto began_ns = steady_now_ns();
    const auto told = told_by(incoming.subscriber, incoming_.name, kept.checkpoint, counters_);
    asking_s_ = static_cast<double>(steady_now_ns() - began_ns) / 1e9;
    if (!told) return;
    plan_.records = count_in(*told, "records");
    plan_.records_at_least = count_in(*told, "records_at_least");
    plan_.records_at_most = count_in(*told, "records_at_most");
    plan_.pages = count_in(*told, "pages");
    plan_.requests = count_in(*told, "requests");
    if (plan_.requests) plan_.basis = "incoming";
    if (const auto* note = told->find("note"); note && note->is_string())
      plan_.note = note->as_string();
  }

  // Whichever client of the route is slowest.
  void ask_clients() {
    std::vector<std::string> names;
    if (incoming_.client) names.push_back(*incoming_.client);
    for (const auto& name : route_.outgoing)
      if (const auto& client = configuration_.find_outgoing(name)->client) names.push_back(*client);
    for (const auto& name : names) {
      const auto& client = objects_.client(*configuration_.find_client(name));
      const auto told = told_by(client, name, {}, counters_);
      const auto* rate = told ? told->find("requests_per_second") : nullptr;
      const auto per_second = rate ? rate->to_double().value_or(0) : 0;
      if (per_second > 0) limit_ = std::min(limit_.value_or(per_second), per_second);
    }
  }

  // What the packages do not tell is as it was.
  void fall_back() {
    const auto& last = plan_.last_run;
    if (!last) return;
    if (!plan_.records && !plan_.records_at_most) plan_.records = last->records_in;
    if (plan_.requests) return;
    plan_.requests = last->read_requests;
    plan_.basis = "last run";
  }

  // A request a record, unless the last run needed fewer.
  void plan_writing() {
    std::uint64_t over_client = 0;
    for (const auto& name : route_.outgoing)
      over_client += configuration_.find_outgoing(name)->client.has_value();
    if (over_client == 0) {
      plan_.write_requests = 0;
      return;
    }
    const auto& last = plan_.last_run;
    const auto records = plan_.records ? plan_.records : plan_.records_at_most;
    if (!records) return;
    if (last && last->records_in > 0) {
      const auto written = static_cast<double>(last->requests - last->read_requests);
      const auto share = written / static_cast<double>(last->records_in);
      plan_.write_requests =
          static_cast<std::uint64_t>(share * static_cast<double>(*records) + 0.5);
    } else {
      plan_.write_requests = *records * over_client;
    }
  }

  void plan_time() {
    const auto& last = plan_.last_run;
    if (last && last->requests > 0 && seconds_of(*last) > 0)
      set_rate(static_cast<double>(last->requests) / seconds_of(*last), "last run");
    else if (plan_.asked > 0 && asking_s_ > 0)
      set_rate(static_cast<double>(plan_.asked) / asking_s_, "answers");
    if (limit_ && *limit_ < plan_.requests_per_second.value_or(*limit_ + 1))
      set_rate(*limit_, "limit");
    if (!plan_.requests || !plan_.write_requests) return;
    const auto requests = static_cast<double>(*plan_.requests + *plan_.write_requests);
    if (plan_.requests_per_second)
      plan_.minutes = requests / *plan_.requests_per_second / 60;
    else if (requests == 0 && last)
      plan_.minutes = seconds_of(*last) / 60;
  }

  void set_rate(double per_second, const char* basis) {
    plan_.requests_per_second = per_second;
    plan_.rate_basis = basis;
  }

  const RouteConfig& route_;
  const Configuration& configuration_;
  Store& store_;
  const IncomingConfig& incoming_;
  Objects objects_;
  RunCounters counters_;
  RoutePlan plan_;
  double asking_s_ = 0;
  std::optional<double> limit_; // requests per second
};

template <typename T>
Value or_null(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}

Value or_null(const std::string& text) {
  return text.empty() ? Value() : Value(text);
}

} // namespace

Value to_json(const RoutePlan& plan) {
  Object json{{"route", plan.route},
              {"basis", or_null(plan.basis)},
              {"records", or_null(plan.records)},
              {"records_at_least", or_null(plan.records_at_least)},
              {"records_at_most", or_null(plan.records_at_most)},
              {"pages", or_null(plan.pages)},
              {"requests", or_null(plan.requests)},
              {"write_requests", or_null(plan.write_requests)},
              {"minutes", or_null(plan.minutes)},
              {"requests_per_second", or_null(plan.requests_per_second)},
              {"rate_basis", or_null(plan.rate_basis)},
              {"asked", plan.asked},
              {"note", or_null(plan.note)}};
  if (plan.last_run)
    json.set("last_run", Object{{"ended_at", iso_time(plan.last_run->ended_us)},
                                {"records_in", plan.last_run->records_in},
                                {"requests", plan.last_run->requests},
                                {"read_requests", plan.last_run->read_requests},
                                {"seconds", seconds_of(*plan.last_run)}});
  if (!plan.error.empty()) json.set("error", plan.error);
  return json;
}

RoutePlan plan_route(const RouteConfig& route, const Configuration& configuration,
                     PackageSet& packages, Services services, Store& store) {
  return Planning(route, configuration, packages, services, store).run();
}

} // namespace host
