#include "server/core/relay_time.hpp"

#include <algorithm>

namespace valise::server::core {

RelayTime RelayTime::first(base::UnixMillis wall, base::Monotonic monotonic) {
  return {{.time = wall, .wall = wall, .budget = kCredible}, monotonic};
}

RelayTime RelayTime::resume(const Saved& saved, base::UnixMillis floor, base::UnixMillis wall, base::Monotonic monotonic) {
  RelayTime time(saved, monotonic);
  time.state_.time = std::max(saved.time, floor);
  // How long the relay stood still only the wall clock knows, so it is believed for a day.
  const Millis standstill = std::clamp<Millis>(wall - saved.wall, Millis{0}, kCredible);
  const Millis since_floor = std::max<Millis>(standstill - (time.state_.time - saved.time), Millis{0});
  time.advance(since_floor, wall);
  return time;
}

base::UnixMillis RelayTime::now(base::UnixMillis wall, base::Monotonic monotonic) {
  const auto elapsed = std::chrono::floor<Millis>(monotonic - monotonic_);
  monotonic_ += elapsed;
  advance(elapsed, wall);
  return state_.time;
}

void RelayTime::advance(Millis elapsed, base::UnixMillis wall) {
  using Micros = std::chrono::microseconds;
  state_.budget = std::min<Micros>(kCredible, state_.budget + Micros(elapsed) / kRecovery);
  state_.wall = wall;
  const base::UnixMillis alone = state_.time + elapsed;
  const Millis ahead = wall - alone;
  if (ahead > Millis{0}) {
    const Millis step = std::min(ahead, std::chrono::floor<Millis>(state_.budget));
    state_.budget -= step;
    state_.time = alone + step;
  } else if (-ahead <= kCredible) {
    state_.time = std::max(state_.time, wall);
  } else {
    state_.time = alone;
  }
}

}  // namespace valise::server::core
