// What becomes of forms at all members of a room, whatever a hostile one says.
#include "client-sdk/client/form.hpp"

#include "client-sdk/client/matter.hpp"
#include "form_fixture.hpp"

namespace valise::sdk::client {
namespace {

// The whole table: state before, status, state after.
TEST(FormStates, FollowFromWhatOfficersSay) {
  using enum FormState;
  const FormState after[5][4] = {
      // acknowledged  in progress  answered  refused
      {acknowledged, in_progress, answered, refused},  // sent
      {acknowledged, in_progress, answered, refused},  // acknowledged
      {in_progress, in_progress, answered, refused},   // in progress
      {answered, in_progress, answered, refused},      // answered
      {refused, in_progress, answered, refused},       // refused
  };
  const v1::FormStatus said[] = {v1::FORM_STATUS_ACKNOWLEDGED, v1::FORM_STATUS_IN_PROGRESS, v1::FORM_STATUS_ANSWERED,
                                 v1::FORM_STATUS_REFUSED};
  for (const auto before : {sent, acknowledged, in_progress, answered, refused}) {
    for (int i = 0; i < 4; ++i) {
      const auto track = advance({.state = before, .formal = FormalRequest::none, .answer = {}, .request = {}}, said[i], {});
      EXPECT_EQ(track.state, after[static_cast<int>(before)][i]);
      EXPECT_EQ(track.formal, FormalRequest::none);
    }
    const auto formal = advance({.state = before, .formal = FormalRequest::none, .answer = {}, .request = {}},
                                v1::FORM_STATUS_FORMAL_TO_FOLLOW, {});
    EXPECT_EQ(formal.state, before);
    EXPECT_EQ(formal.formal, FormalRequest::to_follow);
    EXPECT_EQ(advance(formal, v1::FORM_STATUS_FORMAL_RECEIVED, {}).formal, FormalRequest::received);
  }
}

TEST_F(FormTest, WalksFromSentToTheFormalRequest) {
  const auto asked = say(0, preservation());
  EXPECT_EQ(everywhere(asked), FormState::sent);
  const auto debts = view(2, asked).debts;
  ASSERT_EQ(debts.size(), 1U);
  EXPECT_EQ(debts[0].who, post(1));
  EXPECT_TRUE(debts[0].mine);
  EXPECT_FALSE(view(4, asked).debts[0].mine);
  EXPECT_FALSE(view(4, asked).debts[0].yours) << "a third authority neither owes nor waits";
  EXPECT_TRUE(view(1, asked).debts[0].yours) << "the sender's colleague waits, too";

  say(2, status(2, asked, v1::FORM_STATUS_IN_PROGRESS, "", clock_.time + 48h));
  EXPECT_EQ(everywhere(asked), FormState::in_progress);
  EXPECT_EQ(view(0, asked).debts[0].due, clock_.time + 48h);
  EXPECT_TRUE(view(0, asked).debts[0].promised);
  say(3, status(3, asked, v1::FORM_STATUS_ANSWERED, "Preserved"));
  EXPECT_EQ(everywhere(asked), FormState::answered);
  EXPECT_FALSE(view(0, asked).open);

  say(0, status(0, asked, v1::FORM_STATUS_FORMAL_TO_FOLLOW, "", clock_.time + 200h));
  ASSERT_EQ(view(2, asked).debts.size(), 1U);
  EXPECT_EQ(view(2, asked).debts[0].what, FormDebt::What::formal_request);
  EXPECT_TRUE(view(2, asked).debts[0].yours);
  say(2, status(2, asked, v1::FORM_STATUS_FORMAL_RECEIVED));
  everywhere(asked);
  EXPECT_EQ(view(0, asked).formal, FormalRequest::received);
  EXPECT_FALSE(view(2, asked).open);
}

TEST_F(FormTest, EachSideSaysItsOwnOnly) {
  const auto asked = say(0, preservation());
  for (const auto one :
       {v1::FORM_STATUS_ACKNOWLEDGED, v1::FORM_STATUS_ANSWERED, v1::FORM_STATUS_REFUSED, v1::FORM_STATUS_FORMAL_RECEIVED}) {
    say(0, status(0, asked, one));  // the sender itself
    say(1, status(1, asked, one));  // its colleague
    auto disguised = status(4, asked, one);
    disguised.set_from_post(post(1));
    say(4, disguised);  // a third authority, in another's name
  }
  say(2, status(2, asked, v1::FORM_STATUS_FORMAL_TO_FOLLOW));  // the side that is asked
  EXPECT_EQ(everywhere(asked), FormState::sent);
  EXPECT_EQ(view(0, asked).formal, FormalRequest::none);
  EXPECT_TRUE(view(0, asked).history.empty());
}

TEST_F(FormTest, WhatMakesNoSenseIsWithoutEffect) {
  const auto asked = say(0, preservation());
  auto plain = content(0);
  plain.mutable_text()->set_text("no form");
  const auto text = say(0, plain);
  say(2, status(2, text, v1::FORM_STATUS_ANSWERED));
  say(2, status(2, {random_.id<base::MessageId>(), asked.sender}, v1::FORM_STATUS_ANSWERED));
  say(2, status(2, asked, v1::FORM_STATUS_UNSPECIFIED));
  say(2, status(2, asked, static_cast<v1::FormStatus>(77)));
  say(2, status(2, asked, v1::FORM_STATUS_REFUSED, ""));  // without a reason
  say(2, status(2, asked, v1::FORM_STATUS_ANSWERED, std::string(kLongestReason + 1, 'x')));
  EXPECT_EQ(everywhere(asked), FormState::sent);
  EXPECT_TRUE(view(0, asked).history.empty());
}

TEST_F(FormTest, PromisesThatAreNoneAreLeftOut) {
  const auto asked = say(0, preservation());
  auto never = status(2, asked, v1::FORM_STATUS_IN_PROGRESS);
  never.mutable_status_change()->set_promised_by_ms(UINT64_MAX);
  say(2, never);
  EXPECT_FALSE(view(0, asked).debts[0].promised);
  say(2, status(2, asked, v1::FORM_STATUS_IN_PROGRESS, "", clock_.time - 1h));
  EXPECT_FALSE(view(0, asked).debts[0].promised);
  EXPECT_EQ(view(0, asked).state, FormState::in_progress) << "the rest counts";
}

TEST_F(FormTest, ABrokenPromiseIsToldToBothSidesOnce) {
  const auto asked = say(0, preservation());
  say(2, status(2, asked, v1::FORM_STATUS_IN_PROGRESS, "", clock_.time + 24h));
  for (const std::size_t at : {0U, 2U, 4U}) ASSERT_TRUE(note_late_forms(context(at)));
  EXPECT_EQ(notices(0, store::NoticeKind::unanswered), 0U) << "not yet";
  clock_.time += 25h;
  for (int i = 0; i < 2; ++i) {
    for (const std::size_t at : {0U, 2U, 4U}) ASSERT_TRUE(note_late_forms(context(at)));
  }
  EXPECT_EQ(notices(0, store::NoticeKind::unanswered), 1U);
  EXPECT_EQ(notices(2, store::NoticeKind::unanswered), 1U);
  EXPECT_EQ(notices(4, store::NoticeKind::unanswered), 0U) << "a third authority";
  EXPECT_TRUE(view(0, asked).debts[0].overdue);
  say(2, status(2, asked, v1::FORM_STATUS_IN_PROGRESS, "", clock_.time + 24h));
  EXPECT_FALSE(view(0, asked).debts[0].overdue) << "a new date";
  clock_.time += 25h;
  ASSERT_TRUE(note_late_forms(context(0)));
  EXPECT_EQ(notices(0, store::NoticeKind::unanswered), 2U) << "of the new promise";
}

TEST_F(FormTest, AStatusAnswersAnUrgentFormAndTheOtherWayRound) {
  auto urgent = preservation();
  urgent.set_urgency(v1::URGENCY_URGENT);
  urgent.set_acknowledge_by_ms(base::to_wire(clock_.time + 2h));
  const auto matter = [&](const store::MessageKey& key) {
    return within(0, [&](store::Transaction& tx) { return matter_of(context(0), tx, key); }).value();
  };
  const auto first = say(0, urgent);
  EXPECT_EQ(view(2, first).debts[0].due, clock_.time + 2h);
  say(2, status(2, first, v1::FORM_STATUS_IN_PROGRESS));
  EXPECT_EQ(matter(first).state, valise::MatterState::in_charge);
  say(3, status(3, first, v1::FORM_STATUS_ANSWERED));
  EXPECT_EQ(matter(first).state, valise::MatterState::done);

  urgent.set_message_id(random_.id<base::MessageId>().string());
  const auto second = say(0, urgent);
  auto taken = content(2);
  *taken.mutable_acknowledgement()->mutable_message() = reference_to(second);
  taken.mutable_acknowledgement()->set_answer(v1::ANSWER_TAKE);
  say(2, taken);
  EXPECT_EQ(everywhere(second), FormState::acknowledged);
}

TEST_F(FormTest, WhatThisVersionDoesNotKnowIsShownAsItCame) {
  auto newer = preservation();
  newer.mutable_form()->set_version(2);
  const auto future = say(0, newer);
  EXPECT_FALSE(view(2, future).known);
  EXPECT_EQ(value_of(view(2, future).fields, "reference"), "ODPP/117");
  const auto alien = say(0, form(0, "visa-question", post(1), {{"colour", "red"}}));
  EXPECT_FALSE(view(2, alien).known);
  EXPECT_EQ(value_of(view(2, alien).fields, "colour"), "red");
  say(2, status(2, alien, v1::FORM_STATUS_ANSWERED));
  EXPECT_EQ(everywhere(alien), FormState::answered) << "what follows from it is the same for every kind";
}

TEST_F(FormTest, ASenderWhoDoesNotKeepToTheDescriptionIsSeen) {
  const auto problems = view(2, say(0, preservation())).problems;
  EXPECT_FALSE(problems.empty());
  auto many = preservation();
  for (int i = 0; i < 500; ++i) many.mutable_form()->add_fields()->set_name("f" + std::to_string(i));
  EXPECT_LE(view(2, say(0, many)).fields.size(), valise::kMostFields);
}

}  // namespace
}  // namespace valise::sdk::client
