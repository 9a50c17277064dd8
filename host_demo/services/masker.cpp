// SPDX-License-Identifier: MIT
#include "services/masker.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace host {
namespace {

std::string in_json(std::string_view secret) {
  const auto quoted = hif::json::print(hif::json::Value(secret));
  return quoted.substr(1, quoted.size() - 2);
}

// Some writers of JSON escape the slash (RFC 8259 §7 allows it).
std::string with_escaped_slashes(std::string_view json) {
  std::string out;
  for (const char c : json) out.append(c == '/' ? "\\" : "").push_back(c);
  return out;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

// Percent-encoded (RFC 3986 §2.1) with the digits of `hex`; a blank becomes `blank`.
std::string in_url(std::string_view secret, const char* hex, std::string_view blank) {
  std::string out;
  for (const char c : secret) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ')
      out += blank;
    else if (is_unreserved(c))
      out.push_back(c);
    else
      out += {'%', hex[byte >> 4], hex[byte & 15]};
  }
  return out;
}

} // namespace

void Masker::add(std::string_view secret) {
  if (secret.size() < shortest) return;
  const auto json = in_json(secret);
  const std::unique_lock lock(mutex_);
  secrets_.emplace(secret);
  secrets_.insert(with_escaped_slashes(json));
  secrets_.insert(in_json(json));
  for (const char* hex : {"0123456789ABCDEF", "0123456789abcdef"})
    for (const char* blank : {"%20", "+"}) secrets_.insert(in_url(secret, hex, blank));
  secrets_.insert(json);
}

std::string Masker::masked(std::string_view text) const {
  std::vector<std::pair<std::size_t, std::size_t>> found; // begin, end
  {
    const std::shared_lock lock(mutex_);
    for (const auto& secret : secrets_)
      for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + 1))
        found.emplace_back(at, at + secret.size());
  }
  std::sort(found.begin(), found.end());
  std::string out;
  std::size_t done = 0;
  for (std::size_t i = 0; i < found.size();) {
    auto [begin, end] = found[i];
    while (++i < found.size() && found[i].first < end) end = std::max(end, found[i].second);
    out.append(text.substr(done, begin - done)).append("***");
    done = end;
  }
  return out.append(text.substr(done));
}

} // namespace host
