// How long a preservation lasts, and who hears of its end.
#include "client-sdk/client/form_period.hpp"

#include "client-sdk/client/waiting.hpp"
#include "form_fixture.hpp"

namespace valise::sdk::client {
namespace {

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

// The officer's sides of a preservation of 60 days: 0 asked for it, 2 keeps to it, 4 is a third authority.
class PeriodTest : public FormTest {
 protected:
  store::MessageKey kept() {
    const auto asked = say(0, preservation());
    say(2, status(2, asked, v1::FORM_STATUS_ANSWERED));
    return asked;
  }
  void come(std::chrono::hours time) {
    clock_.time = begun_ + time;
    for (std::size_t at = 0; at < 6; ++at) ASSERT_TRUE(note_late_forms(context(at)));
  }
  std::vector<std::size_t> told() {
    return {notices(0, store::NoticeKind::unanswered), notices(2, store::NoticeKind::unanswered),
            notices(4, store::NoticeKind::unanswered)};
  }
  std::size_t waits(std::size_t at) { return waiting(context(at)).value().size(); }
  static constexpr auto kDay = 24h;
  const base::UnixMillis begun_ = clock_.time;
};

TEST_F(PeriodTest, BothSidesHearOfItsEndTwoWeeksAndThreeDaysBeforeItAndWhenItHasCome) {
  const auto asked = kept();
  come(45 * kDay);
  EXPECT_EQ(told(), (std::vector<std::size_t>{0, 0, 0}));
  EXPECT_EQ(waits(0) + waits(2) + waits(4), 0U);
  for (int again = 0; again < 2; ++again) come(46 * kDay);
  EXPECT_EQ(told(), (std::vector<std::size_t>{1, 1, 0}));
  const auto mine = waiting(context(0)).value();
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_EQ(mine[0].debt, FormDebt::What::period);
  EXPECT_TRUE(mine[0].for_me);
  EXPECT_EQ(mine[0].due, begun_ + 60 * kDay);
  EXPECT_FALSE(waiting(context(2)).value().at(0).for_me);
  EXPECT_EQ(waits(4), 0U);
  EXPECT_TRUE(view(0, asked).open);
  come(56 * kDay);
  EXPECT_EQ(told(), (std::vector<std::size_t>{1, 1, 0}));
  come(57 * kDay);
  EXPECT_EQ(told(), (std::vector<std::size_t>{2, 2, 0}));
  come(60 * kDay);
  EXPECT_EQ(told(), (std::vector<std::size_t>{3, 3, 0}));
  EXPECT_TRUE(waiting(context(2)).value().at(0).overdue);
  come(74 * kDay);
  EXPECT_EQ(waits(0) + waits(2), 0U) << "two weeks after it nobody is asked any more";
  EXPECT_FALSE(view(0, asked).open);
}

TEST_F(PeriodTest, WhoWasAwayHearsTheLastOnly) {
  kept();
  come(61 * kDay);
  EXPECT_EQ(told(), (std::vector<std::size_t>{1, 1, 0}));
}

TEST_F(PeriodTest, NothingEndsThatWasExtendedRefusedTakenBackOrFollowedByTheRequest) {
  const auto extended = kept();
  const auto followed = kept();
  const auto refused = say(0, preservation());
  say(2, status(2, refused, v1::FORM_STATUS_REFUSED, "Not ours"));
  const auto gone = kept();
  auto back = content(0);
  *back.mutable_retraction()->mutable_message() = reference_to(gone);
  back.mutable_retraction()->set_reason("Settled");
  say(0, back);
  come(46 * kDay);
  EXPECT_EQ(waits(0), 2U);
  auto extension = preservation();
  *extension.mutable_form()->mutable_predecessor() = reference_to(extended);
  const auto second = say(0, extension);
  say(2, status(2, followed, v1::FORM_STATUS_FORMAL_RECEIVED));
  EXPECT_EQ(waits(2), 1U) << "the answer to the extension";
  EXPECT_TRUE(waiting(context(2)).value()[0].for_me);
  say(2, status(2, second, v1::FORM_STATUS_REFUSED, "Not again"));
  EXPECT_EQ(waiting(context(0)).value().at(0).message, hex(extended)) << "it ends after all";
}

TEST_F(PeriodTest, AnExtensionIsWatchedInItsTurn) {
  const auto first = kept();
  come(50 * kDay);
  auto extension = preservation();
  *extension.mutable_form()->mutable_predecessor() = reference_to(first);
  const auto second = say(0, extension);
  say(2, status(2, second, v1::FORM_STATUS_ANSWERED));
  come(105 * kDay);
  EXPECT_EQ(waits(0), 0U);
  come(106 * kDay);
  EXPECT_EQ(waiting(context(0)).value().at(0).message, hex(second));
}

}  // namespace
}  // namespace valise::sdk::client
