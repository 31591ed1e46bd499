// Checkpointer: moves what the write-ahead log holds into the file, on a thread and a connection of its own, so that no commit
// waits for tens of megabytes to be copied and synced. SQLite lets a passive checkpoint run beside a writer.
//
// The writer says how long the log is after each commit, and how long it may be (log_is), and is told what is to be done. While a
// pass runs the log grows, so passes follow one another, each shorter than the one before; the last few pages are left to the
// writer, since a log begins anew only when nothing of it is left, and only the writer can see to that.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "sql/database.hpp"

namespace valise::server::store {

class Checkpointer {
 public:
  struct Options {
    int last_pages = 256;  // so few are left for the writer
    // on_moved is called on the thread after a pass that brought the end nearer: who has no commits to come may ask again.
    std::move_only_function<void()> on_moved = [] {};
  };

  Checkpointer(sql::Database database, Options options);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // log_is takes the length of the log after a commit, and from which length on it is to be moved. True: what is left is little,
  // and is for the writer to move. Fails as a pass has failed, but not for want of space, with which the log keeps what it has.
  [[nodiscard]] base::Result<bool> log_is(int pages, int moved_from);
  // alone keeps passes away as long as the lock is held; SQLite refuses a second checkpoint at the same time.
  [[nodiscard]] std::unique_lock<std::mutex> alone() { return std::unique_lock(passing_); }
  // stop returns when the pass that is under way has ended, and says whether one has failed. There are none any more.
  [[nodiscard]] bool stop();

 private:
  void serve();
  [[nodiscard]] bool wait_for_work();
  [[nodiscard]] bool pass();

  sql::Database database_;
  Options options_;
  std::mutex passing_;  // held during a pass; taken before mutex_
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;
  bool stopped_ = false;
  std::optional<base::Error> failure_;
  int moved_ = 0;       // pages of the present log that are in the file
  int length_ = 0;      // of the log after the last commit
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace valise::server::store
