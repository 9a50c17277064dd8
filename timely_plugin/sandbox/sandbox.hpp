// SPDX-License-Identifier: MIT
#pragma once
// A Timely of one's own, in this process: it listens on loopback from construction to stop().
// All methods are safe for concurrent use.

#include "http_message.hpp"
#include "keys.hpp"

#include <hif/sdk/json.hpp>

#include <iosfwd>
#include <memory>

namespace timely::sandbox {

struct Options {
  std::string listen = "127.0.0.1:0"; // address:port of loopback; port 0: any free one
  std::uint64_t seed = 1;
  std::int64_t events = 400;     // seeded time entries
  std::string today;             // YYYY-MM-DD; empty: the real day
  std::string faults;            // the text of a faults file; empty: none
  std::string catalogue;         // the text of a catalogue; empty: the built-in one
  Seconds token_lifetime = 7200; // 0: keys do not expire and no expires_in is given
  Rotation rotation = Rotation::strict;
  bool auto_approve = false;                      // authorize without the consent page
  bool gzip = true;                               // where the client accepts it
  std::string tls_certificate_file, tls_key_file; // PEM; both: https
  std::int64_t page_cap = 0;                      // lowers every maximum page size; 0: no
  std::int64_t bulk_async_threshold = 0;          // bulk requests of more rows get 202; 0: none
  std::size_t kept_requests = 10'000;             // the log forgets older ones
  std::ostream* log = nullptr;                    // one line a request
};

struct SeenRequest {
  Request request;
  int status = 0; // 0: the connection was reset before a response
  bool faulty = false;
};

class Sandbox {
 public:
  // Throws std::runtime_error when an option is no good or the address cannot be listened on.
  explicit Sandbox(Options options = {});
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  // Ends all connections. Nothing is counted afterwards; what was counted stays.
  void stop();

  std::string base_uri() const;
  int port() const;
  std::string client_id() const;
  std::string client_secret() const;
  std::string access_token() const; // the key that was ready at the start
  std::string refresh_token() const;
  std::int64_t account_id() const;
  std::int64_t user_id() const;    // whom the keys act for
  std::int64_t project_id() const; // an active one with that user in it
  // The line that the executable prints.
  hif::json::Object description() const;

  // Answers without a socket: neither faults nor the log take part.
  Response answer(const Request& request);

  std::vector<SeenRequest> requests() const;
  // How often that method and exact path were asked for; "" is any method.
  std::size_t count(std::string_view method, std::string_view path) const;
  std::size_t count() const;
  std::size_t refreshes() const; // refresh tokens exchanged for new keys
  std::size_t connections() const;
  void forget_requests();

  // The text of a faults file; "" removes all. Throws std::runtime_error.
  void set_faults(std::string_view text);
  // Moves the sandbox's time on.
  void advance(Seconds seconds);
  // Makes every access token an expired one; the refresh tokens still work.
  void expire_keys();
  // Makes every token unknown.
  void revoke_keys();
  std::string new_code(const std::string& redirect_uri);
  std::size_t event_count() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

} // namespace timely::sandbox
