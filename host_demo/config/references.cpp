// SPDX-License-Identifier: MIT
#include "config/references.hpp"

#include "config/bounded_file.hpp"
#include "text/nearest.hpp"

#include <hif/sdk/json_parse.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace host {

namespace {

constexpr auto npos = std::string_view::npos;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
bool is_variable_name(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, is_word);
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto length = hif::json::detail::utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

// "env" where `text` begins with "${env:"; nothing where it begins with no such thing.
std::optional<std::string_view> scheme_of(std::string_view text) {
  if (!text.starts_with("${")) return std::nullopt;
  const auto name = text.substr(2);
  const auto end = std::ranges::find_if_not(name, is_word) - name.begin();
  const auto length = static_cast<std::size_t>(end);
  if (length == 0 || length == name.size() || name[length] != ':') return std::nullopt;
  return name.substr(0, length);
}

Replaced::Fault unknown_scheme(std::string_view scheme, std::string_view reference) {
  static const std::array<std::string, 2> known{"env", "file"};
  const std::string name(scheme);
  const auto rest = std::string(reference.substr(scheme.size()));
  Replaced::Fault fault{.message = "unknown reference ${" + name + ":…}",
                        .hint = "${env:NAME} and ${file:PATH} are known; $${ writes the text ${."};
  if (rest.starts_with(":-"))
    fault.hint = "Did you mean ${env:" + name + rest + "}? $${ writes the text ${.";
  else if (const auto near = nearest(name, known))
    fault.hint = "Did you mean ${" + *near + ":…}? $${ writes the text ${.";
  return fault;
}

std::optional<std::string> process_variable(const std::string& name) {
  const auto* value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

void put(std::string value, Replaced& out) {
  out.text += value;
  if (!value.empty()) out.values.push_back(std::move(value));
}

} // namespace

References::References(std::filesystem::path folder, Variable variable)
    : folder_(std::move(folder)),
      variable_(variable ? std::move(variable) : Variable(process_variable)) {}

Replaced References::replace(std::string_view text) const {
  Replaced out;
  while (!text.empty() && !out.fault) {
    if (text.starts_with("$${")) {
      out.text += "${";
      text.remove_prefix(3);
      continue;
    }
    const auto scheme = scheme_of(text);
    if (!scheme) {
      const auto next = text.find('$', 1);
      out.text += text.substr(0, next);
      text.remove_prefix(std::min(next, text.size()));
      continue;
    }
    out.any = true;
    const auto end = text.find('}');
    const auto reference = text.substr(2, end == npos ? npos : end - 2);
    if (*scheme != "env" && *scheme != "file") {
      out.fault = unknown_scheme(*scheme, reference);
    } else if (end == npos) {
      out.fault = {"${" + std::string(*scheme) + ":…} is not closed", "Add the }."};
    } else if (*scheme == "env") {
      put_variable(reference.substr(4), out);
    } else {
      put_file(std::string(reference.substr(5)), out);
    }
    text.remove_prefix(std::min(end == npos ? npos : end + 1, text.size()));
  }
  return out;
}

void References::put_variable(std::string_view reference, Replaced& out) const {
  const auto dash = reference.find(":-");
  const std::string name(reference.substr(0, dash));
  if (!is_variable_name(name)) {
    out.fault = {"\"" + name + "\" is no name of an environment variable",
                 "Write ${env:NAME} or ${env:NAME:-default}."};
    return;
  }
  if (dash != npos && reference.find("${", dash) != npos) {
    out.fault = {"the default of ${env:" + name + ":-…} holds another reference",
                 "A default is plain text."};
    return;
  }
  std::optional<std::string> fallback;
  if (dash != npos) fallback = reference.substr(dash + 2);
  auto value = variable_(name);
  out.variables.push_back({name, fallback, value.has_value()});
  // As in a shell, the default also stands in for an empty value.
  if (fallback && (!value || value->empty())) value = fallback;
  if (!value) {
    out.missing.push_back(name);
  } else if (!is_utf8(*value)) {
    out.fault = {"the environment variable " + name + " is not UTF-8 text", {}};
  } else {
    put(std::move(*value), out);
  }
}

void References::put_file(const std::string& path, Replaced& out) const {
  auto content = path.empty() ? FileContent{.text = {}, .fault = "no path is given"}
                              : read_file(folder_ / path, max_file_bytes);
  if (content.fault.empty() && !is_utf8(content.text)) content.fault = "not UTF-8 text";
  if (!content.fault.empty()) {
    out.fault = {"cannot read ${file:" + path + "}: " + content.fault,
                 "A relative path begins at the folder of the configuration."};
    return;
  }
  auto& text = content.text;
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  put(std::move(text), out);
}

} // namespace host
