// GroupWriter: groups, refusals, no space, and a failing disk (R5).
#include "server/store/group_writer.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <future>
#include <thread>

#include "sql/error.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::server::store {
namespace {

class GroupWriterTest : public testing::Test {
 protected:
  GroupWriterTest() {
    key_.fill(3);
    auto database = sql::Database::open(folder_ / "a.db", key_, {.wal_autocheckpoint_pages = 0});
    EXPECT_TRUE(database->script("CREATE TABLE t(id INTEGER PRIMARY KEY, body BLOB)"));
    writer_.emplace(std::move(*database), GroupWriterOptions{.max_waiting = 100,
                                                             .on_group = [this] { ++groups_; },
                                                             .on_fatal =
                                                                 [this](const base::Error& error) {
                                                                   ++fatal_;
                                                                   fatal_code_ = error.code;
                                                                 }});
  }

  // with_checkpointer opens the writer anew with a connection that moves the log as soon as it has 50 pages.
  void with_checkpointer() {
    writer_.reset();
    // Waiting for whoever reads would not end within the test's time.
    const auto open = [this] {
      return std::move(
          *sql::Database::open(folder_ / "a.db", key_, {.wal_autocheckpoint_pages = 0, .busy_timeout_ms = 3'600'000}));
    };
    auto writing = open();
    writer_.emplace(std::move(writing), GroupWriterOptions{.checkpoint_pages = 50,
                                                           .checkpointing = open(),
                                                           .on_group = [] {},
                                                           .on_fatal =
                                                               [this](const base::Error& error) {
                                                                 ++fatal_;
                                                                 fatal_code_ = error.code;
                                                               }});
  }

  template <class Work>
  std::future<base::Result<>> submit(Work work) {
    auto promise = std::make_shared<std::promise<base::Result<>>>();
    auto result = promise->get_future();
    writer_->submit(make_task<void>([promise](base::Result<> done) { promise->set_value(std::move(done)); }, std::move(work)));
    return result;
  }
  std::future<base::Result<>> insert(std::size_t bytes) {
    return submit([bytes](sql::Database& db) -> base::Result<> {
      auto done = db.run("INSERT INTO t(body) VALUES(?)", base::Bytes(bytes, 0xcc));
      if (!done) return base::pass_on(done);
      return {};
    });
  }
  // insert_and_empty asks for an empty log after the commit.
  std::future<base::Result<>> insert_and_empty(std::size_t bytes) {
    return submit([this, bytes](sql::Database& db) -> base::Result<> {
      auto done = db.run("INSERT INTO t(body) VALUES(?)", base::Bytes(bytes, 0xcc));
      writer_->empty_log_after_group();
      return done ? base::Result<>{} : base::pass_on(done);
    });
  }
  [[nodiscard]] std::uintmax_t log_bytes() const { return std::filesystem::file_size(folder_ / "a.db-wal"); }
  void await_empty_log() const {
    while (log_bytes() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  // hold keeps the writer busy until the promise is kept, so that what is submitted meanwhile is one group.
  std::future<base::Result<>> hold(std::shared_future<void> until) {
    return submit([until](sql::Database&) -> base::Result<> {
      until.wait();
      return {};
    });
  }
  std::int64_t count() {
    auto database = sql::Database::open(folder_ / "a.db", key_, {.mode = sql::OpenMode::read_only});
    return database->value("SELECT count(*) FROM t").value().value();
  }

  tests::TempFolder folder_{"valise-writer"};
  base::ByteArray<32> key_{};
  std::atomic<int> groups_ = 0;
  std::atomic<int> fatal_ = 0;
  std::error_code fatal_code_;
  std::optional<GroupWriter> writer_;
};

TEST_F(GroupWriterTest, WhatWaitsTogetherIsCommittedTogether) {
  std::promise<void> go;
  std::vector<std::future<base::Result<>>> results;
  results.push_back(hold(go.get_future().share()));
  for (int i = 0; i < 63; ++i) results.push_back(insert(10));
  go.set_value();
  for (auto& result : results) EXPECT_TRUE(result.get());
  ASSERT_TRUE(insert(10).get());
  writer_.reset();
  EXPECT_EQ(groups_, 2);
}

TEST_F(GroupWriterTest, ARefusalUndoesOnlyItself) {
  std::promise<void> go;
  auto held = hold(go.get_future().share());
  auto before = insert(10);
  auto refused = submit([](sql::Database& db) -> base::Result<> {
    if (auto done = db.run("DELETE FROM t"); !done) return base::pass_on(done);
    return base::fail(core::Refusal::quota);
  });
  auto broken = submit([](sql::Database& db) -> base::Result<> {
    auto done = db.run("INSERT INTO t(id) VALUES(7), (7)");
    return done ? base::Result<>{} : base::pass_on(done);
  });
  auto after = insert(10);
  go.set_value();
  EXPECT_TRUE(before.get());
  EXPECT_EQ(refused.get().error().code, core::Refusal::quota);
  EXPECT_EQ(broken.get().error().code, StoreError::storage);
  EXPECT_TRUE(after.get());
  EXPECT_EQ(count(), 2);
  EXPECT_EQ(fatal_, 0);
}

TEST_F(GroupWriterTest, WithoutSpaceOnlyWhatNeedsItIsRefused) {
  ASSERT_TRUE(insert(10).get());
  ASSERT_TRUE(submit([](sql::Database& db) { return db.limit_pages(db.value("PRAGMA page_count").value().value()); }).get());
  std::promise<void> go;
  auto held = hold(go.get_future().share());
  auto too_much = insert(50000);
  auto removal = submit([](sql::Database& db) -> base::Result<> {
    auto done = db.run("DELETE FROM t WHERE id = 1");
    return done ? base::Result<>{} : base::pass_on(done);
  });
  auto again_too_much = insert(50000);
  go.set_value();
  EXPECT_TRUE(held.get());
  EXPECT_EQ(too_much.get().error().code, StoreError::full);
  EXPECT_TRUE(removal.get());
  EXPECT_EQ(again_too_much.get().error().code, StoreError::full);
  EXPECT_EQ(count(), 0);

  ASSERT_TRUE(submit([](sql::Database& db) { return db.limit_pages(1000000); }).get());
  EXPECT_TRUE(insert(50000).get());
  EXPECT_EQ(fatal_, 0);
}

TEST_F(GroupWriterTest, TooManyWaitingAreTurnedAway) {
  std::promise<void> go;
  auto held = hold(go.get_future().share());
  std::vector<std::future<base::Result<>>> results;
  for (int i = 0; i < 150; ++i) results.push_back(insert(1));
  go.set_value();
  int overloaded = 0;
  for (auto& result : results) {
    const auto done = result.get();
    if (!done) {
      EXPECT_EQ(done.error().code, StoreError::overloaded);
    }
    overloaded += done ? 0 : 1;
  }
  EXPECT_GE(overloaded, 49);
  EXPECT_LE(overloaded, 51);  // the one that holds may not have been taken yet
}

TEST_F(GroupWriterTest, R5AfterAFailedWriteNothingIsAcknowledged) {
  ASSERT_TRUE(insert(10).get());
  signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  std::promise<void> go;
  auto held = hold(go.get_future().share());
  auto first = insert(10);
  auto second = insert(200000);
  const rlimit small{.rlim_cur = std::filesystem::file_size(folder_ / "a.db-wal") + 8192, .rlim_max = before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  go.set_value();
  EXPECT_EQ(first.get().error().code, StoreError::storage);
  EXPECT_EQ(second.get().error().code, StoreError::storage);
  EXPECT_EQ(held.get().error().code, StoreError::storage);
  setrlimit(RLIMIT_FSIZE, &before);
  // The disk is well again, but what it kept is not known: no retry.
  EXPECT_EQ(insert(10).get().error().code, StoreError::storage);
  EXPECT_EQ(fatal_, 1);
  EXPECT_EQ(fatal_code_, sql::SqlError::io);
  EXPECT_EQ(count(), 1);
}

TEST_F(GroupWriterTest, TheLogIsMovedBesideTheWriterAndBeginsAnew) {
  with_checkpointer();
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(insert(2000).get());
  // Some 3,000 pages went through the log. Passes run beside the writer, so it may be a few times as long as they want it.
  EXPECT_LT(std::filesystem::file_size(folder_ / "a.db-wal"), 4096U * 1500);
  EXPECT_GT(std::filesystem::file_size(folder_ / "a.db"), 4096U * 100);
  writer_.reset();
  EXPECT_EQ(count(), 1000);
  EXPECT_EQ(fatal_, 0);
}

TEST_F(GroupWriterTest, TheLogIsEmptiedWhenAskedAlsoALongOneAfterWhichNobodyComes) {
  ASSERT_TRUE(insert_and_empty(10).get());
  await_empty_log();
  with_checkpointer();
  ASSERT_TRUE(insert_and_empty(10).get());
  await_empty_log();
  ASSERT_TRUE(insert_and_empty(4'000'000).get());
  await_empty_log();
  EXPECT_GT(std::filesystem::file_size(folder_ / "a.db"), 4'000'000U);
  ASSERT_TRUE(insert(10).get());
  EXPECT_GT(log_bytes(), 0U) << "only when asked";
  EXPECT_EQ(count(), 4);
  EXPECT_EQ(fatal_, 0);
}

TEST_F(GroupWriterTest, WhoReadsForLongKeepsTheLogButNotTheWriter) {
  with_checkpointer();
  ASSERT_TRUE(insert(10).get());
  {
    auto reading = sql::Database::open(folder_ / "a.db", key_, {.mode = sql::OpenMode::read_only});
    ASSERT_TRUE(reading->script("BEGIN"));
    ASSERT_EQ(reading->value("SELECT count(*) FROM t").value().value(), 1);
    for (const std::size_t bytes : {10, 4'000'000}) {
      ASSERT_TRUE(insert_and_empty(bytes).get());
      ASSERT_TRUE(insert(10).get());  // it was tried to empty the log
      EXPECT_GT(log_bytes(), 0U);
    }
    ASSERT_EQ(reading->value("SELECT count(*) FROM t").value().value(), 1);
  }
  ASSERT_TRUE(insert_and_empty(10).get());
  await_empty_log();
  EXPECT_EQ(count(), 6);
  EXPECT_EQ(fatal_, 0);
}

}  // namespace
}  // namespace valise::server::store
