// GroupWriter: one worker, one connection, group commit.
//
// A sync of the disk costs more than many small writes, so requests that are there together share one: they run one after
// the other (one that is refused changes nothing), then one COMMIT with one sync makes them durable, then all are completed.
//
// Which requests are "there together": those that wait when the group begins and those that come while it runs. A group ends at
// max_group, or later where the disk is slow: not before its work has taken as long as the last sync, so that a sync of many
// milliseconds is shared by as many as can be had for doubling the time (but by most_in_group at the most). It also
// ends when it has changed most_rows_in_group rows or has taken `longest`: nobody's few rows shall wait for somebody's many.
//
// The sync itself takes time in which the next group gathers, so under load this alone makes good groups. Waiting for company is
// only worth it when company is likely, that is when the last group had more than one request: then the group waits until it is
// as large as the last one, but not longer than the last sync took, nor than `linger`. So a lone request never waits, and after a
// burst only the first request waits once, for less than two milliseconds.
//
// On an Executor nothing depends on how fast the machine is: a turn is one group, of what waits then, max_group at the most.
//
// Failures. No space (SqlError::full): the group is undone and its requests are tried one by one, those that free space
// (acknowledgements, sweeping) with what the reserve gives; what does not succeed gets StoreError::full; the next group is tried
// like any other. Anything else that
// goes wrong with the disk (R5): all requests of the group and all later ones get StoreError::storage, nothing is written any
// more, and on_fatal is called.
#pragma once

#include <chrono>

#include "server/metrics/store_metrics.hpp"
#include "server/store/checkpointer.hpp"
#include "server/store/reserve.hpp"
#include "server/store/worker.hpp"
#include "sql/log_mark.hpp"
#include "sql/transaction.hpp"

namespace valise::server::store {

// Notes: what the requests of a transaction keep beside the database. Called on the writer thread.
class Notes {
 public:
  virtual ~Notes() = default;
  // begin: a transaction begins, or failed; nothing has been noted.
  virtual void begin() = 0;
  virtual void begin_request() = 0;
  // undo_request: the request at hand is refused. Undone::database: what it, and it alone, had written is taken back, too.
  enum class Undone { notes, database };
  virtual void undo_request(Undone undone) = 0;
  // write puts into the database what has to be there at the end of a transaction.
  [[nodiscard]] virtual base::Result<> write(sql::Database& database) = 0;
};

struct GroupWriterOptions {
  std::size_t max_group = 64;
  std::size_t most_in_group = 512;
  std::int64_t most_rows_in_group = 4096;
  std::chrono::milliseconds longest{5};  // or as long as the last sync, where that took longer
  std::chrono::microseconds linger{2000};
  std::size_t max_waiting = 8192;
  int checkpoint_pages = 10000;
  std::optional<sql::Database> checkpointing;  // another connection; without it, or on an Executor, the writer's own is used
  std::optional<sql::LogMark> mark;
  std::optional<Reserve> reserve;
  int page_size = 4096;
  Executor* executor = nullptr;  // null: a thread
  // on_group is called on the writer thread after the completions of a group that was committed.
  std::move_only_function<void()> on_group;
  std::move_only_function<void(const base::Error&)> on_fatal;
  metrics::StoreMetrics* metrics = nullptr;  // outlives the writer
  Notes* notes = nullptr;                    // outlives the writer
};

class GroupWriter {
 public:
  // The database must have been opened with wal_autocheckpoint_pages 0.
  GroupWriter(sql::Database database, GroupWriterOptions options);
  // The destructor commits and completes what is waiting.
  ~GroupWriter();
  GroupWriter(const GroupWriter&) = delete;
  GroupWriter& operator=(const GroupWriter&) = delete;

  void submit(std::unique_ptr<Task> task, const Lane& lane = {}) { worker_->submit(std::move(task), lane); }
  // empty_log_after_group asks, from inside a task, that the write-ahead log be emptied after the commit (R8). A long one is
  // first moved beside the writer, and one that somebody reads for long, say a backup, stays until it is asked again.
  void empty_log_after_group() { emptying_ = Emptying::asked; }

 private:
  using Group = std::vector<std::unique_ptr<Task>>;
  // Emptying is begun while the log is moved beside the writer; who moved some of it asks again.
  enum class Emptying { no, asked, begun };

  void serve(TaskQueue& queue, TaskQueue::Waiting first);
  void write_group(TaskQueue& queue, TaskQueue::Waiting first);
  [[nodiscard]] base::Result<> gather(TaskQueue& queue, TaskQueue::Waiting first, Group& group);
  [[nodiscard]] base::Result<sql::Transaction> begin();
  [[nodiscard]] base::Result<> commit(sql::Transaction& transaction);
  [[nodiscard]] bool is_full(const Group& group, std::chrono::steady_clock::time_point begun) const;
  [[nodiscard]] base::Result<> run(Task& task);
  [[nodiscard]] base::Result<> run_and_charge(TaskQueue& queue, Task& task, const Lane& lane);
  [[nodiscard]] base::Result<> run_in_savepoint(Task& task);
  [[nodiscard]] base::Result<> write_again(Group& group);
  void write_one_by_one(Group& group);
  [[nodiscard]] base::Result<> write_alone(Task& task);
  [[nodiscard]] base::Result<> write_from_reserve(Task& task);
  void keep_reserve();
  void note_end_of_log();
  [[nodiscard]] base::Result<> empty_log(sql::Checkpoint how);
  [[nodiscard]] base::Result<> move_log(sql::Checkpoint how);
  [[nodiscard]] base::Result<bool> checkpoint_due(int pages);
  void complete(Group& group, const base::Result<>& outcome);
  void fail(Group& group, base::Error error);
  void checkpoint();
  void ask_again();
  void count(const Group& group, bool written);

  sql::Database database_;
  GroupWriterOptions options_;
  bool failed_ = false;
  Emptying emptying_ = Emptying::no;
  bool half_done_ = false;  // a refused request of the group has left changes
  int careful_groups_ = 0;  // so many more get a savepoint for each request
  std::size_t last_group_ = 1;
  std::int64_t rows_in_group_ = 0;
  std::chrono::steady_clock::duration last_sync_{0};
  std::optional<Checkpointer> checkpointer_;
  std::optional<Worker> worker_;  // last: it uses all of the above
};

}  // namespace valise::server::store
