#include "sql/database.hpp"

#include <sqlite3.h>

#include <array>
#include <mutex>

#include "base/text_encoding.hpp"
#include "keys/crypto/secret.hpp"
#include "sql/error.hpp"

namespace valise::sql {
namespace {

constexpr int kShortWaitMs = 100;

// SQLCipher keeps the default page size in a variable of the process, so only one connection at a time is being opened.
std::mutex& opening() {
  static std::mutex mutex;
  return mutex;
}

// RawKey is SQLCipher's notation of a key that needs no derivation: x'64 hexadecimal digits'. Wiped when it goes.
class RawKey {
 public:
  explicit RawKey(Database::KeyView key) {
    constexpr std::string_view digits = "0123456789abcdef";
    char* out = text_.data();
    *out++ = 'x';
    *out++ = '\'';
    for (const base::Byte byte : key) {
      *out++ = digits[byte >> 4];
      *out++ = digits[byte & 15];
    }
    *out = '\'';
  }
  RawKey(const RawKey&) = delete;
  RawKey& operator=(const RawKey&) = delete;
  ~RawKey() { crypto::wipe(std::span(text_)); }

  [[nodiscard]] const char* data() const { return text_.data(); }
  [[nodiscard]] int size() const { return static_cast<int>(text_.size()); }

 private:
  std::array<char, 67> text_{};
};

int open_flags(OpenMode mode) {
  constexpr int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (mode) {
    case OpenMode::create: return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case OpenMode::existing: return common | SQLITE_OPEN_READWRITE;
    case OpenMode::read_only: return common | SQLITE_OPEN_READONLY;
  }
  return common;
}

int count_pages(void* count, sqlite3*, const char*, int pages) {
  *static_cast<int*>(count) = pages;
  return SQLITE_OK;
}

// size_of gives the size of the file behind a connection; 0 if it cannot be had.
std::int64_t size_of(sqlite3* handle) {
  sqlite3_file* file = nullptr;
  sqlite3_int64 size = 0;
  if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK) return 0;
  if (file == nullptr || file->pMethods == nullptr || file->pMethods->xFileSize(file, &size) != SQLITE_OK) return 0;
  return size;
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

base::Result<Database> Database::open(const std::filesystem::path& path, KeyView key, const OpenOptions& options) {
  const std::scoped_lock lock(opening());
  if (options.mode == OpenMode::create) {
    if (auto made = options.files->make_private(path); !made) return base::pass_on(made);
  }
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, open_flags(options.mode), options.files->vfs());
  Database database{Handle(raw)};
  if (code != SQLITE_OK) return fail_sqlite(code);
  database.leave_log(true);  // a file that is not opened in the end is left as it is

  // These must come before the key. A page size set per connection after it makes VACUUM INTO write unreadable files.
  if (auto quiet = database.pragma("cipher_log_level = NONE"); !quiet) return base::pass_on(quiet);
  if (auto size = database.pragma("cipher_default_page_size = " + std::to_string(options.page_size)); !size) {
    return base::pass_on(size);
  }
  const RawKey text(key);
  if (const int keyed = sqlite3_key(raw, text.data(), text.size()); keyed != SQLITE_OK) return fail_sqlite(keyed);
  if (auto readable = database.read_schema(); !readable) return base::pass_on(readable);
  if (auto configured = database.configure(options); !configured) return base::pass_on(configured);
  database.leave_log(false);
  return database;
}

base::Result<> Database::configure(const OpenOptions& options) {
  busy_timeout_ms_ = options.busy_timeout_ms;
  sqlite3_busy_timeout(handle_.get(), busy_timeout_ms_);
  if (options.memory_security == MemorySecurity::on) {
    if (auto set = pragma("cipher_memory_security = ON"); !set) return set;
  }
  for (const char* setting : {"secure_delete = ON", "synchronous = FULL", "temp_store = MEMORY", "foreign_keys = ON"}) {
    if (auto set = pragma(setting); !set) return set;
  }
  if (options.mode != OpenMode::read_only) {
    if (auto set = pragma("journal_mode = WAL"); !set) return set;
  }
  if (auto set = pragma("cache_size = -" + std::to_string(options.cache_kib)); !set) return set;
  if (options.wal_autocheckpoint_pages > 0) {
    return pragma("wal_autocheckpoint = " + std::to_string(options.wal_autocheckpoint_pages));
  }
  sqlite3_wal_hook(handle_.get(), count_pages, wal_pages_.get());
  return {};
}

// The first page of a file under another key and a damaged first page look the same to SQLCipher: whether any other page can be
// authenticated tells them apart. A disk that does not even give the size of the file says nothing of its pages, and SQLCipher
// would ask it for all that there might be.
base::Result<> Database::read_schema() {
  auto read = pragma("user_version");
  if (read || read.error().code != SqlError::corrupt) return read;
  if (size_of(handle_.get()) == 0) return base::fail(SqlError::io, "size of the file");
  return base::fail(any_page_authenticates() ? SqlError::corrupt : SqlError::wrong_key);
}

bool Database::any_page_authenticates() {
  auto failing = std::int64_t{0};
  Rows rows = query("PRAGMA cipher_integrity_check");
  for (auto more = rows.next(); more && *more; more = rows.next()) ++failing;
  const auto page = value("PRAGMA cipher_page_size");
  if (!page || !page->has_value()) return false;
  return size_of(handle_.get()) / **page > failing;
}

base::Result<> Database::pragma(std::string text) {
  text.insert(0, "PRAGMA ");
  return script_text(text);
}

base::Result<> Database::script_text(std::string_view text) {
  const std::string terminated(text);
  const int code = sqlite3_exec(handle_.get(), terminated.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail_last(handle_.get());
  return {};
}

base::Result<Statement*> Database::cached(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return &found->second;
  sqlite3_stmt* raw = nullptr;
  const int code =
      sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  Statement statement(raw);
  if (code != SQLITE_OK) return fail_last(handle_.get());
  return &statements_.emplace(sql, std::move(statement)).first->second;
}

base::Result<> Database::finish(Rows& rows) {
  for (;;) {
    auto more = rows.next();
    if (!more) return base::pass_on(more);
    if (!*more) return {};
  }
}

std::uint64_t Database::instructions() const {
  std::uint64_t out = 0;
  for (auto* statement = sqlite3_next_stmt(handle_.get(), nullptr); statement != nullptr;
       statement = sqlite3_next_stmt(handle_.get(), statement)) {
    out += static_cast<std::uint64_t>(sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0));
  }
  return out;
}
std::int64_t Database::total_changes() const { return sqlite3_total_changes64(handle_.get()); }
std::int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }
std::int64_t Database::last_insert_id() const { return sqlite3_last_insert_rowid(handle_.get()); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

// Any access to a page tells, and every database has a first one.
base::Result<> Database::confirm_reads() {
  auto accessed = value("SELECT 1 FROM sqlite_schema LIMIT 1");
  if (!accessed) return base::pass_on(accessed);
  return {};
}

base::Result<> Database::set_user_version(int version) { return pragma("user_version = " + std::to_string(version)); }

base::Result<int> Database::user_version() {
  auto version = value("PRAGMA user_version");
  if (!version) return base::pass_on(version);
  return static_cast<int>(version->value_or(0));
}

base::Result<> Database::limit_pages(std::int64_t pages) { return pragma("max_page_count = " + std::to_string(pages)); }

std::optional<LogEnd> Database::log_end() const {
  sqlite3_file* log = nullptr;
  base::ByteArray<32> header{};
  if (*wal_pages_ == 0 || sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK) return {};
  if (log == nullptr || log->pMethods == nullptr || log->pMethods->xRead(log, header.data(), header.size(), 0) != SQLITE_OK)
    return {};
  auto end = parse_log_header(header);
  if (end) end->frames = static_cast<std::uint32_t>(*wal_pages_);
  return end;
}

void Database::leave_log(bool leave) {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leave ? 1 : 0, nullptr);
}

base::Result<> Database::checkpoint(Checkpoint how) {
  const int mode = how == Checkpoint::passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE;
  int left = 0;
  int copied = 0;
  if (how == Checkpoint::truncate_if_free) sqlite3_busy_timeout(handle_.get(), kShortWaitMs);
  const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, mode, &left, &copied);
  if (how == Checkpoint::truncate_if_free) sqlite3_busy_timeout(handle_.get(), busy_timeout_ms_);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) return fail_sqlite(code);
  copied_pages_ = std::max(copied, 0);
  if (code == SQLITE_OK && left == copied) *wal_pages_ = 0;
  return {};
}

}  // namespace valise::sql
