// Cases over simulated days: who is in them, who may change what, and who can read what after people came and went.
#include <gmock/gmock.h>

#include "client-sdk/client/content.hpp"
#include "client-sdk/client/membership.hpp"
#include "tests/simulation/journey.hpp"

namespace valise::simulation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
namespace client = sdk::client;

constexpr milliseconds kDay = std::chrono::hours(24);

v1::RoomWish admit(const std::string& address) {
  v1::RoomWish wish;
  wish.mutable_admit()->add_addresses(address);
  return wish;
}
v1::RoomWish guest(const std::string& address, base::UnixMillis until) {
  v1::RoomWish wish;
  wish.mutable_guest()->set_address(address);
  wish.mutable_guest()->set_until_ms(base::to_wire(until));
  return wish;
}
v1::RoomWish phase(v1::RoomPhase phase) {
  v1::RoomWish wish;
  wish.mutable_phase()->set_phase(phase);
  return wish;
}

// Everybody who is in a room is in the same epoch of it.
void expect_agreement(Journey& journey, const std::string& room) {
  std::set<std::string> epochs;
  for (std::size_t device = 0; device < journey.devices(); ++device) {
    if (!journey.device(device).up() || !journey.knows(device, room)) continue;
    const auto view = journey.room(device, room);
    if (!view.left) epochs.insert(view.epoch_authenticator);
  }
  EXPECT_EQ(epochs.size(), 1U);
}

void expect_no_alarms(Journey& journey) {
  for (std::size_t device = 0; device < journey.devices(); ++device) {
    if (!journey.device(device).up()) continue;
    EXPECT_THAT(journey.device(device).alarms(), IsEmpty());
  }
}

// Of two networks and eight States: nothing about a case stops at a border.
TEST(RoomJourney, EightAuthoritiesAndAProsecutorForAWeek) {
  Journey journey(8, 1);
  const auto& directory = journey.device(0).context().directory();
  std::set<std::string> states;
  for (std::size_t office = 0; office < 8; ++office) {
    const auto post = directory::PostAddress::parse(journey.post(office)).value();
    states.insert(directory.authority(post.authority)->record.country());
  }
  ASSERT_THAT(states, SizeIs(8));
  for (const auto* network : {"gljcn", "wacap"}) {
    ASSERT_THAT(directory.network(directory::NetworkId::parse(network).value())->members, SizeIs(4)) << network;
  }
  const auto prosecutor = journey.hire(7, "prosecutor");
  const auto laptop = journey.enrol(7, "prosecutor");
  const auto room = journey.open(0, "Network case", {1, 2, 3, 4, 5, 6});
  ASSERT_TRUE(journey.settle());
  for (std::size_t device = 0; device < 7; ++device) EXPECT_THAT(journey.texts(device, room), ElementsAre("Opened"));
  EXPECT_FALSE(journey.knows(7, room));

  EXPECT_EQ(journey.change(1, room, admit(journey.post(7))), "only an owner of the room may change this");
  ASSERT_EQ(journey.change(0, room, admit(journey.post(7))), room);
  ASSERT_EQ(journey.say(0, room, "To all eight"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(7, room), ElementsAre("To all eight")) << "not what was said before";
  for (std::size_t device = 1; device < 7; ++device) {
    EXPECT_EQ(journey.notices(device, "Admitted: " + journey.post(7)), 1U) << device;
  }

  EXPECT_EQ(journey.post(7), "sn-office8/duty") << "the State stands in the address, wherever one is named";

  const auto until = journey.device(0).context().clock.now() + 7 * kDay;
  ASSERT_EQ(journey.change(0, room, guest(prosecutor, until)), room);
  ASSERT_TRUE(journey.settle());
  ASSERT_EQ(journey.say(3, room, "In the week"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(laptop, room), Contains("In the week"));
  EXPECT_EQ(journey.notices(5, "Guest until"), 1U);

  journey.skip(8 * kDay);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.room(4, room).guests, IsEmpty());
  EXPECT_TRUE(journey.room(laptop, room).left);
  ASSERT_EQ(journey.say(2, room, "After the week"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(laptop, room), Not(Contains("After the week")));
  EXPECT_THAT(journey.texts(6, room), Contains("After the week"));
  std::size_t told = 0;
  for (std::size_t device = 0; device < 8; ++device) told += journey.notices(device, "No longer a guest");
  EXPECT_EQ(told, 7U) << "all but the one that did it";

  EXPECT_EQ(journey.change(3, room, phase(v1::ROOM_PHASE_CLOSED)), "only an owner of the room may change this");
  ASSERT_EQ(journey.change(0, room, phase(v1::ROOM_PHASE_CLOSED)), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(journey.say(3, room, "Too late"), "the room is closed");
  ASSERT_EQ(journey.change(0, room, phase(v1::ROOM_PHASE_OPEN)), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_EQ(journey.say(3, room, "Again"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(7, room), Contains("Again"));
  expect_agreement(journey, room);
  expect_no_alarms(journey);
}

TEST(RoomJourney, AStolenDeviceIsOutOfAllRoomsByOneCommitOfWhoeverIsOnline) {
  Journey journey(3, 2);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  const std::size_t stolen = 2;  // of the second office
  const auto epoch = journey.room(4, room).epoch;
  journey.revoke(stolen);
  ASSERT_TRUE([&] {
    journey.device(stolen).kill();
    return journey.settle();
  }());
  const auto view = journey.room(4, room);
  EXPECT_EQ(view.epoch, epoch + 1) << "one commit, though nobody wrote";
  EXPECT_EQ(view.members.size(), 5U);
  std::size_t told = 0;
  for (const std::size_t device : {0U, 1U, 3U, 4U, 5U}) told += journey.notices(device, "Removed:");
  EXPECT_EQ(told, 4U) << "each but the one that did it, once";
  ASSERT_EQ(journey.say(4, room, "Not for the thief"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(3, room), Contains("Not for the thief"));
  expect_agreement(journey, room);
  expect_no_alarms(journey);
}

TEST(RoomJourney, AnOfficerWhoChangesPostReadsNothingMoreAndTheNextOneDoes) {
  Journey journey(2, 1);
  const auto room = journey.open(0, "Case", {1});
  ASSERT_TRUE(journey.settle());
  journey.hire(1, "next");
  const auto fresh = journey.enrol(1, "next");
  ASSERT_TRUE(journey.settle());
  EXPECT_FALSE(journey.knows(fresh, room)) << "on no post yet";
  journey.staff(1, {"next"});
  ASSERT_TRUE(journey.settle());
  EXPECT_TRUE(journey.room(1, room).left);
  ASSERT_TRUE(journey.knows(fresh, room)) << "before anybody wrote";
  ASSERT_EQ(journey.say(0, room, "To the post"), room);
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(fresh, room), ElementsAre("To the post"));
  EXPECT_THAT(journey.texts(1, room), ElementsAre("Opened")) << "the record stays";
  EXPECT_NE(journey.say(1, room, "Still me"), room);
  expect_agreement(journey, room);
  expect_no_alarms(journey);
}

TEST(RoomJourney, WhoLeavesKeepsTheRecordAndIsTakenOutByTheOthers) {
  Journey journey(3, 2);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  v1::RoomWish leave;
  leave.set_leave(journey.post(1));
  ASSERT_EQ(journey.change(2, room, leave), room);
  ASSERT_TRUE(journey.settle());
  for (const std::size_t device : {2U, 3U}) {
    EXPECT_TRUE(journey.room(device, room).left);
    EXPECT_THAT(journey.texts(device, room), ElementsAre("Opened"));
  }
  EXPECT_EQ(journey.room(0, room).members.size(), 4U);
  leave.set_leave(journey.post(0));
  EXPECT_EQ(journey.change(0, room, leave), "the room would be left without an owner");
  expect_agreement(journey, room);
}

TEST(RoomJourney, ChangesWaitInOrderWithMessagesAndSurviveTheProcess) {
  Journey journey(2, 1);
  const auto room = journey.open(0, "Case", {1});
  ASSERT_TRUE(journey.settle());
  v1::RoomWish subject;
  subject.set_subject("Renamed");
  ASSERT_EQ(journey.say(0, room, "Before"), room);
  ASSERT_EQ(journey.change(0, room, phase(v1::ROOM_PHASE_CLOSED)), room);
  EXPECT_EQ(journey.say(0, room, "Too late"), "the room is closed") << "as it will be";
  ASSERT_EQ(journey.change(0, room, phase(v1::ROOM_PHASE_OPEN)), room);
  ASSERT_EQ(journey.change(0, room, subject), room);
  ASSERT_EQ(journey.say(0, room, "After"), room);
  journey.device(0).kill();
  journey.device(0).start();
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(1, room), ElementsAre("Opened", "Before", "After"));
  EXPECT_EQ(journey.room(1, room).subject, "Renamed");
  EXPECT_THAT(journey.room(0, room).changes_waiting, IsEmpty());
  expect_no_alarms(journey);
}

// break_rules commits what the member's own client would refuse to make.
ClientProcess::Deed break_rules(const std::string& hex, std::function<void(v1::RoomState&)> spoil) {
  return [hex, spoil = std::move(spoil)](client::Context& context, client::Link link) -> asio::awaitable<void> {
    const auto rooms = context.store.transaction([](sdk::store::Transaction& tx) { return tx.rooms().list(); }).value();
    auto room = client::load_room_group(context, rooms.front().id).value();
    auto state = room.state;
    spoil(state);
    state.set_head_size(context.log.head().size);
    mls::CommitOptions options;
    options.context_extensions = room.group.context_extensions();
    options.context_extensions->set(mls::ExtensionType::valise_room_state, base::to_bytes(state.SerializeAsString()));
    options.authenticated_data = client::visible_data(context.log.head());
    const client::LeafPolicy policy(context.directory(), context.log.head().size);
    const mls::Validation validation{.credentials = policy, .now = client::to_seconds(context.clock.now())};
    auto commit = room.group.commit(options, validation, context.random).value();
    v1::ClientFrame ask;
    ask.mutable_get_room()->set_room_id(room.room.id.string());
    const auto info = co_await link->request(std::move(ask));
    v1::ClientFrame frame;
    auto& submit = *frame.mutable_submit_commit();
    submit.set_room_id(room.room.id.string());
    submit.set_idempotency_key(context.random.id<base::IdempotencyKey>().string());
    submit.set_expected_position(info->room_info().handshake_position());
    submit.set_commit(base::to_string(commit.message));
    const auto taken = co_await link->request(std::move(frame));
    EXPECT_TRUE(taken) << taken.error().message();
  };
}

TEST(RoomJourney, WhatBreaksTheRulesIsPassedOverByAllAndWedgesNothing) {
  Journey journey(4, 1);
  const auto room = journey.open(0, "Case", {1, 2, 3});
  ASSERT_TRUE(journey.settle());
  const std::vector<std::function<void(v1::RoomState&)>> spoils = {
      [](auto& state) { state.set_subject("Mine now"); },
      [](auto& state) { state.set_phase(v1::ROOM_PHASE_CLOSED); },
      [](auto& state) { state.add_owners("rw-office4/duty"); },
      [](auto& state) { state.mutable_participants()->RemoveLast(), state.mutable_participants()->RemoveLast(); },
      [](auto& state) { (*state.add_references()).set_authority_id("ke-office1"), state.mutable_references(0)->set_number("9"); },
      [](auto& state) { state.clear_participants(); },
      [](auto& state) { state.set_retention_days(1); },
  };
  const auto epoch = journey.room(0, room).epoch;
  for (const auto& spoil : spoils) {
    journey.device(3).misbehave(break_rules(room, spoil));
    ASSERT_TRUE(journey.settle());
    EXPECT_EQ(journey.room(0, room).epoch, epoch);
  }
  ASSERT_TRUE(journey.settle());
  for (const std::size_t device : {0U, 1U, 2U}) {
    EXPECT_GE(journey.notices(device, "against its rules"), 3U) << "one for each reason: what was not seen yet is not repeated";
    EXPECT_EQ(journey.room(device, room).subject, "Case");
  }
  ASSERT_EQ(journey.say(1, room, "Undisturbed"), room);
  ASSERT_TRUE(journey.settle());
  for (const std::size_t device : {0U, 2U, 3U}) EXPECT_THAT(journey.texts(device, room), Contains("Undisturbed"));
  expect_agreement(journey, room);
}

}  // namespace
}  // namespace valise::simulation
