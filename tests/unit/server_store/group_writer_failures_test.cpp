// GroupWriter over a disk that fails where it is told to (R5), and without memory for what it notes.
#include <gtest/gtest.h>

#include <future>

#include "server/store/group_writer.hpp"
#include "sql/error.hpp"
#include "tests/support/sim_disk.hpp"

namespace valise::server::store {
namespace {

using tests::DiskOp;

constexpr const char* kFile = "/data/a.db";

// ForgetfulNotes has no memory when it is to write what it noted.
class ForgetfulNotes final : public Notes {
 public:
  void begin() override {}
  void begin_request() override {}
  void undo_request(Undone) override {}
  base::Result<> write(sql::Database& database) override {
    if (auto noted = database.run("INSERT INTO t(body) VALUES(x'00')"); !noted) return base::pass_on(noted);
    if (fails) return base::fail(sql::SqlError::no_memory);
    return {};
  }
  std::atomic<bool> fails = false;
};

class GroupWriterFailuresTest : public testing::Test {
 protected:
  GroupWriterFailuresTest() {
    auto database = open();
    EXPECT_TRUE(database.script("CREATE TABLE t(id INTEGER PRIMARY KEY, body BLOB)"));
    EXPECT_TRUE(database.checkpoint());
  }

  sql::Database open() {
    return std::move(sql::Database::open(kFile, key_, {.wal_autocheckpoint_pages = 0, .files = &disk_})).value();
  }
  // write_with opens the writer; with a checkpointer the log is moved by it as soon as it has 50 pages.
  void write_with(bool checkpointer, Notes* notes = nullptr) {
    auto database = open();
    GroupWriterOptions options{.checkpoint_pages = 50,
                               .on_group = [] {},
                               .on_fatal =
                                   [this](const base::Error& error) {
                                     ++fatal_;
                                     fatal_code_ = error.code;
                                   },
                               .notes = notes};
    if (checkpointer) options.checkpointing = open();
    writer_.emplace(std::move(database), std::move(options));
  }
  base::Result<> insert(std::size_t bytes) {
    std::promise<base::Result<>> done;
    writer_->submit(make_task<void>([&](base::Result<> result) { done.set_value(std::move(result)); },
                                    [bytes](sql::Database& db) -> base::Result<> {
                                      auto written = db.run("INSERT INTO t(body) VALUES(?)", base::Bytes(bytes, 0xcc));
                                      if (!written) return base::pass_on(written);
                                      return {};
                                    }));
    return done.get_future().get();
  }
  // left_after_the_end gives the rows that are there when the process has ended at once and another opens the file.
  std::int64_t left_after_the_end() {
    writer_.reset();
    disk_.power_cycle(tests::Loss::nothing, 1);
    return open().value("SELECT count(*) FROM t").value().value();
  }
  // While passes fail the log takes everything: it alone stays well.
  void expect_that_a_failed_pass_is_fatal(DiskOp op, bool checkpointer) {
    write_with(checkpointer);
    disk_.set_fault({.op = op, .times = tests::kForEver, .path = kFile});
    std::atomic<int> on_the_file = 0;
    disk_.on_operation([&](const tests::Operation& seen) { on_the_file += seen.op == op && seen.path == kFile ? 1 : 0; });
    int acknowledged = 0;
    while (acknowledged < 1000 && insert(2000)) ++acknowledged;
    EXPECT_GE(acknowledged, 10) << "the log has to be long before anything is moved";
    EXPECT_LT(acknowledged, 1000);
    EXPECT_EQ(on_the_file, 1) << "it is not tried again";
    EXPECT_EQ(insert(10).error().code, StoreError::storage);
    EXPECT_EQ(fatal_, 1);
    EXPECT_EQ(fatal_code_, sql::SqlError::io);
    EXPECT_GE(left_after_the_end(), acknowledged);
    disk_.on_operation(nullptr);
  }

  base::ByteArray<32> key_{3};
  tests::SimDisk disk_;
  std::atomic<int> fatal_ = 0;
  std::error_code fatal_code_;
  std::optional<GroupWriter> writer_;
};

TEST_F(GroupWriterFailuresTest, R5AfterAPassThatCannotWriteTheFileNothingIsAcknowledged) {
  expect_that_a_failed_pass_is_fatal(DiskOp::write, true);
}
TEST_F(GroupWriterFailuresTest, R5AfterAPassThatCannotSyncTheFileNothingIsAcknowledged) {
  expect_that_a_failed_pass_is_fatal(DiskOp::sync, true);
}
TEST_F(GroupWriterFailuresTest, R5TheSameWhereTheWriterMovesTheLogItself) {
  expect_that_a_failed_pass_is_fatal(DiskOp::write, false);
}

// The process ends, as it does when the disk fails: nothing of the group is there, and all that was acknowledged is.
TEST_F(GroupWriterFailuresTest, R5WithoutMemoryForTheNotesNothingIsAcknowledgedAndNothingHalfWritten) {
  ForgetfulNotes notes;
  write_with(true, &notes);
  ASSERT_TRUE(insert(10));
  notes.fails = true;
  EXPECT_EQ(insert(10).error().code, StoreError::storage);
  notes.fails = false;
  EXPECT_EQ(insert(10).error().code, StoreError::storage) << "what is in memory is not trusted any more";
  EXPECT_EQ(fatal_, 1);
  EXPECT_EQ(fatal_code_, sql::SqlError::no_memory);
  EXPECT_EQ(left_after_the_end(), 2) << "one row and its note";
}

}  // namespace
}  // namespace valise::server::store
