// SPDX-License-Identifier: MIT
// transform: a list of transformers, run on the records of standard input.

#include "builtin/ndjson_reader.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/step_view.hpp"
#include "cli/transform_test.hpp"
#include "run/objects.hpp"
#include "services/interrupt.hpp"

#include <algorithm>
#include <iostream>
#include <unistd.h>

namespace host {
namespace {

struct TransformOptions {
  std::string transformers; // the file with the list
  bool show_steps = false;
  std::string tests; // the file with the cases; empty: none
};

// What is transformed at once; also the window of steps that look at several records. It does not
// depend on how the bytes come in, so that the same input gives the same output.
constexpr std::size_t records_at_once = 1000;
constexpr std::size_t bytes_at_once = std::size_t{8} << 20;

// A batch of standard input.
struct Read {
  hif::sdk::Batch batch;
  bool ended = false;
  std::string failure; // what is wrong with the line behind the last record
};

class Input {
 public:
  Input() : blocks_("-"), reader_(blocks_, "standard input"), call_(host_call_.raw()) {
    reader_.begin(call_);
  }

  Read next() {
    Read read;
    hif::sdk::BatchBuilder builder;
    try {
      const auto start = blocks_.offset();
      while (!read.ended && builder.size() < records_at_once &&
             blocks_.offset() - start < bytes_at_once)
        read.ended = !step(builder);
    } catch (const hif::sdk::Error& error) {
      if (error.status == HIF_CANCELLED) throw Failure(Exit::interrupted, "interrupted");
      read.failure = error.what();
      read.ended = true;
    }
    builder.finish(read.batch.out());
    return read;
  }

 private:
  // False at the end.
  bool step(hif::sdk::BatchBuilder& builder) {
    switch (reader_.next(builder)) {
    case RecordReader::Step::record:
      if (held_ != blocks_.block() || builder.size() == 1) builder.keep(held_ = blocks_.block());
      return true;
    case RecordReader::Step::more:
      blocks_.fill(call_);
      return true;
    case RecordReader::Step::end:
      return false;
    }
    return false;
  }

  InputBlocks blocks_;
  NdjsonReader reader_;
  HostCall host_call_;
  hif::sdk::Call call_;
  std::shared_ptr<const void> held_;
};

void print_records(const hif_batch& batch) {
  std::string text;
  for (std::uint64_t i = 0; i < batch.count; ++i) {
    text += hif::sdk::view(hif_batch_at(&batch, i)->json);
    text += '\n';
  }
  write_out(text);
}

class Transformation {
 public:
  Transformation(Environment& environment, const TransformerChain& chain, bool show_steps)
      : environment_(environment), chain_(chain), show_steps_(show_steps) {}

  int run() {
    Input input;
    for (bool ended = false; !ended;) {
      if (interrupted()) throw Failure(Exit::interrupted, "interrupted");
      auto read = input.next();
      transform(*read.batch.raw());
      if (!read.failure.empty()) throw Failure(Exit::failed, read.failure);
      ended = read.ended;
    }
    return failed_ > 0 ? Exit::failed : Exit::done;
  }

 private:
  void transform(const hif_batch& batch) {
    std::vector<Reject> rejects;
    const bool json = environment_.options().json;
    if (show_steps_) {
      StepView view(batch, first_, json, ::isatty(STDOUT_FILENO) != 0);
      const auto out =
          chain_.apply(batch, {}, rejects, 0, [&](const StepMade& made) { view.add(made); });
      for (const auto& reject : rejects) view.add(reject);
      write_out(environment_.masker().masked(view.text()));
    } else {
      const auto out = chain_.apply(batch, {}, rejects);
      print_records(out.batch());
    }
    for (const auto& reject : rejects)
      std::cerr << environment_.masker().masked("hif: record " +
                                                std::to_string(first_ + reject.source) +
                                                " of standard input: " + reject.error)
                << "\n";
    failed_ += rejects.size();
    first_ += batch.count;
  }

  Environment& environment_;
  const TransformerChain& chain_;
  bool show_steps_;
  std::uint64_t first_ = 1; // number of the batch's first record
  std::uint64_t failed_ = 0;
};

int transform(Environment& environment, const TransformOptions& options) {
  const auto list = environment.transformers(options.transformers);
  const bool over_clients =
      std::any_of(list.transformers.begin(), list.transformers.end(),
                  [](const TransformerConfig& config) { return config.client.has_value(); });
  const Configuration none;
  Objects objects(environment.packages(), environment.services(),
                  over_clients ? environment.configuration() : none);
  const auto chain = objects.transformers(list);
  if (!options.tests.empty()) return run_transform_tests(environment, chain, options.tests);
  return Transformation(environment, chain, options.show_steps).run();
}

} // namespace

void add_transform(Commands& commands) {
  const auto options = std::make_shared<TransformOptions>();
  auto* transforming = commands.add(
      "transform", "runs transformers on the records of standard input",
      [options](Environment& e) { return transform(e, *options); },
      "hif transform steps.yaml < records.ndjson\n"
      "hif transform steps.yaml --step < records.ndjson\n"
      "hif transform steps.yaml --test cases.yaml\n");
  transforming
      ->add_option("transformers", options->transformers,
                   "file with a list of {prototype: …, config: {…}}")
      ->type_name("FILE")
      ->required();
  auto* step = transforming->add_flag("--step", options->show_steps,
                                      "show the record before and after each step");
  transforming
      ->add_option("--test", options->tests,
                   "run the cases of a file instead: a list of {name, input, output, error}")
      ->type_name("FILE")
      ->excludes(step);
}

} // namespace host
