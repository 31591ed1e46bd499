// valise case: what each command asks of the SDK, and that nobody comes in without having been named.
#include <gmock/gmock.h>

#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

struct Cases : ProgramTest {
  Cases() { world().room_change = {.room = std::string(64, '7'), .done = true, .reason = {}}; }

  void expect_call(std::vector<std::string> arguments, const std::string& call) {
    world().calls.clear();
    const auto outcome = run(std::move(arguments));
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(world().calls, Contains(call));
  }
};

TEST_F(Cases, EachCommandIsOneChange) {
  expect_call({"case", "open", "fr-bemi/duty", "--subject", "A log", "--reference", "117", "--handling", "H1"},
              "case open fr-bemi/duty A log 117 H1");
  expect_call({"case", "subject", "7777", "Two logs"}, "case subject 7777 Two logs");
  expect_call({"case", "reference", "7777"}, "case reference 7777 ");
  expect_call({"case", "handling", "7777", "H1"}, "case handling 7777 H1");
  expect_call({"case", "handling", "7777", "H1", "--remove"}, "case handling --remove 7777 H1");
  expect_call({"case", "state", "7777", "ke-odpp/duty"}, "case state 7777 ke-odpp/duty");
  expect_call({"case", "state", "7777"}, "case state 7777");
  expect_call({"case", "remove", "7777", "ke-odpp/duty"}, "case remove 7777 ke-odpp/duty");
  expect_call({"case", "owner", "7777", "ke-odpp/duty"}, "case owner 7777 ke-odpp/duty");
  expect_call({"case", "owner", "7777", "ke-odpp/duty", "--remove"}, "case owner --remove 7777 ke-odpp/duty");
  expect_call({"case", "leave", "7777"}, "case leave 7777 ");
  expect_call({"case", "close", "7777"}, "case close 7777");
  expect_call({"case", "reopen", "7777"}, "case reopen 7777");
  expect_call({"case", "keep", "7777", "365"}, "case keep 7777 365");
  expect_call({"case", "receipts", "7777", "yes"}, "case receipts 7777 yes");
}

TEST_F(Cases, ListAndShowAreThoseOfRooms) {
  RoomView room{.id = std::string(64, '7'), .subject = "A log"};
  room.owners = {"ke-odpp/duty"};
  room.phase = RoomPhase::waiting;
  room.waiting_for = {"fr-bemi/duty"};
  room.references = {{"ke-odpp", "ODPP/117"}};
  room.changes_waiting = {"a new subject"};
  world().rooms = {room};
  const auto text = run({"case", "show", "7777"}).out;
  for (const auto* part : {"waiting for fr-bemi/duty", "ke-odpp: ODPP/117", "Not done yet", "a new subject"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(run({"case", "list", "--json"}).out, HasSubstr("\"phase\":\"waiting\""));
}

TEST_F(Cases, ANewAuthorityIsConfirmedByTypingItsId) {
  world().newcomers = {nairobi()};
  const auto id = nairobi().id;
  terminal_ = true;
  const auto asked = run({"case", "admit", "7777", id + "/duty"}, id + "\n");
  EXPECT_EQ(asked.code, 0) << asked.err;
  EXPECT_THAT(asked.err, HasSubstr("(" + id + ")"));
  EXPECT_THAT(asked.err, HasSubstr("will read this room"));
  EXPECT_THAT(world().calls, Contains("case admit 7777 " + id + "/duty confirmed " + id));
}

TEST_F(Cases, NobodyComesInUnconfirmed) {
  world().newcomers = {nairobi()};
  const auto id = nairobi().id;
  const auto refuse = [&](const Outcome& outcome) {
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--confirm " + id));
    EXPECT_THAT(world().calls, Not(Contains(HasSubstr("admit"))));
  };
  refuse(run({"case", "admit", "7777", id + "/duty"}, "yes\n"));
  terminal_ = true;
  refuse(run({"case", "admit", "7777", id + "/duty"}, "yes\n"));
  terminal_ = false;
  EXPECT_EQ(run({"case", "admit", "7777", id + "/duty", "--confirm", id}).code, 0);
}

TEST_F(Cases, AGuestComesForATime) {
  now_ = Time(std::chrono::hours(24 * 365 * 56));
  EXPECT_EQ(run({"case", "guest", "7777", "ke-odpp/@jmwangi"}).code, 2) << "without an end";
  EXPECT_EQ(run({"case", "guest", "7777", "ke-odpp/@jmwangi", "--until", "tomorrow"}).code, 2);
  EXPECT_EQ(run({"case", "guest", "7777", "ke-odpp/@jmwangi", "--days", "7"}).code, 0);
  EXPECT_EQ(world().guest_until, now_ + std::chrono::days(7));
  EXPECT_EQ(run({"case", "guest", "7777", "ke-odpp/@jmwangi", "--until", "2026-12-04"}).code, 0);
  using namespace std::chrono;
  EXPECT_EQ(world().guest_until, Time(sys_days(2026y / 12 / 5)));
}

TEST_F(Cases, WhatWaitsIsSaidAndHasItsExitCode) {
  world().room_change.done = false;
  world().room_change.reason = "the relay cannot be reached";
  const auto outcome = run({"case", "close", "7777"});
  EXPECT_EQ(outcome.code, 5);
  EXPECT_THAT(outcome.err, HasSubstr("NOT DONE YET"));
  EXPECT_THAT(run({"case", "close", "7777", "--json"}).out, HasSubstr("\"done\":false"));
}

}  // namespace
}  // namespace valise::tests
