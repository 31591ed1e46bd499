// Urgent messages on the command line: how they are answered, and how it is shown who answers for them.
#include <gmock/gmock.h>

#include "program.hpp"
#include "tests/support/json.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class MatterCommands : public ProgramTest {
 protected:
  MatterCommands() { world().send = {.message = "b1", .room = "a1", .state = DeliveryState::sent}; }
  // urgent gives a message that waits for the duty post of Kenya.
  MessageView urgent() {
    auto view = message("3f9a52c1", "Please call");
    view.urgency = Urgency::urgent;
    view.matter = MatterView{.message = view.id, .asked = "ke-odpp/duty", .answer_by = now_ + std::chrono::minutes(125)};
    return view;
  }
};

TEST_F(MatterCommands, AckSaysWhatWasChosen) {
  EXPECT_EQ(run({"ack", "3f9a"}).code, 0);
  EXPECT_EQ(run({"ack", "3f9a", "--take", "--remark", "at 14:00"}).code, 0);
  EXPECT_EQ(run({"ack", "3f9a", "--decline", "not ours"}).code, 0);
  EXPECT_EQ(run({"ack", "3f9a", "--contest", "no hurry"}).code, 0);
  EXPECT_EQ(run({"ack", "3f9a", "--done"}).code, 0);
  EXPECT_THAT(world().calls, ElementsAre("open", "take 3f9a", "open", "take 3f9a: at 14:00", "open", "decline 3f9a: not ours",
                                         "open", "contest 3f9a: no hurry", "open", "done 3f9a"));
}

TEST_F(MatterCommands, AckTakesOneAnswerOnly) {
  EXPECT_EQ(run({"ack", "3f9a", "--take", "--decline", "x"}).code, 2);
  EXPECT_EQ(run({"ack", "3f9a", "--contest", "x", "--decline", "x"}).code, 2);
  EXPECT_EQ(run({"ack", "3f9a", "--remark", "x", "--decline", "x"}).code, 2);
  EXPECT_EQ(run({"ack"}).code, 2);
}

TEST_F(MatterCommands, AckThatIsQueuedEndsWithFive) {
  world().send.state = DeliveryState::queued;
  const auto outcome = run({"ack", "3f9a"});
  EXPECT_EQ(outcome.code, 5);
  EXPECT_THAT(outcome.err, HasSubstr("NOT SENT YET"));
}

TEST_F(MatterCommands, InboxShowsForWhomAnUrgentMessageWaits) {
  world().messages = {urgent()};
  const auto out = run({"inbox"}).out;
  EXPECT_THAT(out, HasSubstr("waits for ke-odpp/duty, 2 h 5 min left"));
  now_ += std::chrono::minutes(126);
  EXPECT_THAT(run({"inbox"}).out, HasSubstr("OVERDUE by 1 min"));
}

TEST_F(MatterCommands, ReadShowsWhoHasItInCharge) {
  auto view = urgent();
  view.matter->state = MatterState::in_charge;
  view.matter->officer_name = "Jane\x1b Mwangi";
  world().messages = {view};
  const auto out = run({"read", "3f9a"}).out;
  EXPECT_THAT(out, HasSubstr("in charge: Jane\uFFFD Mwangi"));
  EXPECT_THAT(out, Not(HasSubstr("left")));
}

TEST_F(MatterCommands, AnswerWithoutEffectIsShownAsSuch) {
  auto view = message("77", "not yours");
  view.kind = "acknowledgement";
  view.act = "decline";
  view.about = "3f9a52c1";
  view.without_effect = true;
  world().messages = {view};
  EXPECT_THAT(run({"inbox"}).out, HasSubstr("WITHOUT EFFECT"));
}

TEST_F(MatterCommands, WaitingTellsMineFromOthers) {
  world().waiting = {{.for_me = true, .message = "aa", .subject = "Mine", .urgency = Urgency::urgent},
                     {.for_me = false, .message = "bb", .subject = "Theirs", .whom = "fr-bepi/desk", .urgency = Urgency::urgent}};
  const auto out = run({"inbox", "--waiting"}).out;
  EXPECT_THAT(out, HasSubstr("Waiting for you\naa"));
  EXPECT_THAT(out, HasSubstr("You wait for\nbb"));
  EXPECT_THAT(out, HasSubstr("waits for fr-bepi/desk"));
  const auto lines = parse_json_lines(run({"inbox", "--waiting", "--json"}).out);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(text(lines[0], "what"), "answer");
  EXPECT_TRUE(at(lines[0], "for_me").as_bool());
  EXPECT_EQ(text(lines[1], "whom"), "fr-bepi/desk");
}

}  // namespace
}  // namespace valise::tests
