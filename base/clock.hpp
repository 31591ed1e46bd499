// Clock: time as a parameter, so that tests and simulations own it.
#pragma once

#include <chrono>
#include <cstdint>

namespace valise::base {

// UnixMillis is wall-clock time as it stands in statements and messages: milliseconds since 1970-01-01 UTC.
using UnixMillis = std::chrono::sys_time<std::chrono::milliseconds>;
// Monotonic never jumps; for deadlines and intervals.
using Monotonic = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual UnixMillis now() const = 0;
  [[nodiscard]] virtual Monotonic monotonic() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] UnixMillis now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
  [[nodiscard]] Monotonic monotonic() const override { return std::chrono::steady_clock::now(); }
};

[[nodiscard]] inline std::uint64_t to_wire(UnixMillis time) {
  return static_cast<std::uint64_t>(time.time_since_epoch().count());
}
[[nodiscard]] inline UnixMillis from_wire(std::uint64_t millis) {
  return UnixMillis{std::chrono::milliseconds{static_cast<std::int64_t>(millis)}};
}

}  // namespace valise::base
