// TaskGroup: owns coroutines, so that none runs on when its owner has gone. Spawn children, then join before the owner ends.
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <exception>
#include <list>

#include "wire/signal.hpp"

namespace valise::wire {

class TaskGroup {
 public:
  explicit TaskGroup(asio::any_io_executor executor);
  // The owner has joined; children that are still there are asked to stop.
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  // spawn starts a child on the group's executor. A child that was cancelled ends silently; another exception is a bug and is
  // rethrown by join.
  void spawn(asio::awaitable<void> child);
  // cancel asks every child to stop at its next suspension.
  void cancel();
  // join waits until no child is left.
  [[nodiscard]] asio::awaitable<void> join();
  [[nodiscard]] std::size_t size() const { return state_->children.size(); }

 private:
  struct State {
    explicit State(asio::any_io_executor executor) : ended(std::move(executor)) {}
    std::list<asio::cancellation_signal> children;
    std::exception_ptr failure;
    Signal ended;
  };

  asio::any_io_executor executor_;
  std::shared_ptr<State> state_;
};

}  // namespace valise::wire
