// The schema is brought from two versions before to the present one while the power goes, and a file of a later version is
// refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/store/schema.hpp"
#include "sql/schema.hpp"
#include "tests/fault/store_driver.hpp"

namespace valise::tests {
namespace {

using server::store::StoreError;
using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr std::int64_t kMessages = 5;

class UpgradeTest : public testing::Test {
 protected:
  static int present() { return static_cast<int>(server::store::store_schema().size()); }
  static base::Result<sql::Database> raw(SimDisk& disk) {
    const auto key = store_key(1);
    return sql::Database::open(kStorePath, key.expose(), {.files = &disk});
  }
  // make_old leaves what the version before the last two would: one room, messages for device 2.
  static void make_old(SimDisk& disk) {
    auto database = raw(disk).value();
    const auto steps = server::store::store_schema();
    ASSERT_TRUE(sql::migrate(database, steps.first(steps.size() - 2)));
    ASSERT_TRUE(database.run("INSERT INTO devices(id, device, last_seq, closed) VALUES(2, ?, ?, 0)", device(2), kMessages));
    ASSERT_TRUE(database.run("INSERT INTO rooms(id, room, position, last_seq) VALUES(1, ?, 1, ?)", room(1), kMessages + 1));
    for (std::int64_t n = 1; n <= kMessages; ++n) {
      ASSERT_TRUE(
          database.run("INSERT INTO bodies(id, refs, room, room_seq, kind, urgency, accepted_at, added, removed, body) "
                       "VALUES(?1, 1, 1, ?1 + 1, 1, 1, 1800000000000, x'', x'', ?2)",
                       n, body_of(static_cast<std::size_t>(n), 2000)));
      ASSERT_TRUE(database.run("INSERT INTO deliveries(device, seq, body) VALUES(2, ?1, ?1)", n));
    }
  }
  // check_opens opens the store and reads what the old one left.
  void check_opens(SimDisk& disk) {
    RelayHistory history;
    StoreDriver driver(disk, clock_, history);
    const auto opened = driver.open();
    ASSERT_TRUE(opened) << opened.error().message();
    driver.fetch(device(2));
    ASSERT_EQ(history.mailbox(device(2)).had.size(), static_cast<std::size_t>(kMessages));
    EXPECT_EQ(request_in(history.mailbox(device(2)).had.back().body), static_cast<std::size_t>(kMessages));
  }
  static std::map<std::string, base::Bytes> contents(SimDisk& disk) {
    std::map<std::string, base::Bytes> out;
    for (const auto& path : disk.paths()) out[path] = disk.read(path).value();
    return out;
  }

  StoppedClock clock_;
};

TEST_F(UpgradeTest, APowerCutLeavesTheOldOneOrTheNewOne) {
  SimDisk disk;
  make_old(disk);
  std::vector<std::unique_ptr<SimDisk>> moments;
  disk.on_operation([&](const Operation& operation) {
    if (operation.op != DiskOp::read) moments.push_back(disk.copy(1));
  });
  check_opens(disk);
  disk.on_operation(nullptr);
  std::map<int, int> versions;
  std::uint64_t seed = 0;
  for (const auto& moment : moments) {
    for (const Loss loss : {Loss::nothing, Loss::all, Loss::scattered, Loss::torn_last}) {
      SCOPED_TRACE(std::string(text_of(loss)) + ", crash " + std::to_string(seed));
      const auto cut = moment->copy(1);
      cut->power_cycle(loss, ++seed);
      {
        auto database = raw(*cut);
        ASSERT_TRUE(database) << database.error().message();
        const int version = database->user_version().value();
        ASSERT_THAT(version, AnyOf(present() - 2, present()));
        // One thing of each of the last two versions.
        const auto made = database->value(
            "SELECT (SELECT count(*) FROM sqlite_schema WHERE name = 'answers_by_time') +"
            " (SELECT count(*) FROM pragma_table_info('members') WHERE name = 'own_seq')");
        EXPECT_EQ(made->value(), version == present() ? 2 : 0) << "half an upgrade";
        ++versions[version];
        database->leave_log(true);
      }
      check_opens(*cut);
    }
  }
  std::cout << "crashes: " << seed << ", old: " << versions[present() - 2] << ", new: " << versions[present()] << std::endl;
  EXPECT_GT(versions[present() - 2], 20);
  EXPECT_GT(versions[present()], 20);
}

TEST_F(UpgradeTest, ALaterVersionIsRefusedAndLeftAsItIs) {
  SimDisk disk;
  make_old(disk);
  check_opens(disk);
  {
    auto database = raw(disk).value();
    ASSERT_TRUE(database.run("INSERT INTO schema_made_by(version, program) VALUES(99, 'Valise 7.3.0')"));
    ASSERT_TRUE(database.set_user_version(99));
    database.leave_log(true);
  }
  const auto before = contents(disk);
  RelayHistory history;
  const auto opened = StoreDriver(disk, clock_, history).open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, StoreError::newer_schema);
  EXPECT_THAT(opened.error().message(), HasSubstr("made by Valise 7.3.0"));
  EXPECT_THAT(opened.error().message(), HasSubstr("restore the backup"));
  EXPECT_EQ(contents(disk), before);
}

}  // namespace
}  // namespace valise::tests
