// SPDX-License-Identifier: MIT
#pragma once
// Reading the fields of a JSON object one by one, with a refusal that names the place for whatever
// is not as it should be.

#include "package/refusal.hpp"

#include <hif/sdk/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// Bounds of a text, in bytes.
struct Length {
  std::size_t least = 0, most = 1024;
};

class Fields {
 public:
  // Throws Refused when `value` is no object or has a member that is not in `known` (empty: any).
  Fields(const hif::json::Value& value, std::string pointer, const std::string& file,
         std::initializer_list<std::string_view> known);

  const hif::json::Object& object() const { return object_; }
  std::string pointer(std::string_view name) const;

  // The member's value, or null where there is none.
  const hif::json::Value* optional(std::string_view name) const { return object_.find(name); }
  const hif::json::Value& required(std::string_view name) const;

  std::string text(std::string_view name, Length length) const;
  // Empty where there is none.
  std::string optional_text(std::string_view name, Length length) const;
  std::uint64_t number(std::string_view name, std::uint64_t least, std::uint64_t most) const;
  bool flag(std::string_view name) const;
  const hif::json::Array& array(std::string_view name, std::size_t least, std::size_t most) const;
  // Texts, none twice; empty where there is none.
  std::vector<std::string> texts(std::string_view name, std::size_t least, std::size_t most) const;

  [[noreturn]] void refuse(RefusalCode code, std::string_view name, const std::string& cause) const;

 private:
  const hif::json::Value& typed(std::string_view name, const char* wanted, bool right) const;
  std::string checked(std::string_view name, const hif::json::Value& value, Length length) const;
  void check_known(std::initializer_list<std::string_view> known) const;

  const std::string& file_;
  std::string pointer_;
  const hif::json::Object& object_;
};

// `part` as it stands in a JSON Pointer (RFC 6901 §3).
std::string pointer_part(std::string_view part);

// "expected an integer, got a string": for any wrong JSON type.
std::string wrong_type(std::string_view wanted, const hif::json::Value& value);

} // namespace host
