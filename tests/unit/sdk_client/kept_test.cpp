// What the members of a room agree on keeping is acted on.
#include "client-sdk/client/retention.hpp"
#include "room_fixture.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;
constexpr auto kDay = 24h;

class KeptTest : public RoomTest {
 protected:
  void agree(std::uint32_t days) {
    within(0, [&](store::Transaction& tx) -> Result<> {
      auto room = tx.rooms().find(room_);
      auto state = parse_room_state((*room)->state);
      state->set_retention_days(days);
      (*room)->state = base::to_bytes(state->SerializeAsString());
      return tx.rooms().put(**room);
    });
  }
  store::MessageKey hello() {
    auto said = content(2);
    said.mutable_text()->set_text("Hello");
    return say(2, said);
  }
  bool kept(const store::MessageKey& key) {
    return within(0, [&](store::Transaction& tx) { return tx.messages().find(key.id, key.sender); }).has_value();
  }
  void pass(std::chrono::hours time) {
    clock_.time += time;
    EXPECT_TRUE(erase_due(context(0)));
  }
};

TEST_F(KeptTest, AsAgreedAfterAWeekForObjection) {
  agree(3);
  const auto old = hello();
  pass(0h);
  pass(6 * kDay);
  EXPECT_TRUE(kept(old)) << "it is three days old, but this device knows of the agreement for six";
  pass(2 * kDay);
  EXPECT_FALSE(kept(old));
  const auto young = hello();
  pass(2 * kDay);
  EXPECT_TRUE(kept(young));
  pass(2 * kDay);
  EXPECT_FALSE(kept(young));
}

TEST_F(KeptTest, AnAgreementThatChangesBeginsItsWeekAnew) {
  agree(300);
  pass(0h);
  const auto old = hello();
  pass(100 * kDay);
  agree(1);  // by a hostile owner
  pass(0h);
  pass(6 * kDay);
  EXPECT_TRUE(kept(old));
}

TEST_F(KeptTest, WhatThisDeviceSaysItselfGoesFirst) {
  agree(3);
  pass(0h);
  within(0, [&](store::Transaction& tx) { return tx.retention().set_days(room_, std::nullopt); });
  const auto old = hello();
  pass(400 * kDay);
  EXPECT_TRUE(kept(old)) << "for good";
  within(0, [&](store::Transaction& tx) { return tx.retention().set_days(room_, 1); });
  pass(0h);
  EXPECT_FALSE(kept(old)) << "shorter, at once";
}

TEST_F(KeptTest, WithoutAnyNothingIsErased) {
  const auto old = hello();
  pass(4000 * kDay);
  EXPECT_TRUE(kept(old));
}

}  // namespace
}  // namespace valise::sdk::client
