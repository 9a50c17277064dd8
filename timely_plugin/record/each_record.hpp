// SPDX-License-Identifier: MIT
#pragma once
// The records of a batch, one after another, into none, one or many each.

#include <hif/sdk/package.hpp>

#include <functional>

namespace timely::record {

// What becomes of a record that a transformer cannot handle: it is rejected, it leaves as it
// came, or what could not be had becomes null.
enum class OnError { fail, skip, null };

// Of `config.on_error`; `fail` where there is none.
OnError on_error_of(const hif::json::Value& config);

// `record "77": ` by its key, for the beginning of a message; empty when it has none: who gave the
// record knows which one it was.
std::string name_before(const hif_record& record);

// A JSON Pointer's token for `name` with the slash before it (RFC 6901 §3).
std::string pointer_token(std::string_view name);

// Collects what a batch becomes. Printed text may move until finish().
class Output {
 public:
  // `record` as it came: its slices lie in the batch that came in.
  void pass(const hif_record& record, std::uint64_t source);
  // `record` with other JSON: an object on one line.
  void add(const hif_record& record, std::uint64_t source, std::string_view json);
  void add(const hif_record& record, std::uint64_t source, const hif::json::Value& value);
  void finish(hif_batch* out);

 private:
  struct Item {
    hif_record record;
    std::size_t begin, size; // in text_; size 0: the record's own text
  };
  std::vector<Item> items_;
  std::string text_;
};

// Calls `use` with each record; an Error that it throws, before it adds anything, rejects the
// record, or passes it as it came where `on_error` is skip. Ends with Error HIF_CANCELLED once the
// call is.
void each(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
          const hif::sdk::RejectSink& rejects, OnError on_error,
          const std::function<void(const hif_record&, std::uint64_t source, Output&)>& use);

// The record's JSON object. Throws Error HIF_DATA_LOSS when it is none.
hif::json::Value object_of(const hif_record& record);

} // namespace timely::record
