// TaskQueue: tasks waiting for one thread, in lanes. push from any thread; everything else from the one that serves it.
//
// Each device has a lane. The lane that has cost least so far comes next, so that a device that brings much, or what is
// expensive, delays itself and not others; within a lane tasks keep their order. A lane that had nothing waiting begins at the
// present level: nobody saves up. What a task costs is said afterwards (charge), in rows or whatever the thread counts.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "base/ids.hpp"
#include "server/store/task.hpp"

namespace valise::server::store {

// Lane is whose turn it is: a device's id, or anything of that form. All zero: the relay's own.
using Lane = base::DeviceId;

class TaskQueue {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  // Waiting is a task, or the news that there was no room for it: then it is to be completed without being run.
  struct Waiting {
    std::unique_ptr<Task> task;
    Lane lane;
    bool overload = false;
  };

  explicit TaskQueue(std::size_t capacity) : capacity_(capacity) {}

  // push, when too many are waiting, makes the newest task of the longest lane give way.
  void push(std::unique_ptr<Task> task, const Lane& lane = {});
  // stop lets the serving thread have what is there and then nothing more.
  void stop();

  // pop waits for a task; nothing after stop() when all are gone.
  [[nodiscard]] std::optional<Waiting> pop();
  // pop_until gives a task that is there, or comes before the deadline.
  [[nodiscard]] std::optional<Waiting> pop_until(TimePoint deadline);
  // try_pop gives a task that is there.
  [[nodiscard]] std::optional<Waiting> try_pop() { return pop_until(TimePoint::min()); }
  [[nodiscard]] bool empty() const;
  // charge adds to what a lane has cost.
  void charge(const Lane& lane, std::uint64_t cost);

 private:
  struct Entry {
    std::uint64_t arrival = 0;
    std::unique_ptr<Task> task;
  };
  struct Tasks {
    std::uint64_t cost = 0;
    std::deque<Entry> waiting;  // never empty
  };
  using Lanes = std::map<Lane, Tasks>;
  // Turn orders lanes: by what they have cost, then by the arrival of their oldest task.
  struct Turn {
    std::uint64_t cost = 0;
    std::uint64_t arrival = 0;
    Lane lane;
    friend auto operator<=>(const Turn&, const Turn&) = default;
  };

  void insert(std::unique_ptr<Task> task, const Lane& lane);
  void make_one_give_way();
  [[nodiscard]] std::optional<Waiting> take_next();
  [[nodiscard]] bool ready() const { return !lanes_.empty() || !refused_.empty() || stopped_; }
  static Turn turn_of(const Lanes::value_type& lane) {
    return {lane.second.cost, lane.second.waiting.front().arrival, lane.first};
  }

  std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  Lanes lanes_;  // those in which something waits
  std::set<Turn> turns_;
  std::deque<Waiting> refused_;
  std::size_t waiting_ = 0;
  std::uint64_t arrivals_ = 0;
  std::uint64_t level_ = 0;  // what the lane served last had cost
  bool stopped_ = false;
};

}  // namespace valise::server::store
