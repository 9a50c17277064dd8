// SPDX-License-Identifier: MIT
#include "http/socket.hpp"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace timely::http {

namespace {

using Poco::Net::SecureStreamSocket;

// OpenSSL writes with write(2), which raises SIGPIPE on a closed connection. Blocks it for this
// thread and takes back the one that came of it, whatever the process does with that signal.
class NoSigpipe {
 public:
  NoSigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    already_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoSigpipe() {
    const timespec now{};
    if (!already_) sigtimedwait(&pipe_, nullptr, &now);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  sigset_t pipe_, before_;
  bool already_;
};

[[noreturn]] void fail(const char* what, int error) {
  throw Poco::Net::NetException(what + std::string(": ") + std::system_category().message(error));
}

int minus_event(int want) {
  return want == SecureStreamSocket::ERR_SSL_WANT_WRITE ? -POLLOUT : -POLLIN;
}

} // namespace

bool Wire::alive() {
  if (ahead_at_ < ahead_end_) return false;
  char byte;
  if (::recv(descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0)
    return errno == EAGAIN || errno == EWOULDBLOCK;
  try { // what TLS says to itself is no answer that nobody asked for
    return try_receive(&byte, 1) < 0;
  } catch (const Poco::Exception&) {
    return false;
  }
}

void Wire::readable() {
  asked_ = false;
  watch().readable();
}

int Wire::receive(char* buffer, int length) {
  if (ahead().empty() && length >= ahead_size) return fill(buffer, length);
  const auto taken = peek().substr(0, static_cast<std::size_t>(length));
  std::memcpy(buffer, taken.data(), taken.size());
  take(taken.size());
  return static_cast<int>(taken.size());
}

std::string_view Wire::peek() {
  if (ahead_at_ == ahead_end_) {
    if (!ahead_) ahead_.reset(new char[ahead_size]);
    ahead_at_ = ahead_end_ = 0;
    ahead_end_ = fill(ahead_.get(), ahead_size);
  }
  return ahead();
}

int Wire::fill(char* buffer, int length) {
  if (std::exchange(asked_, false)) watch().wait(descriptor(), POLLIN);
  for (;;) {
    watch().check();
    const auto got = try_receive(buffer, length);
    if (got >= 0) {
      watch().received(static_cast<std::size_t>(got));
      return got;
    }
    watch().wait(descriptor(), static_cast<short>(-got));
  }
}

int Wire::send(const char* bytes, int length) {
  int done = 0;
  while (done < length) {
    watch().check();
    const auto put = try_send(bytes + done, length - done);
    if (put < 0) {
      watch().wait(descriptor(), static_cast<short>(-put));
      continue;
    }
    watch().sent(static_cast<std::size_t>(put));
    done += put;
  }
  asked_ = true;
  return done;
}

void PlainSocket::open(const Poco::Net::SocketAddress& address, Watch& watch) {
  init(address.af());
  setBlocking(false);
  if (::connect(sockfd(), address.addr(), address.length()) != 0) {
    if (errno != EINPROGRESS) fail("connecting", errno);
    watch.wait(sockfd(), POLLOUT);
    if (const auto error = socketError()) fail("connecting", error);
  }
  setNoDelay(true);
}

int PlainSocket::receiveBytes(void* buffer, int length, int) {
  return receive(static_cast<char*>(buffer), length);
}

int PlainSocket::sendBytes(const void* buffer, int length, int) {
  return send(static_cast<const char*>(buffer), length);
}

int PlainSocket::try_receive(char* buffer, int length) {
  for (;;) {
    const auto got = ::recv(sockfd(), buffer, static_cast<std::size_t>(length), 0);
    if (got >= 0) return static_cast<int>(got);
    if (errno == EAGAIN || errno == EWOULDBLOCK) return -POLLIN;
    if (errno != EINTR) fail("reading", errno);
  }
}

int PlainSocket::try_send(const char* bytes, int length) {
  for (;;) {
    const auto put = ::send(sockfd(), bytes, static_cast<std::size_t>(length), MSG_NOSIGNAL);
    if (put >= 0) return static_cast<int>(put);
    if (errno == EAGAIN || errno == EWOULDBLOCK) return -POLLOUT;
    if (errno != EINTR) fail("writing", errno);
  }
}

TlsSocket::TlsSocket(PlainSocket* plain, Poco::Net::Context::Ptr context)
    : SecureStreamSocketImpl(plain, std::move(context)) {}

TlsSocket::~TlsSocket() {
  try {
    close();
  } catch (const Poco::Exception&) { // the peer is gone already
  }
}

void TlsSocket::handshake(const std::string& server_name, Poco::Net::Session::Ptr resumed,
                          Watch& watch) {
  const NoSigpipe quiet;
  if (!server_name.empty()) setPeerHostName(server_name);
  if (resumed) useSession(resumed);
  connectSSL();
  for (;;) {
    const auto done = completeHandshake();
    if (done > 0) return;
    if (done == 0) throw Poco::Net::NetException("closed by the peer in the TLS handshake");
    watch.wait(descriptor(), static_cast<short>(-minus_event(done)));
  }
}

int TlsSocket::receiveBytes(void* buffer, int length, int) {
  return receive(static_cast<char*>(buffer), length);
}

int TlsSocket::sendBytes(const void* buffer, int length, int) {
  return send(static_cast<const char*>(buffer), length);
}

void TlsSocket::close() {
  const NoSigpipe quiet;
  SecureStreamSocketImpl::close();
}

int TlsSocket::try_receive(char* buffer, int length) {
  const NoSigpipe quiet;
  const auto got = SecureStreamSocketImpl::receiveBytes(buffer, length, 0);
  return got >= 0 ? got : minus_event(got);
}

int TlsSocket::try_send(const char* bytes, int length) {
  const NoSigpipe quiet;
  const auto put = SecureStreamSocketImpl::sendBytes(bytes, length, 0);
  if (put == 0) throw Poco::Net::NetException("writing: the connection is closed");
  return put > 0 ? put : minus_event(put);
}

} // namespace timely::http
