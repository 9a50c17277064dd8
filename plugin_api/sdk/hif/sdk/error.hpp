// SPDX-License-Identifier: MIT
#pragma once
// Failures inside a package are exceptions; at the boundary they are a status and a message.
// `guard` is the one place where the first becomes the second.

#include "json_print.hpp"
#include "text.hpp"

#include <hif/call.h>

#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace hif::sdk {

// A failure with what a caller can do about it (`status`), a message for people (what, where,
// why, what to do; no secrets), and optional details: a JSON object as hif_call.fail takes it.
class Error : public std::runtime_error {
 public:
  Error(hif_status status, const std::string& message, json::Value details = {})
      : std::runtime_error(message), status(status), details(std::move(details)) {}
  hif_status status;
  json::Value details; // null when there are none
};

// One fault in a configuration. `pointer` is a JSON Pointer (RFC 6901) into it.
struct Problem {
  std::string pointer;
  std::string message;
  std::string hint; // what to do; may be empty
};

// The configuration is at fault, in every place that `problems` names.
class ConfigError : public Error {
 public:
  explicit ConfigError(const std::vector<Problem>& problems)
      : Error(HIF_INVALID_ARGUMENT, text(problems), json(problems)) {}
  ConfigError(std::string pointer, std::string message, std::string hint = {})
      : ConfigError(
            std::vector<Problem>{{std::move(pointer), std::move(message), std::move(hint)}}) {}

 private:
  static std::string text(const std::vector<Problem>& problems) {
    std::string all;
    for (const auto& problem : problems) {
      if (!all.empty()) all += "; ";
      all += problem.pointer.empty() ? "" : problem.pointer + ": ";
      all += problem.message;
      if (!problem.hint.empty()) all += " (" + problem.hint + ")";
    }
    return all;
  }
  static json::Value json(const std::vector<Problem>& problems) {
    json::Array list;
    for (const auto& problem : problems)
      list.push_back(json::Object{
          {"pointer", problem.pointer}, {"message", problem.message}, {"hint", problem.hint}});
    return json::Object{{"problems", std::move(list)}};
  }
};

// Runs `body`, which returns a hif_status; whatever it throws is told to `call` and becomes a
// status. No exception leaves.
template <typename Body>
hif_status guard(const hif_call* call, Body&& body) noexcept {
  const auto fail = [call](hif_status status, std::string_view message,
                           std::string_view details) noexcept {
    return call ? call->fail(call, status, str(message), str(details)) : status;
  };
  try {
    return body();
  } catch (const Error& error) {
    try {
      const auto details = error.details.is_null() ? std::string() : json::print(error.details);
      return fail(error.status, error.what(), details);
    } catch (...) {
      return fail(error.status, error.what(), {});
    }
  } catch (const std::bad_alloc&) {
    return fail(HIF_RESOURCE_EXHAUSTED, "out of memory", {});
  } catch (const std::exception& error) {
    return fail(HIF_INTERNAL, error.what(), {});
  } catch (...) {
    return fail(HIF_INTERNAL, "an exception of unknown type", {});
  }
}

} // namespace hif::sdk
