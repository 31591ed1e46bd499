// Who may change what in a room, and what a room can be: each rule with somebody who may and somebody who may not.
#include "client-sdk/client/room_wish.hpp"

#include <gtest/gtest.h>

#include "client-sdk/client/room_difference.hpp"
#include "client-sdk/client/sentences.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::sdk::client {
namespace {

using std::chrono_literals::operator""h;

constexpr base::UnixMillis kNow{std::chrono::milliseconds(1'795'420'800'000)};

// ke-odpp has two posts: duty, which owns the room, and desk, which takes part; and an officer on no post.
struct RoomRules : testing::Test {
  directory::World world;
  v1::RoomState state;

  RoomRules() {
    EXPECT_TRUE(world.append(world.post("desk"), world.odpp()));
    EXPECT_TRUE(world.append(world.post("archive"), world.odpp()));
    EXPECT_TRUE(world.append(world.officer("aotieno", "A. Otieno"), world.odpp()));
    EXPECT_TRUE(world.append(world.officer("guest", "G. Uest"), world.odpp()));
    state.set_subject("Preservation of a log");
    state.add_participants("ke-odpp/duty");
    state.add_participants("ke-odpp/desk");
    state.add_owners("ke-odpp/duty");
    state.set_head_size(directory().size());
  }
  const directory::DirectoryState& directory() { return world.log.state(); }
  static Actor actor(const std::string& officer, const std::string& post) {
    const auto address = directory::OfficerAddress::parse(officer).value();
    Actor out{.officer = address, .addresses = {address.string()}};
    if (!post.empty()) out.addresses.insert(post);
    return out;
  }
  const Actor owner = actor("ke-odpp/@jmwangi", "ke-odpp/duty");
  const Actor participant = actor("ke-odpp/@aotieno", "ke-odpp/desk");
  const Actor stranger = actor("ke-odpp/@guest", "");

  // outcome is empty when the actor may, and why not otherwise.
  std::string outcome(const Actor& who, const v1::RoomWish& wish, base::UnixMillis at = kNow) {
    auto after = come_true(wish, state);
    if (!after) return std::string(after.error().message());
    auto checked = check_change(state, *after, who, directory(), at);
    return checked ? "" : std::string(checked.error().message());
  }
  void become(const v1::RoomWish& wish) { state = come_true(wish, state).value(); }
  void expect_owner_only(const v1::RoomWish& wish, const std::string& why = "only an owner of the room may change this") {
    EXPECT_EQ(outcome(owner, wish), "") << wish_text(wish);
    EXPECT_EQ(outcome(participant, wish), why) << wish_text(wish);
    EXPECT_EQ(outcome(stranger, wish), why) << wish_text(wish);
  }

  static v1::RoomWish admit(const std::string& address) {
    v1::RoomWish wish;
    wish.mutable_admit()->add_addresses(address);
    return wish;
  }
  static v1::RoomWish remove(const std::string& address) {
    v1::RoomWish wish;
    wish.mutable_remove()->add_addresses(address);
    return wish;
  }
  static v1::RoomWish guest(const std::string& address, base::UnixMillis until) {
    v1::RoomWish wish;
    wish.mutable_guest()->set_address(address);
    wish.mutable_guest()->set_until_ms(base::to_wire(until));
    return wish;
  }
  static v1::RoomWish phase(v1::RoomPhase phase, const std::string& waiting_for = {}) {
    v1::RoomWish wish;
    wish.mutable_phase()->set_phase(phase);
    if (!waiting_for.empty()) wish.mutable_phase()->add_waiting_for(waiting_for);
    return wish;
  }
  static v1::RoomWish reference(const std::string& authority, const std::string& number) {
    v1::RoomWish wish;
    wish.mutable_reference()->set_authority_id(authority);
    wish.mutable_reference()->set_number(number);
    return wish;
  }
};

TEST_F(RoomRules, OwnersAloneChangeSubjectPeopleOwnersAndSettings) {
  v1::RoomWish wish;
  wish.set_subject("Another");
  expect_owner_only(wish);
  wish.set_retention_days(30);
  expect_owner_only(wish);
  wish.set_read_receipts(true);
  expect_owner_only(wish);
  wish.set_add_owner("ke-odpp/desk");
  expect_owner_only(wish);
  expect_owner_only(admit("ke-odpp/archive"));
  expect_owner_only(guest("ke-odpp/@guest", kNow + 24h));
  expect_owner_only(phase(v1::ROOM_PHASE_CLOSED));
}

TEST_F(RoomRules, OwnersRemoveOthersAndEverybodyOnlyThemselves) {
  EXPECT_EQ(outcome(owner, remove("ke-odpp/desk")), "");
  EXPECT_EQ(outcome(participant, remove("ke-odpp/desk")), "") << "by oneself";
  EXPECT_NE(outcome(stranger, remove("ke-odpp/desk")), "");
  EXPECT_NE(outcome(participant, remove("ke-odpp/duty")), "");
}

TEST_F(RoomRules, ARoomIsNeverLeftWithoutAnOwner) {
  EXPECT_EQ(outcome(owner, remove("ke-odpp/duty")), "the room would be left without an owner");
  v1::RoomWish wish;
  wish.set_remove_owner("ke-odpp/duty");
  EXPECT_EQ(outcome(owner, wish), "the room would be left without an owner");
  wish.set_add_owner("ke-odpp/desk");
  become(wish);
  EXPECT_EQ(outcome(owner, remove("ke-odpp/duty")), "");
}

TEST_F(RoomRules, RightsBelongToThePostWhoeverStaffsIt) {
  v1::RoomWish wish;
  wish.set_subject("Another");
  EXPECT_EQ(outcome(actor("ke-odpp/@aotieno", "ke-odpp/duty"), wish), "") << "the next shift";
  EXPECT_NE(outcome(actor("ke-odpp/@jmwangi", ""), wish), "") << "who was on the post before";
  const auto before = actor_of(directory(), owner.officer);
  EXPECT_TRUE(before.addresses.contains("ke-odpp/duty"));
  ASSERT_TRUE(world.append(world.roster(2, {"aotieno"}), world.odpp()));
  EXPECT_FALSE(actor_of(directory(), owner.officer).addresses.contains("ke-odpp/duty"));
}

TEST_F(RoomRules, AnAuthoritySetsOnlyItsOwnReference) {
  EXPECT_EQ(outcome(participant, reference("ke-odpp", "ODPP/2026/117")), "");
  EXPECT_EQ(outcome(owner, reference("fr-bemi", "1")), "an authority sets only its own reference numbers");
  EXPECT_EQ(outcome(stranger, reference("ke-odpp", "1")), "only those who take part in the room may change this");
}

TEST_F(RoomRules, AnybodyAddsAConditionAndOwnersTakeItAway) {
  v1::RoomWish wish;
  wish.set_add_handling("Not in proceedings");
  EXPECT_EQ(outcome(participant, wish), "");
  EXPECT_NE(outcome(stranger, wish), "");
  become(wish);
  wish.set_remove_handling("Not in proceedings");
  expect_owner_only(wish, "only an owner of the room takes handling conditions away");
}

TEST_F(RoomRules, ParticipantsSayWhoseTurnItIs) {
  EXPECT_EQ(outcome(participant, phase(v1::ROOM_PHASE_WAITING, "ke-odpp/duty")), "");
  EXPECT_NE(outcome(stranger, phase(v1::ROOM_PHASE_WAITING, "ke-odpp/duty")), "");
  EXPECT_NE(outcome(participant, phase(v1::ROOM_PHASE_WAITING, "ke-odpp/archive")), "") << "not in the room";
  EXPECT_NE(outcome(participant, phase(v1::ROOM_PHASE_WAITING)), "") << "for nobody";
}

TEST_F(RoomRules, AClosedRoomTakesInNobodyAndOwnersOpenIt) {
  become(phase(v1::ROOM_PHASE_CLOSED));
  EXPECT_EQ(outcome(owner, admit("ke-odpp/archive")), "the room is closed");
  EXPECT_EQ(outcome(owner, guest("ke-odpp/@guest", kNow + 24h)), "the room is closed");
  EXPECT_EQ(outcome(participant, remove("ke-odpp/desk")), "") << "leaving is always possible";
  expect_owner_only(phase(v1::ROOM_PHASE_OPEN));
}

TEST_F(RoomRules, OnlyKnownAndActiveAddressesComeIn) {
  EXPECT_EQ(outcome(owner, admit("ke-odpp/nobody")), "the directory has nobody active of this address");
  ASSERT_TRUE(world.append(world.post_retired("archive"), world.odpp()));
  EXPECT_EQ(outcome(owner, admit("ke-odpp/archive")), "the directory has nobody active of this address");
  EXPECT_EQ(outcome(owner, admit("Kenya")), "a room cannot be like this");
}

TEST_F(RoomRules, AGuestIsAPersonWhoCanChangeNothing) {
  EXPECT_EQ(outcome(owner, guest("ke-odpp/archive", kNow + 24h)), "a guest is a person, written like ke-odpp/@jmwangi");
  become(guest("ke-odpp/@guest", kNow + 24h));
  v1::RoomWish wish;
  wish.set_add_handling("Mine");
  EXPECT_NE(outcome(stranger, wish), "");
  EXPECT_NE(outcome(stranger, guest("ke-odpp/@guest", kNow + 48h)), "") << "more time for oneself";
  EXPECT_EQ(outcome(stranger, remove("ke-odpp/@guest")), "") << "leaving";
}

TEST_F(RoomRules, AnybodyEndsAGuestsTimeOnceItIsOverByTheRelaysClock) {
  become(guest("ke-odpp/@guest", kNow + 24h));
  EXPECT_NE(outcome(participant, remove("ke-odpp/@guest"), kNow), "");
  EXPECT_NE(outcome(participant, remove("ke-odpp/@guest"), kNow + 22h), "");
  EXPECT_EQ(outcome(participant, remove("ke-odpp/@guest"), kNow + 24h), "");
  EXPECT_EQ(outcome(owner, remove("ke-odpp/@guest"), kNow), "") << "owners at any time";
  const auto members = members_of(directory(), state);
  EXPECT_TRUE(members.contains(world.pc.id));
}

TEST_F(RoomRules, TheDirectoryNeverGoesBack) {
  auto after = state;
  after.set_subject("Another");
  after.set_head_size(state.head_size() - 1);
  EXPECT_EQ(check_change(state, after, owner, directory(), kNow).error().code, RoomRuleError::head_went_back);
}

TEST_F(RoomRules, FormIsCheckedInEveryField) {
  const auto bad = [&](auto spoil) {
    auto spoiled = state;
    spoil(spoiled);
    return !check_form(spoiled).has_value();
  };
  EXPECT_TRUE(check_form(state).has_value());
  EXPECT_TRUE(bad([](auto& s) { s.clear_subject(); }));
  EXPECT_TRUE(bad([](auto& s) { s.set_subject(std::string(1001, 'x')); }));
  EXPECT_TRUE(bad([](auto& s) { s.add_participants("ke-odpp/duty"); })) << "twice";
  EXPECT_TRUE(bad([](auto& s) { s.add_participants("nonsense"); }));
  EXPECT_TRUE(bad([](auto& s) { s.clear_participants(); }));
  EXPECT_TRUE(bad([](auto& s) { s.add_owners("ke-odpp/archive"); })) << "not a participant";
  EXPECT_TRUE(bad([](auto& s) { s.set_phase(v1::ROOM_PHASE_WAITING); })) << "for nobody";
  EXPECT_TRUE(bad([](auto& s) { s.add_waiting_for("ke-odpp/duty"); })) << "but not waiting";
  EXPECT_TRUE(bad([](auto& s) { s.set_phase(static_cast<v1::RoomPhase>(9)); }));
  EXPECT_TRUE(bad([](auto& s) { s.set_retention_days(100'000); }));
  EXPECT_TRUE(bad([](auto& s) { s.add_handling(""); }));
  EXPECT_TRUE(bad([](auto& s) { s.add_references()->set_authority_id("ke-odpp"); })) << "without a number";
  EXPECT_TRUE(bad([](auto& s) {
    for (int i = 0; i < 201; ++i) s.add_participants("ke-odpp/p" + std::to_string(i));
  }));
  EXPECT_TRUE(bad([](auto& s) {
    s.add_participants("ke-odpp/@guest");
    s.add_owners("ke-odpp/@guest");
  })) << "persons do not own";
}

TEST_F(RoomRules, ARoomWithoutNamedOwnersBelongsToItsFirstParticipant) {
  state.clear_owners();
  v1::RoomWish wish;
  wish.set_subject("Another");
  EXPECT_EQ(outcome(owner, wish), "");
  EXPECT_NE(outcome(participant, wish), "");
  EXPECT_EQ(come_true(wish, state)->owners(0), "ke-odpp/duty");
}

TEST_F(RoomRules, SaysInWordsWhatChanged) {
  const auto text = [&](const v1::RoomWish& wish) {
    return in_english(change_sentences(directory(), state, come_true(wish, state).value()));
  };
  EXPECT_EQ(text(admit("ke-odpp/archive")),
            "Admitted: ke-odpp/archive, Kenya, Office of the Director of Public Prosecutions (ke-odpp).");
  EXPECT_EQ(text(phase(v1::ROOM_PHASE_CLOSED)), "It was closed.");
  EXPECT_EQ(text(phase(v1::ROOM_PHASE_WAITING, "ke-odpp/desk")), "It waits for ke-odpp/desk.");
  EXPECT_EQ(text(guest("ke-odpp/@guest", kNow)),
            "Guest until 2026-11-23 08:00 UTC: G. Uest, ke-odpp/@guest, Kenya, Office of the Director of Public Prosecutions "
            "(ke-odpp).");
}

}  // namespace
}  // namespace valise::sdk::client
