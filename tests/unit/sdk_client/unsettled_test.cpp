// What is open is found without reading what is settled: counted in SQLite's instructions, which are the same on every machine.
#include "client-sdk/client/unsettled.hpp"

#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/matter.hpp"
#include "client-sdk/client/waiting.hpp"
#include "room_fixture.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

class UnsettledTest : public RoomTest {
 protected:
  UnsettledTest() : RoomTest(1) {}

  store::MessageKey question() {
    auto out = content(0);
    out.set_asks(post(1));
    out.mutable_form()->set_kind("status-question");
    out.mutable_form()->set_version(1);
    return say(0, out);
  }
  v1::Content status(const store::MessageKey& form, v1::FormStatus status, std::optional<base::UnixMillis> promise = {}) {
    auto out = content(1);
    *out.mutable_status_change()->mutable_form() = reference_to(form);
    out.mutable_status_change()->set_status(status);
    out.mutable_status_change()->set_text("x");
    if (promise) out.mutable_status_change()->set_promised_by_ms(base::to_wire(*promise));
    return out;
  }
  // Only the first device hears these: each costs a commit.
  store::MessageKey tell(std::size_t device, const v1::Content& said) {
    ++seq_;
    take(0, device, said);
    return key(device, said);
  }
  void answered_questions(int count) {
    for (int i = 0; i < count; ++i) {
      auto asked = content(0);
      asked.set_asks(post(1));
      asked.mutable_form()->set_kind("status-question");
      asked.mutable_form()->set_version(1);
      tell(1, status(tell(0, asked), v1::FORM_STATUS_ANSWERED));
    }
  }
  void answered_matters(int count) {
    for (int i = 0; i < count; ++i) {
      auto done = content(1);
      *done.mutable_acknowledgement()->mutable_message() = reference_to(tell(0, urgent(0, post(1))));
      done.mutable_acknowledgement()->set_answer(v1::ANSWER_DONE);
      tell(1, done);
    }
  }
  std::size_t open(std::size_t at) {
    return within(at, [&](store::Transaction& tx) { return unsettled(tx, context(at)); }).size();
  }
  // cost gives what `work` costs a device's store, once what is settled has been struck.
  template <class Work>
  std::uint64_t cost(std::size_t at, Work&& work) {
    EXPECT_TRUE(work(context(at)));
    const auto before = context(at).store.instructions();
    EXPECT_TRUE(work(context(at)));
    return context(at).store.instructions() - before;
  }
  void fail_own(std::size_t at, const store::MessageKey& key) {
    within(at, [&](store::Transaction& tx) -> Result<> {
      auto queued = tx.outbox().enqueue({.room = room_,
                                         .message = key.id,
                                         .sender = key.sender,
                                         .key = random_.id<base::IdempotencyKey>(),
                                         .queued_at = clock_.time});
      if (!queued) return pass_on(queued);
      return tx.outbox().give_up(*queued, "gone");
    });
  }
};

TEST_F(UnsettledTest, WhatIsOpenCostsTheSameBesideTwentyTimesAsManySettled) {
  const auto promised = question();
  say(1, status(promised, v1::FORM_STATUS_IN_PROGRESS, clock_.time + 1h));
  say(0, urgent(0, post(1)));
  clock_.time += 2h;
  answered_questions(3);
  answered_matters(3);
  const auto everything = [](Context& context) { return waiting(context).has_value(); };
  const auto promises = [](Context& context) { return note_late_forms(context).has_value(); };
  const auto deadlines = [](Context& context) { return note_overdue(context).has_value(); };
  const std::uint64_t few[] = {cost(0, everything), cost(0, promises), cost(0, deadlines)};
  answered_questions(57);
  answered_matters(57);
  const std::uint64_t many[] = {cost(0, everything), cost(0, promises), cost(0, deadlines)};
  for (std::size_t i = 0; i < std::size(few); ++i) {
    EXPECT_GT(few[i], 0U) << i;
    EXPECT_EQ(many[i], few[i]) << i;
    RecordProperty("instructions_" + std::to_string(i), std::to_string(many[i]));
  }
  EXPECT_EQ(waiting(context(0)).value().size(), 2U);
}

TEST_F(UnsettledTest, WhatIsSettledComesBackWhenItIsOpenedAgain) {
  const auto asked = question();
  EXPECT_EQ(open(0), 1U);
  say(1, status(asked, v1::FORM_STATUS_ANSWERED));
  EXPECT_EQ(open(0), 0U);
  say(1, status(asked, v1::FORM_STATUS_IN_PROGRESS));
  EXPECT_EQ(open(0), 1U);
  EXPECT_EQ(open(1), 1U);
}

TEST_F(UnsettledTest, AnAnswerThatFailedForGoodWasNeverGiven) {
  const auto asked = question();
  const auto answer = say(1, status(asked, v1::FORM_STATUS_ANSWERED));
  EXPECT_EQ(open(1), 0U);
  fail_own(1, answer);
  EXPECT_EQ(open(1), 1U);
  EXPECT_TRUE(waiting(context(1)).value().front().for_me);
}

TEST_F(UnsettledTest, WhatWasTakenBackWaitsForNobody) {
  const auto asked = say(0, urgent(0, post(1)));
  EXPECT_EQ(waiting(context(1)).value().size(), 1U);
  auto back = content(0);
  *back.mutable_retraction()->mutable_message() = reference_to(asked);
  back.mutable_retraction()->set_reason("A mistake");
  say(0, back);
  for (const std::size_t at : {0U, 1U}) EXPECT_TRUE(waiting(context(at)).value().empty()) << at;
}

TEST_F(UnsettledTest, WhatIsErasedIsNotOpen) {
  question();
  EXPECT_EQ(open(0), 1U);
  within(0, [&](store::Transaction& tx) { return tx.retention().erase(room_, clock_.time + 1h, clock_.time + 1h); });
  EXPECT_EQ(open(0), 0U);
  EXPECT_TRUE(within(0, [](store::Transaction& tx) { return tx.word_index().unindexed(10); }).empty());
}

}  // namespace
}  // namespace valise::sdk::client
