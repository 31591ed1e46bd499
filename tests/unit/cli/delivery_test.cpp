// How far a message has come, on the command line: never more than what is known, and what failed is not to be missed.
#include <gmock/gmock.h>

#include "program.hpp"
#include "tests/support/json.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

class DeliveryCommands : public ProgramTest {
 protected:
  DeliveryCommands() {
    world().send = {.message = "b1", .room = "a1", .state = DeliveryState::sent};
    world().waited = {.report = world().send, .reached = true};
  }
  static RecipientState recipient(const std::string& officer, bool delivered) {
    RecipientState out{.device = "d", .officer = "ke-odpp/@" + officer, .officer_name = "Officer " + officer};
    if (delivered) out.delivered_at = Time{};
    return out;
  }
  MessageView own() {
    auto view = message("3f9a52c1", "Please call");
    view.outgoing = true;
    view.state = DeliveryState::sent;
    view.recipients = {recipient("jane", true), recipient("jane", false), recipient("peter", false)};
    return view;
  }
  MessageView failed() {
    auto view = own();
    view.state = DeliveryState::queued;
    view.failed = true;
    view.read = false;
    view.state_reason = "the room is closed";
    view.recipients.clear();
    return view;
  }
  Outcome send(std::vector<std::string> more) {
    std::vector<std::string> arguments{"send", "--room", "a1", "--text", "Hello"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
};

TEST_F(DeliveryCommands, SendWaitsForWhatWasAsked) {
  EXPECT_EQ(send({"--wait", "delivered", "--patience", "10m"}).code, 0);
  EXPECT_THAT(world().calls, ElementsAre("open", "send", "wait b1"));
  EXPECT_EQ(world().wait_options.until, Milestone::delivered);
  EXPECT_EQ(world().wait_options.patience, 10min);
  EXPECT_EQ(send({"--wait", "acknowledged", "--urgent", "--acknowledge-by", "2h"}).code, 0);
  EXPECT_EQ(world().wait_options.until, Milestone::acknowledged);
  EXPECT_EQ(world().wait_options.patience, 2h) << "until the answer is due";
}

TEST_F(DeliveryCommands, TheTimeToWaitIsOver) {
  world().waited.reached = false;
  const auto stored = send({"--wait", "delivered"});
  EXPECT_EQ(stored.code, 7);
  EXPECT_THAT(stored.err, HasSubstr("not every authority"));
  world().waited.report.state = DeliveryState::queued;
  EXPECT_EQ(send({"--wait", "stored"}).code, 5) << "not at the relay: that is said first";
}

TEST_F(DeliveryCommands, WaitingThatMakesNoSenseIsRefusedBeforeAnythingIsSent) {
  EXPECT_EQ(send({"--wait", "acknowledged"}).code, 2) << "routine";
  EXPECT_EQ(send({"--wait", "soon"}).code, 2);
  EXPECT_EQ(send({"--patience", "1h"}).code, 2);
  EXPECT_EQ(send({"--wait", "stored", "--patience", "soon"}).code, 2);
  EXPECT_TRUE(world().calls.empty());
}

TEST_F(DeliveryCommands, WhatWillNeverBeSentEndsWithOneAndSaysSo) {
  world().send.state = DeliveryState::queued;
  world().send.failed = true;
  world().send.reason = "the room is closed";
  const auto outcome = send({});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("NOT SENT, AND IT WILL NOT BE: the room is closed"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("queued")));
}

// Why is said in the reader's language; what an earlier version kept, as it kept it.
TEST_F(DeliveryCommands, TheReasonIsSaidInTheReadersLanguage) {
  world().messages = {failed()};
  EXPECT_THAT(run({"--language", "fr", "read", "3f9a"}).out, HasSubstr("the room is closed"));
  world().messages.front().state_error.code = "client.room_closed";
  const auto french = run({"--language", "fr", "read", "3f9a"});
  EXPECT_THAT(french.out, Not(HasSubstr("the room is closed")));
  EXPECT_THAT(french.out, HasSubstr("la salle est close"));
  world().send.state = DeliveryState::queued;
  world().send.reason = "relay.example: the relay cannot be reached";
  world().send.error = {.kind = ErrorKind::network,
                        .message = world().send.reason,
                        .advice = "",
                        .code = "net.unreachable",
                        .arguments = {{"context", "relay.example"}}};
  const auto queued = run({"--language", "fr", "send", "--room", "a1", "--text", "Hello"});
  EXPECT_THAT(queued.err, HasSubstr("relay.example"));
  EXPECT_THAT(queued.err, Not(HasSubstr("cannot be reached")));
}

TEST_F(DeliveryCommands, AFailureIsSeenInStatusAndInbox) {
  world().messages = {failed()};
  const auto inbox = run({"inbox"});
  EXPECT_EQ(inbox.code, 1);
  EXPECT_THAT(inbox.out, HasSubstr("WILL NOT BE SENT"));
  EXPECT_THAT(inbox.err, HasSubstr("1 message of yours will never be sent"));
  world().status.failed = 2;
  const auto status = run({"status"});
  EXPECT_EQ(status.code, 1);
  EXPECT_THAT(status.err, HasSubstr("2 messages of yours"));
  EXPECT_EQ(run({"recv"}).code, 0);
  world().failed = 1;
  EXPECT_EQ(run({"recv"}).code, 1);
  world().messages.front().read = true;  // its author has looked at it
  EXPECT_EQ(run({"inbox"}).code, 0);
}

TEST_F(DeliveryCommands, ReadSaysOnHowManyDevicesItIsAndWhoLacksIt) {
  world().messages = {own()};
  const auto out = run({"read", "3f9a"}).out;
  EXPECT_THAT(out, HasSubstr("sent, delivered to 1 of 3 devices"));
  EXPECT_THAT(out, HasSubstr("Officer peter (ke-odpp/@peter)"));
  EXPECT_THAT(out, Not(HasSubstr("jane"))) << "one of her devices has it";
  world().messages.front().recipients[0].read_at = Time{};
  EXPECT_THAT(run({"read", "3f9a"}).out, HasSubstr("Read by    Officer jane"));
}

}  // namespace
}  // namespace valise::tests
