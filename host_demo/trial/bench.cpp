// SPDX-License-Identifier: MIT
#include "trial/bench.hpp"

#include "services/clock.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/text.hpp>

#include <simdjson.h>

namespace host {
namespace {

constexpr auto moment = std::chrono::milliseconds(50);
// The interface asks for 250 ms; the rest is the machine's.
constexpr std::int64_t longest_to_stop_ms = 500;
constexpr const char* see_threads = "see \"Threads\" and \"Errors\" in the page for authors";

} // namespace

CheckedCall& Bench::call(std::uint32_t flags) {
  return *calls_.emplace_back(std::make_unique<CheckedCall>(witness, flags));
}

hif_status Bench::run(std::string_view name, CheckedCall& call,
                      const std::function<hif_status(const hif_call*)>& body) {
  hif_status status = HIF_INTERNAL;
  witness.enter(name, [&] { status = body(call.raw()); });
  call.end();
  if (status < HIF_INTERNAL || status > HIF_PENDING)
    witness.fail(std::string(name) + "() gave the status " + std::to_string(status) +
                     ", which is not in the closed set",
                 "return one of the codes of hif/types.h");
  else if (status < 0 && call.message().empty() && status != HIF_CANCELLED)
    witness.say(Verdict::warned, std::string(name) + "() failed and did not say why",
                "call hif_call.fail before returning a failure");
  return status;
}

hif_instance* Bench::create(const std::string& config, hif_status& status, std::string& why) {
  hif_instance* instance = nullptr;
  auto& used = call();
  status = run("create", used, [&](const hif_call* raw) {
    return prototype.create(&prototype, raw, host_, client_, hif::sdk::str(config), &instance);
  });
  why = used.message();
  if (status != HIF_OK && instance)
    witness.fail("create() failed and gave an instance all the same", "leave *out null on failure");
  if (status == HIF_OK && !instance)
    witness.fail("create() gave HIF_OK and no instance", "set *out, or return a failure");
  return status == HIF_OK ? instance : nullptr;
}

hif_instance* Bench::create() {
  hif_status status = HIF_OK;
  std::string why;
  auto* instance = create(config_, status, why);
  if (!instance)
    witness.fail("create() failed where it succeeded before: " + why,
                 "creating an object twice must work");
  return instance;
}

void Bench::destroy(hif_instance* instance) {
  if (!instance) return;
  witness.enter("destroy", [&] { prototype.destroy(instance); });
}

void Bench::cancelled(std::string_view name,
                      const std::function<hif_status(const hif_call*)>& body) {
  auto& used = call();
  script.patient(true);
  std::atomic<std::int64_t> cancelled_ns{0};
  std::thread canceller([&] {
    std::this_thread::sleep_for(moment);
    cancelled_ns = steady_now_ns();
    used.cancel();
  });
  run(name, used, body);
  const auto returned_ns = steady_now_ns();
  canceller.join();
  script.patient(false);
  const auto late_ms = (returned_ns - cancelled_ns) / 1'000'000;
  if (late_ms > longest_to_stop_ms)
    witness.fail(std::string(name) + "() returned " + std::to_string(late_ms) +
                     " ms after it was cancelled",
                 std::string("ask is_cancelled at least every 250 ms; ") + see_threads);
}

void Bench::overdue(std::string_view name, const std::function<hif_status(const hif_call*)>& body) {
  auto& used = call();
  script.patient(true);
  const auto began_ns = steady_now_ns();
  used.deadline(began_ns);
  run(name, used, body);
  script.patient(false);
  const auto late_ms = (steady_now_ns() - began_ns) / 1'000'000;
  if (late_ms > 2 * longest_to_stop_ms)
    witness.fail(std::string(name) + "() took " + std::to_string(late_ms) +
                     " ms with a deadline that had passed",
                 std::string("hold waits against hif_call.deadline_ns; ") + see_threads);
}

namespace {

void check_record(Witness& witness, const hif_record& record, const std::string& which) {
  const auto text = hif::sdk::view(record.json);
  const auto wrong = [&](const std::string& what) {
    witness.fail(which + " " + what, "give one compact JSON object, UTF-8, on one line");
  };
  if (text.find_first_of("\r\n") != text.npos) return wrong("holds a raw line break");
  if (!simdjson::validate_utf8(text)) return wrong("is not UTF-8");
  try {
    if (!hif::json::parse(text).is_object()) return wrong("is not a JSON object");
  } catch (const hif::json::ParseError& error) {
    return wrong(std::string("is not JSON: ") + error.what());
  }
  if (record.op != HIF_RECORD_UPSERT && record.op != HIF_RECORD_DELETE)
    witness.fail(which + " has the op " + std::to_string(record.op), "use HIF_RECORD_...");
}

} // namespace

void check_batch(Witness& witness, const hif_batch& batch, std::string_view what,
                 std::uint64_t max_records) {
  const auto name = std::string(what);
  constexpr auto least_batch = offsetof(hif_batch, producer_data) + sizeof(batch.producer_data);
  if (batch.struct_size < least_batch)
    witness.fail("the batch of " + name + " has struct_size " + std::to_string(batch.struct_size),
                 "set it to sizeof(hif_batch)");
  if (!batch.release) witness.fail("the batch of " + name + " has no release function", "give one");
  if (batch.count > max_records)
    witness.fail(name + " gave " + std::to_string(batch.count) + " records where " +
                     std::to_string(max_records) + " were asked for",
                 "obey max_records");
  if (batch.checkpoint.size > HIF_MAX_CHECKPOINT_BYTES)
    witness.fail("the checkpoint of " + name + " has " + std::to_string(batch.checkpoint.size) +
                     " bytes",
                 "keep it under " + std::to_string(HIF_MAX_CHECKPOINT_BYTES));
  if (batch.count > 0 && batch.stride < sizeof(hif_record))
    return witness.fail("the batch of " + name + " has the stride " + std::to_string(batch.stride),
                        "set it to sizeof(hif_record)");
  for (std::uint64_t i = 0; i < batch.count; ++i)
    check_record(witness, *hif_batch_at(&batch, i), "record " + std::to_string(i) + " of " + name);
}

} // namespace host
