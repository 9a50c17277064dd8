// SPDX-License-Identifier: MIT
#include "run/checkpoint_parts.hpp"

#include "run/call_failure.hpp"

namespace host {
namespace {

using hif::sdk::view;

constexpr std::size_t most_name_bytes = 256, most_part_bytes = 16u << 20;

// What a package puts while it is asked for its changes; exceptions must not pass through it.
struct Putting {
  PartChanges& changes;
  std::string refusal;

  void put(std::string_view name, std::string_view value) noexcept {
    try {
      if (name.empty() || name.size() > most_name_bytes)
        refusal = "a part of its checkpoint has a name of " + std::to_string(name.size()) +
                  " bytes; 1 to 256 are allowed";
      else if (value.size() > most_part_bytes)
        refusal = "the part \"" + std::string(name) + "\" of its checkpoint is larger than 16 MiB";
      else
        changes.parts[std::string(name)] = value;
    } catch (const std::exception& error) {
      refusal = error.what();
    }
  }
};

} // namespace

CheckpointParts::CheckpointParts(Kept kept) : kept_(std::move(kept)), source_{} {
  source_.struct_size = sizeof source_;
  source_.host_data = this;
  source_.get = [](const hif_part_source* source, const hif_call* call, hif_str name, void* data,
                   void (*reader)(void*, hif_slice)) {
    return static_cast<CheckpointParts*>(source->host_data)->get(call, view(name), data, reader);
  };
}

void CheckpointParts::attach(const Incoming& incoming, const CallContext& context) {
  changes_ = {};
  incoming_ = &incoming;
  const auto& subscriber = incoming.subscriber;
  table_ = static_cast<const hif_checkpoint_parts*>(subscriber.extension(HIF_EXT_CHECKPOINT_PARTS));
  if (!table_) return;
  HostCall call(context);
  throw_if_failed(table_->attach(subscriber.raw(), call.raw(), &source_), call, incoming.name);
}

void CheckpointParts::take(const CallContext& context) {
  if (!table_) return;
  Putting putting{changes_, {}};
  const hif_part_sink sink{.struct_size = sizeof(hif_part_sink),
                           .reserved = 0,
                           .host_data = &putting,
                           .put = [](const hif_part_sink* to, hif_str name, hif_slice value) {
                             static_cast<Putting*>(to->host_data)->put(view(name), view(value));
                           }};
  HostCall call(context);
  throw_if_failed(table_->changes(incoming_->subscriber.raw(), call.raw(), &sink), call,
                  incoming_->name);
  if (!putting.refusal.empty())
    throw Failure(Exit::failed, incoming_->name + ": " + putting.refusal);
}

hif_status CheckpointParts::get(const hif_call* call, std::string_view name, void* data,
                                void (*reader)(void*, hif_slice)) const {
  try {
    std::optional<std::string> value;
    if (const auto changed = changes_.parts.find(name); changed != changes_.parts.end())
      value = changed->second;
    else
      value = kept_(name);
    if (!value || value->empty()) return HIF_NOT_FOUND;
    reader(data, hif::sdk::slice(*value));
    return HIF_OK;
  } catch (const std::exception& error) {
    return call->fail(call, HIF_INTERNAL, hif::sdk::str(error.what()), {});
  }
}

} // namespace host
