// VirtualTime: the monotonic clock of this whole program, as a variable.
//
// A program that links this has no monotonic time of its own: std::chrono::steady_clock, and with it every timer of Asio, shows
// what was set here, and an event loop that would sleep in epoll_wait is told instead that nothing happened. So unchanged
// production code runs through hours in milliseconds, and the same way each time. Wall-clock time is left alone: production code
// takes it from base::Clock. One thread; no sockets.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

namespace valise::simulation {

using Time = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

class VirtualTime {
 public:
  [[nodiscard]] static Time now() { return std::chrono::steady_clock::now(); }
  // begin_anew sets it to what it was when the program began. Nothing may live on that has seen a later time.
  static void begin_anew();
  // advance_to never goes back.
  static void advance_to(Time time);
  // last_sleep gives how long the event loop that ran last wanted to sleep; nothing if it did not want to. Then forgets it.
  [[nodiscard]] static std::optional<milliseconds> take_last_sleep();
  // on_sleep says what to do when an event loop would sleep: end its turn. Nothing: it goes on at once.
  static void on_sleep(std::function<void()> what);
};

}  // namespace valise::simulation
