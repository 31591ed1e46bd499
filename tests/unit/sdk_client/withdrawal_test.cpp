#include "client-sdk/client/withdrawal.hpp"

#include "client-sdk/client/matter.hpp"
#include "room_fixture.hpp"

namespace valise::sdk::client {
namespace {

// Devices 0 and 1 ask, 2 is asked.
class WithdrawalTest : public RoomTest {
 protected:
  v1::Content retraction(std::size_t device, const store::MessageKey& of) {
    auto out = content(device);
    *out.mutable_retraction()->mutable_message() = reference_to(of);
    out.mutable_retraction()->set_reason("Found elsewhere");
    return out;
  }
  v1::Content answer(std::size_t device, const store::MessageKey& to, v1::Answer answer) {
    auto out = content(device);
    *out.mutable_acknowledgement()->mutable_message() = reference_to(to);
    out.mutable_acknowledgement()->set_answer(answer);
    return out;
  }
  // What a device tells the relay of a message of its own.
  std::uint64_t withdrawn(std::size_t device, const store::MessageKey& by) {
    return within(device, [&](store::Transaction& tx) { return withdrawn_by(tx, context(device), by); }).value();
  }
};

TEST_F(WithdrawalTest, AnUrgentMessageThatWasTakenBackNeedsNoAnswer) {
  const auto asked = say(0, urgent(0, post(1)));
  const auto number = seq_;
  EXPECT_EQ(withdrawn(1, say(1, retraction(1, asked))), number) << "by the officer's other device";
  auto plain = content(0);
  plain.mutable_text()->set_text("No hurry");
  EXPECT_EQ(withdrawn(0, say(0, retraction(0, say(0, plain)))), 0U) << "nobody was called for it";
  EXPECT_EQ(withdrawn(2, say(2, retraction(2, say(0, urgent(0, post(1)))))), 0U) << "of another";
}

TEST_F(WithdrawalTest, NorDoesOneWhoseSenderSaysThatNothingIsLeftToDo) {
  const auto asked = say(0, urgent(0, post(1)));
  const auto number = seq_;
  EXPECT_EQ(withdrawn(2, say(2, answer(2, asked, v1::ANSWER_TAKE))), 0U) << "the asked post settles it otherwise";
  EXPECT_EQ(withdrawn(2, say(2, answer(2, asked, v1::ANSWER_DONE))), 0U);
  EXPECT_EQ(withdrawn(4, say(4, answer(4, asked, v1::ANSWER_DONE))), 0U) << "without effect";
  EXPECT_EQ(withdrawn(1, say(1, answer(1, asked, v1::ANSWER_DONE))), number);
}

TEST_F(WithdrawalTest, NobodyIsRemindedOfWhatWasTakenBack) {
  const auto asked = say(0, urgent(0, post(1)));
  const auto other = say(0, urgent(0, post(1)));
  say(0, retraction(0, asked));
  clock_.time += std::chrono::hours(3);
  for (std::size_t at = 0; at < 4; ++at) ASSERT_TRUE(note_overdue(context(at)));
  EXPECT_EQ(notices(0, store::NoticeKind::unanswered), 1U) << "of the other one";
  const auto overdue = [&](const store::MessageKey& key) {
    return within(2, [&](store::Transaction& tx) { return matter_of(context(2), tx, key); })->overdue;
  };
  EXPECT_FALSE(overdue(asked));
  EXPECT_TRUE(overdue(other));
}

}  // namespace
}  // namespace valise::sdk::client
