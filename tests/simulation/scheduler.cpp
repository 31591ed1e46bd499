#include "tests/simulation/scheduler.hpp"

#include <cstdlib>
#include <iostream>

namespace valise::simulation {

// An event loop of Asio that has a timer looks at it so often.
constexpr auto kLongestStep = std::chrono::minutes(5);

milliseconds Scheduler::within(milliseconds low, milliseconds high) {
  return milliseconds(between(static_cast<std::uint64_t>(low.count()), static_cast<std::uint64_t>(high.count())));
}

milliseconds Scheduler::since_start() const { return std::chrono::duration_cast<milliseconds>(VirtualTime::now() - began_); }

void Scheduler::after(milliseconds delay, std::function<void()> event) {
  events_.emplace(VirtualTime::now() + delay, std::move(event));
}

int Scheduler::attach(EventLoop& loop) {
  loops_.emplace(++last_process_, &loop);
  return last_process_;
}

void Scheduler::detach(int process) { loops_.erase(process); }

void Scheduler::trace(std::string_view who, std::string_view what) {
  static const bool wanted = std::getenv("VALISE_TRACE") != nullptr;
  const std::string line = std::to_string(since_start().count()).append(" ms  ").append(who).append("  ").append(what);
  if (wanted) std::clog << line << '\n';
  course_.append(line).push_back('\n');
}

std::uint64_t Scheduler::course() { return std::hash<std::string>()(course_ + std::to_string(random_.below(SIZE_MAX))); }

bool Scheduler::run(milliseconds limit, const std::function<bool()>& done) {
  const Time end = VirtualTime::now() + limit;
  for (;;) {
    settle();
    if (done()) return true;
    const Time next = next_moment();
    if (next > end) {
      VirtualTime::advance_to(end);
      return false;
    }
    VirtualTime::advance_to(next);
    do_events();
  }
}

// settle runs everything that needs no time to pass. A process may give another one work, or end one.
void Scheduler::settle() {
  for (bool ran = true; ran;) {
    ran = false;
    std::vector<int> processes;
    for (const auto& [number, loop] : loops_) processes.push_back(number);
    for (const int number : processes) {
      const auto loop = loops_.find(number);
      if (loop != loops_.end()) ran = loop->second->run_ready() || ran;
    }
    do_events();
  }
}

Time Scheduler::next_moment() {
  Time next = VirtualTime::now() + kLongestStep;
  if (!events_.empty()) next = std::min(next, events_.begin()->first);
  for (const auto& [number, loop] : loops_) {
    if (const auto due = loop->next_due()) next = std::min(next, VirtualTime::now() + *due);
  }
  return next;
}

void Scheduler::do_events() {
  while (!events_.empty() && events_.begin()->first <= VirtualTime::now()) {
    auto event = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    event();
  }
}

}  // namespace valise::simulation
