// TaskQueue: tasks waiting for one thread. push from any thread; everything else from the one that serves it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "server/store/task.hpp"

namespace valise::server::store {

class TaskQueue {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  // Waiting is a task, or the news that it came when too many were waiting: then it is to be completed without being run.
  struct Waiting {
    std::unique_ptr<Task> task;
    bool overload = false;
  };

  explicit TaskQueue(std::size_t capacity) : capacity_(capacity) {}

  void push(std::unique_ptr<Task> task);
  // stop lets the serving thread have what is there and then nothing more.
  void stop();

  // pop waits for a task; nothing after stop() when all are gone.
  [[nodiscard]] std::optional<Waiting> pop();
  // pop_until gives a task that is there, or comes before the deadline.
  [[nodiscard]] std::optional<Waiting> pop_until(TimePoint deadline);
  // try_pop gives a task that is there.
  [[nodiscard]] std::optional<Waiting> try_pop() { return pop_until(TimePoint::min()); }
  [[nodiscard]] bool empty() const;

 private:
  [[nodiscard]] std::optional<Waiting> take_front();
  [[nodiscard]] bool ready() const { return !tasks_.empty() || stopped_; }

  std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Waiting> tasks_;
  bool stopped_ = false;
};

}  // namespace valise::server::store
