#include "sql/timed_files.hpp"

#include <gtest/gtest.h>

#include "sql/error.hpp"
#include "sql/schema.hpp"
#include "sql/transaction.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::sql {
namespace {

using std::chrono::nanoseconds;

class TimedFilesTest : public testing::Test {
 protected:
  TimedFilesTest() { key_.fill(3); }

  tests::TempFolder folder_{"timed"};
  base::ByteArray<32> key_{};
  int syncs_ = 0;
  nanoseconds spent_{0};
  TimedFiles files_{system_files(), [this](nanoseconds time) {
                      ++syncs_;
                      spent_ += time;
                    }};
};

TEST_F(TimedFilesTest, CountsTheSyncOfEachCommit) {
  auto database = Database::open(folder_ / "a.db", key_, {.wal_autocheckpoint_pages = 0, .files = &files_}).value();
  ASSERT_TRUE(database.run("CREATE TABLE t(x BLOB) STRICT"));
  syncs_ = 0;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(database.run("INSERT INTO t VALUES(?)", base::Bytes(9000, 1)));
  EXPECT_EQ(syncs_, 3);
  EXPECT_GT(spent_.count(), 0);
  ASSERT_TRUE(database.checkpoint());
  EXPECT_GT(syncs_, 3);
}

// Two connections share memory through it, and what one wrote is there for plain files, too.
TEST_F(TimedFilesTest, PassesEverythingElseOn) {
  {
    auto writing = Database::open(folder_ / "a.db", key_, {.files = &files_}).value();
    ASSERT_TRUE(writing.run("CREATE TABLE t(x INTEGER) STRICT"));
    auto reading = Database::open(folder_ / "a.db", key_, {.mode = OpenMode::read_only, .files = &files_}).value();
    ASSERT_TRUE(writing.run("INSERT INTO t VALUES(7)"));
    EXPECT_EQ(reading.value("SELECT x FROM t").value(), 7);
  }
  auto plain = Database::open(folder_ / "a.db", key_, {.mode = OpenMode::existing}).value();
  EXPECT_EQ(plain.value("SELECT x FROM t").value(), 7);
  auto first = files_.lock(folder_ / "a.db");
  ASSERT_TRUE(first);
  EXPECT_EQ(files_.lock(folder_ / "a.db").error().code, SqlError::in_use);
}

}  // namespace
}  // namespace valise::sql
