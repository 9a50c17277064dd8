// SPDX-License-Identifier: MIT
#pragma once
// One record that passed its checks, on its way to the vendor.

#include "catalogue/request_builder.hpp"
#include "publisher/outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace timely {

// One thread at a time.
struct Draft {
  std::uint64_t index = 0; // the record's number since open()
  const Entity* entity = nullptr;
  hif::sdk::Request request;  // that sends it by itself
  std::string external_id;    // empty: it has none, or the entity does not know of any
  std::string order_key;      // drafts with the same one are sent one after another; empty: none
  std::string key;            // digest_of() the request, where an intent of it may be kept
  std::optional<Found> found; // the record that is changed or deleted, where it was read
  bool journaled = false;     // an intent of it is kept while it is on its way
  std::optional<Outcome> outcome;

  // What the request was made from.
  const RequestParameters& parameters() const;
  const json::Object& path() const { return own_ ? own_->path : base_->path; }

  // The draft of `parameters`, which have passed check_request().
  static Draft of(const Entity& entity, RequestParameters parameters, std::uint64_t index);

  // Set for plain records (plain_records.hpp), which take nothing but their payload with them.
  struct Plain {
    std::size_t inside_at = 0, inside_size = 0; // the fields inside the envelope, in request.body
    std::uint64_t fields = 0;                   // which of the entity's body fields there are
    std::string wanted; // members that a look-up needs: `"day":"…","id":…`
  };
  std::optional<Plain> plain;

 private:
  friend class PlainRecords;
  const RequestParameters* base_ = nullptr; // of a plain record: path and query
  mutable std::optional<RequestParameters> own_;
};

// A create is told apart by the caller's identifier, anything else by what its path names.
std::string order_key_of(const Entity& entity, const hif::sdk::Request& request,
                         const std::string& external_id);

// 32 hexadecimal digits that tell one request from another: method, target and body.
std::string digest_of(const hif::sdk::Request& request);

} // namespace timely
