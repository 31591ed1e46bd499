// Rows 12 and 13: what a relay keeps back shows: a change that nobody gets, and the end of what somebody said.
#include <gmock/gmock.h>

#include "client-sdk/client/followed.hpp"
#include "client-sdk/client/receipts.hpp"
#include "tests/attack/paper_relay.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

class Withheld : public PaperRelayTest {
 protected:
  void pass(std::chrono::minutes time) {
    clock_.time += time;
    relay_.now = clock_.time;
  }
  // beat says what is due at a device; gives whether anything was.
  bool beat(std::size_t device) {
    const auto queued = queue_receipts(context(device), Say::what_is_due);
    work(device);
    return queued && *queued;
  }
  // visit is what a visit does that begins now, and for which nothing waits.
  void visit(std::size_t device) {
    const auto own = own_numbers(context(device));
    ASSERT_TRUE(own && note_caught_up(context(device), *own));
  }
  void rename(std::size_t device, const std::string& room, const std::string& subject = "Renamed") {
    v1::RoomWish renamed;
    renamed.set_subject(subject);
    wish(device, room, renamed);
  }
  [[nodiscard]] std::uint64_t followed(std::size_t device, const std::string& room) {
    const auto id = *base::RoomId::parse(base::as_bytes(room));
    const auto last = within(device, [&](store::Transaction& tx) {
      return tx.messages().in_room(id, {.offset = 0, .limit = 1000}, store::Which::all);
    });
    return parse_content(last.back().content)->followed().seq();
  }
  static constexpr const char* kWithheld = "The relay keeps the last change of this room from";
};

TEST_F(Withheld, AChangeThatNobodyGetsIsFoundByTheSecondWord) {
  const auto room = open();
  relay_.forks = relay_.keeps_commits = true;
  rename(0, room);
  ASSERT_NE(group(0, room).group.epoch(), group(1, room).group.epoch());
  speak(1, room, "It could not know yet");
  take_all(0);
  EXPECT_EQ(alarms(0, kWithheld), 0U);
  take_all(2);
  speak(2, room, "It has heard what came after the change");
  take_all(0);
  EXPECT_EQ(alarms(0, kWithheld), 1U);

  // The others hear it from its author, who speaks for that.
  pass(11min);
  for (std::size_t device = 1; device < 6; ++device) box(device).clear();
  ASSERT_TRUE(beat(0));
  std::size_t found = 0;
  for (std::size_t device = 1; device < 6; ++device) {
    EXPECT_FALSE(give(device, box(device).back()));
    found += alarms(device, "altered, or made unreadable by its sender");
  }
  EXPECT_EQ(found, 5U) << "of five";
}

// Where nobody else speaks, there is nothing after the change but what the other one says.
TEST_F(Withheld, AChangeThatTheOtherOneDoesNotGetIsFoundAfterTheirNextVisit) {
  const auto room = open();
  relay_.forks = relay_.keeps_commits = true;
  rename(0, room);
  visit(1);
  speak(1, room, "The answer says that there is something before it");
  speak(1, room, "In the same visit, that may be on its way");
  take_all(0);
  EXPECT_EQ(alarms(0, kWithheld), 0U);
  visit(1);
  speak(1, room, "There was nothing");
  take_all(0);
  EXPECT_EQ(alarms(0, kWithheld), 1U);
}

// Clocks that are years wrong, messages that lie in a queue for months, changes that cross with them.
TEST_F(Withheld, WhatHonestDevicesDoAlarmsNobody) {
  const auto room = open();
  const auto now = clock_.time;
  for (const auto wrong : {std::chrono::hours(0), std::chrono::hours(24 * 365 * 5), std::chrono::hours(-24 * 365 * 5)}) {
    clock_.time = now + wrong;
    speak(1, room, "Said before the change");
    std::vector<v1::Delivery> late;
    for (const auto& delivery : box(0)) {
      if (delivery.kind() == v1::DELIVERY_KIND_MESSAGE) {
        late.push_back(delivery);
      } else {
        ASSERT_TRUE(give(0, delivery));  // what that device has changed itself, having been away
      }
    }
    clock_.time = now;
    rename(0, room, "Renamed " + std::to_string(wrong.count()));
    pass(24h * 180);  // it reaches its receivers half a year later
    for (const auto& delivery : late) {
      const auto taken = give(0, delivery);
      ASSERT_TRUE(taken) << taken.error().message();
    }
    for (std::size_t device = 1; device < 6; ++device) take_all(device);
    visit(1);
    clock_.time = now + wrong;
    speak(1, room, "Said after the change");
    clock_.time = now + 24h * 180;
    for (std::size_t device = 0; device < 6; ++device) take_all(device);
    static_cast<void>(beat(0));
    for (std::size_t device = 0; device < 6; ++device) take_all(device);
  }
  for (std::size_t device = 0; device < 6; ++device) {
    EXPECT_EQ(alarms(device, kWithheld), 0U) << device;
    EXPECT_EQ(alarms(device, "altered"), 0U) << device;
  }
}

// What the relay erased unread may have been the change: who missed it says nothing, until a change that it follows.
TEST_F(Withheld, AfterAGapNothingIsClaimed) {
  const auto room = open();
  speak(2, room, "Heard");
  take_all(1);
  speak(1, room, "Has heard");
  EXPECT_GT(followed(1, room), 0U);
  within(1, [](store::Transaction& tx) { return tx.places().unsure_followed(); });
  take_all(2);
  speak(2, room, "Heard after the gap");
  take_all(1);
  visit(1);
  speak(1, room, "Says nothing of that");
  EXPECT_EQ(followed(1, room), 0U);
  take_all(0);
  rename(0, room);
  take_all(1);
  speak(1, room, "Follows again");
  EXPECT_GT(followed(1, room), 0U);
}

TEST_F(Withheld, AMissingEndIsFoundByTheNextHeartbeat) {
  const auto room = open();
  std::size_t cases = 0, found = 0;
  for (const std::size_t missing : {1U, 2U, 3U}) {
    for (std::size_t device = 1; device < 6; ++device) {
      for (std::size_t i = 0; i < missing; ++i) speak(0, room, "Left out");
      for (std::size_t other = 1; other < 6; ++other) {
        if (other != device) take_all(other);
      }
      box(device).clear();
      pass(20min);
      ASSERT_TRUE(beat(0));
      see_all(device);
      const auto before = alarms(device, "is missing before this one");
      const auto beats = box(device);
      ASSERT_FALSE(beats.empty());
      ASSERT_TRUE(give_twice(device, beats.back()));
      found += alarms(device, "is missing before this one") - before;
      for (std::size_t other = 1; other < 6; ++other) take_all(other);
      ++cases;
    }
  }
  EXPECT_EQ(cases, 15U);
  EXPECT_EQ(found, cases);
}

}  // namespace
}  // namespace valise::sdk::client
