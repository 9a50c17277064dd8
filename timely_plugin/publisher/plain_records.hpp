// SPDX-License-Identifier: MIT
#pragma once
// The short way of a record that is nothing but a good payload: read by simdjson, checked member by
// member, and copied into its request as it stands, without a tree.
//
// Everything else goes the long way (record_request.hpp, check_request()), which can do all that
// this can and tells what is wrong: a record in parts, fields beside the envelope, secrets, nested
// objects, unknown or missing fields, anything that does not pass its check.

#include "publisher/draft.hpp"
#include "publisher/settings.hpp"

#include <simdjson.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace timely {

// One thread at a time.
class PlainRecords {
 public:
  // Refers to the settings, which outlive it and its drafts.
  explicit PlainRecords(const WriteSettings& settings);

  // The draft that the long way makes of the record too, or nothing when it has to go that way.
  std::optional<Draft> draft(std::string_view record, std::uint64_t index);

 private:
  struct Member {
    const Field* field;
    std::string begin;       // `"name":`
    bool anything = false;   // no value of its type is refused
    bool long_way = false;   // it is not for the short one
    bool wanted = false;     // a look-up needs it
    bool identifies = false; // it is the external_id
    std::uint64_t bit = 0;
  };

  bool prepare();
  std::uint64_t bits_of(const std::vector<std::string>& names) const;
  bool take(simdjson::ondemand::object record, Draft& draft);
  bool take_members(simdjson::ondemand::object fields, Draft& draft);
  const Member* member_at(std::size_t place, std::string_view name);
  bool take_value(const Member& member, simdjson::ondemand::value value, std::string& body) const;
  bool take_list(const Member& member, simdjson::ondemand::array list, std::string& body) const;
  bool is_complete(std::uint64_t fields) const;

  const WriteSettings& settings_;
  const Entity& entity_;
  std::unordered_map<std::string_view, Member> members_;
  std::vector<const Member*> order_; // of the members of the record before
  std::vector<std::uint64_t> require_one_of_;
  std::uint64_t required_ = 0;
  std::string target_, body_begin_, body_end_; // the body around the members
  simdjson::ondemand::parser parser_;
  std::string buffer_; // the record and the padding that simdjson asks for
  const bool usable_;  // last: prepare() fills the others
};

} // namespace timely
