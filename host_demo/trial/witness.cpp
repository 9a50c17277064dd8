// SPDX-License-Identifier: MIT
#include "trial/witness.hpp"

#include <hif/sdk/json_print.hpp>

namespace host {

using hif::json::Object;

void Witness::begin(std::string check) {
  check_ = std::move(check);
  spoken_ = false;
}

void Witness::end() {
  if (!spoken_) say(Verdict::passed, "", "");
}

bool Witness::enter(std::string_view name, const std::function<void()>& function) {
  function_ = name;
  tell_(hif::json::print(Object{{"check", check_}, {"function", std::string(name)}}));
  try {
    function();
    return true;
  } catch (const std::exception& error) {
    fail(std::string(name) + "() threw a C++ exception across the boundary: " + error.what(),
         "catch everything in the package and return a status (the SDK does it)");
  } catch (...) {
    fail(std::string(name) + "() threw across the boundary",
         "catch everything in the package and return a status (the SDK does it)");
  }
  return false;
}

void Witness::say(Verdict verdict, std::string message, std::string remedy) {
  const std::lock_guard lock(mutex_);
  spoken_ = true;
  if (!told_.insert(check_ + "\n" + message).second && !message.empty()) return;
  tell_(hif::json::print(Object{
      {"finding", to_json({verdict, check_, prototype_, std::move(message), std::move(remedy)})}}));
}

} // namespace host
