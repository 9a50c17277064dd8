// SPDX-License-Identifier: MIT
// A package of one prototype of each kind over the SDK. Each definition below spoils it in one way;
// without any of them it is a good one.
#include <hif/sdk/package.hpp>

#include <chrono>
#include <cstdio>
#include <thread>

namespace {

using namespace hif::sdk;

// Left running, and writing to the call that it was given.
[[maybe_unused]] void start_a_thread(const hif_call* call) {
  std::thread([call] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    call->progress(call, 1, 2, str("late"));
    std::this_thread::sleep_for(std::chrono::seconds(5));
  }).detach();
}

[[maybe_unused]] int living = 0; // instances of Numbers

class Numbers {
 public:
  explicit Numbers(const Creation&) {
#ifdef CRASHES_IN_CREATE
    *reinterpret_cast<volatile int*>(8) = 1;
#endif
#ifdef KEEPS_A_THREAD
    std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
#endif
    ++living;
#ifdef LEAKS
    forgotten_ = new char[8192];
    forgotten_[0] = 1;
#endif
  }
  static void validate(const Creation&) {
#ifdef CRASHES_IN_VALIDATE
    *reinterpret_cast<volatile int*>(8) = 1;
#endif
  }
  ~Numbers() {
#ifdef CRASHES_IN_DESTROY_WHILE_OPEN
    if (open_) std::abort();
#endif
    --living;
  }

  void open(const Call&, std::string_view checkpoint) {
#ifndef TAKES_ANY_CHECKPOINT
    if (!checkpoint.empty() && checkpoint != "3")
      throw Error(HIF_INVALID_ARGUMENT, "the checkpoint is not one of numbers");
#endif
    open_ = true;
    done_ = checkpoint == "3";
  }

  hif_status next([[maybe_unused]] const Call& call, [[maybe_unused]] const Limits& limits,
                  hif_batch* out) {
    if (done_) return HIF_END;
    done_ = true;
#ifdef HANGS_IN_NEXT
    std::this_thread::sleep_for(std::chrono::hours(1));
#endif
#ifdef IGNORES_CANCELLATION
    std::this_thread::sleep_for(std::chrono::milliseconds(900));
#endif
#ifdef IGNORES_THE_DEADLINE
    for (int i = 0; i < 130 && !call.cancelled(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
#endif
#ifdef LEAVES_A_THREAD
    start_a_thread(call.raw());
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
#endif
#ifdef WRITES_TO_STDOUT
    std::puts("hello");
    std::fflush(stdout);
#endif
    BatchBuilder batch;
    for (int i = 1; i <= 3; ++i) batch.add(batch.own("{\"number\":" + std::to_string(i) + "}"));
#ifdef GIVES_NO_JSON
    batch.add("{\"number\":\n4}");
    batch.add("{number}");
#endif
#ifdef GIVES_TOO_MANY
    for (std::uint64_t i = 0; i < limits.max_records; ++i) batch.add("{}");
#endif
    batch.checkpoint("3");
    batch.finish(out);
#ifdef RELEASES_WITH_ITS_INSTANCE
    static auto* const released = out->release;
    out->release = [](hif_batch* given) {
      if (living == 0) std::abort();
      released(given);
    };
#endif
    return HIF_OK;
  }

  void close() {
#ifdef CRASHES_IN_THE_SECOND_CLOSE
    if (!open_) std::abort();
#endif
    open_ = false;
  }

 private:
  bool open_ = false, done_ = false;
  [[maybe_unused]] char* forgotten_ = nullptr;
};

class Sink {
 public:
  explicit Sink(const Creation&) {}
  void open(const Call&, std::string_view) {}
  void write([[maybe_unused]] const Call& call, const hif_batch& batch, std::uint64_t first,
             const ResultSink& results) {
    for (std::uint64_t i = 0; i < batch.count; ++i) {
      Result result;
      result.index = first + i;
      result.outcome = HIF_OUTCOME_PREVIEWED;
#ifdef CHANGES_IN_A_DRY_RUN
      result.outcome = HIF_OUTCOME_CREATED;
#endif
#ifdef REPORTS_NOTHING_OF_THE_LAST
      if (result.index == 3) continue;
#endif
      results.push(result);
#ifdef REPORTS_TWICE
      results.push(result);
#endif
    }
  }
  std::string flush(const Call&, const ResultSink&) {
    return {};
  }
  void close() {}
};

// Reaches nothing.
class Http {
 public:
  explicit Http(const Creation&) {}
  void send([[maybe_unused]] const Call& call, [[maybe_unused]] const hif_request& request,
            hif_response* out) {
#ifndef SENDS_WHAT_IT_IS_GIVEN
    const auto breaks = [](hif_str text) {
      return view(text).find_first_of("\r\n") != std::string_view::npos;
    };
    if (breaks(request.method) || breaks(request.target) || !view(request.target).starts_with('/'))
      throw Error(HIF_INVALID_ARGUMENT, "the request is not one");
    for (std::uint64_t i = 0; i < request.header_count; ++i)
      if (breaks(request.headers[i].value))
        throw Error(HIF_INVALID_ARGUMENT, "a header has a line break");
#endif
#ifndef SENDS_WHEN_CANCELLED
    call.throw_if_cancelled();
#endif
    auto answer = std::make_unique<Answer>();
    answer->http_status = 200;
    answer->phase = HIF_PHASE_ANSWERED;
    give(std::move(answer), out);
  }
  hif::json::Value grant_status(const Call&) {
    return hif::json::Object{{"state", HIF_GRANT_TOKEN}};
  }
  hif::json::Value begin_grant(const Call&) {
    throw needless();
  }
  void finish_grant(const Call&, std::string_view) {
    throw needless();
  }
  void revoke(const Call&) {}
  hif::json::Value probe(const Call&) {
    return hif::json::Object{};
  }

 private:
  static Error needless() {
    return Error(HIF_UNIMPLEMENTED, "it needs no grant");
  }
};

class Changer {
 public:
  explicit Changer(const Creation&) {}
  void transform(const Call&, const hif_batch& in, hif_batch* out, const RejectSink& rejects) {
    BatchBuilder batch;
    for (std::uint64_t i = 0; i < in.count; ++i) batch.add("{\"changed\":true}", i);
#ifdef NAMES_AN_INPUT_THAT_IS_NOT
    batch.add("{}", in.count);
#endif
#ifdef REJECTS_AN_INPUT_THAT_IS_NOT
    rejects.push(in.count, HIF_INVALID_ARGUMENT, "wrong");
#endif
    static_cast<void>(rejects);
    batch.finish(out);
  }
};

#ifdef CRASHES_ON_GARBAGE
hif_status create_of_objects_only(const hif_prototype* self, const hif_call* call,
                                  const hif_host* host, const hif_client_ref* client,
                                  hif_str config, hif_instance** out) {
  static const auto good = subscriber<Numbers>("acme.numbers");
  if (config.size == 0) std::abort();
  return good.create(self, call, host, client, config, out);
}
#endif

#ifdef TELLS_THE_GRANT_TWICE
hif_status tell_twice(hif_instance*, const hif_call*, void* data, void (*sink)(void*, hif_str)) {
  sink(data, str("{\"state\":3}"));
  sink(data, str("{\"state\":3}"));
  return HIF_OK;
}
#endif

hif_prototype http() {
  auto prototype = client<Http>("acme.http");
#ifdef TELLS_THE_GRANT_TWICE
  static hif_client table = *static_cast<const hif_client*>(prototype.table);
  table.grant_status = tell_twice;
  prototype.table = &table;
#endif
  return prototype;
}

#ifdef THROWS
hif_status throwing_open(hif_instance*, const hif_call*, hif_slice) {
  throw std::runtime_error("over the wall");
}
#endif

hif_prototype numbers() {
  auto prototype = subscriber<Numbers>("acme.numbers");
#ifdef THROWS
  static hif_subscriber table = *static_cast<const hif_subscriber*>(prototype.table);
  table.open = throwing_open;
  prototype.table = &table;
#endif
#ifdef CRASHES_ON_GARBAGE
  prototype.create = create_of_objects_only;
#endif
#ifdef UNKNOWN_STATUS
  static hif_subscriber table = *static_cast<const hif_subscriber*>(prototype.table);
  table.open = [](hif_instance*, const hif_call*, hif_slice) -> hif_status { return 77; };
  prototype.table = &table;
#endif
  return prototype;
}

} // namespace

HIF_PACKAGE("acme", "1.0.0", numbers(), publisher<Sink>("acme.sink"), http(),
            transformer<Changer>("acme.changer"))
