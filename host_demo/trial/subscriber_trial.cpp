// SPDX-License-Identifier: MIT
#include "trial/bench.hpp"

#include <hif/sdk/batch.hpp>

namespace host {
namespace {

constexpr std::uint64_t max_records = 10, max_bytes = 1 << 20;
constexpr int most_batches = 5;

class SubscriberTrial {
 public:
  explicit SubscriberTrial(Bench& bench)
      : bench_(bench), table_(*static_cast<const hif_subscriber*>(bench.prototype.table)) {}

  void all() {
    if (!life()) return;
    late_release();
    destroy_while_open();
    foreign_checkpoint();
    stopping();
  }

 private:
  hif_status open(hif_instance* self, std::string_view checkpoint) {
    return bench_.run("open", [&](const hif_call* call) {
      return table_.open(self, call, hif::sdk::slice(checkpoint));
    });
  }
  void close(hif_instance* self) {
    bench_.witness.enter("close", [&] { table_.close(self); });
  }
  hif_status next(hif_instance* self, hif_batch& out) {
    const auto status = bench_.run("next", [&](const hif_call* call) {
      return table_.next(self, call, max_records, max_bytes, &out);
    });
    if (status == HIF_OK)
      check_batch(bench_.witness, out, "next()", max_records);
    else if (out.release)
      bench_.witness.fail("next() gave a batch and no HIF_OK", "leave the batch untouched");
    return status;
  }

  // open, next until it has shown enough, close twice, resume, destroy. False when open() fails,
  // as it may without the system that it reads from.
  bool life() {
    bench_.witness.begin("lifecycle");
    auto* self = bench_.create();
    if (!self) return false;
    if (const auto status = open(self, {}); status != HIF_OK) {
      bench_.destroy(self);
      bench_.witness.say(Verdict::skipped,
                         "open() gave the status " + std::to_string(status) +
                             " with the sample configuration, so it was tried no further",
                         "give a configuration that can be opened: --sample FILE");
      return false;
    }
    std::string checkpoint;
    for (int i = 0; i < most_batches; ++i) {
      hif_batch raw{};
      if (next(self, raw) != HIF_OK) break;
      const hif::sdk::Batch batch(raw);
      if (!batch.checkpoint().empty()) checkpoint = batch.checkpoint();
    }
    close(self);
    close(self);
    if (!checkpoint.empty() && open(self, checkpoint) != HIF_OK)
      bench_.witness.fail("open() refuses the checkpoint that next() gave",
                          "resume from every checkpoint that was given out");
    close(self);
    bench_.destroy(self);
    bench_.witness.end();
    return true;
  }

  // A batch is read and released after its instance is gone, on another thread.
  void late_release() {
    bench_.witness.begin("late-release");
    auto* self = bench_.create();
    if (!self || open(self, {}) != HIF_OK) return;
    hif_batch batch{};
    const bool given = next(self, batch) == HIF_OK;
    close(self);
    bench_.destroy(self);
    if (given) {
      check_batch(bench_.witness, batch, "next(), read after destroy(),", max_records);
      std::thread([&] { bench_.witness.enter("release", [&] { batch.release(&batch); }); }).join();
    }
    bench_.witness.end();
  }

  void destroy_while_open() {
    bench_.witness.begin("destroy-without-close");
    auto* self = bench_.create();
    if (!self) return;
    open(self, {});
    bench_.destroy(self);
    bench_.witness.end();
  }

  void foreign_checkpoint() {
    bench_.witness.begin("foreign-checkpoint");
    auto* self = bench_.create();
    if (!self) return;
    for (const std::string& foreign :
         {std::string("\0\xff{]", 4), std::string(R"({"v":999999,"position":-1})"),
          std::string(HIF_MAX_CHECKPOINT_BYTES, '[')}) {
      if (open(self, foreign) == HIF_OK)
        bench_.witness.say(Verdict::warned, "open() accepts a checkpoint that is not its own",
                           "refuse it with HIF_INVALID_ARGUMENT rather than read on from the "
                           "wrong place");
      close(self);
    }
    bench_.destroy(self);
    bench_.witness.end();
  }

  void stopping() {
    for (const bool overdue : {false, true}) {
      bench_.witness.begin(overdue ? "deadline" : "cancellation");
      auto* self = bench_.create();
      if (!self || open(self, {}) != HIF_OK) return;
      hif_batch batch{};
      const auto body = [&](const hif_call* call) {
        return table_.next(self, call, max_records, max_bytes, &batch);
      };
      if (overdue)
        bench_.overdue("next", body);
      else
        bench_.cancelled("next", body);
      if (batch.release) batch.release(&batch);
      close(self);
      bench_.destroy(self);
      bench_.witness.end();
    }
  }

  Bench& bench_;
  const hif_subscriber& table_;
};

} // namespace

void try_subscriber(Bench& bench) {
  SubscriberTrial(bench).all();
}

} // namespace host
