#include "client-sdk/client/matter.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/unsettled.hpp"
#include "client-sdk/client/waiting.hpp"
#include "room_fixture.hpp"

namespace valise::sdk::client {
namespace {

using valise::MatterState;

class MatterTest : public RoomTest {
 protected:
  v1::Content answer(std::size_t device, const store::MessageKey& to, v1::Answer answer, const std::string& reason = "x") {
    auto out = content(device);
    *out.mutable_acknowledgement()->mutable_message() = reference_to(to);
    out.mutable_acknowledgement()->set_answer(answer);
    out.mutable_acknowledgement()->set_reason(reason);
    return out;
  }
  valise::MatterView matter(std::size_t at, const store::MessageKey& key) {
    auto out = within(at, [&](store::Transaction& tx) { return matter_of(context(at), tx, key); }).value();
    const auto open = within(at, [&](store::Transaction& tx) { return unsettled(tx, context(at)); });
    const auto is_it = [&](const store::Message& one) { return one.id == key.id && one.sender == key.sender; };
    const bool settled = out.state != MatterState::open && out.state != MatterState::in_charge;
    EXPECT_EQ(std::ranges::none_of(open, is_it), settled) << "what was settled and marked is found again when it is not any more";
    return out;
  }
  // everywhere gives the state, which must be the same at all devices.
  MatterState everywhere(const store::MessageKey& key) {
    const auto first = matter(0, key);
    for (std::size_t i = 1; i < offices_.devices.size(); ++i) {
      EXPECT_EQ(matter(i, key).state, first.state) << i;
      EXPECT_EQ(matter(i, key).officer, first.officer) << i;
    }
    return first.state;
  }
};

// The whole table: state before, answer, whether it is the officer of the last change; state after.
TEST(MatterStates, FollowFromTheAnswers) {
  using enum MatterState;
  const MatterState after[5][4][2] = {
      // take                   decline                  contest                    done
      {{in_charge, in_charge}, {declined, declined}, {contested, contested}, {done, done}},   // open
      {{in_charge, in_charge}, {in_charge, declined}, {in_charge, contested}, {done, done}},  // in charge
      {{in_charge, in_charge}, {declined, declined}, {contested, contested}, {done, done}},   // declined
      {{in_charge, in_charge}, {declined, declined}, {contested, contested}, {done, done}},   // contested
      {{in_charge, in_charge}, {done, done}, {done, done}, {done, done}},                     // done
  };
  const v1::Answer answers[] = {v1::ANSWER_TAKE, v1::ANSWER_DECLINE, v1::ANSWER_CONTEST, v1::ANSWER_DONE};
  for (const auto before : {open, in_charge, declined, contested, done}) {
    for (int answer = 0; answer < 4; ++answer) {
      for (const bool same : {false, true}) {
        EXPECT_EQ(next_state(before, answers[answer], same), after[static_cast<int>(before)][answer][same ? 1 : 0]);
      }
    }
  }
}

TEST_F(MatterTest, IsTheSameAtAllMembersWhateverTheOrderOfArrival) {
  const auto asked = say(0, urgent(0, post(1)));
  EXPECT_EQ(everywhere(asked), MatterState::open);
  const auto late = answer(2, asked, v1::ANSWER_DECLINE);
  const auto early = answer(3, asked, v1::ANSWER_TAKE);
  seq_ = 2;
  for (const std::size_t at : {0U, 1U, 3U}) take(at, 3, early);
  seq_ = 3;
  for (std::size_t at = 0; at < 6; ++at) take(at, 2, late);
  seq_ = 2;
  for (const std::size_t at : {2U, 4U, 5U}) take(at, 3, early);  // these get it after the later one
  EXPECT_EQ(everywhere(asked), MatterState::declined);
  EXPECT_EQ(matter(5, asked).history.size(), 2U);
}

TEST_F(MatterTest, OnlyThePostThatIsAskedMayAnswer) {
  const auto asked = say(0, urgent(0, post(1)));
  const auto forged = say(4, answer(4, asked, v1::ANSWER_TAKE));  // a third authority
  auto disguised = answer(4, asked, v1::ANSWER_TAKE);
  disguised.set_from_post(post(1));  // in the name of the post that is asked
  say(4, disguised);
  say(1, answer(1, asked, v1::ANSWER_TAKE));  // the sender's colleague
  say(4, answer(4, asked, v1::ANSWER_DECLINE));
  say(4, answer(4, asked, v1::ANSWER_DONE));  // ends nothing, either
  EXPECT_EQ(everywhere(asked), MatterState::open);
  EXPECT_TRUE(matter(0, asked).history.empty());
  EXPECT_FALSE(within(0, [&](store::Transaction& tx) { return tx.links().target_of(forged); })) << "and it shows";
  say(2, answer(2, asked, v1::ANSWER_TAKE));
  EXPECT_EQ(everywhere(asked), MatterState::in_charge);
}

TEST_F(MatterTest, WhereNoneIsAskedAnybodyElseMayAnswer) {
  const auto asked = say(0, urgent(0, ""));
  say(1, answer(1, asked, v1::ANSWER_TAKE));
  EXPECT_EQ(everywhere(asked), MatterState::open) << "the sender's own post";
  say(5, answer(5, asked, v1::ANSWER_TAKE));
  EXPECT_EQ(everywhere(asked), MatterState::in_charge);
  say(1, answer(1, asked, v1::ANSWER_DONE));
  EXPECT_EQ(everywhere(asked), MatterState::done) << "that nothing is left to do the sender's post may say";
}

TEST_F(MatterTest, WhatMakesNoSenseIsWithoutEffect) {
  const auto asked = say(0, urgent(0, post(1)));
  auto plain = content(0);
  plain.mutable_text()->set_text("no hurry");
  const auto routine = say(0, plain);
  say(2, answer(2, routine, v1::ANSWER_TAKE));
  say(2, answer(2, {random_.id<base::MessageId>(), asked.sender}, v1::ANSWER_TAKE));  // a message that nobody knows
  say(2, answer(2, {asked.id, offices_.devices[4].id}, v1::ANSWER_TAKE));             // of somebody else
  say(2, answer(2, asked, v1::ANSWER_DECLINE, ""));                                   // without a reason
  say(2, answer(2, asked, v1::ANSWER_UNSPECIFIED));
  say(2, answer(2, asked, static_cast<v1::Answer>(77)));  // of a later version
  say(2, answer(2, asked, v1::ANSWER_DECLINE, std::string(kLongestReason + 1, 'x')));
  auto malformed = answer(2, asked, v1::ANSWER_TAKE);
  malformed.mutable_acknowledgement()->mutable_message()->set_sender("short");
  say(2, malformed);
  EXPECT_EQ(everywhere(asked), MatterState::open);
  EXPECT_TRUE(matter(0, asked).history.empty());
}

TEST_F(MatterTest, ReplaysChangeNothing) {
  const auto asked = say(0, urgent(0, post(1)));
  const auto taken = answer(2, asked, v1::ANSWER_TAKE);
  say(2, taken);
  say(2, answer(2, asked, v1::ANSWER_DONE));
  say(2, taken);  // the very same once more
  EXPECT_EQ(everywhere(asked), MatterState::done);
  EXPECT_EQ(matter(4, asked).history.size(), 2U);
}

TEST_F(MatterTest, DeadlinesThatAreNoneAreLeftOut) {
  auto before = urgent(0, post(1));
  before.set_acknowledge_by_ms(1);
  auto never = urgent(0, post(1));
  never.set_acknowledge_by_ms(UINT64_MAX);
  EXPECT_FALSE(matter(2, say(0, before)).answer_by);
  EXPECT_FALSE(matter(2, say(0, never)).answer_by);
  EXPECT_TRUE(matter(2, say(0, urgent(0, post(1)))).answer_by);
}

TEST_F(MatterTest, TheSenderIsRemindedOnce) {
  const auto asked = say(0, urgent(0, post(1)));
  const auto answered = say(0, urgent(0, post(1)));
  say(2, answer(2, answered, v1::ANSWER_TAKE));
  clock_.time += std::chrono::hours(3);
  for (int i = 0; i < 3; ++i) {
    for (const std::size_t at : {0U, 1U, 2U}) ASSERT_TRUE(note_overdue(context(at)));
  }
  EXPECT_EQ(notices(0, store::NoticeKind::unanswered), 1U);
  EXPECT_EQ(notices(1, store::NoticeKind::unanswered), 0U) << "another device's message";
  EXPECT_EQ(notices(2, store::NoticeKind::unanswered), 0U);
  EXPECT_TRUE(matter(2, asked).overdue);
  EXPECT_FALSE(matter(2, answered).overdue);
}

TEST_F(MatterTest, AnsweringChecksBeforeItQueues) {
  const auto asked = say(0, urgent(0, post(1)));
  const auto id = base::to_hex(asked.id.view());
  EXPECT_EQ(acknowledge(context(4), id, v1::ANSWER_TAKE, "").error().code, ClientError::not_asked);
  EXPECT_EQ(acknowledge(context(0), id, v1::ANSWER_TAKE, "").error().code, ClientError::not_asked);
  EXPECT_EQ(acknowledge(context(2), id, v1::ANSWER_CONTEST, "").error().code, ClientError::reason_missing);
  EXPECT_EQ(acknowledge(context(2), "ffffffff", v1::ANSWER_TAKE, "").error().code, ClientError::message_unknown);
  ASSERT_TRUE(acknowledge(context(2), id, v1::ANSWER_TAKE, ""));
  EXPECT_TRUE(matter(2, asked).mine) << "before the relay has it";
  const auto queued = within(2, [](store::Transaction& tx) { return tx.outbox().waiting(); });
  ASSERT_EQ(queued.size(), 1U);
  EXPECT_EQ(queued.front().settles, base::RoomSeq(1)) << "ends the relay's alert";
}

TEST_F(MatterTest, WaitingTellsWhoIsToAct) {
  const auto asked = say(0, urgent(0, post(1)));
  EXPECT_TRUE(waiting(context(2))->at(0).for_me);
  EXPECT_FALSE(waiting(context(0))->at(0).for_me);
  EXPECT_TRUE(waiting(context(4))->empty());
  say(2, answer(2, asked, v1::ANSWER_TAKE));
  EXPECT_EQ(waiting(context(3))->at(0).what, valise::WaitingItem::What::charge);
  say(2, answer(2, asked, v1::ANSWER_DONE));
  EXPECT_TRUE(waiting(context(2))->empty());
}

// Among what waits for a person: urgency, then what is overdue, then the nearer deadline, then age.
TEST_F(MatterTest, AnEmergencyStandsBeforeWhatIsOverdue) {
  const auto asked = [&](v1::Urgency urgency, std::chrono::hours within) {
    auto content = urgent(0, post(1));
    content.set_urgency(urgency);
    content.set_acknowledge_by_ms(base::to_wire(clock_.time + within));
    clock_.time += std::chrono::seconds(1);
    return base::to_hex(say(0, content).id.view());
  };
  const auto late = asked(v1::URGENCY_URGENT, std::chrono::hours(1));
  const auto later = asked(v1::URGENCY_URGENT, std::chrono::hours(50));
  const auto soon = asked(v1::URGENCY_URGENT, std::chrono::hours(20));
  const auto emergency_later = asked(v1::URGENCY_EMERGENCY, std::chrono::hours(70));
  const auto emergency = asked(v1::URGENCY_EMERGENCY, std::chrono::hours(60));
  clock_.time += std::chrono::hours(2);
  const auto order = [&](std::size_t device) {
    std::vector<std::string> out;
    for (const auto& item : waiting(context(device)).value()) out.push_back(item.message);
    return out;
  };
  EXPECT_EQ(order(2), (std::vector{emergency, emergency_later, late, soon, later}));
  EXPECT_EQ(order(0), (std::vector{late, soon, later, emergency, emergency_later})) << "what others owe, by time";
}

}  // namespace
}  // namespace valise::sdk::client
