// Scheduler: the one thing that happens next, across all simulated processes: their own timers and handlers, and the events of
// the world around them (a message arrives, a line breaks, power fails). Everything that is random comes from one seed, so a run
// can be repeated exactly.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "tests/simulation/event_loop.hpp"
#include "tests/support/seeded_random.hpp"

namespace valise::simulation {

class Scheduler {
 public:
  explicit Scheduler(std::uint64_t seed) : random_(seed), began_(VirtualTime::now()) {}

  [[nodiscard]] tests::SeededRandom& random() { return random_; }
  // between gives a number in [low, high].
  [[nodiscard]] std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + random_.below(high - low + 1); }
  [[nodiscard]] bool chance(unsigned percent) { return random_.below(100) < percent; }
  [[nodiscard]] milliseconds within(milliseconds low, milliseconds high);
  // since_start is the time of the simulation.
  [[nodiscard]] milliseconds since_start() const;

  // after makes an event of the world. Events of one moment happen in the order in which they were made.
  void after(milliseconds delay, std::function<void()> event);

  // Processes are turned in the order of their numbers. attach gives the number.
  int attach(EventLoop& loop);
  void detach(int process);

  // trace notes what happened, with its time, and prints it if VALISE_TRACE is set.
  void trace(std::string_view who, std::string_view what);
  // course gives one number for all that was traced and drawn so far: two runs that went the same way have the same.
  [[nodiscard]] std::uint64_t course();

  // run goes on until `done` holds (true) or `limit` has passed (false).
  bool run(milliseconds limit, const std::function<bool()>& done);

 private:
  void settle();
  [[nodiscard]] Time next_moment();
  void do_events();

  tests::SeededRandom random_;
  const Time began_;
  std::multimap<Time, std::function<void()>> events_;
  std::map<int, EventLoop*> loops_;
  int last_process_ = 0;
  std::string course_;
};

}  // namespace valise::simulation
