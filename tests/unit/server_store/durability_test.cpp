// What survives: reopening, kill -9 in the middle of the load, wrong keys, damaged and newer files.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "sql/database.hpp"
#include "store_fixture.hpp"
#include "tests/support/small_disk.hpp"

namespace valise::server::store {
namespace {

class Durability : public StoreFixture {
 protected:
  void flip_byte_at(std::streamoff offset) {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    const char old = static_cast<char>(file.get());
    file.seekp(offset);
    file.put(static_cast<char>(old ^ 0x10));
  }
};

TEST_F(Durability, OpeningTellsWhatIsWrong) {
  make_room(1, {device(2)});
  const std::string full(5000, 'x');
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(send_text(1, 1, full));
  EXPECT_EQ(open_store(options(), store_key(1)).error().code, StoreError::in_use);
  EXPECT_EQ(try_open(2).error().code, StoreError::wrong_key);
  ASSERT_TRUE(try_open());
  EXPECT_EQ(deliveries(2).size(), 20U);

  store_.reset();
  int version = 0;
  {
    const auto secret = store_key(1);
    auto database = sql::Database::open(path(), secret.expose());
    version = database->user_version().value();
    ASSERT_TRUE(database->set_user_version(999));
  }
  EXPECT_EQ(try_open().error().code, StoreError::newer_schema);
  {
    const auto secret = store_key(1);
    auto database = sql::Database::open(path(), secret.expose());
    ASSERT_TRUE(database->set_user_version(version));
  }
  ASSERT_TRUE(try_open());
  store_.reset();
  flip_byte_at(200);
  EXPECT_EQ(try_open().error().code, StoreError::corrupt);
}

TEST_F(Durability, ADamagedPageIsFoundWhenItIsRead) {
  make_room(1, {device(2)});
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(send_text(1, 1, std::string(5000, 'x')));
  store_.reset();
  const auto pages = std::filesystem::file_size(path()) / 4096;
  for (std::uint64_t page = pages - 20; page < pages; ++page) flip_byte_at(static_cast<std::streamoff>(page * 4096 + 99));
  const auto opened = try_open();
  ASSERT_TRUE(opened) << opened.error().message();
  const auto read =
      wait_for<std::vector<core::Delivery>>([&](auto done) { store_->read_deliveries({.device = device(2)}, std::move(done)); });
  EXPECT_EQ(read.error().code, StoreError::corrupt) << read.error().message();
}

TEST_F(Durability, NothingReadableStandsInTheFiles) {
  const base::DeviceId member(base::to_array(base::FixedView<16>(base::as_bytes("a device's id...").first<16>())));
  make_room(1, {member});
  ASSERT_TRUE(send_text(1, 1, "a marker that would be easy to find"));
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string all(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(all.find("a marker that"), std::string::npos) << entry.path();
    EXPECT_EQ(all.find(member.string()), std::string::npos) << entry.path();
  }
}

// run_until_killed is the child: it sends and reports each acknowledged number through the pipe, until it is killed.
[[noreturn]] void run_until_killed(SqlcipherOptions options, int pipe) {
  auto store = open_store(std::move(options), store_key(1));
  if (!store) _exit(1);
  for (std::uint32_t n = 0;; ++n) {
    (*store)->submit_message({.room = room(1), .submitter = device(1), .key = key(n), .message = base::Bytes(500, 1)},
                             [pipe](base::Result<core::Submitted> done) {
                               if (!done && done.error().code == StoreError::overloaded) return;
                               const std::uint64_t seq = done ? done->room_seq.value() : 0;
                               if (write(pipe, &seq, sizeof seq) != sizeof seq) _exit(1);
                             });
    if (n % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

TEST_F(Durability, R1WhatWasAcknowledgedIsThereAfterKill9) {
  make_room(1, {device(2)});
  store_.reset();
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) run_until_killed(options(), ends[1]);
  close(ends[1]);
  std::uint64_t acknowledged = 0;
  std::uint64_t last = 0;
  while (acknowledged < 2000) {
    std::uint64_t seq = 0;
    ASSERT_EQ(::read(ends[0], &seq, sizeof seq), static_cast<ssize_t>(sizeof seq));
    ASSERT_GT(seq, last);
    last = seq;
    ++acknowledged;
  }
  kill(child, SIGKILL);
  // What it had still written to the pipe was acknowledged, too.
  for (std::uint64_t seq = 0; ::read(ends[0], &seq, sizeof seq) == static_cast<ssize_t>(sizeof seq);) last = seq;
  close(ends[0]);
  waitpid(child, nullptr, 0);

  open();
  const auto state = mailbox(2);
  EXPECT_GE(state.last_seq.value() + 1, last);  // the room's first position was the commit
  std::uint64_t expected = 1;
  for (;;) {
    const auto some = read({.device = device(2), .after = seq(expected - 1), .max_count = 500});
    if (some.empty()) break;
    for (const auto& delivery : some) {
      ASSERT_EQ(delivery.seq.value(), expected);
      ASSERT_EQ(delivery.room_seq.value(), expected + 1);
      ASSERT_EQ(delivery.body.size(), 500U);
      ++expected;
    }
  }
  EXPECT_EQ(expected - 1, state.last_seq.value());
}

TEST_F(Durability, AFullDiskRefusesWritesReadsOnAndRecovers) {
  store_.reset();
  const tests::SmallDisk disk(folder_ / "small", 1 << 20);
  if (!disk.mounted()) GTEST_SKIP() << "this user may not mount a small file system";
  auto on_small_disk = options();
  on_small_disk.path = folder_ / "small" / "relay.db";
  store_ = std::move(open_store(std::move(on_small_disk), store_key(1)).value());
  make_room(1, {device(2)});
  std::ofstream(folder_ / "small" / "ballast") << std::string(300'000, 'x');
  std::uint64_t accepted = 0;
  base::Result<core::Submitted> sent;
  while ((sent = send_text(1, 1, std::string(20'000, 'x')))) ++accepted;
  EXPECT_EQ(sent.error().code, StoreError::full);
  EXPECT_GT(accepted, 5U);
  EXPECT_EQ(send_text(1, 1, std::string(20'000, 'x')).error().code, StoreError::full);
  EXPECT_EQ(read({.device = device(2), .max_count = 1000}).size(), accepted);

  std::filesystem::remove(folder_ / "small" / "ballast");
  ASSERT_TRUE(send_text(1, 1, "there is space again"));
  EXPECT_EQ(mailbox(2).last_seq, seq(accepted + 1));
  EXPECT_EQ(fatal_, 0);
  store_.reset();
}

// A round cannot empty a log that somebody reads; what is acknowledged still depends on it.
TEST_F(Durability, ALogThatCouldNotBeEmptiedIsStillMissedWhenItIsLost) {
  make_room(1, {device(2)});
  sweep_all();
  const auto secret = store_key(1);
  auto reading = sql::Database::open(path(), secret.expose(), {.mode = sql::OpenMode::read_only});
  ASSERT_TRUE(reading->script("BEGIN"));
  ASSERT_TRUE(reading->value("SELECT count(*) FROM bodies"));
  ASSERT_TRUE(send_text(1, 1, "it is in the log"));
  sweep_all();
  ASSERT_TRUE(send_text(1, 1, "the round has ended"));
  const auto open_copy = [&](const char* name, std::initializer_list<const char*> files) {
    const auto copy = folder_ / name;
    std::filesystem::create_directory(copy);
    for (const auto* file : files) std::filesystem::copy(folder_ / file, copy / file);
    auto there = options();
    there.path = copy / "relay.db";
    return open_store(std::move(there), store_key(1));
  };
  EXPECT_TRUE(open_copy("whole", {"relay.db", "relay.db-wal", "relay.db-mark"}));
  EXPECT_EQ(open_copy("without", {"relay.db", "relay.db-mark"}).error().code, StoreError::corrupt);
}

TEST_F(Durability, ClosingCompletesWhatWaits) {
  make_room(1, {device(2)});
  std::atomic<int> done = 0;
  for (std::uint32_t n = 0; n < 500; ++n) {
    store_->submit_message({.room = room(1), .submitter = device(1), .key = key(n), .message = {1}},
                           [&](base::Result<core::Submitted> submitted) { done += submitted ? 1 : 0; });
  }
  store_.reset();
  EXPECT_EQ(done, 500);
  open();
  EXPECT_EQ(mailbox(2).last_seq, seq(500));
}

}  // namespace
}  // namespace valise::server::store
