// SPDX-License-Identifier: MIT
#pragma once
// Sockets that wait by a Watch: non-blocking underneath, blocking to Poco.

#include "http/watch.hpp"

#include <Poco/Net/SecureStreamSocketImpl.h>
#include <Poco/Net/StreamSocketImpl.h>

#include <memory>
#include <string_view>

namespace timely::http {

// What the plain and the TLS socket have in common. Reads ahead, so that a head and a chunk line
// cost no system call of their own.
class Wire {
 public:
  Wire() = default;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  virtual ~Wire() = default;

  // Whose waits these are from now on; null while the connection is idle.
  void watch(Watch* watch) { watch_ = watch; }
  // Of an idle connection: false when it was closed or says something unasked.
  bool alive();
  virtual int descriptor() const = 0;
  // What was waited for can be read, however long it took.
  void readable();

  // Sends all of it.
  int send(const char* bytes, int length);
  // The bytes moved, as they come; 0 at the end of the stream.
  int receive(char* buffer, int length);
  // What was read ahead, after waiting for more where there is nothing; empty at the end of the
  // stream.
  std::string_view peek();
  std::string_view ahead() const {
    return {ahead_.get() + ahead_at_, static_cast<std::size_t>(ahead_end_ - ahead_at_)};
  }
  // Takes `size` bytes of it.
  void take(std::size_t size) { ahead_at_ += static_cast<int>(size); }

 protected:
  // Each gives the bytes moved, 0 at the end of the stream, or minus the events of poll(2) that
  // must come first.
  virtual int try_receive(char* buffer, int length) = 0;
  virtual int try_send(const char* bytes, int length) = 0;
  Watch& watch() const { return *watch_; }

 private:
  static constexpr int ahead_size = 64 * 1024;
  int fill(char* buffer, int length);

  Watch* watch_ = nullptr;
  bool asked_ = false; // something was sent since the last read: its answer is not there yet
  std::unique_ptr<char[]> ahead_;
  int ahead_at_ = 0, ahead_end_ = 0;
};

class PlainSocket final : public Poco::Net::StreamSocketImpl, public Wire {
 public:
  using StreamSocketImpl::receiveBytes;
  using StreamSocketImpl::sendBytes;
  // Opens the connection. Throws Poco::Net::NetException, and as Watch does.
  void open(const Poco::Net::SocketAddress& address, Watch& watch);
  int receiveBytes(void* buffer, int length, int flags) override;
  int sendBytes(const void* buffer, int length, int flags) override;
  int descriptor() const override { return sockfd(); }

 protected:
  ~PlainSocket() override = default;
  int try_receive(char* buffer, int length) override;
  int try_send(const char* bytes, int length) override;
};

class TlsSocket final : public Poco::Net::SecureStreamSocketImpl, public Wire {
 public:
  using SecureStreamSocketImpl::receiveBytes;
  using SecureStreamSocketImpl::sendBytes;
  TlsSocket(PlainSocket* plain, Poco::Net::Context::Ptr context);
  // The handshake, with the peer's name checked by `context`. Throws Poco::Net::SSLException.
  void handshake(const std::string& server_name, Poco::Net::Session::Ptr resumed, Watch& watch);
  int receiveBytes(void* buffer, int length, int flags) override;
  int sendBytes(const void* buffer, int length, int flags) override;
  void close() override;
  int descriptor() const override { return sockfd(); }

 protected:
  ~TlsSocket() override;
  int try_receive(char* buffer, int length) override;
  int try_send(const char* bytes, int length) override;
};

} // namespace timely::http
