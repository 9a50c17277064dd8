// SPDX-License-Identifier: MIT
#pragma once
// What the sandbox reads of the catalogue: routes, paging and the checks of a body.

#include <hif/sdk/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timely::sandbox {

namespace json = hif::json;

struct Field {
  std::string name;
  std::string type; // integer number boolean string date date-time object array any
  bool required = false;
  bool outside_envelope = false;
  std::vector<json::Value> enumeration = {};
  std::optional<std::int64_t> min_length = {}, max_length = {};
  std::optional<double> minimum = {};
  std::string pattern = {};
  json::Value default_value = {};
  std::vector<Field> fields = {}; // of an object
  std::vector<Field> items = {};  // of an array: none or one
};

struct Body {
  std::string envelope; // empty when there is none
  std::vector<Field> fields;
};

struct Entity {
  std::string id, title, method, path;
  bool documented = true;
  std::vector<Field> query = {};
  std::optional<Body> body = {};
  int status = 200;
  std::string response_kind = {}; // object array empty
  std::string paging_style = {};  // page offset none …
  std::optional<std::int64_t> maximum_page_size = {};
};

// Throws std::runtime_error that names what is wrong.
std::vector<Entity> parse_catalogue(std::string_view text);
// The catalogue that was built in.
std::string_view built_in_catalogue();

} // namespace timely::sandbox
