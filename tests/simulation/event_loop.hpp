// EventLoop: the io_context of one simulated process, turned by hand.
#pragma once

#include <boost/asio/io_context.hpp>
#include <optional>

#include "tests/simulation/virtual_time.hpp"

namespace valise::simulation {

class EventLoop {
 public:
  // The context belongs to the caller and outlives this.
  explicit EventLoop(boost::asio::io_context& context) : context_(context) {}
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // run_ready runs all that can run now; false if there was nothing.
  bool run_ready();
  // next_due tells in how long a timer runs out, if within a second. Only when nothing is ready.
  [[nodiscard]] std::optional<milliseconds> next_due();

 private:
  boost::asio::io_context& context_;
};

}  // namespace valise::simulation
