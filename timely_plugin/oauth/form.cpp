// SPDX-License-Identifier: MIT
#include "oauth/form.hpp"

#include <hif/sdk/json_print.hpp>

#include <charconv>

namespace timely::oauth {

namespace {

bool unreserved(unsigned char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

std::string encoded(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char byte : text) {
    if (unreserved(byte)) {
      out.push_back(static_cast<char>(byte));
    } else {
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const auto* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out.push_back(static_cast<char>(byte));
      i += 2;
    } else {
      out.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  return out;
}

} // namespace

std::string print_form(const Form& form) {
  std::string text;
  for (const auto& [name, value] : form) {
    if (!text.empty()) text += '&';
    text.append(encoded(name)).append(1, '=').append(encoded(value));
  }
  return text;
}

std::string print_json(const Form& form) {
  hif::json::Object object;
  for (const auto& [name, value] : form) object.set(name, value);
  return hif::json::print(object);
}

Form parse_form(std::string_view text) {
  Form form;
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    const auto equals = pair.find('=');
    form.emplace_back(decoded(pair.substr(0, equals)),
                      equals == pair.npos ? std::string() : decoded(pair.substr(equals + 1)));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
  }
  return form;
}

std::optional<std::string> value_in(const Form& form, std::string_view name) {
  for (const auto& [known, value] : form)
    if (known == name) return value;
  return std::nullopt;
}

} // namespace timely::oauth
