#include "client-sdk/client/forward.hpp"

#include <gmock/gmock.h>

#include "base/text_encoding.hpp"
#include "client-sdk/client/change.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/handling.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/waiting.hpp"
#include "room_fixture.hpp"

namespace valise::sdk::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The room has the first two posts; the third office is not in it, and what is forwarded goes there.
class ForwardTest : public RoomTest {
 protected:
  ForwardTest() {
    for (std::size_t i = 0; i < offices_.devices.size(); ++i) set_room(i, {});
  }
  void set_room(std::size_t at, const std::string& handling) {
    within(at, [&](store::Transaction& tx) -> Result<> {
      v1::RoomState state;
      state.add_participants(post(0));
      state.add_participants(post(1));
      if (!handling.empty()) state.add_handling(handling);
      auto room = tx.rooms().find(room_);
      (*room)->membership = store::Membership::member;
      (*room)->state = base::to_bytes(state.SerializeAsString());
      return tx.rooms().put(**room);
    });
  }
  store::MessageKey original(const std::string& condition) {
    auto said = content(0);
    said.mutable_text()->set_text("The account ends with 4417");
    if (!condition.empty()) said.add_handling(condition);
    return say(0, said);
  }
  static std::string id(const store::MessageKey& key) { return base::to_hex(key.id.view()); }
  valise::ForwardDraft draft(const store::MessageKey& of) { return {.message = id(of), .to = {post(2)}}; }
  valise::ForwardCheck check(std::size_t at, const store::MessageKey& of) {
    return within(at, [&](store::Transaction& tx) -> Result<valise::ForwardCheck> {
      auto plan = plan_forward(tx, context(at), draft(of));
      if (!plan) return pass_on(plan);
      return plan->check;
    });
  }
  // hand lets all others take what a device has queued last.
  store::MessageKey hand(std::size_t device, const base::MessageId& queued) {
    auto message =
        within(device, [&](store::Transaction& tx) { return tx.messages().find(queued, offices_.devices[device].id); });
    const auto said = content_of(*message);
    ++seq_;
    for (std::size_t i = 0; i < 4; ++i) {
      if (i != device) take(i, device, said);
    }
    return key(device, said);
  }
};

TEST_F(ForwardTest, ConditionsDecide) {
  for (const auto* allowed : {"", "informal", "use-limited", "h0"}) EXPECT_TRUE(check(2, original(allowed)).allowed()) << allowed;
  for (const auto* forbidden : {"no-onward", "confidential", "h1", "h2", "h3", "Only for Ms Mwangi"}) {
    const auto judged = check(2, original(forbidden));
    EXPECT_FALSE(judged.allowed()) << forbidden;
    EXPECT_THAT(judged.against, ElementsAre(forbidden));
    EXPECT_THAT(judged.to, ElementsAre(post(2)));
  }
  EXPECT_TRUE(check(1, original("h2")).allowed()) << "one's own words";
  set_room(2, "H2");
  EXPECT_FALSE(check(2, original("")).allowed()) << "the room's conditions hold, too";
}

TEST_F(ForwardTest, WhoIsThereAlreadyIsNobodyNew) {
  EXPECT_THAT(stand_against({"h2", "confidential"}, Reach::same_participants), IsEmpty());
  EXPECT_THAT(stand_against({"h2", "confidential", "h1"}, Reach::same_authorities), ElementsAre("h2"));
  EXPECT_EQ(spelled("H2"), "h2");
  EXPECT_EQ(spelled("Not Before May"), "Not Before May");
}

TEST_F(ForwardTest, TheOriginatorIsAskedAndTheLastAnswerCounts) {
  const auto said = original("no-onward");
  const auto wish = hand(2, queue_wish_to_forward(context(2), draft(said), "Held there").value());
  EXPECT_EQ(queue_forward_answer(context(2), id(wish), true, "").error().code, ClientError::not_asked) << "not by who asks";
  EXPECT_EQ(queue_forward_answer(context(1), id(wish), false, "").error().code, ClientError::reason_missing);
  const auto grant = hand(1, queue_forward_answer(context(1), id(wish), true, "").value());  // of the same post, another device
  EXPECT_TRUE(check(2, said).allowed());
  EXPECT_EQ(check(2, said).permission, id(grant));
  EXPECT_FALSE(check(2, original("no-onward")).allowed()) << "that message only";
  hand(0, queue_forward_answer(context(0), id(wish), false, "Too dangerous").value());
  EXPECT_FALSE(check(2, said).allowed());
  EXPECT_EQ(queue_wish_to_forward(context(2), draft(original("")), "x").error().code, ClientError::nothing_to_ask);
}

TEST_F(ForwardTest, AWishWaitsUntilItIsAnswered) {
  const auto said = original("no-onward");
  const auto wish = hand(2, queue_wish_to_forward(context(2), draft(said), "Held there").value());
  for (const std::size_t asked : {0U, 1U}) {
    const auto items = waiting(context(asked)).value();
    ASSERT_EQ(items.size(), 1U) << asked;
    EXPECT_EQ(items[0].what, valise::WaitingItem::What::permission);
    EXPECT_EQ(items[0].message, id(wish));
    EXPECT_TRUE(items[0].for_me);
  }
  for (const std::size_t asking : {2U, 3U}) {  // the officer's other device, too
    const auto items = waiting(context(asking)).value();
    ASSERT_EQ(items.size(), 1U) << asking;
    EXPECT_FALSE(items[0].for_me);
    EXPECT_EQ(items[0].whom, post(0));
  }
  hand(1, queue_forward_answer(context(1), id(wish), false, "Too dangerous").value());
  for (const std::size_t at : {0U, 1U, 2U, 3U}) EXPECT_THAT(waiting(context(at)).value(), IsEmpty()) << at;
}

TEST_F(ForwardTest, OnlyTheOriginatorsPostPermits) {
  const auto said = original("no-onward");
  const auto wish = hand(2, queue_wish_to_forward(context(2), draft(said), "Held there").value());
  auto forged = content(3);  // a colleague of who asks
  *forged.mutable_forward_answer()->mutable_wish() = reference_to(wish);
  forged.mutable_forward_answer()->set_granted(true);
  say(3, forged);
  EXPECT_FALSE(check(2, said).allowed());
}

TEST_F(ForwardTest, WhatIsVerifiedIsToldFromTheForwardersWord) {
  const auto said = original("informal");
  auto forward = content(2);
  const auto claim = within(2, [&](store::Transaction& tx) -> Result<v1::Forwarded> {
    auto plan = plan_forward(tx, context(2), draft(said));
    if (!plan) return pass_on(plan);
    return origin_of(context(2), *plan);
  });
  *forward.mutable_forwarded() = claim;
  forward.mutable_text()->set_text("The account ends with 4417");
  const auto shown = [&](std::size_t at, const v1::Content& content) {
    return within(at, [&](store::Transaction& tx) { return forwarded_view(tx, context(at), content); });
  };
  EXPECT_TRUE(shown(1, forward).verified);
  EXPECT_EQ(shown(1, forward).from, post(0));
  auto altered = forward;
  altered.mutable_text()->set_text("The account ends with 4418");
  EXPECT_FALSE(shown(1, altered).verified);
  altered = forward;
  altered.mutable_forwarded()->set_officer("xx-else/@nobody");
  EXPECT_FALSE(shown(1, altered).verified);
  altered = forward;
  altered.mutable_forwarded()->mutable_message()->set_message_id(random_.id<base::MessageId>().string());
  EXPECT_FALSE(shown(1, altered).verified) << "not here";
  EXPECT_FALSE(shown(1, forward).permission_verified);
}

TEST_F(ForwardTest, RepliesKeepToTheConditions) {
  const auto said = original("h1");
  const auto composed = compose(context(2), {.in_reply_to = id(said), .text = "Thank you", .handling = {"Informal"}}, {});
  ASSERT_TRUE(composed) << composed.error().message();
  auto reply = within(2, [&](store::Transaction& tx) { return tx.messages().find(composed->message, offices_.devices[2].id); });
  EXPECT_THAT(content_of(*reply).handling(), ElementsAre("informal", "h1"));
}

// What its author says of a message after it was forwarded.
class ForwardedTest : public ForwardTest {
 protected:
  // forward lets a device say elsewhere what another said; all take it, also those of the third office.
  store::MessageKey forward(std::size_t device, const store::MessageKey& of) {
    auto out = content(device);
    within(device, [&](store::Transaction& tx) -> Result<> {
      auto plan = plan_forward(tx, context(device), draft(of));
      if (!plan) return pass_on(plan);
      out.mutable_text()->set_text(plan->text);
      *out.mutable_forwarded() = origin_of(context(device), *plan);
      return {};
    });
    return say(device, out);
  }
  void edit(const store::MessageKey& of, const std::string& text) {
    auto out = content(1);  // the same officer's other device
    *out.mutable_edit()->mutable_message() = reference_to(of);
    out.mutable_edit()->set_text(text);
    say(1, out);
  }
  void retract(const store::MessageKey& of) {
    auto out = content(0);
    *out.mutable_retraction()->mutable_message() = reference_to(of);
    out.mutable_retraction()->set_reason("Wrong account");
    say(0, out);
  }
  valise::MessageView view(std::size_t at, const store::MessageKey& key) {
    return within(at, [&](store::Transaction& tx) -> Result<valise::MessageView> {
      auto message = tx.messages().find(key.id, key.sender);
      if (!message) return pass_on(message);
      return view_of(context(at), tx, **message);
    });
  }
};

TEST_F(ForwardedTest, ACorrectedTextIsForwardedAsItsAuthorHasItNow) {
  const auto said = original("");
  edit(said, "The account ends with 7144");
  const auto forwarded = view(3, forward(2, said));
  EXPECT_EQ(forwarded.text, "The account ends with 7144");
  EXPECT_TRUE(forwarded.forwarded->verified);
  EXPECT_FALSE(forwarded.forwarded->edit.empty());
  EXPECT_THAT(forwarded.forwarded->later, IsEmpty());
}

TEST_F(ForwardedTest, WhatIsChangedOrRetractedLaterIsShownAndTheForwarderTold) {
  const auto said = original("");
  const auto key = forward(2, said);
  EXPECT_THAT(view(3, key).forwarded->later, IsEmpty());
  edit(said, "The account ends with 7144");
  const auto changed = view(3, key);
  EXPECT_TRUE(changed.forwarded->verified) << "it is what was said first";
  ASSERT_EQ(changed.forwarded->later.size(), 1U);
  EXPECT_EQ(changed.forwarded->later[0].text, "The account ends with 7144");
  EXPECT_EQ(changed.text, "The account ends with 4417");
  retract(said);
  ASSERT_TRUE(view(3, key).forwarded->withdrawn);
  EXPECT_EQ(view(3, key).forwarded->withdrawn->text, "Wrong account");
  EXPECT_EQ(notices(2, store::NoticeKind::unanswered), 2U) << "a change and a retraction";
  EXPECT_EQ(notices(3, store::NoticeKind::unanswered), 2U) << "the same officer's other device";
  EXPECT_EQ(notices(0, store::NoticeKind::unanswered), 0U);
  EXPECT_EQ(notices(4, store::NoticeKind::unanswered), 0U);
}

// Those who read a forward and not its original are told that there is a change, and not what it says.
class ToldTest : public ForwardedTest {
 protected:
  // The forward stands in a room of its own, of the second and the third office. The third office's devices have not got the
  // original.
  ToldTest() {
    for (std::size_t i = 0; i < offices_.devices.size(); ++i) {
      within(i, [&](store::Transaction& tx) {
        v1::RoomState state;
        state.add_participants(post(1));
        state.add_participants(post(2));
        return tx.rooms().put({.id = there_,
                               .membership = store::Membership::member,
                               .subject = "Elsewhere",
                               .state = base::to_bytes(state.SerializeAsString())});
      });
    }
  }
  // What is said there reaches the second and the third office, what is said in the first room the first two.
  store::MessageKey say_among(std::size_t device, const v1::Content& said, const base::RoomId& in,
                              const std::vector<std::size_t>& to) {
    ++seq_;
    for (const std::size_t at : to) take(at, device, said, in);
    return key(device, said);
  }
  store::MessageKey forward_there(std::size_t device, const store::MessageKey& of) {
    auto out = content(device);
    out.mutable_text()->set_text("The account ends with 4417");
    within(device, [&](store::Transaction& tx) -> Result<> {
      auto plan = plan_forward(tx, context(device), draft(of));
      if (!plan) return pass_on(plan);
      *out.mutable_forwarded() = origin_of(context(device), *plan);
      return {};
    });
    return say_among(device, out, there_, {2, 3, 4, 5});
  }
  v1::Content edit_of(const store::MessageKey& of, const std::string& text) {
    auto out = content(0);
    *out.mutable_edit()->mutable_message() = reference_to(of);
    out.mutable_edit()->set_text(text);
    return out;
  }
  // What a device has queued for the other room to be told.
  std::vector<v1::Content> queued(std::size_t device) {
    const auto waiting = within(device, [](store::Transaction& tx) { return tx.outbox().waiting(); });
    std::vector<v1::Content> out;
    for (const auto& item : waiting) {
      auto message = within(device, [&](store::Transaction& tx) { return tx.messages().find(item.message, item.sender); });
      if (item.room == there_ && content_of(*message).has_original_changed()) out.push_back(content_of(*message));
    }
    return out;
  }
  static inline const std::vector<std::size_t> here_{0, 1, 2, 3};
  const base::RoomId there_ = random_.id<base::RoomId>();
};

TEST_F(ToldTest, ThatTheOriginalHasChangedAndNotItsNewWords) {
  auto first = content(0);
  first.mutable_text()->set_text("The account ends with 4417");
  const auto said = say_among(0, first, room_, here_);
  const auto forwarded = forward_there(2, said);
  const auto change = edit_of(said, "The account ends with 7144");
  say_among(0, change, room_, here_);
  EXPECT_THAT(queued(3), IsEmpty()) << "the device that forwarded it says so, and no other";
  const auto news = queued(2);
  ASSERT_EQ(news.size(), 1U);
  EXPECT_EQ(news[0].SerializeAsString().find("7144"), std::string::npos);
  say_among(2, news[0], there_, {3, 4, 5});
  const auto shown = view(4, forwarded);
  ASSERT_EQ(shown.forwarded->told.size(), 1U);
  EXPECT_FALSE(shown.forwarded->told[0].retracted);
  EXPECT_EQ(shown.text, "The account ends with 4417");
  EXPECT_EQ(notices(4, store::NoticeKind::unanswered), 1U);
  EXPECT_THAT(view(3, forwarded).forwarded->told, IsEmpty()) << "it has the change itself";
  auto back = content(0);
  *back.mutable_retraction()->mutable_message() = reference_to(said);
  back.mutable_retraction()->set_reason("Wrong account");
  say_among(0, back, room_, here_);
  ASSERT_EQ(queued(2).size(), 2U);
  say_among(2, queued(2)[1], there_, {3, 4, 5});
  EXPECT_TRUE(view(5, forwarded).forwarded->told.back().retracted);
}

TEST_F(ToldTest, ByTheForwarderOnlyAndOnce) {
  auto first = content(0);
  first.mutable_text()->set_text("The account ends with 4417");
  const auto said = say_among(0, first, room_, here_);
  const auto forwarded = forward_there(2, said);
  say_among(0, edit_of(said, "7144"), room_, here_);
  auto news = queued(2).at(0);
  auto forged = content(4);
  *forged.mutable_original_changed() = news.original_changed();
  say_among(4, forged, there_, {4, 5});
  EXPECT_THAT(view(5, forwarded).forwarded->told, IsEmpty());
  say_among(2, news, there_, {4, 5});
  news.set_message_id(random_.id<base::MessageId>().string());
  say_among(2, news, there_, {4, 5});
  EXPECT_EQ(view(5, forwarded).forwarded->told.size(), 1U);
  EXPECT_EQ(notices(5, store::NoticeKind::unanswered), 1U);
}

TEST_F(ToldTest, NobodyWhoReadsTheOriginalAndNotAfterTheForwardWasTakenBack) {
  auto first = content(0);
  first.mutable_text()->set_text("The account ends with 4417");
  const auto said = say_among(0, first, room_, here_);
  const auto forwarded = forward_there(2, said);
  auto back = content(2);
  *back.mutable_retraction()->mutable_message() = reference_to(forwarded);
  back.mutable_retraction()->set_reason("Sent to the wrong room");
  say_among(2, back, there_, {2, 3, 4, 5});
  say_among(0, edit_of(said, "7144"), room_, here_);
  EXPECT_THAT(queued(2), IsEmpty());
}

TEST_F(ForwardedTest, AForwarderDoesNotChangeAnothersWords) {
  const auto key = forward(2, original(""));
  EXPECT_EQ(queue_edit(context(2), id(key), "Something else").error().code, ClientError::not_editable);
  auto forged = content(2);
  *forged.mutable_edit()->mutable_message() = reference_to(key);
  forged.mutable_edit()->set_text("Something else");
  say(2, forged);
  EXPECT_THAT(view(3, key).edits, IsEmpty());
}

TEST_F(ForwardedTest, AChangeThatItsAuthorNeverMadeIsNotVerified) {
  const auto said = original("");
  const auto other = original("");
  edit(other, "The account ends with 7144");
  auto forged = content(2);
  within(2, [&](store::Transaction& tx) -> Result<> {
    auto plan = plan_forward(tx, context(2), draft(other));
    if (!plan) return pass_on(plan);
    forged.mutable_text()->set_text(plan->text);
    *forged.mutable_forwarded() = origin_of(context(2), *plan);
    *forged.mutable_forwarded()->mutable_message() = reference_to(said);  // another message's change
    return {};
  });
  EXPECT_FALSE(view(3, say(2, forged)).forwarded->verified);
}

}  // namespace
}  // namespace valise::sdk::client
