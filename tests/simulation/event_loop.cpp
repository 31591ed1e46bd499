#include "tests/simulation/event_loop.hpp"

namespace valise::simulation {
namespace {

// TurnClock passes a second whenever it is looked at, so that run_one_until makes exactly one turn of the loop.
struct TurnClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<TurnClock>;
  static time_point now() { return time_point(std::chrono::seconds(turns++)); }
  static inline std::int64_t turns = 0;
};

}  // namespace

bool EventLoop::run_ready() {
  context_.restart();
  return context_.poll() > 0;
}

std::optional<milliseconds> EventLoop::next_due() {
  static_cast<void>(VirtualTime::take_last_sleep());
  context_.restart();
  TurnClock::turns = 0;
  context_.run_one_until(TurnClock::time_point(std::chrono::seconds(1)));
  return VirtualTime::take_last_sleep();
}

}  // namespace valise::simulation
