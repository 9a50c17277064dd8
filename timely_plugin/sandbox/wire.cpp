// SPDX-License-Identifier: MIT
#include "wire.hpp"

#include <Poco/Net/HTTPResponse.h>
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <functional>
#include <memory>

namespace timely::sandbox {

namespace {

constexpr std::size_t least_to_compress = 256;

struct FreeCompressor {
  void operator()(libdeflate_compressor* one) const { libdeflate_free_compressor(one); }
};

std::string compressed(std::string_view text) {
  thread_local const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(
      libdeflate_alloc_compressor(1));
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), text.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(compressor.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

std::string hexadecimal(std::uint64_t value) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
  return text.data();
}

std::string request_id() {
  static std::atomic<std::uint64_t> number{0};
  const auto id = hexadecimal(++number * 0x9E3779B97F4A7C15u) + hexadecimal(number);
  return id.substr(0, 8) + "-" + id.substr(8, 4) + "-" + id.substr(12, 4) + "-" + id.substr(16, 4) +
         "-" + id.substr(20, 12);
}

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text.data();
}

bool has(const NameValues& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& header) { return header.first == name; });
}

NameValues with_usual_headers(const Response& response, const WireOptions& options) {
  auto headers = response.headers;
  const auto add = [&](const char* name, std::string value) {
    if (!has(headers, name)) headers.emplace_back(name, std::move(value));
  };
  std::array<char, 24> runtime{};
  std::snprintf(runtime.data(), runtime.size(), "%.6f",
                static_cast<double>(options.runtime_us) / 1e6);
  add("content-type", response.content_type);
  if (response.status < 300) add("etag", weak_etag(response.body));
  add("cache-control", response.status < 300 ? "max-age=0, private, must-revalidate" : "no-cache");
  add("x-request-id", request_id());
  add("x-runtime", runtime.data());
  add("date", http_date());
  add("server", "timely-sandbox");
  add("vary", "Accept-Encoding");
  add("connection", options.keep_alive ? "keep-alive" : "close");
  return headers;
}

} // namespace

std::string weak_etag(std::string_view body) {
  const auto hash = std::hash<std::string_view>()(body);
  return "W/\"" + hexadecimal(hash) + hexadecimal(body.size()) + "\"";
}

bool accepts_gzip(std::string_view accept_encoding) {
  for (const auto& part : split_commas(accept_encoding)) {
    const auto name = part.substr(0, part.find_first_of("; \t"));
    if (name != "gzip" && name != "x-gzip" && name != "*") continue;
    const auto quality = part.find("q=");
    return quality == std::string::npos ||
           part.find_first_not_of("0. ", quality + 2) != std::string::npos;
  }
  return false;
}

WireResponse to_wire(Response response, const WireOptions& options) {
  auto headers = with_usual_headers(response, options);
  if (options.gzip && response.body.size() >= least_to_compress &&
      !has(headers, "content-encoding")) {
    response.body = compressed(response.body);
    headers.emplace_back("content-encoding", "gzip");
  }
  if (!has(headers, "content-length") && !has(headers, "transfer-encoding") &&
      response.status != 304 && response.status != 204)
    headers.emplace_back("content-length", std::to_string(response.body.size()));
  WireResponse wire;
  const auto status = static_cast<Poco::Net::HTTPResponse::HTTPStatus>(response.status);
  wire.head = "HTTP/1.1 " + std::to_string(response.status) + " " +
              Poco::Net::HTTPResponse::getReasonForStatus(status) + "\r\n";
  for (const auto& [name, value] : headers) wire.head += name + ": " + value + "\r\n";
  wire.head += "\r\n";
  wire.body = std::move(response.body);
  return wire;
}

} // namespace timely::sandbox
