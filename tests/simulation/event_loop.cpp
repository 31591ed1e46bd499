#include "tests/simulation/event_loop.hpp"

namespace valise::simulation {

bool EventLoop::run_ready() {
  context_.restart();
  return context_.poll() > 0;
}

std::optional<milliseconds> EventLoop::next_due() {
  static_cast<void>(VirtualTime::take_last_sleep());
  context_.restart();
  VirtualTime::on_sleep([this] { context_.stop(); });
  context_.run_one();  // until it would sleep
  VirtualTime::on_sleep({});
  return VirtualTime::take_last_sleep();
}

}  // namespace valise::simulation
