// SPDX-License-Identifier: MIT
#pragma once
// Printing of the SDK's JSON value: compact or indented, UTF-8, escapes only where RFC 8259 §7
// asks for them.

#include "json.hpp"

namespace hif::json {

inline void print_string(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out.push_back('"');
  std::size_t run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text.substr(run, i - run));
    run = i + 1;
    switch (byte) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\b':
      out += "\\b";
      break;
    case '\f':
      out += "\\f";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
    }
  }
  out.append(text.substr(run));
  out.push_back('"');
}

// Appends `value` to `out`. `indent` is the spaces a level; 0 prints one compact line.
inline void print(std::string& out, const Value& value, std::size_t indent = 0,
                  std::size_t level = 0) {
  const auto new_line = [&](std::size_t depth) {
    if (indent == 0) return;
    out.push_back('\n');
    out.append(depth * indent, ' ');
  };
  if (value.is_null()) {
    out += "null";
  } else if (value.is_bool()) {
    out += value.as_bool() ? "true" : "false";
  } else if (value.is_number()) {
    out += value.as_number().text;
  } else if (value.is_string()) {
    print_string(out, value.as_string());
  } else if (value.is_array()) {
    out.push_back('[');
    bool first = true;
    for (const auto& item : value.as_array()) {
      if (!first) out.push_back(',');
      first = false;
      new_line(level + 1);
      print(out, item, indent, level + 1);
    }
    if (!first) new_line(level);
    out.push_back(']');
  } else {
    out.push_back('{');
    bool first = true;
    for (const auto& member : value.as_object()) {
      if (!first) out.push_back(',');
      first = false;
      new_line(level + 1);
      print_string(out, member.name);
      out += indent ? ": " : ":";
      print(out, member.value, indent, level + 1);
    }
    if (!first) new_line(level);
    out.push_back('}');
  }
}

inline std::string print(const Value& value, std::size_t indent = 0) {
  std::string out;
  print(out, value, indent);
  return out;
}

} // namespace hif::json
