// SPDX-License-Identifier: MIT
#include "cli/run_one.hpp"

#include "run/route_lock.hpp"

#include <hif/sdk/json_print.hpp>

#include <cstdio>

namespace host {
namespace {

std::string summary_text(const RouteSummary& summary) {
  char numbers[256];
  std::snprintf(
      numbers, sizeof numbers,
      "%llu records in, %llu out, %llu failed, %llu requests, %llu retries, %llu bytes, %.2f s",
      static_cast<unsigned long long>(summary.records_in),
      static_cast<unsigned long long>(summary.records_out),
      static_cast<unsigned long long>(summary.failed),
      static_cast<unsigned long long>(summary.requests),
      static_cast<unsigned long long>(summary.retries),
      static_cast<unsigned long long>(summary.bytes_in), summary.seconds);
  auto text = "route " + summary.route + " " + summary.status + ": " + numbers;
  if (summary.rate_limit_waits > 0) {
    char waits[96];
    std::snprintf(waits, sizeof waits, "; %llu waits for rate limits, %.1f s together",
                  static_cast<unsigned long long>(summary.rate_limit_waits),
                  static_cast<double>(summary.rate_limit_wait_ms) / 1e3);
    text += waits;
  }
  if (summary.failed > 0) text += "; the failed records are kept as tasks";
  return text;
}

} // namespace

RouteSummary run_one(Environment& environment, const RouteConfig& route, const RouteOptions& how) {
  RouteSummary summary;
  summary.route = route.name;
  try {
    summary =
        run_route(route, environment.configuration(), environment.packages(),
                  environment.services(), environment.store(), environment.options().data_dir, how);
  } catch (const std::exception& error) { // it could not start; the other routes may
    const auto* failure = dynamic_cast<const Failure*>(&error);
    summary.status = "failed";
    summary.exit_code = failure ? failure->exit_code : Exit::failed;
    summary.busy = dynamic_cast<const InUse*>(&error) != nullptr;
    summary.error = error.what();
  }
  summary.error = environment.masker().masked(summary.error);
  if (!summary.error.empty()) environment.log().write(HIF_LOG_ERROR, route.name, summary.error);
  const bool as_fields = environment.options().log_format == LogFormat::json;
  environment.log().write(HIF_LOG_INFO, {}, summary_text(summary),
                          as_fields ? hif::json::print(to_json(summary)) : std::string());
  return summary;
}

} // namespace host
