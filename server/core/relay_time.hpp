// RelayTime: the time by which the relay stamps and erases. It is the wall clock's as long as that is credible, and goes on by
// itself when it is not: it never goes back, and no jump of the wall clock ends a message's life early by more than is said here
// (docs/design/0010-relay-time.md).
//
// Plain values; whoever holds one asks it whenever he wants to know the time, on one thread.
#pragma once

#include "base/clock.hpp"

namespace valise::server::core {

class RelayTime {
 public:
  using Millis = std::chrono::milliseconds;
  // kCredible: a wall clock that is behind by up to this is waited for; one that is further behind is not believed. It is also
  // the most by which the time follows a wall clock that is ahead, at once, and the longest standstill that a restart takes for
  // granted.
  static constexpr Millis kCredible = std::chrono::hours(24);
  // kRecovery: beyond that it gains on the wall clock one part in so many.
  static constexpr int kRecovery = 24;

  // Saved is what outlives the process.
  struct Saved {
    base::UnixMillis time;
    base::UnixMillis wall;                // the wall clock then
    std::chrono::microseconds budget{0};  // by how much the time may still follow a wall clock that is ahead
  };

  // first begins at the wall clock's time.
  [[nodiscard]] static RelayTime first(base::UnixMillis wall, base::Monotonic monotonic);
  // resume goes on from what was saved; `floor` is another time that is known to have been.
  [[nodiscard]] static RelayTime resume(const Saved& saved, base::UnixMillis floor, base::UnixMillis wall,
                                        base::Monotonic monotonic);

  // now gives the time for the present readings of both clocks.
  [[nodiscard]] base::UnixMillis now(base::UnixMillis wall, base::Monotonic monotonic);
  [[nodiscard]] const Saved& saved() const { return state_; }

 private:
  RelayTime(const Saved& state, base::Monotonic monotonic) : state_(state), monotonic_(monotonic) {}
  void advance(Millis elapsed, base::UnixMillis wall);

  Saved state_;
  base::Monotonic monotonic_;
};

}  // namespace valise::server::core
