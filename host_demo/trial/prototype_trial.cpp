// SPDX-License-Identifier: MIT
#include "trial/prototype_trial.hpp"

#include "services/host_object.hpp"
#include "store/sqlite_store.hpp"
#include "trial/bench.hpp"
#include "trial/sample.hpp"

#include <hif/sdk/json_print.hpp>
#include <hif/sdk/text.hpp>

#include <fstream>
#include <malloc.h>
#include <unistd.h>

namespace host {
namespace {

namespace fs = std::filesystem;
namespace json = hif::json;

// The host that a package on trial sees.
class TrialHost {
 public:
  explicit TrialHost(const fs::path& sandbox)
      : log_(std::make_shared<Masker>(), HIF_LOG_TRACE, LogFormat::json, [](std::string_view) {}),
        secrets_(sandbox), store_(open_sqlite_store(sandbox)),
        object_({log_, secrets_, *store_, *store_}, "trial") {
    if (::chdir(sandbox.c_str()) != 0) throw std::runtime_error("no folder for a trial");
  }
  const hif_host* raw() const { return object_.raw(); }

 private:
  Log log_;
  Secrets secrets_;
  std::unique_ptr<Store> store_;
  HostObject object_;
};

std::size_t thread_count() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& task : fs::directory_iterator("/proc/self/task")) ++count;
  return count;
}

// A thread that was joined may still be seen for a moment.
std::size_t thread_count_settled(std::size_t wanted) {
  std::size_t count = thread_count();
  for (int i = 0; count > wanted && i < 50; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    count = thread_count();
  }
  return count;
}

class PrototypeTrial {
 public:
  PrototypeTrial(Bench& bench, Kind kind, bool sample_given)
      : bench_(bench), kind_(kind), sample_given_(sample_given) {}

  void all(const std::string& sample) {
    const bool usable = create_and_destroy(sample);
    garbage();
    if (!usable) return;
    leaks();
    switch (kind_) {
    case Kind::client:
      return try_client(bench_);
    case Kind::subscriber:
      return try_subscriber(bench_);
    case Kind::publisher:
      return try_publisher(bench_);
    case Kind::transformer:
      return try_transformer(bench_);
    }
  }

 private:
  bool create_and_destroy(const std::string& sample) {
    auto& witness = bench_.witness;
    witness.begin("create-destroy");
    const auto before = thread_count();
    hif_status status = HIF_OK;
    std::string why;
    auto* first = bench_.create(sample, status, why);
    if (!first) {
      witness.say(sample_given_ ? Verdict::failed : Verdict::skipped,
                  "create() refuses the sample configuration " + sample + ": " + why,
                  "give one that it takes: --sample FILE");
      return false;
    }
    auto* second = bench_.create();
    witness.enter("get_extension", [&] {
      if (bench_.prototype.get_extension(first, hif::sdk::str("trial.no_such/1")))
        witness.fail("get_extension() gives an extension that nobody knows",
                     "give null for every id but your own");
    });
    bench_.destroy(first);
    bench_.destroy(second);
    if (const auto after = thread_count_settled(before); after > before)
      witness.fail(std::to_string(after - before) + " threads are left after destroy()",
                   "join every thread of the instance in destroy()");
    witness.end();
    return true;
  }

  // No objects, which a form lets never through; they must do no harm all the same.
  void garbage() {
    bench_.witness.begin("garbage-configuration");
    for (const auto& text :
         {std::string(), std::string("null"), std::string("[]"), std::string("{\""),
          std::string("\0\xff", 2), std::string(1 << 20, '[')}) {
      hif_status status = HIF_OK;
      std::string why;
      bench_.destroy(bench_.create(text, status, why));
    }
    bench_.witness.end();
  }

  void leaks() {
    constexpr int warm_up = 20, cycles = 100;
    bench_.witness.begin("leaks");
    const auto cycle = [&](int times) {
      for (int i = 0; i < times; ++i) bench_.destroy(bench_.create());
    };
    cycle(warm_up);
    const auto before = ::mallinfo2().uordblks;
    cycle(cycles);
    const auto after = ::mallinfo2().uordblks;
    // What the trial itself keeps of each call.
    constexpr std::size_t own = 1024;
    if (after > before + cycles * own)
      bench_.witness.fail("each create() and destroy() leaves about " +
                              std::to_string((after - before) / cycles) + " bytes behind",
                          "free in destroy() what create() allocates");
    bench_.witness.end();
  }

  Bench& bench_;
  Kind kind_;
  bool sample_given_;
};

} // namespace

void load_only(const Found& found, const fs::path& sandbox, const Tell& tell) {
  TrialHost host(sandbox);
  Witness witness(tell, "");
  witness.begin("load");
  witness.enter("init", [&] {
    Package package(found, host.raw());
    try {
      package.open();
    } catch (const Failure&) {
      const auto refusal = package.refusal();
      witness.fail(refusal->located_cause(), refusal->remedy);
    }
    witness.enter("deinit", [] {});
  });
  witness.end();
}

void try_prototype(const Found& found, std::size_t index, const json::Value* sample,
                   const fs::path& sandbox, const Tell& tell) {
  TrialHost host(sandbox);
  Package package(found, host.raw());
  const Prototype prototype(package, index);
  Witness witness(tell, prototype.id());
  witness.begin("load");
  const auto config = json::print(sample ? *sample : sample_of(prototype.form()));
  const hif_prototype* table = nullptr;
  witness.enter("init", [&] { table = &prototype.open(); });
  if (!table) return;
  ScriptedClient script;
  const auto& clients = prototype.clients();
  const auto client_id = clients.empty() ? std::string() : clients.front();
  const auto reference = script.reference(client_id);
  Bench bench(witness, *table, host.raw(), clients.empty() ? nullptr : &reference, script, config);
  PrototypeTrial(bench, prototype.kind(), sample != nullptr).all(config);
  witness.begin("unload");
  witness.enter("deinit", [] {});
}

} // namespace host
