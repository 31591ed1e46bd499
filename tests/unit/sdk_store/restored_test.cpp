// What is kept for a relay that may be restored: changes of rooms to be sent again, deliveries that wait for others.
#include "client-sdk/store/sent_commits.hpp"
#include "client-sdk/store/set_aside.hpp"
#include "store_fixture.hpp"

namespace valise::sdk::store {
namespace {

class RestoredTest : public StoreTest {
 protected:
  void put(const base::RoomId& room, std::uint64_t seq, base::Byte mark) {
    within([&](Transaction& tx) {
      return tx.sent_commits().put({.room = room,
                                    .founding = seq == 1,
                                    .room_seq = base::RoomSeq(seq),
                                    .commit = {mark},
                                    .welcome = {mark, mark},
                                    .add = {filled<base::DeviceId>(1), filled<base::DeviceId>(2)},
                                    .remove = {filled<base::DeviceId>(3)},
                                    .accepted_at = at(seq)});
    });
  }
  std::vector<LostCommit> lost() {
    return within([](Transaction& tx) { return tx.sent_commits().lost(); });
  }
  std::optional<base::Bytes> next_aside(std::uint64_t epoch) {
    auto aside = within([&](Transaction& tx) { return tx.set_aside().next(room_, epoch); });
    if (!aside) return std::nullopt;
    within([&](Transaction& tx) { return tx.set_aside().erase(aside->id); });
    return aside->delivery;
  }

  base::RoomId room_ = filled<base::RoomId>(7);
};

TEST_F(RestoredTest, CommitsAboveWhatTheRelayKeptAreLostUntilItHasThemAgain) {
  put(room_, 1, 10);
  put(room_, 5, 11);
  put(room_, 9, 12);
  put(filled<base::RoomId>(8), 9, 13);
  EXPECT_TRUE(lost().empty());
  EXPECT_EQ(within([&](Transaction& tx) { return tx.sent_commits().lose_after(room_, base::RoomSeq(1)); }), 2U);
  const auto commits = lost();
  ASSERT_EQ(commits.size(), 2U);
  EXPECT_EQ(commits[0].commit, base::Bytes{11});
  EXPECT_EQ(commits[0].add, (std::vector{filled<base::DeviceId>(1), filled<base::DeviceId>(2)}));
  EXPECT_EQ(commits[0].remove, std::vector{filled<base::DeviceId>(3)});
  EXPECT_FALSE(commits[0].founding);
  within([&](Transaction& tx) { return tx.sent_commits().found(commits[0].id, base::RoomSeq(2)); });
  ASSERT_EQ(lost().size(), 1U);
  EXPECT_EQ(lost()[0].welcome, (base::Bytes{12, 12}));
}

TEST_F(RestoredTest, WhatIsSetAsideComesInTheOrderOfItsEpochs) {
  const auto put_aside = [&](std::uint64_t epoch, base::Byte mark) {
    return within([&](Transaction& tx) { return tx.set_aside().put(room_, epoch, base::Bytes{mark}, at(1)); });
  };
  EXPECT_TRUE(put_aside(4, 1));
  EXPECT_TRUE(put_aside(3, 2));
  EXPECT_TRUE(put_aside(4, 3));
  EXPECT_EQ(next_aside(2), std::nullopt);
  EXPECT_EQ(next_aside(4), base::Bytes{2});
  EXPECT_EQ(next_aside(3), std::nullopt);
  EXPECT_EQ(next_aside(4), base::Bytes{1});
  EXPECT_EQ(next_aside(4), base::Bytes{3});
  EXPECT_EQ(next_aside(9), std::nullopt);
}

TEST_F(RestoredTest, ARoomMayNotFillTheStoreWithWhatItSetsAside) {
  const auto put_aside = [&](const base::RoomId& room) {
    return within([&](Transaction& tx) { return tx.set_aside().put(room, 1, base::Bytes{1}, at(1)); });
  };
  for (std::uint64_t i = 0; i < SetAside::kMost; ++i) ASSERT_TRUE(put_aside(room_));
  EXPECT_FALSE(put_aside(room_));
  EXPECT_TRUE(put_aside(filled<base::RoomId>(8)));
}

}  // namespace
}  // namespace valise::sdk::store
