// What the members of a room agree on keeping is acted on.
#include "base/text_encoding.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/housekeeping.hpp"
#include "client-sdk/client/receipts.hpp"
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
    const auto erased = erase_due(context(0));
    ASSERT_TRUE(erased);
    EXPECT_TRUE(erased->failed.empty()) << erased->failed.front().why.message();
  }
  // what_is_queued is taken by the relay, in order.
  std::size_t send_what_is_queued() {
    return within(0, [&](store::Transaction& tx) -> Result<std::size_t> {
      auto waiting = tx.outbox().waiting();
      if (!waiting) return pass_on(waiting);
      for (const auto& item : *waiting) {
        if (auto sent = tx.outbox().mark_sent(item.id, base::RoomSeq(++seq_), clock_.time); !sent) return pass_on(sent);
      }
      return waiting->size();
    });
  }
  std::size_t left() {
    return within(0, [&](store::Transaction& tx) { return tx.messages().in_room(room_, {}, store::Which::all); }).size();
  }
};

// Receipts are messages of one's own, too: whoever only reads has them.
TEST_F(KeptTest, OwnMessagesAndReceiptsGoAsWell) {
  agree(7);
  pass(0h);
  const auto theirs = hello();
  const auto composed = compose(context(0),
                                [&] {
                                  valise::Draft draft;
                                  draft.room = base::to_hex(room_.view());
                                  draft.text = "My own words";
                                  return draft;
                                }(),
                                {});
  ASSERT_TRUE(composed) << composed.error().message();
  const store::MessageKey own{composed->message, offices_.devices[0].id};
  ASSERT_TRUE(queue_receipts(context(0), Say::all));
  ASSERT_EQ(send_what_is_queued(), 2U) << "what was said, and a receipt for what came";
  pass(7 * kDay - 1h);
  EXPECT_TRUE(kept(theirs));
  EXPECT_TRUE(kept(own));
  pass(2h);
  EXPECT_FALSE(kept(theirs));
  EXPECT_FALSE(kept(own));
  EXPECT_EQ(left(), 0U);
}

TEST_F(KeptTest, WhatWaitsToBeSentIsNotLostByBeingOld) {
  agree(3);
  pass(0h);
  hello();
  ASSERT_TRUE(queue_receipts(context(0), Say::all));
  pass(40 * kDay);
  EXPECT_EQ(left(), 1U);
  EXPECT_EQ(send_what_is_queued(), 1U);
  pass(2 * kDay);
  EXPECT_EQ(left(), 1U) << "its time has begun when it was sent";
  pass(2 * kDay);
  EXPECT_EQ(left(), 0U);
}

// A room that cannot be erased is said so, at most once a day; the others are, and whoever receives goes on.
TEST_F(KeptTest, ARoomThatCannotBeErasedHoldsUpNobody) {
  const auto damaged = random_.id<base::RoomId>();
  within(0, [&](store::Transaction& tx) {
    return tx.rooms().put({.id = damaged, .subject = "Damaged", .state = base::Bytes(7, 0xff)});
  });
  agree(3);
  EXPECT_TRUE(tidy_up(context(0)));
  const auto old = hello();
  clock_.time += 9 * kDay;
  EXPECT_TRUE(tidy_up(context(0)));
  EXPECT_FALSE(kept(old));
  EXPECT_EQ(notices(0, store::NoticeKind::not_erased), 1U) << "what nobody has seen is not said again";
  const auto all = within(0, [](store::Transaction& tx) { return tx.notices().list(store::NoticeFilter::all); });
  within(0, [&](store::Transaction& tx) { return tx.notices().mark_seen(all.back().id); });
  EXPECT_TRUE(tidy_up(context(0)));
  EXPECT_EQ(notices(0, store::NoticeKind::not_erased), 2U) << "it was said nine days ago";
  within(0, [&](store::Transaction& tx) { return tx.notices().mark_seen(store::NoticeId(all.back().id.value() + 1)); });
  EXPECT_TRUE(tidy_up(context(0)));
  EXPECT_EQ(notices(0, store::NoticeKind::not_erased), 2U) << "not twice a day";
  EXPECT_NE(all.back().text.find("“Damaged”"), std::string::npos) << all.back().text;
}

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
