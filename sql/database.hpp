// Database: one connection to an SQLCipher file, with a cache of prepared statements.
//
// A connection is used by one thread at a time; several connections to one file may live in several threads. Statements are
// string literals (the type Sql sees to that), so no value of a peer ever becomes SQL text. The raw key is only read during
// open().
#pragma once

#include <filesystem>
#include <memory>
#include <unordered_map>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "sql/file_system.hpp"
#include "sql/statement.hpp"
#include "sql/write_ahead_log.hpp"

struct sqlite3;

namespace valise::sql {

// Sql is the text of a statement, known at compile time.
struct Sql {
  consteval Sql(const char* literal) : text(literal) {}
  std::string_view text;
};

enum class OpenMode { create, existing, read_only };
// MemorySecurity wipes and locks SQLCipher's page memory; costs 40 % of the insert rate. Once on, it is on for the whole process.
enum class MemorySecurity { off, on };
// Checkpoint::passive moves what it can from the write-ahead log into the file without waiting for anybody; truncate waits for
// readers and empties the log, so that nothing erased stays in it. truncate_if_free waits a tenth of a second at the most, and
// leaves the log as long as it is when somebody, say a backup, reads for longer.
enum class Checkpoint { passive, truncate, truncate_if_free };

struct OpenOptions {
  OpenMode mode = OpenMode::create;
  int page_size = 4096;  // of a new file; an existing one must be opened with the size that it was made with
  MemorySecurity memory_security = MemorySecurity::off;
  // 0: the owner calls checkpoint() itself, by wal_pages(). SQLite's own checkpoints do not report their errors.
  int wal_autocheckpoint_pages = 1000;
  int busy_timeout_ms = 5000;
  int cache_kib = 16384;
  FileSystem* files = &system_files();  // outlives the connection
};

class Database {
 public:
  using KeyView = base::FixedView<32>;

  // open opens or creates `path` under a raw key (no key derivation) and sets: WAL, synchronous=FULL, secure_delete, foreign
  // keys, temporary data in memory only, no logging by SQLCipher. Reads the schema, so a wrong key is found here: wrong_key,
  // corrupt, cannot_open, in_use.
  [[nodiscard]] static base::Result<Database> open(const std::filesystem::path& path, KeyView key,
                                                   const OpenOptions& options = {});

  // run executes a statement to its end and gives the number of rows it changed.
  template <class... Args>
  [[nodiscard]] base::Result<std::int64_t> run(Sql sql, const Args&... args) {
    {
      Rows rows = query(sql, args...);
      if (auto done = finish(rows); !done) return base::pass_on(done);
    }
    return changes();
  }
  // query binds and gives the rows. The same statement cannot run twice at a time: the second one's next() fails with misuse.
  template <class... Args>
  [[nodiscard]] Rows query(Sql sql, const Args&... args) {
    auto statement = cached(sql.text);
    if (!statement) return Rows::failed(std::move(statement.error()));
    return (*statement)->query(args...);
  }
  // value gives the first column of the first row as a number; nothing when there is no row or it is NULL.
  template <class... Args>
  [[nodiscard]] base::Result<std::optional<std::int64_t>> value(Sql sql, const Args&... args) {
    Rows rows = query(sql, args...);
    auto more = rows.next();
    if (!more) return base::pass_on(more);
    if (!*more || rows.is_null(0)) return std::nullopt;
    return rows.integer(0);
  }
  // script executes several statements that take no values.
  [[nodiscard]] base::Result<> script(Sql sql) { return script_text(sql.text); }

  [[nodiscard]] std::int64_t last_insert_id() const;
  // total_changes counts the rows changed since the file was opened, those of triggers, too.
  [[nodiscard]] std::int64_t total_changes() const;
  // instructions counts those of SQLite's virtual machine that this connection's statements have run since it was opened.
  [[nodiscard]] std::uint64_t instructions() const;
  // in_transaction is false again when SQLite rolled back by itself after an error.
  [[nodiscard]] bool in_transaction() const;
  // confirm_reads fails with corrupt when a page that was read since the transaction began could not be authenticated. SQLCipher
  // puts zeros in the place of such a page and fails the access after it; where that was the last one of a long value, the value
  // would pass for good. To be called before what was read is used, inside the transaction; Transaction::commit() does it.
  [[nodiscard]] base::Result<> confirm_reads();
  // set_user_version and user_version speak of the number that the migrations keep (sql/schema.hpp).
  [[nodiscard]] base::Result<> set_user_version(int version);
  [[nodiscard]] base::Result<int> user_version();
  // limit_pages refuses growth beyond a number of pages with SqlError::full.
  [[nodiscard]] base::Result<> limit_pages(std::int64_t pages);
  // checkpoint copies the write-ahead log into the file. A reader that is in the way is no error; the rest is left for the next
  // time.
  [[nodiscard]] base::Result<> checkpoint(Checkpoint how = Checkpoint::truncate);
  // copied_pages gives how many pages of the log were in the file after this connection's last checkpoint.
  [[nodiscard]] int copied_pages() const { return copied_pages_; }
  // wal_pages gives the length of the write-ahead log after the last commit; only with wal_autocheckpoint_pages 0.
  [[nodiscard]] int wal_pages() const { return *wal_pages_; }
  // log_end gives how far the log reached after this connection's last commit; nothing if it has written nothing to it since it
  // was emptied. Only with wal_autocheckpoint_pages 0.
  [[nodiscard]] std::optional<LogEnd> log_end() const;
  // leave_log says whether closing leaves the log as it is, instead of moving it into the file and removing it.
  void leave_log(bool leave);

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  using Handle = std::unique_ptr<sqlite3, Close>;

  explicit Database(Handle handle) : handle_(std::move(handle)) {}
  [[nodiscard]] base::Result<> configure(const OpenOptions& options);
  [[nodiscard]] base::Result<> read_schema();
  [[nodiscard]] base::Result<> pragma(std::string text);
  [[nodiscard]] base::Result<> script_text(std::string_view text);
  [[nodiscard]] base::Result<Statement*> cached(std::string_view sql);
  [[nodiscard]] base::Result<> finish(Rows& rows);
  [[nodiscard]] std::int64_t changes() const;
  [[nodiscard]] bool any_page_authenticates();

  std::unique_ptr<int> wal_pages_ = std::make_unique<int>(0);  // SQLite's hook writes there; goes after the handle
  Handle handle_;
  int busy_timeout_ms_ = 0;
  int copied_pages_ = 0;
  std::unordered_map<std::string_view, Statement> statements_;  // goes before the handle
};

}  // namespace valise::sql
