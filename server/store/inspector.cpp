#include "server/store/inspector.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "base/text_encoding.hpp"

#include "server/store/log_table.hpp"
#include "server/store/schema.hpp"
#include "server/store/task.hpp"
#include "sql/log_mark.hpp"

namespace valise::server::store {
namespace {

using base::Result;

constexpr int kCacheKib = 1024;  // what it reads, it reads once

Result<sql::Database> open_reading(const std::filesystem::path& path, const StoreKey& key, int page_size) {
  auto database =
      sql::Database::open(path, key.expose(), {.mode = sql::OpenMode::read_only, .page_size = page_size, .cache_kib = kCacheKib});
  if (!database) return with_context(path.string(), to_store_error(std::move(database.error())));
  return database;
}

Result<std::uint64_t> count(sql::Database& db, sql::Sql question) {
  auto value = db.value(question);
  if (!value) return base::Unexpected(to_store_error(std::move(value.error())));
  return static_cast<std::uint64_t>(value->value_or(0));
}

Result<std::uint64_t> reusable(sql::Database& db) {
  auto pages = count(db, "PRAGMA freelist_count");
  auto size = count(db, "PRAGMA page_size");
  if (!pages) return pages;
  if (!size) return size;
  return *pages * *size;
}

// sync makes a new file and its name durable.
Result<> sync(const std::filesystem::path& path) {
  for (const auto& what : {path, path.parent_path()}) {
    const int descriptor = ::open(what.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!synced) return base::fail(StoreError::storage, path.string());
  }
  return {};
}

// SQLCipher makes new files with the page size in a variable of the process, which the last file that was opened has set.
Result<> new_files_like(sql::Database& db, StoreFile which) {
  static_assert(kStorePageSize == 4096 && kAttachmentPageSize == 16384);
  auto set = which == StoreFile::store ? db.run("PRAGMA cipher_default_page_size = 4096")
                                       : db.run("PRAGMA cipher_default_page_size = 16384");
  return set ? Result<>{} : Result<>(pass_on(set));
}

// A copy is made for its owner alone; SQLite writes into the empty file.
Result<> copy_file(sql::Database& from, StoreFile which, const std::filesystem::path& to) {
  std::error_code ignored;
  if (std::filesystem::exists(to, ignored)) return base::fail(StoreError::cannot_open, to.string());
  if (auto made = sql::system_files().make_private(to); !made) {
    return with_context(to.string(), to_store_error(std::move(made.error())));
  }
  if (auto set = new_files_like(from, which); !set) return set;
  auto copied = from.run("VACUUM INTO ?", to.string());
  if (!copied) return with_context(to.string(), to_store_error(std::move(copied.error())));
  return sync(to);
}

// Both questions answer with a row for each fault; the second with one row "ok" when there is none.
Result<> check_file(sql::Database& db, const char* name) {
  auto pages = db.query("PRAGMA cipher_integrity_check");
  auto unauthentic = pages.next();
  if (!unauthentic || *unauthentic) return base::fail(StoreError::corrupt, name);
  auto rows = db.query("PRAGMA integrity_check(1)");
  auto first = rows.next();
  if (!first || !*first || rows.text(0) != "ok") return base::fail(StoreError::corrupt, name);
  return {};
}

int page_size_of(StoreFile which) { return which == StoreFile::store ? kStorePageSize : kAttachmentPageSize; }

// RawKey is SQLCipher's notation of a key that needs no derivation, wiped when it goes.
class RawKey {
 public:
  explicit RawKey(const StoreKey& key) : text_("x'" + base::to_hex(key.expose()) + "'") {}
  RawKey(const RawKey&) = delete;
  RawKey& operator=(const RawKey&) = delete;
  ~RawKey() { crypto::wipe(text_); }
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string text_;
};

Result<> export_under(sql::Database& from, const std::filesystem::path& to, const StoreKey& key) {
  const RawKey raw(key);
  auto attached = from.run("ATTACH DATABASE ? AS fresh KEY ?", to.string(), raw.text());
  if (!attached) return pass_on(attached);
  auto exported = from.run("SELECT sqlcipher_export('fresh')");
  auto detached = from.run("DETACH DATABASE fresh");
  if (!exported) return pass_on(exported);
  if (!detached) return pass_on(detached);
  return {};
}

// prepare_copy makes the whole copy under the new key, with the schema's version, closed and synced.
Result<> prepare_copy(sql::Database& from, StoreFile which, const std::filesystem::path& to, const StoreKey& key) {
  auto version = from.user_version();
  if (!version) return pass_on(version);
  if (auto made = sql::system_files().make_private(to); !made) return made;
  if (auto set = new_files_like(from, which); !set) return set;
  if (auto exported = export_under(from, to, key); !exported) return exported;
  auto copy = sql::Database::open(to, key.expose(), {.mode = sql::OpenMode::existing, .page_size = page_size_of(which)});
  if (!copy) return pass_on(copy);
  if (auto set = copy->set_user_version(*version); !set) return set;
  if (auto checked = check_file(*copy, "copy"); !checked) return checked;
  return copy->checkpoint();
}

}  // namespace

Result<> rekey(StoreFile which, const std::filesystem::path& path, const StoreKey& before, const StoreKey& after) {
  const sql::OpenOptions options{.mode = sql::OpenMode::existing, .page_size = page_size_of(which)};
  auto lock = sql::system_files().lock(path);
  if (!lock) return with_context(path.string(), to_store_error(std::move(lock.error())));
  sql::LogMark mark(sql::system_files(), path);
  auto whole = mark.check();
  if (whole) whole = mark.take_back();  // what follows empties the log
  if (!whole) return with_context(path.string(), to_store_error(std::move(whole.error())));
  if (sql::Database::open(path, after.expose(), options)) return {};
  const std::filesystem::path fresh = path.string() + ".rekey";
  std::error_code ignored;
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(fresh.string() + part, ignored);  // of an earlier attempt
  {
    auto from = sql::Database::open(path, before.expose(), options);
    if (!from) return with_context(path.string(), to_store_error(std::move(from.error())));
    auto prepared = prepare_copy(*from, which, fresh, after);
    if (!prepared) return with_context(path.string(), to_store_error(std::move(prepared.error())));
    if (auto moved = from->checkpoint(); !moved) return with_context(path.string(), to_store_error(std::move(moved.error())));
  }
  // With the last connection its log goes, too. One that is left is somebody else's, and would be taken for the new file's.
  if (std::filesystem::exists(path.string() + "-wal", ignored)) return base::fail(StoreError::in_use, path.string());
  if (auto synced = sync(fresh); !synced) return synced;
  std::error_code failed;
  std::filesystem::rename(fresh, path, failed);
  if (failed) return base::fail(StoreError::storage, path.string());
  return sync(path);
}

Result<> Inspector::copy(const std::filesystem::path& store, const std::filesystem::path& attachments) {
  if (auto copied = copy_file(store_, StoreFile::store, store); !copied) return copied;
  return copy_file(attachments_, StoreFile::attachments, attachments);
}

Result<> Inspector::check() {
  if (auto sound = check_file(store_, "relay.db"); !sound) return sound;
  return check_file(attachments_, "attachments.db");
}

Result<std::vector<base::Bytes>> Inspector::log_entries(base::LogIndex first) {
  auto entries = log::read(store_, {.first = first});
  if (!entries) return base::Unexpected(to_store_error(std::move(entries.error())));
  return entries;
}

Result<std::string> Inspector::served_head() {
  auto note = log::read_served_head(store_);
  if (!note) return base::Unexpected(to_store_error(std::move(note.error())));
  return note;
}

Result<Inspector> Inspector::open(const std::filesystem::path& store, const StoreKey& store_key,
                                  const std::filesystem::path& attachments, const StoreKey& attachments_key) {
  auto first = open_reading(store, store_key, kStorePageSize);
  if (!first) return pass_on(first);
  auto second = open_reading(attachments, attachments_key, kAttachmentPageSize);
  if (!second) return pass_on(second);
  return Inspector(std::move(*first), std::move(*second));
}

// Bodies go with their last reader and are in the order of time, so the first is the oldest that somebody waits for.
Result<Figures> Inspector::look() {
  Figures out;
  auto oldest = store_.value("SELECT accepted_at FROM bodies ORDER BY id LIMIT 1");
  if (!oldest) return base::Unexpected(to_store_error(std::move(oldest.error())));
  if (*oldest) out.oldest = base::UnixMillis(std::chrono::milliseconds(**oldest));
  const auto free_in_store = reusable(store_);
  const auto free_in_attachments = reusable(attachments_);
  if (!free_in_store || !free_in_attachments)
    return base::Unexpected((free_in_store ? free_in_attachments : free_in_store).error());
  out.reusable_bytes = *free_in_store + *free_in_attachments;
  const std::pair<Result<std::uint64_t>, std::uint64_t*> counts[] = {
      {count(store_, "SELECT count(*) FROM deliveries WHERE body IS NOT NULL"), &out.deliveries},
      {count(attachments_, "SELECT count(*) FROM attachments"), &out.attachments},
      {count(attachments_, "SELECT sum(size) FROM attachments"), &out.attachment_bytes}};
  for (const auto& [counted, to] : counts) {
    if (!counted) return base::Unexpected(counted.error());
    *to = *counted;
  }
  return out;
}

}  // namespace valise::server::store
