// Worker: hands queued tasks to one function, one call at a time, on a thread of its own or on an Executor.
//
// On an Executor each posted function is one call, and at most one is posted at a time; so whoever runs them decides how far the
// work has come.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "server/store/executor.hpp"
#include "server/store/task_queue.hpp"

namespace valise::server::store {

class Worker {
 public:
  // Serve deals with a task that has come to its turn, and with further ones that it may take from the queue.
  using Serve = std::function<void(TaskQueue&, TaskQueue::Waiting)>;

  // `executor` null: a thread. It outlives the worker.
  Worker(Executor* executor, std::size_t max_waiting, Serve serve);
  // The destructor serves what is waiting (on an Executor: on the destroying thread).
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void submit(std::unique_ptr<Task> task, const Lane& lane = {});

 private:
  // Turn is what posted functions share with the worker, which may be gone when they run.
  struct Turn {
    std::mutex mutex;  // held while serving
    Worker* worker = nullptr;
    std::atomic<bool> posted = false;
  };

  void serve_all();
  void post_turn();
  void take_turn();

  TaskQueue queue_;
  Serve serve_;
  Executor* executor_;
  std::shared_ptr<Turn> turn_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace valise::server::store
