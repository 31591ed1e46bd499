// What becomes of forms at all members of a room, whatever a hostile one says.
#include "client-sdk/client/form.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/form_chain.hpp"
#include "client-sdk/client/form_queue.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/matter.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/waiting.hpp"
#include "room_fixture.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;
using valise::FormalRequest;
using valise::FormDebt;
using valise::FormState;

class FormTest : public RoomTest {
 protected:
  v1::Content form(std::size_t device, const std::string& kind, const std::string& asks,
                   const std::vector<std::pair<std::string, std::string>>& fields = {}) {
    auto out = content(device);
    out.set_asks(asks);
    out.mutable_form()->set_kind(kind);
    out.mutable_form()->set_version(1);
    for (const auto& [name, value] : fields) {
      auto& field = *out.mutable_form()->add_fields();
      field.set_name(name);
      field.add_values(value);
    }
    return out;
  }
  v1::Content preservation(std::size_t device = 0) {
    return form(device, "preservation-request", post(1), {{"reference", "ODPP/117"}, {"period_days", "60"}});
  }
  v1::Content status(std::size_t device, const store::MessageKey& to, v1::FormStatus status, const std::string& text = "x",
                     std::optional<base::UnixMillis> promise = {}) {
    auto out = content(device);
    *out.mutable_status_change()->mutable_form() = reference_to(to);
    out.mutable_status_change()->set_status(status);
    out.mutable_status_change()->set_text(text);
    if (promise) out.mutable_status_change()->set_promised_by_ms(base::to_wire(*promise));
    return out;
  }
  v1::Content comment(std::size_t device, const store::MessageKey& to, const std::string& passage, const std::string& text) {
    auto out = content(device);
    *out.mutable_comment()->mutable_message() = reference_to(to);
    out.mutable_comment()->set_passage(passage);
    out.mutable_comment()->set_text(text);
    return out;
  }
  valise::FormView view(std::size_t at, const store::MessageKey& key) {
    return within(at, [&](store::Transaction& tx) -> Result<valise::FormView> {
      auto message = tx.messages().find(key.id, key.sender);
      if (!message) return pass_on(message);
      return form_view(context(at), tx, **message);
    });
  }
  FormState everywhere(const store::MessageKey& key) {
    const auto first = view(0, key);
    for (std::size_t i = 1; i < offices_.devices.size(); ++i) {
      EXPECT_EQ(view(i, key).state, first.state) << i;
      EXPECT_EQ(view(i, key).formal, first.formal) << i;
      EXPECT_EQ(view(i, key).history.size(), first.history.size()) << i;
    }
    return first.state;
  }
  static std::string hex(const store::MessageKey& key) { return base::to_hex(key.id.view()); }
};

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
  for (const std::size_t at : {0U, 2U, 4U}) ASSERT_TRUE(note_broken_promises(context(at)));
  EXPECT_EQ(notices(0, store::NoticeKind::unanswered), 0U) << "not yet";
  clock_.time += 25h;
  for (int i = 0; i < 2; ++i) {
    for (const std::size_t at : {0U, 2U, 4U}) ASSERT_TRUE(note_broken_promises(context(at)));
  }
  EXPECT_EQ(notices(0, store::NoticeKind::unanswered), 1U);
  EXPECT_EQ(notices(2, store::NoticeKind::unanswered), 1U);
  EXPECT_EQ(notices(4, store::NoticeKind::unanswered), 0U) << "a third authority";
  EXPECT_TRUE(view(0, asked).debts[0].overdue);
  say(2, status(2, asked, v1::FORM_STATUS_IN_PROGRESS, "", clock_.time + 24h));
  EXPECT_FALSE(view(0, asked).debts[0].overdue) << "a new date";
  clock_.time += 25h;
  ASSERT_TRUE(note_broken_promises(context(0)));
  EXPECT_EQ(notices(0, store::NoticeKind::unanswered), 2U) << "of the new promise";
}

TEST_F(FormTest, AnExtensionContinuesThePeriodOfItsPredecessor) {
  const auto first = say(0, preservation());
  EXPECT_EQ(view(2, first).period_ends, clock_.time + 60 * 24h);
  clock_.time += 50 * 24h;
  auto extension = preservation();
  *extension.mutable_form()->mutable_predecessor() = reference_to(first);
  const auto second = say(0, extension);
  EXPECT_EQ(view(2, second).period_ends, clock_.time + 70 * 24h);
  EXPECT_EQ(view(2, second).predecessor, hex(first));
  EXPECT_EQ(view(2, first).successors, std::vector{hex(second)});

  auto foreign = preservation(4);  // another authority extends what is not its own
  *foreign.mutable_form()->mutable_predecessor() = reference_to(second);
  const auto forged = say(4, foreign);
  EXPECT_EQ(view(2, forged).predecessor, "");
  EXPECT_TRUE(view(2, second).successors.empty());
  auto other_kind = form(0, "status-question", post(1));
  *other_kind.mutable_form()->mutable_predecessor() = reference_to(first);
  EXPECT_EQ(view(2, say(0, other_kind)).predecessor, "");
}

TEST_F(FormTest, APeriodFromTheFutureBeginsWhenItCame) {
  auto wrong = preservation();
  wrong.mutable_form()->mutable_fields(1)->set_values(0, "4294967295");
  EXPECT_FALSE(view(2, say(0, wrong)).period_ends);
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

TEST_F(FormTest, CommentsStandBesideTheirPassages) {
  const auto draft = say(0, form(0, "draft-review", post(1), {{"draft", "The log shall be preserved forthwith."}}));
  say(2, comment(2, draft, "preserved forthwith", "How soon?"));
  say(4, comment(4, draft, "", "Fine"));
  say(2, comment(2, draft, "never written", "?"));
  say(2, comment(2, draft, "log", ""));  // nothing said
  auto disguised = comment(4, draft, "log", "In another's name");
  disguised.set_from_post(post(1));
  say(4, disguised);
  for (std::size_t at = 0; at < 6; ++at) {
    const auto comments = view(at, draft).comments;
    ASSERT_EQ(comments.size(), 3U) << at;
    EXPECT_TRUE(comments[0].found);
    EXPECT_EQ(comments[0].post, post(1));
    EXPECT_TRUE(comments[1].found);
    EXPECT_FALSE(comments[2].found);
  }
}

TEST_F(FormTest, AnotherVersionOfADraftMayComeFromTheOtherSideAndReplacesIt) {
  const auto draft = say(0, form(0, "draft-review", post(1), {{"draft", "One"}}));
  auto next = form(2, "draft-review", post(0), {{"draft", "Two"}});
  *next.mutable_form()->mutable_predecessor() = reference_to(draft);
  const auto second = say(2, next);
  EXPECT_FALSE(view(0, draft).open);
  EXPECT_TRUE(view(0, second).debts[0].mine);
}

TEST_F(FormTest, CommentsStayWithTheirPassagesOverVersions) {
  const auto version = [&](std::size_t device, const std::string& text, const store::MessageKey& before) {
    auto next = form(device, "draft-review", post(0), {{"draft", text}});
    *next.mutable_form()->mutable_predecessor() = reference_to(before);
    return say(device, next);
  };
  const auto first =
      say(0, form(0, "draft-review", post(1),
                  {{"draft", "The log shall be preserved without delay. The provider shall not tell its customer."}}));
  say(2, comment(2, first, "without delay", "By when?"));
  say(2, comment(2, first, "shall be preserved", "Good"));
  say(2, comment(2, first, "The provider shall not tell its customer", "Not possible here"));
  say(2, comment(2, first, "", "Otherwise fine"));
  say(2, comment(2, first, "never written", "?"));
  const auto second = version(0, "The log shall be preserved within three days.", first);
  say(2, comment(2, second, "three days", "Fine"));
  const auto third = version(2, "The log of the server shall be preserved within three days.", second);
  for (std::size_t at = 0; at < 6; ++at) {
    const auto shown = view(at, third);
    EXPECT_TRUE(shown.comments.empty());
    ASSERT_EQ(shown.earlier_comments.size(), 6U) << at;
    using enum valise::PassageFate;
    const valise::PassageFate fates[] = {changed, stands, gone, stands, unknown, stands};
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(shown.earlier_comments[i].fate, fates[i]) << i;
    EXPECT_EQ(shown.earlier_comments[0].now, "within three days");
    EXPECT_EQ(shown.earlier_comments[0].version, hex(first));
    EXPECT_EQ(shown.earlier_comments[5].version, hex(second));
    EXPECT_TRUE(view(at, first).earlier_comments.empty());
  }
  const auto chain = within(4, [&](store::Transaction& tx) -> Result<std::vector<store::Message>> {
    auto message = tx.messages().find(second.id, second.sender);
    if (!message) return pass_on(message);
    return chain_of(tx, **message);
  });
  ASSERT_EQ(chain.size(), 3U);
  EXPECT_EQ(key_of(chain[0]), first);
  EXPECT_EQ(key_of(chain[2]), third);
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

TEST_F(FormTest, DraftsComeBackAsTheyWereKept) {
  valise::FormDraft draft{.kind = "feedback", .to = {"ke-odpp/duty"}, .asks = "ke-odpp/duty", .subject = "Old case"};
  draft.urgency = valise::Urgency::urgent;
  draft.acknowledge_by = clock_.time + 2h;
  draft.handling = {"confidential"};
  draft.fields = {{"outcome", {"useful"}}, {"half", {""}}};
  const auto back = from_store({.id = 7, .draft = to_store(draft), .changed = clock_.time});
  EXPECT_EQ(back.id, "7");
  EXPECT_EQ(back.kind, draft.kind);
  EXPECT_EQ(back.to, draft.to);
  EXPECT_EQ(back.asks, draft.asks);
  EXPECT_EQ(back.subject, draft.subject);
  EXPECT_EQ(back.urgency, draft.urgency);
  EXPECT_EQ(back.acknowledge_by, draft.acknowledge_by);
  EXPECT_EQ(back.handling, draft.handling);
  EXPECT_EQ(back.fields, draft.fields);
}

class FormQueueTest : public FormTest {
 protected:
  valise::FormDraft question() {
    valise::FormDraft out{.kind = "status-question", .to = {post(1)}};
    out.fields = {{"date", {"2026-11-23"}}, {"their_reference", {"BEPI/9"}}, {"question", {"How far is it?"}}};
    return out;
  }
  std::vector<store::OutboxItem> queued() {
    return within(0, [](store::Transaction& tx) { return tx.outbox().waiting(); });
  }
};

TEST_F(FormQueueTest, AFormOpensARoomAndLeavesItsDraft) {
  auto draft = question();
  const auto kept = within(0, [&](store::Transaction& tx) { return tx.form_drafts().put({}, to_store(draft), clock_.time); });
  draft.id = std::to_string(kept);
  const auto composed = compose_form(context(0), draft, {}).value();
  const auto form = view(0, {composed.message, context(0).device()});
  EXPECT_EQ(form.asked, post(1));
  EXPECT_EQ(form.subject, "Question about the status of a request");
  EXPECT_TRUE(form.known);
  EXPECT_TRUE(form.problems.empty());
  EXPECT_TRUE(queued().front().post.empty()) << "a routine form calls nobody";
  EXPECT_TRUE(within(0, [](store::Transaction& tx) { return tx.form_drafts().list(); }).empty());
}

TEST_F(FormQueueTest, WhatIsNotAsDescribedIsNotSentAndItsDraftStays) {
  auto draft = question();
  draft.fields.pop_back();
  draft.id =
      std::to_string(within(0, [&](store::Transaction& tx) { return tx.form_drafts().put({}, to_store(draft), clock_.time); }));
  const auto refused = compose_form(context(0), draft, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ClientError::form_invalid);
  EXPECT_EQ(refused.error().context, "question");
  EXPECT_TRUE(queued().empty());
  EXPECT_EQ(within(0, [](store::Transaction& tx) { return tx.form_drafts().list(); }).size(), 1U);
}

TEST_F(FormQueueTest, OnlyAParticipantCanBeAsked) {
  auto draft = question();
  draft.asks = post(2);
  EXPECT_EQ(compose_form(context(0), draft, {}).error().code, ClientError::address_unknown);
}

TEST_F(FormQueueTest, OneSaysOnlyWhatIsOwnToSay) {
  const auto asked = say(0, preservation());
  const auto report = [&](std::size_t at, const valise::FormReport& said) {
    const auto queued = queue_report(context(at), hex(asked), said);
    return queued ? std::error_code() : queued.error().code;
  };
  EXPECT_EQ(report(0, {.act = "answered", .text = "x", .promised_by = {}}), ClientError::not_form_side);
  EXPECT_EQ(report(2, {.act = "formal_to_follow", .text = "", .promised_by = {}}), ClientError::not_form_side);
  EXPECT_EQ(report(2, {.act = "refused", .text = "", .promised_by = {}}), ClientError::reason_missing);
  EXPECT_EQ(report(2, {.act = "in_progress", .text = "", .promised_by = clock_.time}), ClientError::promise_past);
  EXPECT_EQ(report(2, {.act = "lost", .text = "", .promised_by = {}}), ClientError::form_invalid);
  EXPECT_EQ(report(2, {.act = "in_progress", .text = "", .promised_by = clock_.time + 1h}), std::error_code());
  EXPECT_EQ(view(2, asked).state, FormState::in_progress);
}

TEST_F(FormQueueTest, ACommentIsOnWordsThatStandThere) {
  const auto draft = say(0, form(0, "draft-review", post(1), {{"draft", "The log shall be preserved."}}));
  EXPECT_EQ(queue_comment(context(2), hex(draft), {.passage = "burnt", .text = "?", .proposal = {}}).error().code,
            ClientError::passage_unknown);
  EXPECT_EQ(queue_comment(context(2), hex(draft), {.passage = "log", .text = {}, .proposal = {}}).error().code,
            ClientError::comment_empty);
  ASSERT_TRUE(queue_comment(context(2), hex(draft), {.passage = "log", .text = {}, .proposal = "two logs"}));
  EXPECT_EQ(view(2, draft).comments.front().proposal, "two logs");
}

TEST_F(FormQueueTest, WhatIsOwedWaits) {
  say(0, preservation());
  const auto mine = waiting(context(2)).value();
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_EQ(mine[0].what, valise::WaitingItem::What::form);
  EXPECT_TRUE(mine[0].for_me);
  EXPECT_FALSE(waiting(context(0)).value().at(0).for_me);
  EXPECT_TRUE(waiting(context(4)).value().empty());
}

}  // namespace
}  // namespace valise::sdk::client
