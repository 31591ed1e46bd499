#include "server/store/reader.hpp"

namespace valise::server::store {
namespace {

constexpr std::size_t kMaxWaiting = 8192;

}  // namespace

Reader::Reader(sql::Database database, Executor* executor)
    : database_(std::move(database)),
      worker_(executor, kMaxWaiting, [this](TaskQueue&, const TaskQueue::Waiting& waiting) { serve(waiting); }) {}

void Reader::serve(const TaskQueue::Waiting& waiting) {
  Task& task = *waiting.task;
  task.complete(waiting.overload ? base::fail(StoreError::overloaded) : run(task));
}

// A task that asks twice must get answers of one state, so it runs in a transaction.
base::Result<> Reader::run(Task& task) {
  // One that could not be ended for want of memory would be in the way of all later ones.
  if (database_.in_transaction()) (void)database_.run("ROLLBACK");
  if (auto begun = database_.run("BEGIN"); !begun) return base::Unexpected(to_store_error(std::move(begun.error())));
  auto ran = task.run(database_);
  if (auto genuine = database_.confirm_reads(); ran && !genuine) ran = std::move(genuine);
  const auto ended = database_.run("COMMIT");
  if (!ran) return base::Unexpected(to_store_error(std::move(ran.error())));
  if (!ended) return base::Unexpected(to_store_error(ended.error()));
  return ran;
}

}  // namespace valise::server::store
