#include "sql/database.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "sql/error.hpp"
#include "sql/file_system.hpp"
#include "sql/schema.hpp"
#include "sql/transaction.hpp"
#include "tests/support/sim_disk.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::sql {
namespace {

constexpr Sql kSteps[] = {"CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, body BLOB) STRICT",
                          "CREATE TABLE u(x INTEGER) STRICT"};

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() { key_.fill(7); }

  [[nodiscard]] std::filesystem::path path() const { return folder_ / "a.db"; }
  // make fills a database with a few pages and closes it.
  void make(const OpenOptions& options = {}) {
    auto database = Database::open(path(), key_, options);
    ASSERT_TRUE(database) << database.error().message();
    ASSERT_TRUE(migrate(*database, kSteps));
    for (int i = 0; i < 20; ++i) {
      ASSERT_TRUE(database->run("INSERT INTO t(name, body) VALUES(?, ?)", "name " + std::to_string(i), base::Bytes(3000, 0xab)));
    }
    ASSERT_TRUE(database->checkpoint());
  }
  void flip_byte_at(std::streamoff offset) {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    const char old = static_cast<char>(file.get());
    file.seekp(offset);
    file.put(static_cast<char>(old ^ 1));
  }

  base::ByteArray<32> key_{};
  tests::TempFolder temporary_{"valise-sql"};
  std::filesystem::path folder_ = temporary_.path();
};

TEST_F(DatabaseTest, BindsAndReadsEveryKindOfValue) {
  auto database = Database::open(path(), key_);
  ASSERT_TRUE(database) << database.error().message();
  const base::Bytes blob{1, 2, 3};
  auto rows = database->query("SELECT ?, ?, ?, ?, ?", -5, "text", blob, std::nullopt, base::ByteView{});
  ASSERT_TRUE(rows.next().value());
  EXPECT_EQ(rows.integer(0), -5);
  EXPECT_EQ(rows.text(1), "text");
  EXPECT_EQ(rows.bytes(2), blob);
  EXPECT_TRUE(rows.is_null(3));
  EXPECT_FALSE(rows.is_null(4));
  EXPECT_TRUE(rows.blob(4).empty());
  EXPECT_FALSE(rows.next().value());
}

TEST_F(DatabaseTest, EveryConnectionIsSetUpForSafety) {
  auto database = Database::open(path(), key_);
  EXPECT_EQ(database->value("PRAGMA secure_delete").value(), 1);
  EXPECT_EQ(database->value("PRAGMA synchronous").value(), 2);  // FULL
  {
    auto mode = database->query("PRAGMA journal_mode");
    ASSERT_TRUE(mode.next().value());
    EXPECT_EQ(mode.text(0), "wal");
  }
  ASSERT_TRUE(migrate(*database, kSteps));  // writes, so that there is a log
  constexpr auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
  EXPECT_EQ(std::filesystem::status(path()).permissions() & others, std::filesystem::perms::none);
  EXPECT_EQ(std::filesystem::status(path().string() + "-wal").permissions() & others, std::filesystem::perms::none);
}

TEST_F(DatabaseTest, WrongKeyAndDamageAreDifferentErrors) {
  make();
  auto other = key_;
  other[0] ^= 1;
  EXPECT_EQ(Database::open(path(), other).error().code, SqlError::wrong_key);
  EXPECT_TRUE(Database::open(path(), key_));
  flip_byte_at(100);
  EXPECT_EQ(Database::open(path(), key_).error().code, SqlError::corrupt);
}

TEST_F(DatabaseTest, DamageOfALaterPageIsFoundWhenItIsRead) {
  make();
  for (int page = 5; page < 15; ++page) flip_byte_at(4096 * page + 50);
  auto database = Database::open(path(), key_);
  ASSERT_TRUE(database);
  auto read = database->value("SELECT sum(length(body) + length(CAST(body AS TEXT))) FROM t");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, SqlError::corrupt);
  // SQLCipher gives the connection up after the first such page.
  EXPECT_EQ(database->value("SELECT sum(length(CAST(body AS TEXT))) FROM t").error().code, SqlError::corrupt);
}

TEST_F(DatabaseTest, PageSizeIsThatOfTheFile) {
  make({.page_size = 16384});
  EXPECT_EQ(Database::open(path(), key_, {.page_size = 16384})->value("PRAGMA page_size").value(), 16384);
  EXPECT_FALSE(Database::open(path(), key_, {.page_size = 4096}));
}

TEST_F(DatabaseTest, NothingReadableStandsInTheFiles) {
  auto database = Database::open(path(), key_);
  ASSERT_TRUE(database && migrate(*database, kSteps));
  ASSERT_TRUE(database->run("INSERT INTO t(name) VALUES(?)", "a marker that is easy to find"));
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string all(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(all.find("a marker that"), std::string::npos) << entry.path();
    EXPECT_EQ(all.find("CREATE TABLE"), std::string::npos) << entry.path();
  }
}

TEST_F(DatabaseTest, DowngradeIsRefusedAndUpgradeIsWhole) {
  make();
  auto database = Database::open(path(), key_);
  EXPECT_EQ(migrate(*database, std::span(kSteps).first(1)).error().code, SqlError::newer_schema);
  constexpr Sql broken[] = {kSteps[0], kSteps[1], "CREATE TABLE v(x INTEGER); CREATE TABLE t(x INTEGER)"};
  EXPECT_FALSE(migrate(*database, broken));
  EXPECT_EQ(database->user_version().value(), 2);
  EXPECT_EQ(database->value("SELECT count(*) FROM sqlite_schema WHERE name = 'v'").value(), 0);
}

TEST_F(DatabaseTest, TransactionAndSavepointUndoWhatIsNotKept) {
  make();
  auto database = Database::open(path(), key_);
  {
    auto transaction = Transaction::begin(*database);
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(database->run("DELETE FROM t WHERE id = 1"));
    {
      auto part = Savepoint::set(*database);
      ASSERT_TRUE(database->run("DELETE FROM t"));
    }
    EXPECT_EQ(database->value("SELECT count(*) FROM t").value(), 19);
    ASSERT_TRUE(transaction->commit());
  }
  {
    auto transaction = Transaction::begin(*database);
    ASSERT_TRUE(database->run("DELETE FROM t"));
  }
  EXPECT_EQ(database->value("SELECT count(*) FROM t").value(), 19);
  EXPECT_EQ(database->run("INSERT INTO t(name) VALUES('name 5')").error().code, SqlError::constraint);
}

TEST_F(DatabaseTest, FullIsAnErrorOfItsOwnAndPasses) {
  make();
  auto database = Database::open(path(), key_);
  ASSERT_TRUE(database->limit_pages(database->value("PRAGMA page_count").value().value() + 2));
  EXPECT_EQ(database->run("INSERT INTO t(body) VALUES(?)", base::Bytes(100000)).error().code, SqlError::full);
  ASSERT_TRUE(database->limit_pages(1000000));
  EXPECT_TRUE(database->run("INSERT INTO t(body) VALUES(?)", base::Bytes(100000)));
}

TEST_F(DatabaseTest, AStatementDoesNotRunTwiceAtATime) {
  make();
  auto database = Database::open(path(), key_);
  constexpr Sql all = "SELECT id FROM t";
  auto outer = database->query(all);
  ASSERT_TRUE(outer.next().value());
  EXPECT_EQ(database->query(all).next().error().code, SqlError::misuse);
  EXPECT_EQ(outer.integer(0), 1);
}

// SQLCipher gives zeros for the page that it cannot authenticate, and fails only the access after it.
TEST_F(DatabaseTest, TheDamagedEndOfALongValueIsNotTakenForGood) {
  tests::SimDisk disk;
  std::uint64_t before = 0;
  {
    auto database = Database::open("/a.db", key_, {.files = &disk});
    ASSERT_TRUE(database->script("CREATE TABLE t(id INTEGER PRIMARY KEY, body BLOB)"));
    ASSERT_TRUE(database->checkpoint());
    before = disk.size_of("/a.db");
    ASSERT_TRUE(database->run("INSERT INTO t(body) VALUES(?)", base::Bytes(9000, 1)));
  }
  ASSERT_EQ(disk.size_of("/a.db"), before + 2 * 4096) << "the value has two pages besides its row";
  disk.flip_bit("/a.db", 8 * (before + 4096 + 100));
  auto database = Database::open("/a.db", key_, {.files = &disk});
  auto transaction = Transaction::begin(*database);
  ASSERT_TRUE(transaction);
  {
    auto rows = database->query("SELECT body FROM t");
    (void)rows.next();
  }
  EXPECT_EQ(transaction->commit().error().code, SqlError::corrupt);
}

// SQLCipher goes on without end, and keeps a line for each page, where it asks for the size of the file in vain.
TEST_F(DatabaseTest, ADiskThatGoesAwayAtTheOpeningIsNoDamage) {
  tests::SimDisk disk;
  {
    auto database = Database::open("/a.db", key_, {.files = &disk});
    ASSERT_TRUE(database->run("CREATE TABLE t(id INTEGER PRIMARY KEY)"));
    database->leave_log(true);
  }
  std::uint64_t operation = 0;
  for (bool opened = false; !opened;) {
    const auto copy = disk.copy(1);
    copy->cut_power_at(++operation);
    const auto database = Database::open("/a.db", key_, {.mode = OpenMode::existing, .files = copy.get()});
    opened = database.has_value();
    if (!opened) EXPECT_NE(database.error().code, SqlError::corrupt) << operation;
    if (!opened) EXPECT_NE(database.error().code, SqlError::wrong_key) << operation;
  }
  EXPECT_GT(operation, 3U);
}

TEST_F(DatabaseTest, OneLockPerPath) {
  auto first = system_files().lock(path());
  ASSERT_TRUE(first);
  EXPECT_EQ(system_files().lock(path()).error().code, SqlError::in_use);
  {
    auto moved = std::move(*first);
  }
  EXPECT_TRUE(system_files().lock(path()));
  EXPECT_EQ(system_files().lock(folder_ / "none" / "a.db").error().code, SqlError::cannot_open);
}

}  // namespace
}  // namespace valise::sql
