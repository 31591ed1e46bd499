// Reader: one worker with a connection of its own, so that reading does not wait for writing. Each task sees one state of the
// data.
#pragma once

#include "server/store/worker.hpp"

namespace valise::server::store {

class Reader {
 public:
  // The destructor completes what is waiting.
  Reader(sql::Database database, Executor* executor);

  void submit(std::unique_ptr<Task> task, const Lane& lane = {}) { worker_.submit(std::move(task), lane); }

 private:
  void serve(const TaskQueue::Waiting& waiting);
  [[nodiscard]] base::Result<> run(Task& task);

  sql::Database database_;
  Worker worker_;  // last: it uses all of the above
};

}  // namespace valise::server::store
