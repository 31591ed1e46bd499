#include "client-sdk/client/recovery_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client-sdk/client/sentences.hpp"
#include "keys/directory/recovery.hpp"
#include "tests/unit/directory/world.hpp"
#include "tests/unit/sdk_store/store_fixture.hpp"

namespace valise::sdk::client {
namespace {

using std::chrono::days;
using store::NoticeKind;
using ::testing::HasSubstr;

struct RecoveryWatchTest : ::testing::Test {
  RecoveryWatchTest() : store(store::LocalStore::create(folder.path() / "db", key()).value()) {}
  static store::DatabaseKey key() {
    return store::DatabaseKey::make([](std::span<base::Byte, 32> out) { std::ranges::fill(out, base::Byte{7}); });
  }
  // sync reads these statements as new entries, and marks the log as seen at `now`.
  std::vector<RecoveryNews> sync(const std::vector<v1::Statement>& statements) {
    std::vector<base::Bytes> entries;
    for (const auto& statement : statements) entries.push_back(directory::World::sign(statement, world.registrar()));
    std::vector<RecoveryNews> news;
    store
        .transaction([&](store::Transaction& tx) -> Result<> {
          news = watch_recoveries(tx.meta(), entries, now, "ke-odpp").value();
          return tx.meta().advance_head({.size = ++size, .root = {}, .checkpoint = "note", .verified_at = now});
        })
        .value();
    return news;
  }
  directory::World world;
  store::TemporaryFolder folder;
  store::LocalStore store;
  base::UnixMillis now = base::from_wire(1'800'000'000'000);
  std::uint64_t size = 0;
};

TEST_F(RecoveryWatchTest, OrderlyRecoveryIsTold) {
  EXPECT_TRUE(sync({}).empty());
  now += days(1);
  const auto announced = sync({world.recovery_announced(1)});
  ASSERT_EQ(announced.size(), 1u);
  EXPECT_EQ(announced[0].kind, NoticeKind::own_key_recovery);
  EXPECT_THAT(in_english(announced[0].said), HasSubstr("not before 2027-02-05"));
  now += directory::recovery_in_sight;
  const auto completed = sync({world.recovery_completed(1, 21)});
  ASSERT_EQ(completed.size(), 1u);
  EXPECT_EQ(completed[0].kind, NoticeKind::own_key_recovery);
}

TEST_F(RecoveryWatchTest, HurriedRecoveryIsATrustFailure) {
  sync({});
  now += days(13);
  const auto news = sync({world.recovery_announced(1), world.recovery_completed(1, 21)});
  ASSERT_EQ(news.size(), 2u);
  EXPECT_EQ(news[1].kind, NoticeKind::trust_failure);
}

TEST_F(RecoveryWatchTest, DeviceThatWasAwayKnowsNoBetter) {
  sync({});
  now += days(60);
  const auto news = sync({world.recovery_announced(1), world.recovery_completed(1, 21)});
  ASSERT_EQ(news.size(), 2u);
  EXPECT_EQ(news[1].kind, NoticeKind::own_key_recovery);
}

TEST_F(RecoveryWatchTest, NewDeviceIsNotToldHistory) {
  EXPECT_TRUE(sync({world.recovery_announced(1), world.recovery_completed(1, 21)}).empty());
}

TEST_F(RecoveryWatchTest, ContestIsTold) {
  sync({});
  const auto news = sync({world.recovery_announced(1), world.recovery_contested(1)});
  ASSERT_EQ(news.size(), 2u);
  EXPECT_THAT(in_english(news[1].said), HasSubstr("keeps its keys"));
}

}  // namespace
}  // namespace valise::sdk::client
