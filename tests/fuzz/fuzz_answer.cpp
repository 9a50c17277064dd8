// SPDX-License-Identifier: MIT
// Whatever a server writes on a connection ends in records or in an error: head, framing, gzip,
// page. Each record is one line of JSON.

#include "http/body.hpp"
#include "plugin_api/bare_host.hpp"
#include "subscriber/page_reader.hpp"

#include <hif/sdk/json_parse.hpp>

#include <Poco/Net/SocketAddress.h>
#include <Poco/String.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace {

using namespace timely::http;

constexpr std::uint64_t max_response_bytes = 1 << 20;

// Hands out connections on which `bytes` came and the stream ended.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, any, length) != 0 || ::listen(socket_, 1) != 0 ||
        ::getsockname(socket_, any, &length) != 0)
      std::abort();
    address_ = Poco::Net::SocketAddress(any, length);
  }

  // The other end stays open until close(), so that the reader is never cut off by a reset.
  Poco::AutoPtr<PlainSocket> connection(std::string_view bytes, Watch& watch) {
    Poco::AutoPtr<PlainSocket> socket(new PlainSocket);
    socket->open(address_, watch);
    peer_ = ::accept(socket_, nullptr, nullptr);
    if (::send(peer_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) std::abort();
    ::shutdown(peer_, SHUT_WR);
    return socket;
  }
  // By a reset: ports that wait for late packets would run out.
  void close() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(peer_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(peer_);
  }

 private:
  int socket_, peer_ = -1;
  Poco::Net::SocketAddress address_;
};

hif::sdk::Response response_of(std::unique_ptr<hif::sdk::Answer> answer) {
  hif::sdk::Response response;
  hif::sdk::give(std::move(answer), response.out());
  return response;
}

std::unique_ptr<hif::sdk::Answer> receive(Connection& connection) {
  const auto head = connection.receive_head();
  auto answer = std::make_unique<hif::sdk::Answer>();
  answer->http_status = head.http_status;
  const auto* coding = head.find("Content-Encoding");
  const auto gzip = coding && Poco::toLower(*coding) == "gzip";
  static const auto pool = std::make_shared<hif::sdk::BodyPool>(16, max_response_bytes);
  answer->pool = pool;
  hif::sdk::BodyBuffer packed;
  read_body(connection, head, true, max_response_bytes, 0, *pool, gzip ? packed : answer->body);
  if (gzip) inflate(packed.text(), max_response_bytes, *pool, answer->body);
  if (answer->body.size() > max_response_bytes) std::abort();
  return answer;
}

// As a vendor may send it: with a name twice.
bool is_object(std::string_view text) {
  try {
    return hif::json::parse(text).is_object();
  } catch (const hif::json::ParseError& error) {
    return std::string_view(error.what()).find("duplicate name") != std::string_view::npos;
  }
}

void read_records(std::unique_ptr<hif::sdk::Answer> answer) {
  timely::Cursor cursor;
  cursor.field = "updated_at";
  timely::PageReader reader(
      {.kind = timely::AnswerKind::array, .record_key = {"id"}, .records_at = {}}, cursor);
  const auto page = reader.read(response_of(std::move(answer)));
  for (const auto& record : page->records()) {
    if (record.json.find('\n') != record.json.npos) std::abort();
    if (!is_object(record.json)) std::abort();
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 32 * 1024) return 0; // what a socket takes without waiting
  static const hif::sdk::Host host(bare_host());
  static Listener listener;
  const hif::sdk::OwnCall own;
  const hif::sdk::Call call(own.raw());
  const Timeouts timeouts;
  Watch watch(host, call, timeouts);
  {
    Connection connection(listener.connection({reinterpret_cast<const char*>(data), size}, watch));
    connection.watch(&watch);
    try {
      read_records(receive(connection));
    } catch (const Poco::Exception&) {
    } catch (const TooLarge&) {
    } catch (const Broken&) {
    } catch (const timely::BrokenPage&) {
    }
    listener.close();
  }
  return 0;
}
