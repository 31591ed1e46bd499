#include "client-sdk/client/receipts.hpp"

#include "room_fixture.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;
using store::ReceiptKind;

class ReceiptsTest : public RoomTest {
 protected:
  explicit ReceiptsTest(std::size_t devices_each = 2) : RoomTest(devices_each) {
    for (std::size_t i = 0; i < offices_.devices.size(); ++i) {
      within(i, [&](store::Transaction& tx) -> Result<> {
        auto room = tx.rooms().find(room_);
        (*room)->membership = store::Membership::member;
        return tx.rooms().put(**room);
      });
    }
  }
  v1::Content text(std::size_t device) {
    auto out = content(device);
    out.mutable_text()->set_text("Hello");
    return out;
  }
  // send says it, counted and with recipients, as a device that protects it does.
  store::MessageKey send(std::size_t device, v1::Content said) {
    said.set_sender_counter(++counters_[device]);
    const auto key = say(device, said);
    within(device, [&](store::Transaction& tx) -> Result<> {
      for (std::size_t i = 0; i < offices_.devices.size(); ++i) {
        if (offices_.office_of[i] == offices_.office_of[device]) continue;
        if (auto expected = tx.receipts().expect(key, offices_.devices[i].id); !expected) return expected;
      }
      return {};
    });
    return key;
  }
  // deliver_queue says what a device has queued; it gives how many messages that were.
  std::size_t deliver_queue(std::size_t device) {
    const auto waiting = within(device, [](store::Transaction& tx) { return tx.outbox().waiting(); });
    for (const auto& item : waiting) {
      auto message = within(device, [&](store::Transaction& tx) { return tx.messages().find(item.message, item.sender); });
      auto said = content_of(*message);
      said.set_sender_counter(++counters_[device]);
      ++seq_;
      within(device, [&](store::Transaction& tx) { return tx.outbox().mark_sent(item.id, base::RoomSeq(seq_), clock_.time); });
      for (std::size_t i = 0; i < offices_.devices.size(); ++i) {
        if (i != device) take(i, device, said);
      }
    }
    return waiting.size();
  }
  std::size_t delivered(const store::MessageKey& key, std::size_t at) {
    const auto all = within(at, [&](store::Transaction& tx) { return tx.receipts().recipients(key); });
    return static_cast<std::size_t>(std::ranges::count_if(all, [](const auto& one) { return one.delivered_at.has_value(); }));
  }
  v1::Content receipt(std::size_t device, const store::MessageKey& of, bool read = false) {
    auto out = content(device);
    out.mutable_receipt()->add_message_ids(of.id.string());
    out.mutable_receipt()->set_read(read);
    return out;
  }

  std::map<std::size_t, std::uint64_t> counters_;
};

TEST_F(ReceiptsTest, EachDeviceOfOthersConfirmsOnce) {
  const auto key = send(0, text(0));
  EXPECT_EQ(delivered(key, 0), 0U);
  EXPECT_FALSE(queue_receipts(context(2), Say::what_is_due).value()) << "not at once";
  clock_.time += 10min;
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(queue_receipts(context(i), Say::what_is_due).value(), i >= 2) << "one's own officer's devices say nothing: " << i;
    EXPECT_EQ(deliver_queue(i), i >= 2 ? 1U : 0U);
  }
  EXPECT_EQ(delivered(key, 0), 4U);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_FALSE(queue_receipts(context(i), Say::all).value()) << "no receipts for receipts";
}

TEST_F(ReceiptsTest, OneReceiptAnswersManyMessages) {
  for (int i = 0; i < 50; ++i) send(0, text(0));
  ASSERT_TRUE(queue_receipts(context(2), Say::all).value());
  EXPECT_EQ(deliver_queue(2), 1U);
}

TEST_F(ReceiptsTest, ReceiptsForWhatWasNotSentAreWithoutEffect) {
  const auto key = send(0, text(0));
  say(2, receipt(2, {random_.id<base::MessageId>(), key.sender}));
  say(1, receipt(1, key));  // a device of the same officer, to which it does not count as sent
  EXPECT_EQ(delivered(key, 0), 0U);
  auto garbage = receipt(2, key);
  garbage.mutable_receipt()->set_message_ids(0, "short");
  say(2, garbage);
  EXPECT_EQ(delivered(key, 0), 0U);
  const auto confirmed = receipt(2, key);
  say(2, confirmed);
  say(2, confirmed);  // replayed
  say(2, receipt(2, key));
  EXPECT_EQ(delivered(key, 0), 1U);
}

TEST_F(ReceiptsTest, NothingIsConfirmedThatIsNotThere) {
  auto service = content(0);
  service.mutable_heartbeat();
  say(0, service);
  auto garbage = receipt(0, {random_.id<base::MessageId>(), offices_.devices[0].id});
  say(0, garbage);
  EXPECT_FALSE(queue_receipts(context(2), Say::all).value());
}

TEST_F(ReceiptsTest, ReadingIsToldOnlyWhereTheRoomAllowsIt) {
  const auto key = send(0, text(0));
  const auto read = [&] {
    within(2, [&](store::Transaction& tx) -> Result<> {
      auto message = tx.messages().find(key.id, key.sender);
      return owe_read_receipt(tx, context(2), **message);
    });
    EXPECT_TRUE(queue_receipts(context(2), Say::all));
    return deliver_queue(2);
  };
  EXPECT_EQ(read(), 1U) << "delivered only";
  within(2, [&](store::Transaction& tx) -> Result<> {
    auto room = tx.rooms().find(room_);
    auto state = parse_room_state((*room)->state);
    state->set_read_receipts(true);
    (*room)->state = base::to_bytes(state->SerializeAsString());
    return tx.rooms().put(**room);
  });
  EXPECT_EQ(read(), 1U);
  const auto all = within(0, [&](store::Transaction& tx) { return tx.receipts().recipients(key); });
  EXPECT_EQ(std::ranges::count_if(all, [](const auto& one) { return one.read_at.has_value(); }), 1);
}

// What the relay kept from one device, the last message too, shows when another says what it has seen.
TEST_F(ReceiptsTest, ADroppedTailShows) {
  const auto chain = [&](std::size_t at, std::uint64_t counter) {
    within(at, [&](store::Transaction& tx) {
      return tx.rooms().set_sender_chain(room_, {.sender = offices_.devices[0].id, .counter = counter, .hash = {}});
    });
  };
  chain(2, 5);
  chain(4, 4);  // the fifth never came here
  auto said = content(2);
  auto& seen = *said.mutable_receipt()->add_seen();
  seen.set_sender(offices_.devices[0].id.string());
  seen.set_counter(5);
  say(2, said);
  EXPECT_EQ(notices(4, store::NoticeKind::message_gap), 1U);
  EXPECT_EQ(notices(2, store::NoticeKind::message_gap), 0U);
  EXPECT_EQ(notices(0, store::NoticeKind::message_gap), 0U);
  auto again = content(2);
  *again.mutable_heartbeat()->add_seen() = seen;
  say(2, again);
  EXPECT_EQ(notices(4, store::NoticeKind::message_gap), 1U) << "told once";
}

TEST_F(ReceiptsTest, ARoomIsToldHowFarOnesMessagesGo) {
  within(2, [&](store::Transaction& tx) { return tx.receipts().set_heartbeat(room_, clock_.time + 10min); });
  EXPECT_FALSE(queue_receipts(context(2), Say::what_is_due).value());
  clock_.time += 11min;
  EXPECT_TRUE(queue_receipts(context(2), Say::what_is_due).value());
  EXPECT_EQ(deliver_queue(2), 1U);
  EXPECT_FALSE(queue_receipts(context(2), Say::what_is_due).value()) << "once";
}

// The figure of docs/design/0019: what twenty devices say to messages that come one a second, and to a single one.
struct LargeRoom : ReceiptsTest {
  LargeRoom() : ReceiptsTest(7) {}  // 21 devices
};

TEST_F(LargeRoom, MakesFewReceiptsPerMessage) {
  constexpr int kMessages = 60;
  std::size_t services = 0;
  for (int second = 0; second < 2 * kMessages; ++second) {
    if (second < kMessages) send(0, text(0));
    clock_.time += 1s;
    if (second % 10 != 9) continue;
    for (std::size_t i = 0; i < offices_.devices.size(); ++i) {
      ASSERT_TRUE(queue_receipts(context(i), Say::what_is_due));
      services += deliver_queue(i);
    }
  }
  RecordProperty("service_messages", static_cast<int>(services));
  RecordProperty("messages", kMessages);
  EXPECT_GE(services, 14U) << "each device of others at least once";
  EXPECT_LE(services, 3 * 14U) << "each no more than every half minute";
}

}  // namespace
}  // namespace valise::sdk::client
