// SPDX-License-Identifier: MIT
#pragma once
// Codes, access tokens and refresh tokens of the sandbox's one OAuth application, in the manner of
// Doorkeeper (RFC 6749 §4.1, §6). Not safe for concurrent use.

#include "calendar.hpp"

#include <map>
#include <optional>
#include <string>

namespace timely::sandbox {

enum class Rotation {
  strict,  // the old key dies when the new one is made
  lenient, // the old key dies when the new one is first used
};

struct Key {
  std::string access_token, refresh_token;
  Seconds created_at = 0;
  Seconds expires_in = 0; // 0: never
};

class KeyStore {
 public:
  KeyStore(Clock& clock, Seconds lifetime, Rotation rotation);

  const std::string& client_id() const { return client_id_; }
  const std::string& client_secret() const { return client_secret_; }

  std::string new_code(const std::string& redirect_uri);
  Key new_key();
  // Each gives nothing when the grant is no good.
  std::optional<Key> redeem_code(const std::string& code, const std::string& redirect_uri);
  std::optional<Key> refresh(const std::string& refresh_token);

  // The key of a token that works now; using a key retires the one it replaced.
  const Key* use(const std::string& access_token);
  const Key* find(const std::string& any_token) const;
  bool is_live(const Key& key) const;
  void revoke(const std::string& any_token);
  void revoke_all() { keys_.clear(); }
  void expire_all();
  // How many refresh tokens were exchanged for new keys.
  std::size_t refreshes() const { return refreshes_; }

 private:
  struct Held {
    Key key;
    std::string replaces; // access token of the key to retire on first use
  };
  struct Code {
    std::string redirect_uri;
    Seconds expires_at;
  };

  Clock& clock_;
  Seconds lifetime_;
  Rotation rotation_;
  std::string client_id_, client_secret_;
  std::size_t refreshes_ = 0;
  std::map<std::string, Held> keys_; // by access token
  std::map<std::string, Code> codes_;
};

// 32 random bytes in hexadecimal.
std::string random_token();

} // namespace timely::sandbox
