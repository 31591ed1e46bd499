// Reader: one thread with a connection of its own, so that reading does not wait for writing. Each task sees one state of the
// data.
#pragma once

#include <thread>

#include "server/store/task_queue.hpp"

namespace valise::server::store {

class Reader {
 public:
  explicit Reader(sql::Database database);
  // The destructor completes what is waiting.
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void submit(std::unique_ptr<Task> task) { queue_.push(std::move(task)); }

 private:
  void serve();
  [[nodiscard]] base::Result<> run(Task& task);

  sql::Database database_;
  TaskQueue queue_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace valise::server::store
