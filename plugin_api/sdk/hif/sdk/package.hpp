// SPDX-License-Identifier: MIT
#pragma once
// From C++ classes to the entry of a package:
//
//   HIF_PACKAGE("acme", "1.0.0",
//               hif::sdk::client<AcmeClient>("acme.http_client"),
//               hif::sdk::subscriber<AcmeSubscriber>("acme.subscriber"))
//
// Each class has a constructor from `const Creation&` and the functions of its kind, which throw
// Error when they fail:
//
//   client       void send(const Call&, const hif_request&, hif_response* out)
//                json::Value begin_grant(const Call&)       json::Value grant_status(const Call&)
//                void finish_grant(const Call&, std::string_view code_or_url)
//                void revoke(const Call&)                   json::Value probe(const Call&)
//                and, if it can, void send_many(const Call&, const Exchanges&, std::size_t at_once)
//   subscriber   void open(const Call&, std::string_view checkpoint)
//                hif_status next(const Call&, const Limits&, hif_batch* out)   OK, END or PENDING
//                void close()
//   publisher    void open(const Call&, std::string_view position)
//                void write(const Call&, const hif_batch&, std::uint64_t first, const ResultSink&)
//                std::string flush(const Call&, const ResultSink&)             gives the position
//                void close()
//   transformer  void transform(const Call&, const hif_batch&, hif_batch* out, const RejectSink&)
//
// and, if it likes, `static void validate(const Creation&)`, which throws ConfigError and does no
// I/O but reading files of the package. Without it the configuration is checked by the form alone.
// A subscriber or transformer with `json::Value probe(const Call&)` offers hif.probe/1 by it; a
// subscriber or client with `json::Value plan(const Call&, std::string_view checkpoint)`
// hif.plan/1, a subscriber with `void attach_parts(PartSource)` and `void changed_parts(const
// Call&, PartSink)` hif.checkpoint_parts/1, a publisher with `void committed()` hif.commit/1.

#include "batch.hpp"
#include "client.hpp"
#include "json_parse.hpp"

#include <hif/hif.h>

#include <concepts>

// Two packages in one process may have classes of the same name: what is made from them here must
// not be merged by the dynamic linker.
#pragma GCC visibility push(hidden)

namespace hif::sdk {

// What an instance is made from.
struct Creation {
  Host host;
  Client client;      // not present for prototypes without one
  json::Value config; // an object that passed the form
  std::string package_dir;
};

struct Limits {
  std::uint64_t max_records;
  std::uint64_t max_bytes;
};

// One record's outcome, to be told to the host.
struct Result {
  std::uint64_t index = 0;
  std::int32_t outcome = HIF_OUTCOME_FAILED;
  hif_status status = HIF_OK;
  int http_status = 0;
  bool ambiguous = false;
  std::string id;
  std::string_view response_json;
  std::string error;
  std::string details_json;
};

class ResultSink {
 public:
  explicit ResultSink(const hif_result_sink* raw) : raw_(raw) {}
  void push(const Result& result) const {
    hif_result out{};
    out.struct_size = sizeof out;
    out.outcome = result.outcome;
    out.index = result.index;
    out.status = result.status;
    out.http_status = result.http_status;
    out.ambiguous = result.ambiguous;
    out.id = str(result.id);
    out.response_json = str(result.response_json);
    out.error = str(result.error);
    out.details_json = str(result.details_json);
    raw_->push(raw_, &out);
  }

 private:
  const hif_result_sink* raw_;
};

class RejectSink {
 public:
  explicit RejectSink(const hif_reject_sink* raw) : raw_(raw) {}
  void push(std::uint64_t source, hif_status status, std::string_view error,
            std::string_view details_json = {}) const {
    raw_->push(raw_, source, status, str(error), str(details_json));
  }

 private:
  const hif_reject_sink* raw_;
};

// Where a subscriber reads the parts of its checkpoint (ext/checkpoint_parts.h). Borrowed, until
// close().
class PartSource {
 public:
  explicit PartSource(const hif_part_source* raw = nullptr) : raw_(raw) {}
  // False where the host keeps no parts.
  bool present() const { return raw_ != nullptr; }
  // Nothing when there is none. Throws Error.
  std::optional<std::string> get(const Call& call, std::string_view name) const {
    std::string value;
    const auto status =
        raw_->get(raw_, call.raw(), str(name), &value, [](void* data, hif_slice part) {
          static_cast<std::string*>(data)->assign(view(part));
        });
    if (status == HIF_NOT_FOUND) return std::nullopt;
    if (status != HIF_OK) throw Error(status, "a part of the checkpoint cannot be read");
    return value;
  }

 private:
  const hif_part_source* raw_;
};

class PartSink {
 public:
  explicit PartSink(const hif_part_sink* raw) : raw_(raw) {}
  // An empty value takes the part away.
  void put(std::string_view name, std::string_view value) const {
    raw_->put(raw_, str(name), slice(value));
  }

 private:
  const hif_part_sink* raw_;
};

namespace detail {

// Where the package lies: told to init(), before anything else of the package runs.
inline std::string package_dir;

inline Creation creation(const hif_host* host, const hif_client_ref* client, hif_str config) {
  auto value = json::parse(view(config));
  if (!value.is_object())
    throw Error(HIF_INVALID_ARGUMENT, "the configuration is not a JSON object");
  return {Host(host), Client(client), std::move(value), package_dir};
}

template <typename T>
T& self(hif_instance* instance) {
  return *reinterpret_cast<T*>(instance);
}

inline void give_json(const json::Value& value, void* data, void (*sink)(void*, hif_str)) {
  const auto text = json::print(value);
  sink(data, str(text));
}

template <typename T>
constexpr auto send_many() -> decltype(hif_client::send_many) {
  if constexpr (requires(T & t, const Call& call, const Exchanges& all) {
                  t.send_many(call, all, 1);
                })
    return [](hif_instance* i, const hif_call* call, hif_exchange* const* exchanges,
              std::uint64_t count, std::uint64_t at_once, void* data,
              std::int32_t (*ended)(void*, std::uint64_t)) -> hif_status {
      return guard(call, [&] {
        self<T>(i).send_many(Call(call), Exchanges(exchanges, count, data, ended), at_once);
        return HIF_OK;
      });
    };
  return nullptr;
}

template <typename T>
const hif_client* client_table() {
  static const hif_client table = {
      .struct_size = sizeof(hif_client),
      .reserved = 0,
      .send = [](hif_instance* i, const hif_call* call, const hif_request* request,
                 hif_response* out) -> hif_status {
        return guard(call, [&] {
          self<T>(i).send(Call(call), *request, out);
          return HIF_OK;
        });
      },
      .begin_grant = [](hif_instance* i, const hif_call* call, void* data,
                        void (*sink)(void*, hif_str)) -> hif_status {
        return guard(call, [&] {
          give_json(self<T>(i).begin_grant(Call(call)), data, sink);
          return HIF_OK;
        });
      },
      .finish_grant = [](hif_instance* i, const hif_call* call, hif_str code) -> hif_status {
        return guard(call, [&] {
          self<T>(i).finish_grant(Call(call), view(code));
          return HIF_OK;
        });
      },
      .grant_status = [](hif_instance* i, const hif_call* call, void* data,
                         void (*sink)(void*, hif_str)) -> hif_status {
        return guard(call, [&] {
          give_json(self<T>(i).grant_status(Call(call)), data, sink);
          return HIF_OK;
        });
      },
      .revoke = [](hif_instance* i, const hif_call* call) -> hif_status {
        return guard(call, [&] {
          self<T>(i).revoke(Call(call));
          return HIF_OK;
        });
      },
      .probe = [](hif_instance* i, const hif_call* call, void* data,
                  void (*sink)(void*, hif_str)) -> hif_status {
        return guard(call, [&] {
          give_json(self<T>(i).probe(Call(call)), data, sink);
          return HIF_OK;
        });
      },
      .send_many = send_many<T>(),
  };
  return &table;
}

template <typename T>
const hif_subscriber* subscriber_table() {
  static const hif_subscriber table = {
      .struct_size = sizeof(hif_subscriber),
      .reserved = 0,
      .open = [](hif_instance* i, const hif_call* call, hif_slice checkpoint) -> hif_status {
        return guard(call, [&] {
          self<T>(i).open(Call(call), view(checkpoint));
          return HIF_OK;
        });
      },
      .next = [](hif_instance* i, const hif_call* call, std::uint64_t max_records,
                 std::uint64_t max_bytes, hif_batch* out) -> hif_status {
        return guard(call, [&] {
          return self<T>(i).next(Call(call), Limits{max_records, max_bytes}, out);
        });
      },
      .close =
          [](hif_instance* i) {
            guard(nullptr, [&] {
              self<T>(i).close();
              return HIF_OK;
            });
          },
  };
  return &table;
}

template <typename T>
const hif_publisher* publisher_table() {
  static const hif_publisher table = {
      .struct_size = sizeof(hif_publisher),
      .reserved = 0,
      .open = [](hif_instance* i, const hif_call* call, hif_slice position) -> hif_status {
        return guard(call, [&] {
          self<T>(i).open(Call(call), view(position));
          return HIF_OK;
        });
      },
      .write = [](hif_instance* i, const hif_call* call, const hif_batch* batch,
                  std::uint64_t first, const hif_result_sink* sink) -> hif_status {
        return guard(call, [&] {
          self<T>(i).write(Call(call), *batch, first, ResultSink(sink));
          return HIF_OK;
        });
      },
      .flush = [](hif_instance* i, const hif_call* call, const hif_result_sink* sink, void* data,
                  void (*position_sink)(void*, hif_slice)) -> hif_status {
        return guard(call, [&] {
          const std::string position = self<T>(i).flush(Call(call), ResultSink(sink));
          if (!position.empty()) position_sink(data, slice(position));
          return HIF_OK;
        });
      },
      .close =
          [](hif_instance* i) {
            guard(nullptr, [&] {
              self<T>(i).close();
              return HIF_OK;
            });
          },
  };
  return &table;
}

template <typename T>
const hif_transformer* transformer_table() {
  static const hif_transformer table = {
      .struct_size = sizeof(hif_transformer),
      .reserved = 0,
      .transform = [](hif_instance* i, const hif_call* call, const hif_batch* in, hif_batch* out,
                      const hif_reject_sink* rejects) -> hif_status {
        return guard(call, [&] {
          self<T>(i).transform(Call(call), *in, out, RejectSink(rejects));
          return HIF_OK;
        });
      },
  };
  return &table;
}

template <typename T>
concept Probed = requires(T& t, const Call& call) {
  { t.probe(call) } -> std::convertible_to<json::Value>;
};

template <typename T>
const hif_probe* probe_table() {
  static const hif_probe table = {
      .struct_size = sizeof(hif_probe),
      .reserved = 0,
      .probe = [](hif_instance* i, const hif_call* call, void* data,
                  void (*sink)(void*, hif_str)) -> hif_status {
        return guard(call, [&] {
          give_json(self<T>(i).probe(Call(call)), data, sink);
          return HIF_OK;
        });
      },
  };
  return &table;
}

template <typename T>
concept Planned = requires(T& t, const Call& call) {
  { t.plan(call, std::string_view()) } -> std::convertible_to<json::Value>;
};

template <typename T>
const hif_plan* plan_table() {
  static const hif_plan table = {
      .struct_size = sizeof(hif_plan),
      .reserved = 0,
      .plan = [](hif_instance* i, const hif_call* call, hif_slice checkpoint, void* data,
                 void (*sink)(void*, hif_str)) -> hif_status {
        return guard(call, [&] {
          give_json(self<T>(i).plan(Call(call), view(checkpoint)), data, sink);
          return HIF_OK;
        });
      },
  };
  return &table;
}

template <typename T>
concept Parted = requires(T& t, const Call& call) {
  t.attach_parts(PartSource());
  t.changed_parts(call, PartSink(nullptr));
};

template <typename T>
const hif_checkpoint_parts* parts_table() {
  static const hif_checkpoint_parts table = {
      .struct_size = sizeof(hif_checkpoint_parts),
      .reserved = 0,
      .attach = [](hif_instance* i, const hif_call* call,
                   const hif_part_source* source) -> hif_status {
        return guard(call, [&] {
          self<T>(i).attach_parts(PartSource(source));
          return HIF_OK;
        });
      },
      .changes = [](hif_instance* i, const hif_call* call,
                    const hif_part_sink* sink) -> hif_status {
        return guard(call, [&] {
          self<T>(i).changed_parts(Call(call), PartSink(sink));
          return HIF_OK;
        });
      },
  };
  return &table;
}

template <typename T>
concept ToldOfCommits = requires(T& t) {
  t.committed();
};

template <typename T>
const hif_commit* commit_table() {
  static const hif_commit table = {
      .struct_size = sizeof(hif_commit),
      .reserved = 0,
      .committed =
          [](hif_instance* i) {
            guard(nullptr, [&] {
              self<T>(i).committed();
              return HIF_OK;
            });
          },
  };
  return &table;
}

template <typename T>
hif_prototype prototype(std::string_view id, std::string_view kind, const void* table) {
  return {
      .struct_size = sizeof(hif_prototype),
      .reserved = 0,
      .id = str(id),
      .kind = str(kind),
      .table = table,
      .validate = [](const hif_prototype*, const hif_call* call, const hif_host* host,
                     hif_str config) -> hif_status {
        return guard(call, [&] {
          if constexpr (requires(const Creation& c) { T::validate(c); })
            T::validate(creation(host, nullptr, config));
          return HIF_OK;
        });
      },
      .create = [](const hif_prototype*, const hif_call* call, const hif_host* host,
                   const hif_client_ref* client, hif_str config, hif_instance** out) -> hif_status {
        return guard(call, [&] {
          *out = reinterpret_cast<hif_instance*>(new T(creation(host, client, config)));
          return HIF_OK;
        });
      },
      .destroy = [](hif_instance* instance) { delete reinterpret_cast<T*>(instance); },
      .get_extension = [](hif_instance* instance, hif_str extension) -> const void* {
        if constexpr (Probed<T>)
          if (view(extension) == HIF_EXT_PROBE) return probe_table<T>();
        if constexpr (Planned<T>)
          if (view(extension) == HIF_EXT_PLAN) return plan_table<T>();
        if constexpr (Parted<T>)
          if (view(extension) == HIF_EXT_CHECKPOINT_PARTS) return parts_table<T>();
        if constexpr (ToldOfCommits<T>)
          if (view(extension) == HIF_EXT_COMMIT) return commit_table<T>();
        if constexpr (requires(T & t) { t.get_extension(std::string_view()); })
          return self<T>(instance).get_extension(view(extension));
        return nullptr;
      },
  };
}

} // namespace detail

// A prototype made from a class. `id` must live as long as the process (a literal).
template <typename T>
hif_prototype client(std::string_view id) {
  return detail::prototype<T>(id, HIF_KIND_CLIENT, detail::client_table<T>());
}
template <typename T>
hif_prototype subscriber(std::string_view id) {
  return detail::prototype<T>(id, HIF_KIND_SUBSCRIBER, detail::subscriber_table<T>());
}
template <typename T>
hif_prototype publisher(std::string_view id) {
  return detail::prototype<T>(id, HIF_KIND_PUBLISHER, detail::publisher_table<T>());
}
template <typename T>
hif_prototype transformer(std::string_view id) {
  return detail::prototype<T>(id, HIF_KIND_TRANSFORMER, detail::transformer_table<T>());
}

// An entry over `list`, a function that gives the package's prototypes as a std::vector.
template <auto List>
const hif_entry* entry(std::string_view package_id, std::string_view package_version) {
  static const hif_entry table = {
      .struct_size = sizeof(hif_entry),
      .abi_minor = HIF_ABI_MINOR,
      .package_id = str(package_id),
      .package_version = str(package_version),
      .init = [](const hif_call* call, const hif_host*, hif_str dir) -> hif_status {
        return guard(call, [&] {
          detail::package_dir = view(dir);
          return HIF_OK;
        });
      },
      .deinit = [] {},
      .prototype = [](std::uint32_t index) -> const hif_prototype* {
        static const std::vector<hif_prototype> prototypes = List();
        return index < prototypes.size() ? &prototypes[index] : nullptr;
      },
  };
  return &table;
}

} // namespace hif::sdk

#pragma GCC visibility pop

// Defines the entry of a package: id, version, then its prototypes.
#define HIF_PACKAGE(id, version, ...)                                                              \
  static std::vector<hif_prototype> hif_package_prototypes() {                                     \
    return {__VA_ARGS__};                                                                          \
  }                                                                                                \
  extern "C" HIF_EXPORT const hif_entry* HIF_CALL hif_entry_v1(uint32_t) {                         \
    return hif::sdk::entry<hif_package_prototypes>(id, version);                                   \
  }
