// Forwarding under conditions, edits and retractions, on the command line.
#include <gmock/gmock.h>

#include "program.hpp"
#include "tests/support/json.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ForwardCommands : public ProgramTest {
 protected:
  ForwardCommands() { world().send = {.message = "b1", .room = "a1", .state = DeliveryState::sent}; }
  static ChangeView change(const std::string& text) {
    return {.message = "c1", .officer = "ke-odpp/@jane", .officer_name = "Jane\x1b Mwangi", .text = text, .at = Time{}};
  }
};

TEST_F(ForwardCommands, ForwardsWhatItsConditionsAllow) {
  world().forward_check.handling = {"informal", "Only you"};
  const auto outcome = run({"forward", "3f9a", "ug-dpp/desk", "--without-files"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("informal: this is not a request, \"Only you\""));
  EXPECT_THAT(world().calls, ElementsAre("open", "forward 3f9a"));
  EXPECT_FALSE(world().forward_draft.with_files);
}

TEST_F(ForwardCommands, WhatTheyDoNotAllowIsRefusedWithTheWayToAsk) {
  world().forward_check.from = "ke-odpp/duty";
  world().forward_check.against = {"h2"};
  const auto refused = run({"forward", "3f9a", "ug-dpp/desk"});
  EXPECT_EQ(refused.code, 4);
  EXPECT_THAT(refused.err, HasSubstr("ke-odpp/duty said: H2"));
  EXPECT_THAT(refused.err, HasSubstr("--ask"));
  EXPECT_THAT(world().calls, ElementsAre("open"));
  EXPECT_EQ(run({"forward", "3f9a", "ug-dpp/desk", "--ask", "Account held there"}).code, 0);
  EXPECT_THAT(world().calls, ElementsAre("open", "open", "ask 3f9a: Account held there"));
  world().forward_check.permission = "77";
  EXPECT_EQ(run({"forward", "3f9a", "ug-dpp/desk"}).code, 0) << "permitted";
}

TEST_F(ForwardCommands, PermitGrantsOrRefuses) {
  EXPECT_EQ(run({"permit", "8b1d", "--remark", "once"}).code, 0);
  EXPECT_EQ(run({"permit", "8b1d", "--refuse", "danger"}).code, 0);
  EXPECT_EQ(run({"permit", "8b1d", "--refuse", "danger", "--remark", "x"}).code, 2);
  EXPECT_THAT(world().calls, ElementsAre("open", "grant 8b1d: once", "open", "refuse 8b1d: danger"));
}

TEST_F(ForwardCommands, EditAndRetractSayWhatWasTyped) {
  EXPECT_EQ(run({"edit", "3f9a", "--text", "Better"}).code, 0);
  EXPECT_EQ(run({"edit", "3f9a", "--text", "-"}, "From a file").code, 0);
  EXPECT_EQ(run({"retract", "3f9a", "--reason", "Wrong room"}).code, 0);
  EXPECT_EQ(run({"retract", "3f9a"}).code, 2);
  EXPECT_EQ(run({"forward", "3f9a"}).code, 2);
  EXPECT_THAT(world().calls,
              ElementsAre("open", "edit 3f9a: Better", "open", "edit 3f9a: From a file", "open", "retract 3f9a: Wrong room"));
}

TEST_F(ForwardCommands, AChangedMessageShowsBothTextsAndWhoChangedIt) {
  auto view = message("3f9a52c1", "First words");
  view.edits = {change("Second words")};
  world().messages = {view};
  const auto out = run({"read", "3f9a"}).out;
  EXPECT_LT(out.find("Second words"), out.find("First words"));
  EXPECT_THAT(out, HasSubstr("by Jane\uFFFD Mwangi (ke-odpp/@jane) on"));
  EXPECT_THAT(run({"inbox"}).out, HasSubstr("Second words"));
  world().messages.front().retraction = change("Sent in error");
  EXPECT_THAT(run({"inbox"}).out, HasSubstr("RETRACTED"));
  EXPECT_THAT(run({"read", "3f9a"}).out, HasSubstr("Sent in error"));
  EXPECT_THAT(run({"read", "3f9a"}).out, HasSubstr("First words")) << "nothing is erased";
}

TEST_F(ForwardCommands, AForwardIsTheForwardersWordButForWhatIsVerified) {
  auto view = message("3f9a52c1", "The words");
  view.handling = {"h1"};
  view.room_handling = {"confidential"};
  view.forwarded = ForwardedView{.from = "ke-odpp/duty",
                                 .officer = "ke-odpp/@jane",
                                 .officer_name = "Jane",
                                 .permission = "77aa",
                                 .permitted_by = "ke-odpp/@jane"};
  world().messages = {view};
  auto out = run({"read", "3f9a"}).out;
  EXPECT_THAT(out, HasSubstr("says that Jane (ke-odpp/@jane) wrote this for ke-odpp/duty"));
  EXPECT_THAT(out, HasSubstr("forwarder’s word"));
  EXPECT_THAT(out, Not(HasSubstr("VERIFIED")));
  EXPECT_THAT(out, HasSubstr("H1: "));
  EXPECT_THAT(out, HasSubstr("confidential: "));
  world().messages.front().forwarded->verified = true;
  EXPECT_THAT(run({"read", "3f9a"}).out, HasSubstr("VERIFIED"));
  world().messages.front().forwarded->later = {{.officer_name = "Jane", .text = "Other words"}};
  EXPECT_THAT(run({"read", "3f9a"}).out, AllOf(HasSubstr("CHANGED SINCE"), HasSubstr("Other words")));
  world().messages.front().forwarded->withdrawn = ChangeView{.officer_name = "Jane", .text = "A mistake"};
  EXPECT_THAT(run({"read", "3f9a"}).out, AllOf(HasSubstr("RETRACTED SINCE"), HasSubstr("A mistake")));
}

}  // namespace
}  // namespace valise::tests
