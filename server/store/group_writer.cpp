#include "server/store/group_writer.hpp"

#include <algorithm>

#include "sql/error.hpp"

namespace valise::server::store {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kCarefulGroups = 64;

// concerns_one_request: errors after which the savepoint is undone and the group goes on.
bool concerns_one_request(const base::Error& error) {
  return is_refusal(error) || error.code == sql::SqlError::constraint || error.code == sql::SqlError::misuse ||
         error.code == sql::SqlError::no_memory;
}

class NoNotes final : public Notes {
 public:
  void begin() override {}
  void begin_request() override {}
  void undo_request(Undone) override {}
  base::Result<> write(sql::Database&) override { return {}; }
};

GroupWriterOptions completed(GroupWriterOptions options) {
  static NoNotes none;
  if (options.notes == nullptr) options.notes = &none;
  if (options.executor != nullptr) {
    options.checkpointing.reset();
    options.linger = {};
    options.longest = std::chrono::hours(24);
    options.most_in_group = options.max_group;
  }
  return options;
}

}  // namespace

GroupWriter::GroupWriter(sql::Database database, GroupWriterOptions options)
    : database_(std::move(database)), options_(completed(std::move(options))) {
  if (options_.checkpointing) {
    checkpointer_.emplace(std::move(*options_.checkpointing), Checkpointer::Options{.on_moved = [this] { ask_again(); }});
    options_.checkpointing.reset();
  }
  worker_.emplace(options_.executor, options_.max_waiting,
                  [this](TaskQueue& queue, TaskQueue::Waiting first) { serve(queue, std::move(first)); });
}

// Closing the last connection empties the log and removes it. After a failure nothing is written any more, not even so.
GroupWriter::~GroupWriter() {
  const bool pass_failed = checkpointer_ && checkpointer_->stop();  // before the worker goes, which passes call
  worker_.reset();
  checkpointer_.reset();
  if (pass_failed) failed_ = true;
  if (failed_ || (options_.mark && !options_.mark->take_back())) database_.leave_log(true);
}

void GroupWriter::serve(TaskQueue& queue, TaskQueue::Waiting first) {
  if (failed_) {
    first.task->complete(base::fail(StoreError::storage));
  } else {
    write_group(queue, std::move(first));
  }
}

void GroupWriter::write_group(TaskQueue& queue, TaskQueue::Waiting first) {
  Group group;
  auto written = gather(queue, std::move(first), group);
  if (careful_groups_ > 0) --careful_groups_;
  if (std::exchange(half_done_, false)) {
    careful_groups_ = kCarefulGroups;
    written = write_again(group);
  }
  last_group_ = group.size();
  count(group, written.has_value());
  if (!written && written.error().code == sql::SqlError::full) {
    write_one_by_one(group);
  } else if (!written) {
    fail(group, std::move(written.error()));
  } else {
    complete(group, {});
  }
  if (failed_) return;
  note_end_of_log();
  options_.on_group();
  keep_reserve();
  checkpoint();
}

// gather takes requests and runs them as they come, then commits. All that were taken are in `group` whatever happens.
base::Result<> GroupWriter::gather(TaskQueue& queue, TaskQueue::Waiting first, Group& group) {
  const auto begun = Steady::now();
  const auto deadline = begun + std::min<Steady::duration>(options_.linger, last_sync_);
  auto transaction = begin();
  rows_in_group_ = 0;
  std::optional<TaskQueue::Waiting> waiting = std::move(first);
  while (waiting) {
    if (waiting->overload) {
      waiting->task->complete(base::fail(StoreError::overloaded));
    } else {
      group.push_back(std::move(waiting->task));
      if (!transaction) return base::pass_on(transaction);
      if (auto ran = run_and_charge(queue, *group.back(), waiting->lane); !ran) return ran;
    }
    if (is_full(group, begun)) break;
    waiting = queue.pop_until(group.size() < last_group_ ? deadline : Steady::time_point::min());
  }
  if (!transaction) return base::pass_on(transaction);
  const auto before = Steady::now();
  auto committed = commit(*transaction);
  last_sync_ = Steady::now() - before;
  return committed;
}

base::Result<sql::Transaction> GroupWriter::begin() {
  options_.notes->begin();
  return sql::Transaction::begin(database_);
}

base::Result<> GroupWriter::commit(sql::Transaction& transaction) {
  if (auto written = options_.notes->write(database_); !written) return written;
  return transaction.commit();
}

base::Result<> GroupWriter::run_and_charge(TaskQueue& queue, Task& task, const Lane& lane) {
  const auto before = database_.total_changes();
  auto ran = run(task);
  const auto rows = database_.total_changes() - before;
  rows_in_group_ += rows;
  queue.charge(lane, static_cast<std::uint64_t>(rows));
  return ran;
}

bool GroupWriter::is_full(const Group& group, Steady::time_point begun) const {
  if (rows_in_group_ >= options_.most_rows_in_group) return true;
  if (group.size() >= options_.most_in_group) return true;
  const auto taken = Steady::now() - begun;
  if (taken >= std::max<Steady::duration>(options_.longest, last_sync_)) return true;
  return group.size() >= options_.max_group && taken >= last_sync_;
}

// run gives an error only if it concerns the whole group. Without a savepoint, which would copy every page that a request
// changes: who is refused has hardly ever changed anything. Where one has, the group is undone and written again, and for a while
// all get savepoints, so that nobody can make others' work be done twice over and over.
base::Result<> GroupWriter::run(Task& task) {
  if (careful_groups_ > 0) return run_in_savepoint(task);
  const auto before = database_.total_changes();
  options_.notes->begin_request();
  auto ran = task.run(database_);
  if (ran || !concerns_one_request(ran.error()) || !database_.in_transaction()) return ran;
  options_.notes->undo_request(Notes::Undone::notes);
  if (database_.total_changes() == before) return {};
  half_done_ = true;
  return ran;
}

// run_in_savepoint undoes what a refused request has changed. What was noted is written with the request that noted it.
base::Result<> GroupWriter::run_in_savepoint(Task& task) {
  auto part = sql::Savepoint::set(database_);
  if (!part) return base::pass_on(part);
  options_.notes->begin_request();
  auto ran = task.run(database_);
  if (ran) {
    if (auto written = options_.notes->write(database_); !written) return written;
    return part->release();
  }
  options_.notes->undo_request(Notes::Undone::database);
  if (concerns_one_request(ran.error()) && database_.in_transaction()) return part->undo();
  return ran;
}

base::Result<> GroupWriter::write_again(Group& group) {
  auto transaction = begin();
  if (!transaction) return base::pass_on(transaction);
  for (const auto& task : group) {
    if (auto ran = run_in_savepoint(*task); !ran) return ran;
  }
  return commit(*transaction);
}

void GroupWriter::write_one_by_one(Group& group) {
  // The log may hold what would fit into free pages of the file; emptying it may make the space that is missing.
  if (auto moved = move_log(sql::Checkpoint::passive); !moved && moved.error().code != sql::SqlError::full) {
    return fail(group, std::move(moved.error()));
  }
  while (!group.empty()) {
    auto written = write_alone(*group.front());
    if (!written && written.error().code == sql::SqlError::full && group.front()->frees_space()) {
      written = write_from_reserve(*group.front());
    }
    if (!written && written.error().code != sql::SqlError::full) return fail(group, std::move(written.error()));
    const std::unique_ptr<Task> task = std::move(group.front());
    group.erase(group.begin());
    if (!written) options_.notes->begin();
    task->complete(written ? base::Result<>{} : base::fail(StoreError::full));
  }
}

base::Result<> GroupWriter::write_alone(Task& task) {
  auto transaction = begin();
  if (!transaction) return base::pass_on(transaction);
  if (auto ran = run_in_savepoint(task); !ran) return ran;
  return commit(*transaction);
}

// The log is emptied first and afterwards: what was freed is then free in the file, and the log begins anew.
base::Result<> GroupWriter::write_from_reserve(Task& task) {
  if (!options_.reserve) return base::fail(sql::SqlError::full);
  options_.reserve->give_up();
  if (auto moved = empty_log(sql::Checkpoint::truncate); !moved) return moved;
  auto written = write_alone(task);
  if (!written) return written;
  if (auto moved = empty_log(sql::Checkpoint::truncate); !moved && moved.error().code != sql::SqlError::full) return moved;
  return written;
}

void GroupWriter::note_end_of_log() {
  if (!options_.mark) return;
  if (const auto end = database_.log_end()) options_.mark->note(*end);
}

base::Result<> GroupWriter::empty_log(sql::Checkpoint how) {
  if (options_.mark) {
    if (auto taken = options_.mark->take_back(); !taken) return taken;
  }
  auto moved = move_log(how);
  note_end_of_log();  // of one that somebody reads
  return moved;
}

// A disk that has no room for the reserve is about to be full: then a short log is worth more than a fast one.
void GroupWriter::keep_reserve() {
  const auto log_bytes = static_cast<std::uint64_t>(database_.wal_pages()) * static_cast<std::uint64_t>(options_.page_size);
  if (options_.reserve && !options_.reserve->keep(log_bytes) && database_.wal_pages() > 0) empty_log_after_group();
}

void GroupWriter::count(const Group& group, bool written) {
  if (options_.metrics == nullptr) return;
  options_.metrics->writable.set(written ? 1 : 0);
  if (!written) return;
  options_.metrics->group_size.observe(static_cast<double>(group.size()));
  options_.metrics->commit_seconds.observe(last_sync_);
}

void GroupWriter::complete(Group& group, const base::Result<>& outcome) {
  for (auto& task : group) task->complete(outcome);
  group.clear();
}

void GroupWriter::fail(Group& group, base::Error error) {
  failed_ = true;
  complete(group, base::fail(StoreError::storage));
  options_.on_fatal(with_context("the store cannot go on", std::move(error)).error());
}

base::Result<> GroupWriter::move_log(sql::Checkpoint how) {
  const auto alone = checkpointer_ ? checkpointer_->alone() : std::unique_lock<std::mutex>();
  return database_.checkpoint(how);
}

// checkpoint_due says whether this thread is to move a log of so many pages and more, and fails as a pass of the checkpointer
// did.
base::Result<bool> GroupWriter::checkpoint_due(int pages) {
  if (checkpointer_) return checkpointer_->log_is(database_.wal_pages(), pages);
  return database_.wal_pages() >= pages;
}

void GroupWriter::checkpoint() {
  const bool empty = emptying_ == Emptying::asked;
  auto due = checkpoint_due(empty ? 0 : options_.checkpoint_pages);
  if (empty) emptying_ = due && *due ? Emptying::no : Emptying::begun;
  if (due && !*due) return;
  base::Result<> moved;
  if (!due) {
    moved = base::pass_on(due);
  } else {
    moved = empty ? empty_log(sql::Checkpoint::truncate_if_free) : move_log(sql::Checkpoint::passive);
  }
  if (moved || moved.error().code == sql::SqlError::full) return;  // without space the log keeps what it has
  Group none;
  fail(none, std::move(moved.error()));
}

// ask_again goes on with emptying a log that was too long for it, by a group of its own: nobody else may come.
void GroupWriter::ask_again() {
  auto ask = [this](sql::Database&) -> base::Result<> {
    if (emptying_ == Emptying::begun) empty_log_after_group();
    return {};
  };
  worker_->submit(make_task<void>([](base::Result<>) {}, std::move(ask), Space::frees));
}

}  // namespace valise::server::store
