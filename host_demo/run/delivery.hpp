// SPDX-License-Identifier: MIT
#pragma once
// One publisher of a running route (a lane of an outgoing, or the whole of it): gives it records,
// takes its results, and knows what is settled.

#include "run/objects.hpp"
#include "store/store.hpp"

#include <hif/publisher.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace host {

struct DeliveryTotals {
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  int exit_code = Exit::done; // the gravest of the failed records
};

// Tells a publisher that wants to know (hif.commit/1) that what became of its records is kept.
void tell_committed(const Instance& publisher);

// The numbers in the run of the records of a batch.
struct RecordNumbers {
  std::uint64_t first = 0;
  std::vector<std::uint64_t> each{}; // empty: they follow each other from `first` on
  std::uint64_t operator[](std::uint64_t i) const { return each.empty() ? first + i : each[i]; }
};

// Records of a run by their numbers, all of whose results have come.
struct SettledRecords {
  std::vector<SettledRange> numbers;
  std::vector<std::pair<std::uint64_t, Task>> failed; // among them, by number
};

// One thread at a time.
class Delivery {
 public:
  // Told each record's result as `{"index", "status", "http_status", "id", "response", "error"}`.
  using OnResult = std::function<void(const hif::json::Value& result)>;

  Delivery(Outgoing outgoing, std::string route, CallContext context, OnResult on_result);
  ~Delivery();

  // Starts at a kept position of the sink (empty: none). `anew`: what a sink holds from earlier
  // runs goes.
  void open(const std::string& sink_position, bool anew);
  void close();
  // The records of `batch` have these numbers in the run. Throws Failure when the outgoing as a
  // whole cannot go on; what was settled stays so.
  void write(const hif_batch& batch, const RecordNumbers& numbers);
  // The same for records that take their way up again where a task says it broke off: at `step` of
  // the transformers of `stage`, or at the publisher. Their numbers count from 0.
  void resume(const hif_batch& batch, std::string_view stage, std::size_t step);
  // Settles everything taken so far.
  void flush();
  // True when the sink can be cut back to a position, so that a batch written in part is undone by
  // the next open().
  bool can_be_cut_back() const { return !sink_position_.empty(); }
  const std::string& sink_position() const { return sink_position_; }
  // Of the records taken since the last time, those that are settled.
  SettledRecords take_settled();
  // What failed, settled or not, that take_settled() did not give yet.
  std::vector<Task> failed() const;
  // Records that were given to the publisher and have no result: tasks that fail with `error`.
  std::vector<Task> without_result(const std::string& error) const;
  // Whether anything was taken that take_settled() did not give yet.
  bool has_taken() const { return !taken_.empty(); }
  // What became of the records taken so far was kept: tells the publisher if it has settled them
  // all.
  void results_kept() const;

  const DeliveryTotals& totals() const { return totals_; }
  const std::string& name() const { return outgoing_.name; }

 private:
  struct Unsettled {
    std::string record;
    std::uint64_t input; // number of the record it came from
  };
  // The batch that the publisher is writing right now.
  struct InFlight {
    const hif_batch* batch = nullptr;
    const std::vector<std::uint64_t>* inputs = nullptr;
    std::uint64_t first_index = 0;
    std::vector<bool> settled;
  };

  struct Rejected {
    Unsettled record;
    std::string error;
    const char* stage;
    std::size_t step;
  };
  static Rejected rejected(Reject reject, std::uint64_t input, const char* stage);
  // What becomes of the records that the outgoing is given: nothing of it counts before all
  // transformers are done.
  struct Step {
    const RecordNumbers& inputs;
    std::uint64_t count; // of the inputs
    std::vector<Rejected> rejected;
  };

  void write_records(const hif_batch& batch, Step step, std::size_t first);
  void write_requests(const Transformed& records, Step step);
  void transform_requests(const hif_batch& forms, const std::vector<std::uint64_t>& inputs,
                          Step step, std::size_t first);
  void note_taken(const Step& step);
  void publish(const hif_batch& batch, const std::vector<std::uint64_t>& inputs, Step step);
  void settle(const hif_result& result);
  void rethrow();
  Task failed_task(std::string record, std::string error) const;
  void fail(std::uint64_t input, Task task, int exit_code);
  hif::json::Value told_of(const hif_result& result, std::uint64_t input) const;
  void tell(hif::json::Value told);

  Outgoing outgoing_;
  std::string route_;
  CallContext context_;
  OnResult on_result_;
  hif_result_sink sink_;

  std::string sink_position_;
  std::vector<SettledRange> taken_; // numbers that take_settled() did not give yet
  std::uint64_t next_index_ = 0;    // of the publisher, since open()
  InFlight in_flight_;
  std::map<std::uint64_t, Unsettled> unsettled_;       // taken, their result still to come
  std::vector<std::pair<std::uint64_t, Task>> failed_; // by the record it came from
  DeliveryTotals totals_;
  std::exception_ptr thrown_; // while a package was pushing a result
};

} // namespace host
