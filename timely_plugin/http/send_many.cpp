// SPDX-License-Identifier: MIT
#include "http/send_many.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <thread>

namespace timely::http {

namespace {

using hif::sdk::Answer;
using hif::sdk::Call;

constexpr int slice_ms = 100; // how soon a timeout or a cancelled call is noticed
constexpr std::int64_t slice_ns = slice_ms * 1'000'000;

} // namespace

struct SendMany::One {
  One(std::size_t index, const hif_exchange& exchange) : index(index), call(exchange.call) {}
  const std::size_t index;
  const Call call;
  Progress progress{};
  std::optional<Sender::Run> run{};
  std::unique_ptr<Answer> answer{}; // or
  std::exception_ptr failure{};
  std::thread thread{};
};

SendMany::SendMany(const hif::sdk::Host& host, Sender& sender, const hif::sdk::Exchanges& exchanges,
                   Prepare prepare)
    : host_(host), sender_(sender), exchanges_(exchanges), prepare_(std::move(prepare)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0) throw hif::sdk::Error(HIF_RESOURCE_EXHAUSTED, "no more files can be opened");
}

SendMany::~SendMany() {
  for (auto& one : on_threads_)
    if (one.thread.joinable()) one.thread.join();
  ::close(wake_);
}

void SendMany::run(const Call& call, std::size_t at_once) {
  for (;;) {
    begin_more(call, at_once);
    if (waiting_.empty() && on_threads_.empty()) return;
    wait();
    const auto waited_for = waiting_.size();
    auto next = waiting_.begin();
    const auto now_ns = host_.steady_ns();
    const bool look = now_ns - looked_ns_ >= slice_ns;
    if (look) looked_ns_ = now_ns;
    for (std::size_t i = 0; i < waited_for; ++i) {
      const auto one = next++;
      auto& under_way = *one->run->under_way;
      const bool readable = polled_[i].revents != 0;
      if (readable)
        under_way.readable();
      else if (!look || !under_way.is_over())
        continue;
      take(one);
      begin_more(call, at_once);
    }
    if (polled_[waited_for].revents != 0) join_finished();
  }
}

void SendMany::begin_more(const Call& call, std::size_t at_once) {
  const auto room = [&] {
    return waiting_.size() + on_threads_.size() < std::max<std::size_t>(at_once, 1);
  };
  while (next_ < exchanges_.size() && room() && !stopped_ && !call.cancelled()) {
    const auto index = next_++;
    waiting_.emplace_back(index, exchanges_[index]);
    const auto one = std::prev(waiting_.end());
    try {
      one->run.emplace(host_, one->call, prepare_(index), one->progress);
      if (!sender_.begin(*one->run)) go_on(one);
    } catch (...) {
      one->failure = std::current_exception();
      end(waiting_, one);
    }
  }
}

// For an answer, or for one that ended on its thread.
void SendMany::wait() {
  polled_.clear();
  for (const auto& one : waiting_)
    polled_.push_back({.fd = one.run->under_way->descriptor(), .events = POLLIN, .revents = 0});
  polled_.push_back({.fd = wake_, .events = POLLIN, .revents = 0});
  if (::poll(polled_.data(), polled_.size(), slice_ms) < 0) // by a signal
    for (auto& one : polled_) one.revents = 0;
}

void SendMany::take(Ones::iterator one) {
  try {
    one->answer = sender_.take(*one->run);
    if (!one->answer) return go_on(one);
  } catch (...) {
    one->failure = std::current_exception();
  }
  end(waiting_, one);
}

void SendMany::go_on(Ones::iterator one) {
  one->thread = std::thread([this, one] {
    try {
      one->answer = sender_.finish(*one->run);
    } catch (...) {
      one->failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    finished_.push_back(one);
    ::eventfd_write(wake_, 1);
  });
  on_threads_.splice(on_threads_.end(), waiting_, one);
}

void SendMany::join_finished() {
  std::vector<Ones::iterator> finished;
  {
    const std::lock_guard lock(mutex_);
    eventfd_t woken;
    ::eventfd_read(wake_, &woken);
    finished.swap(finished_);
  }
  for (const auto one : finished) {
    one->thread.join();
    end(on_threads_, one);
  }
}

void SendMany::end(Ones& ones, Ones::iterator one) {
  const auto index = one->index;
  auto& exchange = exchanges_[index];
  exchange.status = hif::sdk::guard(exchange.call, [&] {
    exchange.response->phase = one->progress.phase;
    exchange.response->attempts = one->progress.attempts;
    exchange.response->ambiguous = one->progress.ambiguous;
    if (one->failure) std::rethrow_exception(one->failure);
    hif::sdk::give(std::move(one->answer), exchange.response);
    return HIF_OK;
  });
  ones.erase(one);
  if (!exchanges_.ended(index)) stopped_ = true;
}

} // namespace timely::http
