// Drafts, and what an officer says about a form.
#include "client-sdk/client/form_queue.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/waiting.hpp"
#include "form_fixture.hpp"

namespace valise::sdk::client {
namespace {

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

TEST(OfficeHours, OfDaysThatAreAlikeAreSaidOnce) {
  std::vector<valise::OpenHours> hours;
  for (int day = 1; day <= 5; ++day) {
    hours.push_back({day, 8 * 60, 12 * 60 + 30});
    if (day < 5) hours.push_back({day, 14 * 60, 17 * 60});
  }
  hours.push_back({7, 9 * 60, 10 * 60 + 5});
  EXPECT_EQ(hours_text(hours), "Mon-Thu 08:00-12:30, 14:00-17:00; Fri 08:00-12:30; Sun 09:00-10:05");
  EXPECT_EQ(hours_text({}), "");
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

// The relay calls nobody for what has no deadline: whoever says only that it is urgent, at whatever front end, asks within the
// usual time. A draft that waited for longer than its deadline asks anew.
TEST_F(FormQueueTest, WhatIsUrgentAlwaysHasADeadlineAndSomebodyToCall) {
  const auto deadline_of = [&](valise::Urgency urgency, std::optional<base::UnixMillis> said) {
    auto draft = question();
    draft.urgency = urgency;
    draft.acknowledge_by = said;
    const auto composed = compose_form(context(0), draft, {}).value();
    const auto item = queued().back();
    EXPECT_EQ(item.message, composed.message);
    EXPECT_EQ(item.post, urgency == valise::Urgency::routine ? "" : post(1));
    const auto content = within(0, [&](store::Transaction& tx) { return tx.messages().find(item.message, item.sender); });
    EXPECT_EQ(content_of(*content).acknowledge_by_ms(), item.acknowledge_by ? base::to_wire(*item.acknowledge_by) : 0U);
    return item.acknowledge_by;
  };
  using valise::Urgency;
  EXPECT_EQ(deadline_of(Urgency::routine, {}), std::nullopt);
  EXPECT_EQ(deadline_of(Urgency::urgent, {}), clock_.time + 2h);
  EXPECT_EQ(deadline_of(Urgency::emergency, {}), clock_.time + 30min);
  EXPECT_EQ(deadline_of(Urgency::urgent, clock_.time + 5h), clock_.time + 5h);
  EXPECT_EQ(deadline_of(Urgency::urgent, clock_.time - 1h), clock_.time + 2h);
}

TEST_F(FormQueueTest, WhoWouldBeCalledIsKnownBeforeAnythingIsSent) {
  const auto asked = [&](valise::Draft draft, const std::string& asks = {}) { return asked_of(context(0), draft, asks).value(); };
  valise::Draft fresh, inside, answer;
  fresh.to = {post(0), post(1), post(2)};
  inside.room = base::to_hex(room_.view());
  answer.in_reply_to = hex(say(2, content(2)));
  EXPECT_EQ(asked(fresh), post(1));
  EXPECT_EQ(asked(fresh, post(2)), post(2));
  EXPECT_EQ(asked(inside), post(1));
  EXPECT_EQ(asked(answer), post(1));
  EXPECT_TRUE(queued().empty());
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
