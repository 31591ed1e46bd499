#include "client-sdk/store/outbox.hpp"

#include "store_fixture.hpp"

namespace valise::sdk::store {
namespace {

class OutboxTest : public StoreTest {
 protected:
  OutboxTest() {
    add_room(room_);
    add_room(other_);
  }
  OutboxId queue(const base::RoomId& room, base::Byte id) {
    return within([&](Transaction& tx) -> base::Result<OutboxId> {
      const Message message{.id = filled<base::MessageId>(id),
                            .room = room,
                            .sender = self_,
                            .direction = Direction::outgoing,
                            .state = MessageState::queued,
                            .content = {id}};
      if (auto stored = tx.messages().insert(message); !stored) return base::pass_on(stored);
      return tx.outbox().enqueue({.room = room,
                                  .message = message.id,
                                  .sender = self_,
                                  .key = filled<base::IdempotencyKey>(id),
                                  .urgency = 2,
                                  .acknowledge_by = at(9000),
                                  .post = "ke-odpp/duty",
                                  .queued_at = at(100)});
    });
  }
  std::vector<OutboxId> due(std::uint64_t now) {
    std::vector<OutboxId> ids;
    for (const auto& item : within([&](Transaction& tx) { return tx.outbox().due(at(now)); })) ids.push_back(item.id);
    return ids;
  }
  Message message(base::Byte id) {
    return within([&](Transaction& tx) { return tx.messages().with_id(filled<base::MessageId>(id)); });
  }

  const base::RoomId other_ = filled<base::RoomId>(8);
};

TEST_F(OutboxTest, KeepsItemsAcrossARestart) {
  const auto id = queue(room_, 1);
  within([&](Transaction& tx) { return tx.outbox().set_protected(id, {.ciphertext = {5, 6}, .epoch = 12}); });
  reopen();
  const auto item = within([&](Transaction& tx) { return tx.outbox().find(id); });
  ASSERT_TRUE(item && item->protected_form);
  EXPECT_EQ(item->protected_form->ciphertext, (base::Bytes{5, 6}));
  EXPECT_EQ(item->protected_form->epoch, 12U);
  EXPECT_EQ(item->key, filled<base::IdempotencyKey>(1));
  EXPECT_EQ(item->acknowledge_by, at(9000));
  EXPECT_EQ(item->post, "ke-odpp/duty");
}

TEST_F(OutboxTest, OffersTheFirstOfEachRoomOnly) {
  const auto first = queue(room_, 1);
  const auto second = queue(room_, 2);
  const auto elsewhere = queue(other_, 3);
  EXPECT_EQ(due(100), (std::vector{first, elsewhere}));
  within([&](Transaction& tx) { return tx.outbox().note_attempt(first, "unreachable", at(500)); });
  EXPECT_EQ(due(499), std::vector{elsewhere}) << "the second must not overtake the first";
  EXPECT_EQ(due(500), (std::vector{first, elsewhere}));
  within([&](Transaction& tx) { return tx.outbox().mark_sent(first, base::RoomSeq(7), at(600)); });
  EXPECT_EQ(due(600), (std::vector{second, elsewhere}));
}

TEST_F(OutboxTest, SentMessageHasItsPlaceInTheRoom) {
  const auto id = queue(room_, 1);
  within([&](Transaction& tx) { return tx.outbox().mark_sent(id, base::RoomSeq(7), at(600)); });
  EXPECT_EQ(message(1).state, MessageState::sent);
  EXPECT_EQ(message(1).room_seq, base::RoomSeq(7));
  EXPECT_EQ(message(1).received_at, at(600));
  EXPECT_EQ(error_of([&](Transaction& tx) { return tx.outbox().mark_sent(id, base::RoomSeq(8), at(700)); }),
            StoreError::not_found)
      << "sent once";
}

TEST_F(OutboxTest, GivingUpFreesTheRoom) {
  const auto first = queue(room_, 1);
  const auto second = queue(room_, 2);
  within([&](Transaction& tx) { return tx.outbox().give_up(first, "not a member any more"); });
  EXPECT_EQ(message(1).state, MessageState::failed);
  EXPECT_EQ(message(1).reason, "not a member any more");
  EXPECT_EQ(due(100), std::vector{second});
}

// R7: what a restored relay does not know is sent again, with the same bytes and key, in the old order.
TEST_F(OutboxTest, ResendsWhatARestoredRelayLost) {
  const auto kept = queue(room_, 1);
  const auto lost = queue(room_, 2);
  const auto also_lost = queue(room_, 3);
  const auto elsewhere = queue(other_, 4);
  for (const auto& [id, seq] : {std::pair{kept, 5}, {lost, 6}, {also_lost, 7}, {elsewhere, 9}}) {
    within([&](Transaction& tx) -> base::Result<> {
      if (auto set = tx.outbox().set_protected(id, {.ciphertext = {static_cast<base::Byte>(seq)}, .epoch = 1}); !set) return set;
      return tx.outbox().mark_sent(id, base::RoomSeq(static_cast<std::uint64_t>(seq)), at(600));
    });
  }
  EXPECT_EQ(within([&](Transaction& tx) { return tx.outbox().resend_after(room_, base::RoomSeq(5)); }), 2U);
  EXPECT_EQ(due(600), std::vector{lost});
  EXPECT_EQ(message(1).state, MessageState::sent);
  EXPECT_EQ(message(2).state, MessageState::queued);
  EXPECT_EQ(message(4).state, MessageState::sent);
  const auto item = within([&](Transaction& tx) { return tx.outbox().find(lost); });
  EXPECT_EQ(item->protected_form->ciphertext, base::Bytes{6});
  EXPECT_EQ(item->key, filled<base::IdempotencyKey>(2));
}

TEST_F(OutboxTest, ForgetsOldCiphertextsOnlyOfWhatWasSent) {
  const auto sent = queue(room_, 1);
  const auto waiting = queue(room_, 2);
  within([&](Transaction& tx) { return tx.outbox().mark_sent(sent, base::RoomSeq(7), at(600)); });
  EXPECT_EQ(within([&](Transaction& tx) { return tx.outbox().forget_sent_before(at(600)); }), 0U);
  EXPECT_EQ(within([&](Transaction& tx) { return tx.outbox().forget_sent_before(at(601)); }), 1U);
  EXPECT_TRUE(within([&](Transaction& tx) { return tx.outbox().find(waiting); }));
  EXPECT_EQ(message(1).state, MessageState::sent);
}

}  // namespace
}  // namespace valise::sdk::store
