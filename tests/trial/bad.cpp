// SPDX-License-Identifier: MIT
// A package of one prototype of each kind over the SDK. It is compiled once; the library that it is
// linked into says which one fault it has, or that it is a good one (fault.c).
#include <hif/sdk/package.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

extern "C" const char acme_fault[];

namespace {

bool has(std::string_view fault) {
  return fault == acme_fault;
}

using namespace hif::sdk;

// Left running, and writing to the call that it was given.
void start_a_thread(const hif_call* call) {
  std::thread([call] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    call->progress(call, 1, 2, str("late"));
    std::this_thread::sleep_for(std::chrono::seconds(5));
  }).detach();
}

int living = 0; // instances of Numbers

class Numbers {
 public:
  explicit Numbers(const Creation&) {
    if (has("crashes_in_create")) *reinterpret_cast<volatile int*>(8) = 1;
    if (has("keeps_a_thread"))
      std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
    ++living;
    if (has("leaks")) {
      forgotten_ = new char[8192];
      forgotten_[0] = 1;
    }
  }
  static void validate(const Creation&) {
    if (has("crashes_in_validate")) *reinterpret_cast<volatile int*>(8) = 1;
  }
  ~Numbers() {
    if (has("crashes_in_destroy_while_open") && open_) std::abort();
    --living;
  }

  void open(const Call&, std::string_view checkpoint) {
    if (!checkpoint.empty() && checkpoint != "3" && !has("takes_any_checkpoint"))
      throw Error(HIF_INVALID_ARGUMENT, "the checkpoint is not one of numbers");
    open_ = true;
    done_ = checkpoint == "3";
  }

  hif_status next(const Call& call, const Limits& limits, hif_batch* out) {
    if (done_) return HIF_END;
    done_ = true;
    if (has("hangs_in_next")) std::this_thread::sleep_for(std::chrono::hours(1));
    if (has("ignores_cancellation")) std::this_thread::sleep_for(std::chrono::milliseconds(900));
    if (has("ignores_the_deadline")) {
      for (int i = 0; i < 130 && !call.cancelled(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    if (has("leaves_a_thread")) {
      start_a_thread(call.raw());
      std::this_thread::sleep_for(std::chrono::milliseconds(60));
    }
    if (has("writes_to_stdout")) {
      std::puts("hello");
      std::fflush(stdout);
    }
    BatchBuilder batch;
    for (int i = 1; i <= 3; ++i) batch.add(batch.own("{\"number\":" + std::to_string(i) + "}"));
    if (has("gives_no_json")) {
      batch.add("{\"number\":\n4}");
      batch.add("{number}");
    }
    if (has("gives_too_many"))
      for (std::uint64_t i = 0; i < limits.max_records; ++i) batch.add("{}");
    batch.checkpoint("3");
    batch.finish(out);
    if (has("releases_with_its_instance")) {
      static auto* const released = out->release;
      out->release = [](hif_batch* given) {
        if (living == 0) std::abort();
        released(given);
      };
    }
    return HIF_OK;
  }

  void close() {
    if (has("crashes_in_the_second_close") && !open_) std::abort();
    open_ = false;
  }

 private:
  bool open_ = false, done_ = false;
  char* forgotten_ = nullptr;
};

class Sink {
 public:
  explicit Sink(const Creation&) {}
  void open(const Call&, std::string_view) {}
  void write(const Call&, const hif_batch& batch, std::uint64_t first, const ResultSink& results) {
    for (std::uint64_t i = 0; i < batch.count; ++i) {
      Result result;
      result.index = first + i;
      result.outcome = HIF_OUTCOME_PREVIEWED;
      if (has("changes_in_a_dry_run")) result.outcome = HIF_OUTCOME_CREATED;
      if (has("reports_nothing_of_the_last") && result.index == 3) continue;
      results.push(result);
      if (has("reports_twice")) results.push(result);
    }
  }
  std::string flush(const Call&, const ResultSink&) { return {}; }
  void close() {}
};

// Reaches nothing.
class Http {
 public:
  explicit Http(const Creation&) {}
  void send(const Call& call, const hif_request& request, hif_response* out) {
    if (!has("sends_what_it_is_given")) refuse_broken(request);
    if (!has("sends_when_cancelled")) call.throw_if_cancelled();
    auto answer = std::make_unique<Answer>();
    answer->http_status = 200;
    answer->phase = HIF_PHASE_ANSWERED;
    give(std::move(answer), out);
  }
  void send_many(const Call& call, const Exchanges& all, std::size_t) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (call.cancelled() && !has("begins_many_when_cancelled")) return;
      all[i].status = guard(all[i].call, [&] {
        send(Call(all[i].call), *all[i].request, all[i].response);
        return HIF_OK;
      });
      if (has("forgets_one_of_many") && i + 1 == all.size()) return;
      if (!all.ended(i)) return;
    }
  }
  hif::json::Value grant_status(const Call&) {
    return hif::json::Object{{"state", HIF_GRANT_TOKEN}};
  }
  hif::json::Value begin_grant(const Call&) { throw needless(); }
  void finish_grant(const Call&, std::string_view) { throw needless(); }
  void revoke(const Call&) {}
  hif::json::Value probe(const Call&) { return hif::json::Object{}; }

 private:
  static void refuse_broken(const hif_request& request) {
    const auto breaks = [](hif_str text) {
      return view(text).find_first_of("\r\n") != std::string_view::npos;
    };
    if (breaks(request.method) || breaks(request.target) || !view(request.target).starts_with('/'))
      throw Error(HIF_INVALID_ARGUMENT, "the request is not one");
    for (std::uint64_t i = 0; i < request.header_count; ++i)
      if (breaks(request.headers[i].value))
        throw Error(HIF_INVALID_ARGUMENT, "a header has a line break");
  }
  static Error needless() { return Error(HIF_UNIMPLEMENTED, "it needs no grant"); }
};

class Changer {
 public:
  explicit Changer(const Creation&) {}
  void transform(const Call&, const hif_batch& in, hif_batch* out, const RejectSink& rejects) {
    BatchBuilder batch;
    for (std::uint64_t i = 0; i < in.count; ++i) batch.add("{\"changed\":true}", i);
    if (has("names_an_input_that_is_not")) batch.add("{}", in.count);
    if (has("rejects_an_input_that_is_not")) rejects.push(in.count, HIF_INVALID_ARGUMENT, "wrong");
    batch.finish(out);
  }
};

hif_status create_of_objects_only(const hif_prototype* self, const hif_call* call,
                                  const hif_host* host, const hif_client_ref* client,
                                  hif_str config, hif_instance** out) {
  static const auto good = subscriber<Numbers>("acme.numbers");
  if (config.size == 0) std::abort();
  return good.create(self, call, host, client, config, out);
}

hif_status tell_twice(hif_instance*, const hif_call*, void* data, void (*sink)(void*, hif_str)) {
  sink(data, str("{\"state\":3}"));
  sink(data, str("{\"state\":3}"));
  return HIF_OK;
}

hif_prototype http() {
  auto prototype = client<Http>("acme.http");
  if (has("tells_the_grant_twice")) {
    static hif_client table = *static_cast<const hif_client*>(prototype.table);
    table.grant_status = tell_twice;
    prototype.table = &table;
  }
  return prototype;
}

hif_status throwing_open(hif_instance*, const hif_call*, hif_slice) {
  throw std::runtime_error("over the wall");
}

hif_prototype numbers() {
  auto prototype = subscriber<Numbers>("acme.numbers");
  if (has("throws")) {
    static hif_subscriber table = *static_cast<const hif_subscriber*>(prototype.table);
    table.open = throwing_open;
    prototype.table = &table;
  }
  if (has("crashes_on_garbage")) prototype.create = create_of_objects_only;
  if (has("unknown_status")) {
    static hif_subscriber table = *static_cast<const hif_subscriber*>(prototype.table);
    table.open = [](hif_instance*, const hif_call*, hif_slice) -> hif_status { return 77; };
    prototype.table = &table;
  }
  return prototype;
}

} // namespace

HIF_PACKAGE("acme", "1.0.0", numbers(), publisher<Sink>("acme.sink"), http(),
            transformer<Changer>("acme.changer"))
