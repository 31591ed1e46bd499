// Devices that lose their place in a room: who notices, who brings them back, what they hear of what they missed, and what a
// hostile member can make of it.
#include <gmock/gmock.h>

#include "client-sdk/client/content.hpp"
#include "client-sdk/client/handed_on.hpp"
#include "client-sdk/client/membership.hpp"
#include "client-sdk/client/speech.hpp"
#include "client-sdk/mls/framing/message.hpp"
#include "tests/simulation/journey.hpp"
#include "tests/simulation/must.hpp"

namespace valise::simulation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
namespace client = sdk::client;
namespace store = sdk::store;

constexpr milliseconds kDay = std::chrono::hours(24);

// Everybody who is in a room is in the same epoch of it.
void expect_agreement(Journey& journey, const std::string& room) {
  std::set<std::string> epochs;
  for (std::size_t device = 0; device < journey.devices(); ++device) {
    if (journey.device(device).up()) epochs.insert(journey.room(device, room).epoch_authenticator);
  }
  EXPECT_EQ(epochs.size(), 1U);
}

// Each says something, and all hear it.
void expect_all_speak(Journey& journey, const std::string& room) {
  for (std::size_t device = 0; device < journey.devices(); ++device) {
    ASSERT_EQ(journey.say(device, room, "Heard " + std::to_string(device)), room);
  }
  ASSERT_TRUE(journey.settle());
  for (std::size_t device = 0; device < journey.devices(); ++device) {
    for (std::size_t other = 0; other < journey.devices(); ++other) {
      EXPECT_THAT(journey.texts(device, room), Contains("Heard " + std::to_string(other))) << device;
    }
  }
}

client::RoomGroup first_room(client::Context& context) {
  const auto rooms = must(context.store.transaction([](store::Transaction& tx) { return tx.rooms().list(); }));
  return must(client::load_room_group(context, rooms.front().id));
}

// Whether somebody in the room could read what was said, and who says that it was said.
std::map<std::string, std::string> heard(Journey& journey, std::size_t device, const std::string& room) {
  std::map<std::string, std::string> out;
  for (const auto& view : journey.messages(device, room)) out[view.text] = view.repeated_by;
  return out;
}

TEST(StateLoss, AnOldCopyOfAProfileSendsNothingAndIsBroughtBackByAMember) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  journey.device(1).back_up();
  ASSERT_EQ(journey.say(0, room, "After the copy"), room);
  ASSERT_EQ(journey.say(1, room, "Own, after the copy"), room);
  ASSERT_TRUE(journey.settle());
  journey.device(1).put_back();
  journey.device(1).start();
  ASSERT_EQ(journey.say(1, room, "From the old copy"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(journey.notices(1, "lost its place"), 1U);
  EXPECT_EQ(journey.notices(1, "another copy of its profile"), 1U);
  EXPECT_EQ(journey.notices(0, "Back, after it had lost its place") + journey.notices(2, "Back, after it had lost its place"), 1U)
      << "all but the one that did it";
  EXPECT_THAT(journey.texts(0, room), Contains("From the old copy"));
  const auto known = heard(journey, 1, room);
  ASSERT_TRUE(known.contains("After the copy"));
  EXPECT_NE(known.at("After the copy"), "") << "repeated, and said to be";
  ASSERT_TRUE(known.contains("Own, after the copy"));
  EXPECT_EQ(known.at("Opened"), "");
  expect_agreement(journey, room);
}

TEST(StateLoss, ACopyIsFoundOutBeforeItEncryptsEvenIfNothingWasDelivered) {
  Journey journey(2, 1);
  const auto room = journey.open(0, "Case", {1});
  ASSERT_TRUE(journey.settle());
  journey.device(0).back_up();
  ASSERT_EQ(journey.say(0, room, "By the original"), room);
  ASSERT_TRUE(journey.settle());
  journey.device(0).put_back();  // its mailbox is as it was: only the room has gone on
  journey.device(0).start();
  ASSERT_EQ(journey.say(0, room, "By the copy"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(journey.notices(0, "lost its place"), 1U);
  EXPECT_THAT(journey.texts(1, room), ElementsAre("Opened", "By the original", "By the copy"));
  EXPECT_EQ(journey.notices(1, "could not be used"), 0U) << "no generation was used twice";
  EXPECT_THAT(journey.texts(0, room), Contains("By the original"));
  expect_agreement(journey, room);
}

TEST(StateLoss, AMemberWhoWasAwayForTwoMonthsComesBackAndHearsWhatWasSaid) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  journey.device(1).kill();
  ASSERT_EQ(journey.say(0, room, "While you were away"), room);
  v1::RoomWish subject;
  subject.set_subject("Renamed");
  ASSERT_EQ(journey.change(0, room, subject), room);
  ASSERT_TRUE(journey.settle());
  journey.skip(61 * kDay);
  ASSERT_EQ(journey.say(2, room, "Much later"), room);
  ASSERT_TRUE(journey.settle());
  journey.device(1).start();
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(journey.room(1, room).subject, "Renamed");
  const auto known = heard(journey, 1, room);
  ASSERT_TRUE(known.contains("While you were away"));
  EXPECT_NE(known.at("While you were away"), "");
  EXPECT_TRUE(known.contains("Much later"));
  expect_agreement(journey, room);
}

TEST(StateLoss, WhoIsNoMemberOrHasNoKeyPleadsInVain) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  const auto epoch = journey.room(0, room).epoch;
  // A member asks in the name of another: the signature is its own.
  journey.device(2).misbehave([](client::Context& context, client::Link link) -> asio::awaitable<void> {
    const auto rooms = context.store.transaction([](sdk::store::Transaction& tx) { return tx.rooms().list(); }).value();
    const auto group = client::load_room_group(context, rooms.front().id).value();
    for (const auto& device : client::devices_in(group.group)) {
      if (device == context.device()) continue;
      v1::StatePlea plea;
      plea.set_room_id(rooms.front().id.string());
      plea.set_device_id(device.string());
      plea.set_made_at_ms(base::to_wire(context.clock.now()));
      v1::SignedPlea message;
      message.set_plea(plea.SerializeAsString());
      const auto signature =
          crypto::sign_labelled(context.identity->signature_key, crypto::Label("plea"), base::as_bytes(message.plea()));
      message.set_signature(base::to_string(signature));
      v1::ClientFrame frame;
      frame.mutable_submit_message()->set_room_id(rooms.front().id.string());
      frame.mutable_submit_message()->set_idempotency_key(context.random.id<base::IdempotencyKey>().string());
      frame.mutable_submit_message()->set_message(message.SerializeAsString());
      frame.mutable_submit_message()->set_urgency(v1::URGENCY_ROUTINE);
      co_await link->request(std::move(frame));
    }
  });
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(journey.room(0, room).epoch, epoch);
  EXPECT_THAT(journey.device(0).alarms(), IsEmpty());
}

// A newcomer who asks for everything gets what was said since it came: what was said before is a matter of history.
TEST(StateLoss, APleaReachesNotBackBeforeItsDeviceCame) {
  Journey journey(2, 1);
  const auto room = journey.open(1, "Case", {0});
  ASSERT_TRUE(journey.settle());
  ASSERT_EQ(journey.say(0, room, "Before it came"), room);
  ASSERT_TRUE(journey.settle());
  const auto fresh = journey.enrol(0, "officer");
  ASSERT_TRUE(journey.settle());
  ASSERT_EQ(journey.say(1, room, "When it was there"), room);
  ASSERT_TRUE(journey.settle());
  ASSERT_THAT(journey.texts(fresh, room), ElementsAre("When it was there"));
  journey.device(fresh).back_up();
  ASSERT_EQ(journey.say(1, room, "While it was away"), room);
  ASSERT_TRUE(journey.settle());
  journey.device(fresh).put_back();
  journey.device(fresh).start();
  auto& context = journey.device(fresh).context();
  must(context.store.transaction([&](store::Transaction& tx) {
    const auto all = must(tx.rooms().list());
    return tx.places().note_doubt(
        {.room = all.front().id, .what = store::DoubtKind::ahead, .after = base::RoomSeq(0), .since = context.clock.now()});
  }));
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(journey.notices(fresh, "lost its place"), 1U);
  const auto known = heard(journey, fresh, room);
  ASSERT_TRUE(known.contains("While it was away"));
  EXPECT_NE(known.at("While it was away"), "") << "repeated";
  EXPECT_THAT(journey.texts(fresh, room), Not(Contains("Before it came")));
  EXPECT_THAT(journey.texts(fresh, room), Not(Contains("Opened")));
  expect_agreement(journey, room);
}

// What a member's own client would never send: bytes of a later epoch, to the room or as a change that takes a device off the
// relay's list.
base::Bytes of_later_epoch(client::Context& context) {
  auto room = first_room(context);
  const auto made = must(room.group.protect_signed(client::visible_data(context.log.head()), base::Bytes(40), context.random));
  auto message = must(mls::from_message<mls::PrivateMessage>(made.message));
  message.epoch = mls::Epoch(message.epoch.value() + 1);
  return mls::to_message(message);
}

asio::awaitable<void> say_of_later_epoch(client::Context& context, client::Link link) {
  v1::ClientFrame frame;
  auto& submit = *frame.mutable_submit_message();
  submit.set_room_id(first_room(context).room.id.string());
  submit.set_idempotency_key(context.keys.next().string());
  submit.set_message(base::to_string(of_later_epoch(context)));
  submit.set_urgency(v1::URGENCY_ROUTINE);
  const auto taken = co_await link->request(std::move(frame));
  EXPECT_TRUE(taken) << taken.error().message();
}

ClientProcess::Deed cut_off(base::DeviceId victim) {
  return [victim](client::Context& context, client::Link link) -> asio::awaitable<void> {
    const auto room = first_room(context);
    v1::ClientFrame frame;
    auto& submit = *frame.mutable_submit_commit();
    submit.set_room_id(room.room.id.string());
    submit.set_idempotency_key(context.keys.next().string());
    submit.set_expected_position(room.room.handshake_position.value());
    submit.set_commit(base::to_string(of_later_epoch(context)));
    submit.add_remove(victim.string());
    const auto taken = co_await link->request(std::move(frame));
    EXPECT_TRUE(taken) << taken.error().message();
  };
}

TEST(StateLoss, WhoIsCutOffByAChangeThatNobodyFollowsIsBroughtBack) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  journey.device(2).misbehave(cut_off(journey.device(1).context().device()));
  ASSERT_TRUE(journey.settle());
  ASSERT_TRUE(journey.settle());
  expect_agreement(journey, room);
  expect_all_speak(journey, room);
}

TEST(StateLoss, WhoPretendsThatOthersFellBehindStopsNobody) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  journey.device(2).misbehave(say_of_later_epoch);
  ASSERT_TRUE(journey.settle());
  // The deed went past its own program, which takes it for that of a copy, pleads and is brought back.
  journey.skip(std::chrono::hours(2));
  ASSERT_TRUE(journey.settle());
  expect_agreement(journey, room);
  expect_all_speak(journey, room);
}

// A member repeats what nobody said, in the very range that was asked for: the signature is not the sender's.
ClientProcess::Deed forge(base::DeviceId receiver, std::string genuine) {
  return [receiver, genuine](client::Context& context, client::Link) -> asio::awaitable<void> {
    const auto id = first_room(context).room.id;
    must(context.store.transaction([&](store::Transaction& tx) -> base::Result<> {
      v1::Repetition part;
      part.set_receiver(receiver.string());
      for (const store::Message& message : must(tx.messages().in_room(id, {.offset = 0, .limit = 100}, store::Which::all))) {
        auto content = client::parse_content(message.content);
        if (!content || content->text().text() != genuine) continue;
        auto repeated = must(client::handed_on(tx, message, *part.mutable_contexts()));
        if (!repeated) continue;
        content->mutable_text()->set_text("Forged");
        content->set_message_id(context.random.id<base::MessageId>().string());
        repeated->set_content(content->SerializeAsString());
        *part.add_messages() = std::move(*repeated);
      }
      EXPECT_EQ(part.messages().size(), 1);
      client::Speech speech{.room = id, .content = {}, .from = {}, .asks = {}, .answer_by = {}, .settles = {}};
      *speech.content.mutable_repetition() = std::move(part);
      must(client::queue_speech(tx, context, std::move(speech)));
      return {};
    }));
    co_return;
  };
}

TEST(StateLoss, WhatIsRepeatedFalselyIsNotTaken) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  journey.device(1).back_up();
  ASSERT_EQ(journey.say(0, room, "Genuine"), room);
  ASSERT_TRUE(journey.settle());
  journey.device(1).put_back();
  journey.device(1).start();
  ASSERT_TRUE(journey.settle());
  ASSERT_THAT(journey.texts(1, room), Contains("Genuine")) << "so the range is one that was asked for";
  journey.device(2).misbehave(forge(journey.device(1).context().device(), "Genuine"));
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(1, room), Not(Contains("Forged")));
  expect_all_speak(journey, room);
}

}  // namespace
}  // namespace valise::simulation
