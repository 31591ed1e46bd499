// LogMark: a small file beside a database ("-mark") that says how far its write-ahead log must reach, so that a log (or database)
// that was lost, cut or damaged is noticed at opening. SQLite alone would go on without what was in it.
//
// After each commit the end of the log is noted, without a sync: a crash of the process loses nothing of it, and after a power
// cut the note may be older than the log, never newer. So a log that ends before the note has lost what was committed; a note
// that is missing or torn says nothing. Before the log is emptied or given up on purpose the note is taken back, with a sync.
//
// What it cannot see: damage within what was committed in the last seconds before a power cut (the note may be that old), and a
// folder that was replaced as a whole by an older copy (clients notice that, R7).
//
// One thread at a time; the file system outlives it.
#pragma once

#include "sql/file_system.hpp"
#include "sql/write_ahead_log.hpp"

namespace valise::sql {

class LogMark {
 public:
  LogMark(FileSystem& files, std::filesystem::path database);

  // check compares what there is with the note; call before the database is opened, since closing it removes a log. corrupt, with
  // a context that says which file is missing or damaged and what to do; io.
  [[nodiscard]] base::Result<> check() const;
  // take_back notes that no log is needed; durable when it returns. io, full, cannot_open.
  [[nodiscard]] base::Result<> take_back();
  // note says that the log has been committed and synced up to `end`. A failure only makes the note older.
  void note(const LogEnd& end);

 private:
  FileSystem& files_;
  std::filesystem::path database_;
  std::filesystem::path log_;
  std::filesystem::path path_;
  std::unique_ptr<Notepad> notes_;
};

}  // namespace valise::sql
