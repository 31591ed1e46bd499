// LogMark and where a log ends, against what SQLite itself writes.
#include "sql/log_mark.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sql/database.hpp"
#include "sql/error.hpp"
#include "tests/support/sim_disk.hpp"

namespace valise::sql {
namespace {

using ::testing::HasSubstr;

constexpr const char* kPath = "/data/a.db";
constexpr const char* kLog = "/data/a.db-wal";

class LogMarkTest : public testing::Test {
 protected:
  LogMarkTest() { write(2); }
  void open() {
    database_ = std::make_unique<Database>(Database::open(kPath, key_, {.wal_autocheckpoint_pages = 0, .files = &disk_}).value());
  }
  void write(int rows) {
    if (!database_) open();
    EXPECT_TRUE(database_->script("CREATE TABLE IF NOT EXISTS t(body)"));
    for (int i = 0; i < rows; ++i) EXPECT_TRUE(database_->run("INSERT INTO t VALUES(zeroblob(9000))"));
  }
  // die ends the process: nobody closes the database.
  void die() {
    disk_.power_cycle(tests::Loss::nothing, 1);
    database_.reset();
  }

  base::ByteArray<32> key_{9};
  tests::SimDisk disk_;
  std::unique_ptr<Database> database_;
  LogMark mark_{disk_, kPath};
};

TEST_F(LogMarkTest, TheEndIsWhereSqliteSaysItIs) {
  for (int i = 0; i < 5; ++i) {
    write(1);
    const auto end = database_->log_end();
    ASSERT_TRUE(end);
    EXPECT_EQ(find_log_end(disk_.read(kLog).value()), end);
    EXPECT_GT(end->frames, 0U);
  }
  auto log = disk_.read(kLog).value();
  const auto whole = find_log_end(log)->frames;
  log[32 + 24 + 2 * (4096 + 24)] ^= 1;
  EXPECT_LT(find_log_end(log)->frames, whole);
  log[20] ^= 1;
  EXPECT_FALSE(find_log_end(log));
  EXPECT_FALSE(find_log_end({}));
}

TEST_F(LogMarkTest, ALogThatGoesOnOrBeginsAnewIsGood) {
  EXPECT_TRUE(mark_.check()) << "no note yet";
  mark_.note(*database_->log_end());
  EXPECT_TRUE(mark_.check());
  write(2);
  EXPECT_TRUE(mark_.check());
  ASSERT_TRUE(database_->checkpoint(Checkpoint::passive));
  write(1);
  EXPECT_TRUE(mark_.check()) << "begun anew";
  mark_.note(*database_->log_end());
  die();
  EXPECT_TRUE(mark_.check());
}

TEST_F(LogMarkTest, WhatIsMissingIsFound) {
  const auto before = database_->log_end();
  write(3);
  mark_.note(*database_->log_end());
  die();
  disk_.cut(kLog, disk_.size_of(kLog) - 5000);
  EXPECT_EQ(mark_.check().error().code, SqlError::corrupt);
  EXPECT_THAT(mark_.check().error().message(), HasSubstr("a.db-wal ends too early"));
  mark_.note(*before);
  EXPECT_TRUE(mark_.check()) << "an older note asks for less";
  disk_.erase(kLog);
  EXPECT_THAT(mark_.check().error().message(), HasSubstr("a.db-wal is missing or damaged"));
  ASSERT_TRUE(mark_.take_back());
  EXPECT_TRUE(mark_.check());
  disk_.erase(kPath);
  EXPECT_THAT(mark_.check().error().message(), HasSubstr("a.db is missing or empty"));
}

TEST_F(LogMarkTest, ATornNoteSaysNothing) {
  mark_.note(*database_->log_end());
  disk_.erase(kLog);
  disk_.flip_bit("/data/a.db-mark", 70);
  EXPECT_TRUE(mark_.check());
}

TEST_F(LogMarkTest, TakingBackIsSafeAgainstAPowerCut) {
  mark_.note(*database_->log_end());
  ASSERT_TRUE(mark_.take_back());
  disk_.power_cycle(tests::Loss::all, 1);
  database_.reset();
  disk_.erase(kLog);
  EXPECT_TRUE(mark_.check());
}

}  // namespace
}  // namespace valise::sql
