// SPDX-License-Identifier: MIT
// plan: what runs would cost, without running.

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/route_names.hpp"
#include "run/route_plan.hpp"
#include "services/clock.hpp"

#include <algorithm>
#include <cstdio>

namespace host {
namespace {

std::string text_of(const std::optional<std::uint64_t>& count) {
  return count ? std::to_string(*count) : "?";
}

std::string records_of(const RoutePlan& plan) {
  const auto least = plan.records_at_least, most = plan.records_at_most;
  if (least && most && *least < *most) return text_of(least) + " to " + text_of(most);
  return text_of(plan.records);
}

std::string minutes_of(const RoutePlan& plan) {
  if (!plan.minutes) return "?";
  if (*plan.minutes < 0.1) return "<0.1";
  char text[32];
  std::snprintf(text, sizeof text, *plan.minutes < 10 ? "%.1f" : "%.0f", *plan.minutes);
  return text;
}

std::string rate_of(const RoutePlan& plan) {
  if (!plan.requests_per_second) return "";
  char text[64];
  std::snprintf(text, sizeof text,
                *plan.requests_per_second < 100 ? "%.3g requests a second"
                                                : "%.0f requests a second",
                *plan.requests_per_second);
  if (plan.rate_basis == "limit") return std::string(text) + ", the limit";
  if (plan.rate_basis == "last run") return std::string(text) + ", as in the last run";
  return std::string(text) + ", as answers came";
}

// How that is known, on one line.
std::string explained(const RoutePlan& plan) {
  std::vector<std::string> parts;
  if (plan.basis == "incoming")
    parts.push_back(plan.note.empty() ? "told by the incoming" : plan.note);
  if (plan.asked > 0) parts.push_back(std::to_string(plan.asked) + " requests sent for it");
  if (plan.basis == "last run")
    parts.push_back("as in the run that ended " + iso_time(plan.last_run->ended_us));
  if (plan.basis.empty())
    parts.push_back("not known: the incoming cannot tell, and no run of the route came to its end");
  if (const auto rate = rate_of(plan); !rate.empty()) parts.push_back(rate);
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

RoutePlan plan_one(Environment& environment, const RouteConfig& route) {
  auto plan = plan_route(route, environment.configuration(), environment.packages(),
                         environment.services(), environment.store());
  plan.error = environment.masker().masked(plan.error);
  if (!plan.error.empty()) environment.log().write(HIF_LOG_ERROR, route.name, plan.error);
  return plan;
}

int plan(Environment& environment, const std::vector<std::string>& names) {
  const auto& configuration = environment.configuration();
  const auto routes = named_routes(configuration, names);
  for (const auto* route : routes) configuration.require(*route);
  hif::json::Array rows;
  Table table({"ROUTE", "RECORDS", "PAGES", "REQUESTS", "WRITES", "MINUTES", "HOW IT IS KNOWN"});
  int exit = Exit::done;
  for (const auto* route : routes) {
    const auto plan = plan_one(environment, *route);
    exit = std::max(exit, plan.exit_code);
    rows.push_back(to_json(plan));
    table.add({plan.route, records_of(plan), text_of(plan.pages), text_of(plan.requests),
               text_of(plan.write_requests), minutes_of(plan), explained(plan)});
  }
  if (environment.options().json)
    print_json_line(rows);
  else
    write_out(table.text());
  return exit;
}

} // namespace

void add_plan(Commands& commands) {
  const auto names = std::make_shared<std::vector<std::string>>();
  commands
      .add(
          "plan", "what runs of routes (all when none is named) would cost: requests and minutes",
          [names](Environment& e) { return plan(e, *names); },
          "hif plan\n"
          "hif plan nightly -o json")
      ->add_option("route", *names, "names in the configuration");
}

} // namespace host
