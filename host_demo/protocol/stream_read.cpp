// SPDX-License-Identifier: MIT
#include "protocol/stream_read.hpp"

#include "config/wording.hpp"
#include "run/call_failure.hpp"
#include "run/checkpoint_parts.hpp"
#include "run/pulling.hpp"
#include "services/interrupt.hpp"

namespace host {
namespace {

// Gives the records of a batch after the incoming's transformers.
class StreamRead {
 public:
  StreamRead(Incoming incoming, Bookmark& bookmark, const TakeBatch& take)
      : parts_([this](std::string_view name) { return part(name); }),
        incoming_(std::move(incoming)), bookmark_(bookmark), take_(take) {}

  void open() {
    bookmark_.complete = false;
    parts_.attach(incoming_, {});
    HostCall call;
    throw_if_failed(functions().open(raw(), call.raw(), hif::sdk::slice(bookmark_.checkpoint)),
                    call, incoming_.name);
  }

  // False at the end.
  bool next() {
    if (interrupted()) throw Failure(Exit::interrupted, "interrupted");
    HostCall call;
    hif::sdk::Batch batch;
    const auto status =
        functions().next(raw(), call.raw(), max_batch_records, max_batch_bytes, batch.out());
    throw_if_failed(status, call, incoming_.name);
    if (status == HIF_END) return false;
    if (status == HIF_PENDING)
      wait_for_more(call.retry_after_ms());
    else
      give(batch);
    return true;
  }

  void close() {
    functions().close(raw());
    bookmark_.complete = true;
  }

 private:
  const hif_subscriber& functions() const { return incoming_.subscriber.subscriber(); }
  hif_instance* raw() const { return incoming_.subscriber.raw(); }

  std::optional<std::string> part(std::string_view name) const {
    const auto kept = bookmark_.parts.find(name);
    return kept == bookmark_.parts.end() ? std::nullopt : std::optional(kept->second);
  }

  void give(const hif::sdk::Batch& batch) {
    std::vector<Reject> rejects;
    const auto transformed = incoming_.transformers.apply(*batch.raw(), {}, rejects);
    if (!rejects.empty())
      throw Failure(Exit::failed,
                    incoming_.name + ": a transformer refuses a record: " + rejects.front().error +
                        ". The record: " + in_quotes(rejects.front().record) +
                        ". Nothing behind it is given out: correct the transformers, or let them "
                        "pass over such records.");
    const bool has_position = !batch.checkpoint().empty();
    if (has_position) advance(batch.checkpoint());
    take_(transformed.batch(), has_position);
  }

  void advance(std::string_view checkpoint) {
    bookmark_.checkpoint = checkpoint;
    parts_.take({});
    const auto changes = parts_.changes();
    for (const auto& [name, value] : changes.parts)
      if (value.empty())
        bookmark_.parts.erase(name);
      else
        bookmark_.parts[name] = value;
  }

  CheckpointParts parts_; // what the subscriber leans on goes after it
  Incoming incoming_;
  Bookmark& bookmark_;
  const TakeBatch& take_;
};

} // namespace

void read_stream(Objects& objects, const IncomingConfig& config, Bookmark& bookmark,
                 const TakeBatch& take) {
  StreamRead read(objects.incoming(config), bookmark, take);
  read.open();
  while (read.next()) {
  }
  read.close();
}

Failure stream_failure(const std::string& stream, const std::exception& error) {
  if (const auto* failure = dynamic_cast<const Failure*>(&error)) return *failure;
  return {Exit::failed, stream + ": " + error.what()};
}

} // namespace host
