// ProcessClock: the clocks of one simulated machine. Its wall clock may be wrong, and jump.
#pragma once

#include "base/clock.hpp"
#include "tests/simulation/virtual_time.hpp"

namespace valise::simulation {

class ProcessClock final : public base::Clock {
 public:
  base::UnixMillis now() const override {
    constexpr base::UnixMillis boot{milliseconds(1'795'000'000'000)};
    return boot + wrong_by_ + std::chrono::duration_cast<milliseconds>(VirtualTime::now().time_since_epoch());
  }
  base::Monotonic monotonic() const override { return VirtualTime::now(); }
  void jump(milliseconds by) { wrong_by_ += by; }

 private:
  milliseconds wrong_by_{0};
};

}  // namespace valise::simulation
