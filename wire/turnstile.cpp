#include "wire/turnstile.hpp"

namespace valise::wire {
namespace {

base::Monotonic now() { return std::chrono::steady_clock::now(); }

}  // namespace

Turnstile::Visit::Visit(Turnstile& turnstile, std::string address) : turnstile_(turnstile), changed_(turnstile.executor_) {
  waiting_.standing = turnstile.turns_.standing_of(address, now());
  waiting_.address = std::move(address);
}

Turnstile::Visit::~Visit() {
  give_up();
  if (!called_) return;
  turnstile_.counters_.handshake_microseconds += static_cast<std::uint64_t>(cost_.count());
  turnstile_.turns_.ended(waiting_, cost_, now());
}

asio::awaitable<bool> Turnstile::Visit::turn() {
  turnstile_.turns_.join(waiting_);
  turnstile_.visits_.emplace(&waiting_, this);
  turnstile_.let_through();
  if (!called_ && !gave_up_) ++turnstile_.counters_.handshakes_delayed;
  while (!called_ && !gave_up_) co_await changed_.wait();
  co_return called_;
}

void Turnstile::Visit::give_up() {
  if (turnstile_.visits_.erase(&waiting_) == 0) return;
  turnstile_.turns_.leave(waiting_);
  gave_up_ = true;
  changed_.notify();
}

Turnstile::Turnstile(asio::any_io_executor executor, const DoorLimits& limits, ListenerCounters& counters)
    : executor_(executor), counters_(counters), turns_(limits), timer_(std::move(executor)) {}

void Turnstile::trust(const std::string& address) { turns_.trust(address, now()); }

void Turnstile::let_through() {
  while (auto* waiting = turns_.next(now())) {
    auto* visit = visits_.extract(waiting).mapped();
    visit->called_ = true;
    visit->changed_.notify();
  }
  counters_.handshakes_waiting = turns_.size();
  come_back();
}

void Turnstile::come_back() {
  const auto wait = turns_.until(now());
  if (!wait || std::exchange(timing_, true)) return;
  timer_.expires_after(*wait);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;  // this may be gone
    timing_ = false;
    let_through();
  });
}

}  // namespace valise::wire
