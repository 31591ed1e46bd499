#include "client-sdk/store/messages.hpp"

#include "base/text_encoding.hpp"
#include "store_fixture.hpp"

namespace valise::sdk::store {
namespace {

class MessagesTest : public StoreTest {
 protected:
  MessagesTest() { add_room(room_); }

  [[nodiscard]] Message incoming(base::Byte id, std::uint64_t seq) const {
    return Message{.id = filled<base::MessageId>(id),
                   .room = room_,
                   .room_seq = base::RoomSeq(seq),
                   .sender = peer_,
                   .sent_at = at(1000 + seq),
                   .received_at = at(2000 + seq),
                   .urgency = 1,
                   .content = {1, 2, 3, id}};
  }
  Inserted insert(const Message& message) {
    return within([&](Transaction& tx) { return tx.messages().insert(message); });
  }
};

TEST_F(MessagesTest, KeepsEveryField) {
  auto message = incoming(9, 5);
  message.urgency = 3;
  insert(message);
  reopen();
  const auto found = within([&](Transaction& tx) { return tx.messages().find(message.id, peer_); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->room, room_);
  EXPECT_EQ(found->room_seq, base::RoomSeq(5));
  EXPECT_EQ(found->sent_at, at(1005));
  EXPECT_EQ(found->received_at, at(2005));
  EXPECT_EQ(found->urgency, 3);
  EXPECT_EQ(found->state, MessageState::received);
  EXPECT_FALSE(found->read);
  EXPECT_EQ(found->content, message.content);
}

// R2: exactly once to the application.
TEST_F(MessagesTest, SecondOfSameSenderAndIdChangesNothing) {
  EXPECT_EQ(insert(incoming(9, 5)), Inserted::fresh);
  auto again = incoming(9, 6);
  again.content = {9};
  EXPECT_EQ(insert(again), Inserted::duplicate);
  const auto kept = within([&](Transaction& tx) { return tx.messages().with_id(again.id); });
  EXPECT_EQ(kept.room_seq, base::RoomSeq(5));
  EXPECT_EQ(kept.content, (base::Bytes{1, 2, 3, 9}));
}

// A member who has seen an id must not be able to suppress or shadow the message of another with it.
TEST_F(MessagesTest, SameIdOfAnotherSenderIsAnotherMessage) {
  insert(incoming(9, 5));
  auto forged = incoming(9, 6);
  forged.sender = self_;
  EXPECT_EQ(insert(forged), Inserted::fresh);
  EXPECT_EQ(error_of([&](Transaction& tx) { return tx.messages().with_id(forged.id); }), StoreError::ambiguous);
}

TEST_F(MessagesTest, FindsByUniquePrefix) {
  insert(incoming(0xab, 1));
  insert(incoming(0xac, 2));
  const auto by_prefix = [&](std::string_view hex) { return [hex](Transaction& tx) { return tx.messages().with_prefix(hex); }; };
  EXPECT_EQ(within(by_prefix("ABAB")).room_seq, base::RoomSeq(1));
  EXPECT_EQ(within(by_prefix("acaca")).room_seq, base::RoomSeq(2));
  EXPECT_EQ(error_of(by_prefix("abad")), StoreError::not_found);
  EXPECT_EQ(error_of(by_prefix("ab")), StoreError::not_found) << "too short to be meant";
  EXPECT_EQ(error_of(by_prefix("zzzz")), StoreError::not_found);

  auto sibling = incoming(0xab, 3);
  auto bytes = base::to_array(sibling.id.view());
  bytes.back() = 0;
  sibling.id = base::MessageId(bytes);
  insert(sibling);
  EXPECT_EQ(error_of(by_prefix("abab")), StoreError::ambiguous);
  EXPECT_EQ(within(by_prefix(base::to_hex(bytes))).room_seq, base::RoomSeq(3));
}

TEST_F(MessagesTest, RoomIsInTheOrderOfTheRelayWithUnsentLast) {
  insert(incoming(3, 30));
  insert(incoming(1, 10));
  auto queued = incoming(4, 0);
  queued.room_seq.reset();
  queued.direction = Direction::outgoing;
  queued.state = MessageState::queued;
  insert(queued);
  insert(incoming(2, 20));
  const auto all = within([&](Transaction& tx) { return tx.messages().in_room(room_); });
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].room_seq, base::RoomSeq(10));
  EXPECT_EQ(all[2].room_seq, base::RoomSeq(30));
  EXPECT_EQ(all[3].state, MessageState::queued);
  const auto newest = within([&](Transaction& tx) { return tx.messages().in_room(room_, {.offset = 1, .limit = 2}); });
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0].room_seq, base::RoomSeq(20));
}

TEST_F(MessagesTest, InboxHasUrgentFirstAndOnlyIncoming) {
  insert(incoming(1, 1));
  auto urgent = incoming(2, 2);
  urgent.urgency = 2;
  insert(urgent);
  insert(incoming(3, 3));
  auto own = incoming(4, 4);
  own.direction = Direction::outgoing;
  insert(own);
  const auto inbox = within([&](Transaction& tx) { return tx.messages().inbox(InboxFilter::unread); });
  ASSERT_EQ(inbox.size(), 3U);
  EXPECT_EQ(inbox[0].id, urgent.id);
  EXPECT_EQ(inbox[1].room_seq, base::RoomSeq(3));

  within([&](Transaction& tx) { return tx.messages().mark_read(urgent.id, peer_); });
  EXPECT_EQ(within([&](Transaction& tx) { return tx.messages().unread_count(); }), 2U);
  EXPECT_EQ(within([&](Transaction& tx) { return tx.messages().inbox(InboxFilter::all); }).size(), 3U);
  EXPECT_EQ(error_of([&](Transaction& tx) { return tx.messages().mark_read(filled<base::MessageId>(99), peer_); }),
            StoreError::not_found);
}

// What was read, the newest first whatever its urgency; in parts that neither overlap nor leave anything out.
TEST_F(MessagesTest, WhatWasReadComesInParts) {
  for (base::Byte n = 1; n <= 5; ++n) {
    auto message = incoming(n, n);
    message.urgency = n == 2 ? 3 : 1;
    message.read = n != 4;
    insert(message);
  }
  const auto part = [&](std::uint64_t offset) {
    std::vector<std::uint64_t> out;
    for (const auto& message :
         within([&](Transaction& tx) { return tx.messages().inbox(InboxFilter::read, {.offset = offset, .limit = 2}); }))
      out.push_back(message.room_seq->value());
    return out;
  };
  EXPECT_EQ(part(0), (std::vector<std::uint64_t>{5, 3}));
  EXPECT_EQ(part(2), (std::vector<std::uint64_t>{2, 1}));
  EXPECT_TRUE(part(4).empty());
  EXPECT_EQ(within([&](Transaction& tx) { return tx.messages().read_count(); }), 4U);
  EXPECT_EQ(within([&](Transaction& tx) { return tx.messages().unread_by_room(); }),
            (std::map<base::RoomId, std::uint64_t>{{room_, 1}}));
}

// The place of each message is the one at which the room shows it, whatever order they came in.
TEST_F(MessagesTest, PlaceInRoomIsWhereItStands) {
  insert(incoming(3, 3));
  insert(incoming(1, 1));
  auto unsent = incoming(7, 7);
  unsent.room_seq.reset();
  insert(unsent);
  auto silent = incoming(4, 2);
  silent.spoken = false;
  insert(silent);
  insert(incoming(5, 5));
  const auto shown = within([&](Transaction& tx) { return tx.messages().in_room(room_); });
  ASSERT_EQ(shown.size(), 4U);
  for (std::uint64_t n = 0; n < shown.size(); ++n)
    EXPECT_EQ(within([&](Transaction& tx) { return tx.messages().place_in_room(shown[n]); }), n);
}

// Larger numbers would become negative in the database and change the order.
TEST_F(MessagesTest, RefusesSequenceNumbersBeyondTheDatabase) {
  const auto absurd = incoming(1, ~std::uint64_t{0});
  EXPECT_EQ(error_of([&](Transaction& tx) { return tx.messages().insert(absurd); }), StoreError::invalid_value);
}

}  // namespace
}  // namespace valise::sdk::store
