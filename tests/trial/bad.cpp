// SPDX-License-Identifier: MIT
// A package of one subscriber and one publisher over the SDK. Each definition below spoils it in
// one way; without any of them it is a good one.
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

class Numbers {
 public:
  explicit Numbers(const Creation&) {
#ifdef CRASHES_IN_CREATE
    *reinterpret_cast<volatile int*>(8) = 1;
#endif
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
    return HIF_OK;
  }

  void close() {
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
#ifdef UNKNOWN_STATUS
  static hif_subscriber table = *static_cast<const hif_subscriber*>(prototype.table);
  table.open = [](hif_instance*, const hif_call*, hif_slice) -> hif_status { return 77; };
  prototype.table = &table;
#endif
  return prototype;
}

} // namespace

HIF_PACKAGE("acme", "1.0.0", numbers(), publisher<Sink>("acme.sink"))
