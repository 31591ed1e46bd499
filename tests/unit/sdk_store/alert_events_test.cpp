#include "client-sdk/store/alert_events.hpp"

#include "store_fixture.hpp"

namespace valise::sdk::store {
namespace {

class AlertEventsTest : public StoreTest {
 protected:
  AlertEvent event(int state, std::uint64_t time, int step = 0) const {
    return {.room = room_,
            .room_seq = base::RoomSeq(5),
            .reference = "7F3K-29QD",
            .post = "ke-odpp/duty",
            .state = state,
            .step = step,
            .at = at(time),
            .acknowledge_by = at(900)};
  }
  bool add(const AlertEvent& event) {
    return within([&](Transaction& tx) { return tx.alert_events().add(event); });
  }
  std::vector<AlertEvent> of_message(std::uint64_t seq) {
    return within([&](Transaction& tx) { return tx.alert_events().of_message(room_, base::RoomSeq(seq)); });
  }
};

TEST_F(AlertEventsTest, KeepsEachOnceInTheOrderOfTime) {
  EXPECT_TRUE(add(event(3, 200, 1)));
  EXPECT_TRUE(add(event(1, 100)));
  EXPECT_FALSE(add(event(1, 100))) << "a relay that was restored says it again";
  EXPECT_TRUE(add(event(3, 300, 2)));
  reopen();
  const auto kept = of_message(5);
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[0].state, 1);
  EXPECT_EQ(kept[2].step, 2);
  EXPECT_EQ(kept[0].acknowledge_by, at(900));
  EXPECT_TRUE(of_message(6).empty());
}

TEST_F(AlertEventsTest, ALyingRelayCannotFillTheStore) {
  for (std::uint64_t i = 0; i < 2 * AlertEvents::kMostOfOne; ++i) add(event(4, 100 + i));
  EXPECT_EQ(of_message(5).size(), AlertEvents::kMostOfOne);
  within([&](Transaction& tx) { return tx.alert_events().forget_before(at(1000)); });
  EXPECT_TRUE(of_message(5).empty());
}

TEST_F(AlertEventsTest, WhatIsToldWithoutTheRoomStandsApart) {
  auto called = event(3, 100, 1);
  called.room.reset();
  called.room_seq = base::RoomSeq();
  EXPECT_TRUE(add(called));
  EXPECT_FALSE(add(called));
  EXPECT_EQ(within([&](Transaction& tx) { return tx.alert_events().elsewhere(); }).size(), 1U);
  EXPECT_TRUE(of_message(0).empty());
}

}  // namespace
}  // namespace valise::sdk::store
