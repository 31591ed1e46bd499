// FakeTime: moves the wall clock of all processes that are started from then on (libfaketime, Debian package faketime), so that
// what takes weeks can be tested with the real programs. The monotonic clock goes on as it does. One at a time.
#pragma once

#include <chrono>

namespace valise::tests {

class FakeTime {
 public:
  FakeTime() = default;
  ~FakeTime() { real(); }
  FakeTime(const FakeTime&) = delete;
  FakeTime& operator=(const FakeTime&) = delete;

  // available tells whether libfaketime is installed and this build bears it (sanitizers do not).
  [[nodiscard]] static bool available();

  // ahead sets the clock of new processes so far before the real one; real takes that back.
  void ahead(std::chrono::seconds time);
  void real();
};

}  // namespace valise::tests
