#include "server/store/task_queue.hpp"

#include <algorithm>

namespace valise::server::store {

void TaskQueue::push(std::unique_ptr<Task> task, const Lane& lane) {
  {
    const std::scoped_lock lock(mutex_);
    insert(std::move(task), lane);
    if (waiting_ > capacity_) make_one_give_way();
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
  return lanes_.empty() && refused_.empty();
}

std::optional<TaskQueue::Waiting> TaskQueue::pop() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return ready(); });
  return take_next();
}

std::optional<TaskQueue::Waiting> TaskQueue::pop_until(TimePoint deadline) {
  std::unique_lock lock(mutex_);
  if (!ready() && deadline > std::chrono::steady_clock::now()) arrived_.wait_until(lock, deadline, [this] { return ready(); });
  return take_next();
}

void TaskQueue::charge(const Lane& lane, std::uint64_t cost) {
  const std::scoped_lock lock(mutex_);
  const auto place = lanes_.find(lane);
  if (place == lanes_.end()) return;
  turns_.erase(turn_of(*place));
  place->second.cost += cost;
  turns_.insert(turn_of(*place));
}

void TaskQueue::insert(std::unique_ptr<Task> task, const Lane& lane) {
  const auto place = lanes_.try_emplace(lane).first;
  auto& tasks = place->second;
  tasks.waiting.push_back({++arrivals_, std::move(task)});
  ++waiting_;
  if (tasks.waiting.size() > 1) return;
  tasks.cost = level_;
  turns_.insert(turn_of(*place));
}

// The longest lane has more than one task, or all lanes have one and the newest of them gives way.
void TaskQueue::make_one_give_way() {
  const auto longest = std::ranges::max_element(
      lanes_, {}, [](const auto& lane) { return std::pair(lane.second.waiting.size(), lane.second.waiting.back().arrival); });
  auto& waiting = longest->second.waiting;
  if (waiting.size() == 1) turns_.erase(turn_of(*longest));
  refused_.push_back({std::move(waiting.back().task), longest->first, true});
  waiting.pop_back();
  --waiting_;
  if (waiting.empty()) lanes_.erase(longest);
}

std::optional<TaskQueue::Waiting> TaskQueue::take_next() {
  if (!refused_.empty()) {
    Waiting refused = std::move(refused_.front());
    refused_.pop_front();
    return refused;
  }
  if (turns_.empty()) return std::nullopt;
  const auto place = lanes_.find(turns_.begin()->lane);
  turns_.erase(turns_.begin());
  auto& [lane, tasks] = *place;
  level_ = tasks.cost;
  Waiting next{std::move(tasks.waiting.front().task), lane};
  tasks.waiting.pop_front();
  --waiting_;
  ++tasks.cost;
  if (tasks.waiting.empty()) {
    lanes_.erase(place);
  } else {
    turns_.insert(turn_of(*place));
  }
  return next;
}

}  // namespace valise::server::store
