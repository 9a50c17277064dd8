// SPDX-License-Identifier: MIT
#include "text/failure.hpp"
#include "web/servers.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/URI.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>

namespace host {
namespace {

namespace net = Poco::Net;

// What the handler and the waiting thread share.
struct Exchange {
  std::mutex mutex;
  std::condition_variable arrived;
  std::optional<std::string> url;
  std::promise<ReturnPage> page;
  std::shared_future<ReturnPage> shown = page.get_future().share();
};

std::string html(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else if (c == '&')
      escaped += "&amp;";
    else
      escaped.push_back(c);
  }
  return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>hif</title><p>" +
         escaped + "</p></html>\n";
}

class Handler : public net::HTTPRequestHandler {
 public:
  Handler(Exchange& exchange, const Poco::URI& redirect)
      : exchange_(exchange), redirect_(redirect) {}

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    const Poco::URI asked(request.getURI());
    if (asked.getPath() != redirect_.getPath() || request.getMethod() != "GET")
      return answer(response, net::HTTPResponse::HTTP_NOT_FOUND, "There is nothing here.");
    {
      const std::lock_guard lock(exchange_.mutex);
      if (exchange_.url)
        return answer(response, net::HTTPResponse::HTTP_GONE, "This address was used already.");
      auto url = redirect_;
      url.setRawQuery(asked.getRawQuery());
      exchange_.url = url.toString();
    }
    exchange_.arrived.notify_one();
    const auto page = exchange_.shown.get();
    answer(response,
           page.granted ? net::HTTPResponse::HTTP_OK : net::HTTPResponse::HTTP_BAD_REQUEST,
           page.text);
  }

 private:
  static void answer(net::HTTPServerResponse& response, net::HTTPResponse::HTTPStatus status,
                     const std::string& text) {
    response.setStatusAndReason(status);
    response.setContentType("text/html; charset=utf-8");
    response.set("Cache-Control", "no-store");
    const auto page = html(text);
    response.sendBuffer(page.data(), page.size());
  }

  Exchange& exchange_;
  const Poco::URI& redirect_;
};

class Factory : public net::HTTPRequestHandlerFactory {
 public:
  Factory(Exchange& exchange, const Poco::URI& redirect)
      : exchange_(exchange), redirect_(redirect) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(exchange_, redirect_);
  }

 private:
  Exchange& exchange_;
  const Poco::URI& redirect_;
};

net::ServerSocket listen(const Poco::URI& redirect) {
  const bool v6 = redirect.getHost() == "::1";
  const net::SocketAddress address(v6 ? "::1" : "127.0.0.1", redirect.getPort());
  try {
    net::ServerSocket socket;
    // No port that others share: the browser's answer might come to them.
    socket.bind(address, true, false);
    socket.listen();
    return socket;
  } catch (const Poco::Exception& error) {
    throw Failure(Exit::failed, "cannot listen on " + address.toString() +
                                    " for the answer of the browser: " + error.displayText() +
                                    "; stop what uses that port, or grant with --no-browser");
  }
}

class Listener final : public LoopbackListener {
 public:
  explicit Listener(const std::string& redirect_uri)
      : redirect_(redirect_uri),
        http_(new Factory(exchange_, redirect_), listen(redirect_), parameters()) {
    http_.start();
  }
  ~Listener() override {
    // A browser that came although nobody waits must not keep the server's threads.
    if (!told_) exchange_.page.set_value({false, "Nobody waits for this any more."});
    http_.stopAll(true);
  }

  bool wait(std::chrono::seconds timeout, bool (*interrupted)(),
            const std::function<ReturnPage(const std::string& url)>& finish) override {
    constexpr auto slice = std::chrono::milliseconds(100); // how late an interruption is noticed
    const auto end = std::chrono::steady_clock::now() + timeout;
    std::unique_lock lock(exchange_.mutex);
    while (!exchange_.url) {
      if (interrupted()) throw Failure(Exit::interrupted, "interrupted");
      if (std::chrono::steady_clock::now() >= end) return false;
      exchange_.arrived.wait_for(lock, slice);
    }
    const auto url = *exchange_.url;
    lock.unlock();
    try {
      tell(finish(url));
    } catch (const std::exception&) {
      tell({false, "Access was not granted. You can close this window; the terminal says why."});
      throw;
    }
    return true;
  }

 private:
  void tell(ReturnPage page) {
    told_ = true;
    exchange_.page.set_value(std::move(page));
  }

  static net::HTTPServerParams::Ptr parameters() {
    net::HTTPServerParams::Ptr parameters(new net::HTTPServerParams);
    parameters->setKeepAlive(false);
    parameters->setMaxThreads(2);
    return parameters;
  }

  Exchange exchange_;
  bool told_ = false;
  Poco::URI redirect_;
  net::HTTPServer http_;
};

} // namespace

bool is_loopback(const std::string& redirect_uri) {
  try {
    const Poco::URI uri(redirect_uri);
    const auto& host = uri.getHost();
    return uri.getScheme() == "http" &&
           (host == "127.0.0.1" || host == "localhost" || host == "::1");
  } catch (const Poco::Exception&) {
    return false;
  }
}

std::unique_ptr<LoopbackListener> listen_for_browser(const std::string& redirect_uri) {
  return std::make_unique<Listener>(redirect_uri);
}

} // namespace host
