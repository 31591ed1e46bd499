#include "sql/gathered_log.hpp"

#include <gtest/gtest.h>

#include "sql/error.hpp"
#include "sql/transaction.hpp"
#include "sql/vfs_layer.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::sql {
namespace {

// Watched is a file system that counts what is written to logs, and has no room for some of it.
struct WatchedFile {
  struct Context {
    int writes = 0;
    int full_at = 0;  // the write that finds no room, counted from 1
  };
  WatchedFile(Context& shared, int flags) : context(shared), is_log((flags & SQLITE_OPEN_WAL) != 0) {}
  static void replace(sqlite3_io_methods& methods) { methods.xWrite = write; }
  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    auto& self = vfs_layer::own<WatchedFile>(file);
    if (self.is_log && ++self.context.writes == self.context.full_at) return SQLITE_FULL;
    return vfs_layer::PassOn<WatchedFile, &sqlite3_io_methods::xWrite>::call(file, bytes, size, offset);
  }
  sqlite3_file base{};
  Context& context;
  bool is_log;
};

class WatchedFiles final : public FileSystemLayer {
 public:
  using FileSystemLayer::FileSystemLayer;
  [[nodiscard]] const char* vfs() const override { return layer_.name(); }
  WatchedFile::Context seen;

 private:
  VfsLayer<WatchedFile> layer_{nullptr, fresh_vfs_name("watched"), seen};
};

class GatheredLogTest : public testing::Test {
 protected:
  GatheredLogTest() { key_.fill(3); }

  Database open(FileSystem& files, int cache_kib = 2000) {
    auto database =
        Database::open(folder_ / "a.db", key_, {.wal_autocheckpoint_pages = 0, .cache_kib = cache_kib, .files = &files}).value();
    EXPECT_TRUE(database.run("CREATE TABLE IF NOT EXISTS t(x BLOB) STRICT"));
    watched_.seen.writes = 0;
    return database;
  }
  static base::Result<> add(Database& database, std::size_t bytes) {
    auto added = database.run("INSERT INTO t VALUES(?)", base::Bytes(bytes, 1));
    if (!added) return base::pass_on(added);
    return {};
  }
  static std::int64_t sum(Database& database) { return database.value("SELECT total(length(x)) FROM t").value().value_or(-1); }

  tests::TempFolder folder_{"gathered"};
  base::ByteArray<32> key_{};
  WatchedFiles watched_{system_files()};
  GatheredLog gathered_{watched_};
};

TEST_F(GatheredLogTest, WritesACommitInOnePiece) {
  {
    auto plain = open(watched_);
    ASSERT_TRUE(add(plain, 100'000));
    EXPECT_GT(watched_.seen.writes, 40) << "two for each page";
  }
  auto database = open(gathered_);
  ASSERT_TRUE(add(database, 100'000));
  ASSERT_TRUE(add(database, 100'000));
  EXPECT_LE(watched_.seen.writes, 5) << "one for each commit, and the beginning of the log";
  EXPECT_EQ(sum(database), 300'000);
}

TEST_F(GatheredLogTest, OthersSeeWhatWasCommittedAndNothingElse) {
  auto writing = open(gathered_);
  auto reading = Database::open(folder_ / "a.db", key_, {.mode = OpenMode::read_only, .files = &gathered_}).value();
  ASSERT_TRUE(add(writing, 50'000));
  EXPECT_EQ(sum(reading), 50'000);
  auto transaction = Transaction::begin(writing);
  ASSERT_TRUE(transaction);
  ASSERT_TRUE(add(writing, 50'000));
  EXPECT_EQ(sum(reading), 50'000);
  ASSERT_TRUE(transaction->commit());
  EXPECT_EQ(sum(reading), 100'000);
  ASSERT_TRUE(writing.checkpoint());
  EXPECT_EQ(sum(reading), 100'000);
}

// A transaction of more pages than the cache holds writes some of them to the log before its commit, and reads them again.
TEST_F(GatheredLogTest, GivesBackWhatAwaitsItsCommit) {
  auto database = open(gathered_, 64);
  {
    auto transaction = Transaction::begin(database);
    ASSERT_TRUE(transaction);
    for (int n = 0; n < 40; ++n) {
      const auto added = add(database, 30'000);
      ASSERT_TRUE(added) << n << " " << added.error().message();
    }
    EXPECT_EQ(sum(database), 1'200'000);
    ASSERT_TRUE(database.run("UPDATE t SET x = zeroblob(20000) WHERE rowid % 2 = 0"));
    EXPECT_EQ(sum(database), 1'000'000);
    ASSERT_TRUE(transaction->commit());
  }
  {
    auto transaction = Transaction::begin(database);
    ASSERT_TRUE(transaction);
    for (int n = 0; n < 40; ++n) ASSERT_TRUE(add(database, 30'000));
  }  // undone
  EXPECT_EQ(sum(database), 1'000'000);
  EXPECT_EQ(database.value("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'").value(), 1);
}

TEST_F(GatheredLogTest, ACommitWithoutRoomFailsAndTheNextDoesNot) {
  auto database = open(gathered_);
  ASSERT_TRUE(add(database, 10'000));
  watched_.seen.full_at = watched_.seen.writes + 1;
  const auto failed = add(database, 100'000);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, SqlError::full);
  EXPECT_EQ(sum(database), 10'000);
  ASSERT_TRUE(add(database, 70'000));
  EXPECT_EQ(sum(database), 80'000);
  auto again = Database::open(folder_ / "a.db", key_, {.mode = OpenMode::read_only}).value();
  EXPECT_EQ(sum(again), 80'000);
}

}  // namespace
}  // namespace valise::sql
