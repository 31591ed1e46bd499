// The simulated disk itself: what it loses, what it keeps, and that SQLCipher works on it.
#include "tests/support/sim_disk.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <set>
#include <thread>

#include "sql/database.hpp"
#include "sql/error.hpp"
#include "sql/transaction.hpp"

namespace valise::tests {
namespace {

// RawFile is a file of the disk as SQLite sees it.
class RawFile {
 public:
  RawFile(const SimDisk& disk, const char* path, int kind = SQLITE_OPEN_MAIN_DB) {
    sqlite3_vfs* vfs = sqlite3_vfs_find(disk.vfs());
    memory_ = std::make_unique<std::byte[]>(static_cast<std::size_t>(vfs->szOsFile));
    file_ = reinterpret_cast<sqlite3_file*>(memory_.get());
    code_ = vfs->xOpen(vfs, path, file_, kind | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  }
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;
  ~RawFile() {
    if (code_ == SQLITE_OK) file_->pMethods->xClose(file_);
  }
  [[nodiscard]] int opened() const { return code_; }
  int write(std::string_view text, int at) {
    return file_->pMethods->xWrite(file_, text.data(), static_cast<int>(text.size()), at);
  }
  int sync() { return file_->pMethods->xSync(file_, SQLITE_SYNC_NORMAL); }
  std::string read() {
    sqlite3_int64 size = 0;
    if (file_->pMethods->xFileSize(file_, &size) != SQLITE_OK) return "unreadable";
    std::string out(static_cast<std::size_t>(size), ' ');
    return file_->pMethods->xRead(file_, out.data(), static_cast<int>(size), 0) == SQLITE_OK ? out : "unreadable";
  }

 private:
  std::unique_ptr<std::byte[]> memory_;
  sqlite3_file* file_;
  int code_;
};

constexpr int kLog = SQLITE_OPEN_WAL;  // a new log's first sync makes its name safe, too

TEST(SimDisk, SyncedContentSurvivesAndUnsyncedDoesNot) {
  SimDisk disk;
  {
    RawFile file(disk, "/a", kLog);
    file.write("synced", 0);
    ASSERT_EQ(file.sync(), SQLITE_OK);
    file.write("unsafe", 0);
    EXPECT_EQ(file.read(), "unsafe");
  }
  const auto killed = disk.copy(1);
  killed->power_cycle(Loss::nothing, 1);
  EXPECT_EQ(RawFile(*killed, "/a").read(), "unsafe");
  disk.power_cycle(Loss::all, 1);
  EXPECT_EQ(RawFile(disk, "/a").read(), "synced");
}

TEST(SimDisk, ANameIsOnlySafeWhenItsFolderWasSynced) {
  SimDisk disk;
  RawFile(disk, "/data/main").write("x", 0);
  RawFile main(disk, "/data/main");
  ASSERT_EQ(main.sync(), SQLITE_OK);
  const auto early = disk.copy(1);
  early->power_cycle(Loss::all, 1);
  EXPECT_EQ(early->paths().size(), 0U);
  RawFile log(disk, "/data/log", kLog);
  ASSERT_EQ(log.sync(), SQLITE_OK);
  disk.power_cycle(Loss::all, 1);
  EXPECT_EQ(disk.paths(), (std::vector<std::string>{"/data/log", "/data/main"}));
}

TEST(SimDisk, TheLastWriteIsTornAtASector) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SimDisk disk;
    RawFile file(disk, "/a", kLog);
    file.write("before", 0);
    ASSERT_EQ(file.sync(), SQLITE_OK);
    file.write(std::string(200, 'b'), 6);
    file.write(std::string(1200, 'c'), 206);
    disk.power_cycle(Loss::torn_last, seed);
    const std::string left = RawFile(disk, "/a").read();
    EXPECT_TRUE(left.starts_with("before" + std::string(200, 'b'))) << "only the last write may be torn";
    seen.insert(left);
  }
  std::set<std::size_t> sizes;
  for (const auto& content : seen) sizes.insert(content.size());
  EXPECT_EQ(sizes, (std::set<std::size_t>{206, 512, 1024}));
}

TEST(SimDisk, ScatteredLosesSomeSectorsAndIsTheSameForTheSameSeed) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SimDisk disk;
    RawFile file(disk, "/a", kLog);
    ASSERT_EQ(file.sync(), SQLITE_OK);
    file.write(std::string(512, 'a'), 0);
    file.write(std::string(1024, 'b'), 512);
    const auto again = disk.copy(7);
    disk.power_cycle(Loss::scattered, seed);
    again->power_cycle(Loss::scattered, seed);
    const std::string left = RawFile(disk, "/a").read();
    EXPECT_EQ(RawFile(*again, "/a").read(), left);
    seen.insert(left);
  }
  EXPECT_TRUE(seen.contains(""));
  EXPECT_TRUE(seen.contains(std::string(512, '\0') + std::string(1024, 'b'))) << "the later write without the earlier one";
  EXPECT_TRUE(seen.contains(std::string(512, 'a') + std::string(512, '\0') + std::string(512, 'b'))) << "half a write";
  EXPECT_GE(seen.size(), 7U);
}

TEST(SimDisk, AFailedSyncIsNotMendedByALaterOne) {
  SimDisk disk;
  {
    RawFile file(disk, "/a", kLog);
    file.write("good", 0);
    ASSERT_EQ(file.sync(), SQLITE_OK);
    file.write("lost", 0);
    disk.set_fault({.op = DiskOp::sync});
    EXPECT_EQ(file.sync(), SQLITE_IOERR_FSYNC);
    EXPECT_EQ(file.sync(), SQLITE_OK);
    EXPECT_EQ(file.read(), "lost");
  }
  disk.power_cycle(Loss::torn_last, 1);
  EXPECT_EQ(RawFile(disk, "/a").read(), "good");
}

TEST(SimDisk, FaultsAreCountedFromTheMomentTheyAreSet) {
  SimDisk disk;
  RawFile file(disk, "/a");
  disk.set_fault({.op = DiskOp::write, .nth = 2, .times = 2});
  EXPECT_EQ(file.write("1", 0), SQLITE_OK);
  EXPECT_EQ(file.write("2", 0), SQLITE_IOERR_WRITE);
  EXPECT_EQ(file.write("3", 0), SQLITE_IOERR_WRITE);
  EXPECT_EQ(file.write("4", 0), SQLITE_OK);
  disk.set_fault({.op = DiskOp::open});
  EXPECT_NE(RawFile(disk, "/b").opened(), SQLITE_OK);
  disk.cut_power_at(2);
  EXPECT_EQ(file.write("5", 0), SQLITE_OK);
  EXPECT_NE(file.write("6", 0), SQLITE_OK);
  EXPECT_FALSE(disk.has_power());
  EXPECT_EQ(file.read(), "unreadable");
  disk.power_cycle(Loss::nothing, 1);
  EXPECT_EQ(file.read(), "unreadable") << "an opened file does not survive";
  EXPECT_EQ(RawFile(disk, "/a").read(), "5");
}

TEST(SimDisk, AFullDiskTakesWhatFits) {
  SimDisk disk;
  RawFile file(disk, "/a");
  disk.set_capacity(1000);
  EXPECT_EQ(file.write(std::string(900, 'a'), 0), SQLITE_OK);
  EXPECT_EQ(file.write(std::string(200, 'b'), 900), SQLITE_FULL);
  EXPECT_EQ(disk.used(), 1000U);
  EXPECT_EQ(file.write(std::string(200, 'c'), 0), SQLITE_OK);
  disk.clear_faults();
  EXPECT_EQ(file.write(std::string(200, 'b'), 900), SQLITE_OK);
}

// ---- a database on it ----

class SimDiskDatabase : public testing::Test {
 protected:
  static base::Result<sql::Database> open(SimDisk& disk, sql::OpenMode mode = sql::OpenMode::create) {
    const base::ByteArray<32> key{7};
    return sql::Database::open("/data/a.db", key, {.mode = mode, .files = &disk});
  }
  static sql::Database made(SimDisk& disk) {
    auto database = open(disk).value();
    EXPECT_TRUE(database.script("CREATE TABLE t(n INTEGER PRIMARY KEY, body BLOB)"));
    return database;
  }
  static base::Result<std::int64_t> insert(sql::Database& database) {
    return database.run("INSERT INTO t(body) VALUES(zeroblob(3000))");
  }
  static std::int64_t rows(SimDisk& disk) { return open(disk)->value("SELECT count(*) FROM t")->value_or(-1); }
};

// What was committed when an operation began is there after a power cut at that operation, whatever the cut does.
TEST_F(SimDiskDatabase, EveryPowerCutKeepsWhatWasCommitted) {
  SimDisk disk;
  auto database = made(disk);
  std::int64_t committed = 0;
  std::vector<std::pair<std::int64_t, std::unique_ptr<SimDisk>>> cuts;
  disk.on_operation([&](const Operation& operation) {
    if (operation.op == DiskOp::read || operation.op == DiskOp::open) return;
    for (const Loss loss : kPowerLosses) {
      auto cut = disk.copy(1);
      cut->power_cycle(loss, cuts.size());
      cuts.emplace_back(committed, std::move(cut));
    }
  });
  for (; committed < 12; ++committed) {
    ASSERT_TRUE(insert(database));
    if (committed == 6) ASSERT_TRUE(database.checkpoint());
  }
  disk.on_operation(nullptr);
  EXPECT_GT(cuts.size(), 100U);
  for (const auto& [at_least, cut] : cuts) {
    const std::int64_t there = rows(*cut);
    EXPECT_GE(there, at_least);
    EXPECT_LE(there, at_least + 1);
  }
}

TEST_F(SimDiskDatabase, ReadersAndAWriterWorkAtTheSameTime) {
  SimDisk disk;
  auto writing = made(disk);
  {
    const std::jthread reader([&] {
      auto reading = open(disk, sql::OpenMode::read_only).value();
      for (std::int64_t there = 0; there < 50;) there = reading.value("SELECT count(*) FROM t")->value_or(0);
    });
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(insert(writing));
  }
  EXPECT_TRUE(writing.checkpoint());
  EXPECT_EQ(rows(disk), 50);
}

TEST_F(SimDiskDatabase, ErrorsComeThroughAsWhatTheyAre) {
  SimDisk disk;
  auto database = made(disk);
  disk.set_fault({.op = DiskOp::sync});
  EXPECT_EQ(insert(database).error().code, sql::SqlError::io);
  disk.set_capacity(disk.used());
  auto inserted = insert(database);
  for (int i = 0; i < 10 && inserted; ++i) inserted = insert(database);
  ASSERT_FALSE(inserted);
  EXPECT_EQ(inserted.error().code, sql::SqlError::full);
  disk.clear_faults();
  EXPECT_TRUE(insert(database));
  EXPECT_TRUE(database.checkpoint());
  disk.flip_bit("/data/a.db", 8 * (4096 + 77));
  EXPECT_EQ(open(disk)->value("SELECT count(*) FROM t").error().code, sql::SqlError::corrupt);
}

TEST_F(SimDiskDatabase, LocksEndWithThePower) {
  SimDisk disk;
  auto first = disk.lock("/data/a.db");
  ASSERT_TRUE(first);
  EXPECT_EQ(disk.lock("/data/a.db").error().code, sql::SqlError::in_use);
  disk.power_cycle(Loss::all, 1);
  auto second = disk.lock("/data/a.db");
  EXPECT_TRUE(second);
  first->reset();
  EXPECT_EQ(disk.lock("/data/a.db").error().code, sql::SqlError::in_use) << "the dead process's lock is not the new one's";
}

}  // namespace
}  // namespace valise::tests
