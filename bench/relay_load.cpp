#include "bench/relay_load.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <numeric>
#include <stdexcept>
#include <string>

namespace valise::bench {

// ---- Paced ----

void Paced::begin(std::size_t window) {
  window_ = window;
  released_ = sent_ = completed_ = 0;
  due_.clear();
}

void Paced::release(std::uint64_t more) {
  released_ += more;
  fill();
}

void Paced::release_due(Steady::time_point due) {
  due_.push_back(due);
  release(1);
}

void Paced::stop() {
  released_ = sent_;
  due_.clear();
}

void Paced::complete_one() {
  ++completed_;
  fill();
}

void Paced::fill() {
  while (sent_ < released_ && sent_ - completed_ < window_) {
    auto stamp = Steady::now();
    if (!due_.empty()) {
      stamp = due_.front();
      due_.pop_front();
    }
    submit(sent_++, stamp);
  }
}

// ---- Arrivals ----

void Arrivals::begin() { latencies_ms_.clear(); }

void Arrivals::arrived(Steady::time_point stamp) {
  last_ = Steady::now();
  latencies_ms_.push_back(Seconds(last_ - stamp).count() * 1e3);
}

double Arrivals::quantile_ms(double quantile) const {
  auto sorted = latencies_ms_;
  std::ranges::sort(sorted);
  return sorted.at(std::min(sorted.size() - 1, static_cast<std::size_t>(quantile * static_cast<double>(sorted.size()))));
}

void write_stamp(std::span<char> message, Steady::time_point stamp) {
  const auto ticks = stamp.time_since_epoch().count();
  std::memcpy(message.data(), &ticks, sizeof(ticks));
}

Steady::time_point read_stamp(std::span<const char> message) {
  Steady::rep ticks = 0;
  if (message.size() < sizeof(ticks)) throw std::runtime_error("a message came back shorter than it was");
  std::memcpy(&ticks, message.data(), sizeof(ticks));
  return Steady::time_point(Steady::duration(ticks));
}

// ---- Loop ----

void Loop::spawn(asio::awaitable<void> work) {
  ++running_;
  asio::co_spawn(io_, std::move(work), [this](std::exception_ptr failure) {
    --running_;
    if (failure) std::rethrow_exception(failure);
  });
}

void Loop::perform(const char* what, asio::awaitable<void> work) {
  const auto ended = std::make_shared<bool>(false);
  auto run = [](asio::awaitable<void> inner, std::shared_ptr<bool> end) -> asio::awaitable<void> {
    co_await std::move(inner);
    *end = true;
  };
  spawn(run(std::move(work), ended));
  require(what, [&] { return *ended; });
}

void Loop::join() {
  require("the end of all connections", [this] { return running_ == 0; });
}

void Loop::too_slow(const char* what) { throw std::runtime_error(std::string("too slow: ") + what); }

// ---- driving ----

namespace {

bool all_idle(Load load) {
  return std::ranges::all_of(load, [](const Paced* sender) { return sender->idle(); });
}

std::uint64_t completed(Load load) {
  return std::accumulate(load.begin(), load.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Paced* sender) { return sum + sender->completed(); });
}

asio::awaitable<void> pace(Load load, OpenLoop how) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto start = Steady::now();
  for (std::uint64_t number = 0; number < how.messages; ++number) {
    const auto due = start + std::chrono::duration_cast<Steady::duration>(Seconds(static_cast<double>(number) / how.per_second));
    timer.expires_at(due);
    auto waited = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    static_cast<void>(waited);
    load[number % load.size()]->release_due(due);
  }
}

}  // namespace

Done submit_all(Loop& loop, Load load, Throughput how) {
  const auto start = Steady::now();
  for (auto* sender : load) sender->begin(how.window);
  for (auto* sender : load) sender->release(how.messages);
  static_cast<void>(loop.run_until(how.time, [&] { return all_idle(load); }));
  for (auto* sender : load) sender->stop();
  loop.require("acknowledgements", [&] { return all_idle(load); });
  return {completed(load), Steady::now() - start};
}

Done deliver_all(Loop& loop, Load load, Arrivals& arrivals, Throughput how) {
  arrivals.begin();
  const auto start = Steady::now();
  const auto submitted = submit_all(loop, load, how);
  loop.require("deliveries", [&] { return arrivals.count() >= submitted.count; });
  return {arrivals.count(), arrivals.last() - start};
}

Done deliver_at_fixed_times(Loop& loop, Load load, Arrivals& arrivals, OpenLoop how) {
  constexpr std::size_t kWindow = 64;
  arrivals.begin();
  const auto start = Steady::now();
  for (auto* sender : load) sender->begin(kWindow);
  loop.perform("messages at fixed times", pace(load, how));
  loop.require("deliveries", [&] { return all_idle(load) && arrivals.count() >= completed(load); });
  return {arrivals.count(), arrivals.last() - start};
}

}  // namespace valise::bench
