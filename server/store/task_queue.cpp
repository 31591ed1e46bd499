#include "server/store/task_queue.hpp"

namespace valise::server::store {

void TaskQueue::push(std::unique_ptr<Task> task) {
  {
    const std::scoped_lock lock(mutex_);
    tasks_.push_back({std::move(task), tasks_.size() >= capacity_});
  }
  arrived_.notify_one();
}

void TaskQueue::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  arrived_.notify_one();
}

bool TaskQueue::empty() const {
  const std::scoped_lock lock(mutex_);
  return tasks_.empty();
}

std::optional<TaskQueue::Waiting> TaskQueue::pop() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return ready(); });
  return take_front();
}

std::optional<TaskQueue::Waiting> TaskQueue::pop_until(TimePoint deadline) {
  std::unique_lock lock(mutex_);
  if (!ready() && deadline > std::chrono::steady_clock::now()) arrived_.wait_until(lock, deadline, [this] { return ready(); });
  return take_front();
}

std::optional<TaskQueue::Waiting> TaskQueue::take_front() {
  if (tasks_.empty()) return std::nullopt;
  Waiting front = std::move(tasks_.front());
  tasks_.pop_front();
  return front;
}

}  // namespace valise::server::store
