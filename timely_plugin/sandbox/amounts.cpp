// SPDX-License-Identifier: MIT
#include "amounts.hpp"

#include <charconv>
#include <cmath>

#include <hif/sdk/json_parse.hpp>

namespace timely::sandbox {

namespace {

void append_two_digits(std::string& out, std::int64_t value) {
  if (value < 10) out.push_back('0');
  append_integer(out, value);
}

void append_grouped(std::string& out, std::int64_t value) {
  const auto digits = std::to_string(value);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out.push_back(',');
    out.push_back(digits[i]);
  }
}

} // namespace

void append_integer(std::string& out, std::int64_t value) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

void append_decimal(std::string& out, double value) {
  const auto hundredths = std::llround(value * 100.0);
  const auto positive = hundredths < 0 ? -hundredths : hundredths;
  if (hundredths < 0) out.push_back('-');
  append_integer(out, positive / 100);
  out.push_back('.');
  const auto rest = positive % 100;
  out.push_back(static_cast<char>('0' + rest / 10));
  if (rest % 10 != 0) out.push_back(static_cast<char>('0' + rest % 10));
}

void append_duration(std::string& out, Seconds seconds) {
  const auto hours = seconds / 3600, minutes = seconds / 60 % 60;
  out += "{\"hours\":";
  append_integer(out, hours);
  out += ",\"minutes\":";
  append_integer(out, minutes);
  out += ",\"seconds\":";
  append_integer(out, seconds % 60);
  out += ",\"formatted\":\"";
  append_two_digits(out, hours);
  out.push_back(':');
  append_two_digits(out, minutes);
  out += "\",\"total_hours\":";
  append_decimal(out, static_cast<double>(seconds) / 3600.0);
  out += ",\"total_seconds\":";
  append_integer(out, seconds);
  out += ",\"total_minutes\":";
  append_integer(out, seconds / 60);
  out.push_back('}');
}

void append_money(std::string& out, std::int64_t cents) {
  const auto positive = cents < 0 ? -cents : cents;
  out += "{\"fractional\":";
  append_integer(out, cents);
  out += cents < 0 ? ",\"formatted\":\"-$" : ",\"formatted\":\"$";
  append_grouped(out, positive / 100);
  out.push_back('.');
  append_two_digits(out, positive % 100);
  out += "\",\"amount\":";
  append_decimal(out, static_cast<double>(cents) / 100.0);
  out += ",\"currency_code\":\"usd\"}";
}

hif::json::Value duration(Seconds seconds) {
  std::string text;
  append_duration(text, seconds);
  return hif::json::parse(text);
}

hif::json::Value money(std::int64_t cents) {
  std::string text;
  append_money(text, cents);
  return hif::json::parse(text);
}

hif::json::Value decimal(double value) {
  std::string text;
  append_decimal(text, value);
  return hif::json::Number{text};
}

} // namespace timely::sandbox
