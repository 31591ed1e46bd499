// valise duty.
#include <gmock/gmock.h>

#include "fake_duty.hpp"
#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class DutyCommands : public ProgramTest {};

constexpr Time kThen{std::chrono::milliseconds(1'795'000'000'000)};  // 2026-11-18 11:06:40 UTC

TEST_F(DutyCommands, StatusShowsPlanClocksHolderAndWhatWaits) {
  now_ = kThen;
  duty_world().status = {{.post = "ke-odpp/duty",
                          .plan = {.planned = true, .officers = {{"ke-odpp/@jmwangi", "Jane Mwangi"}}},
                          .there = LocalClock{.date = "2026-11-18", .iso_weekday = 3, .minute = 846, .utc_offset_minutes = 180},
                          .here = LocalClock{.date = "2026-11-18", .iso_weekday = 3, .minute = 726, .utc_offset_minutes = 60},
                          .holder = OfficerName{"ke-odpp/@jmwangi", "Jane Mwangi"},
                          .since = kThen,
                          .waiting = Handover{.id = "s",
                                              .post = "ke-odpp/duty",
                                              .from = {"ke-odpp/@jmwangi", "Jane Mwangi"},
                                              .to = {"ke-odpp/@potieno", "Peter Otieno"},
                                              .at = kThen,
                                              .open = {{.text = "fr-bepi/desk: Log"}},
                                              .remarks = "Quiet night"}}};
  const auto outcome = run({"duty", "status"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("14:06"), HasSubstr("12:06"), HasSubstr("has the duty since"),
                    HasSubstr("waits to be accepted by Peter Otieno"), HasSubstr("fr-bepi/desk: Log"), HasSubstr("Quiet night")));
}

TEST_F(DutyCommands, HandoverTakesPromisesWithTheirTime) {
  now_ = kThen;
  world().send.state = DeliveryState::sent;
  const auto outcome = run({"duty", "handover", "ke-odpp/duty", "--to", "@potieno", "--promise", "2h Call Paris", "--promise",
                            "Be kind", "--remarks", "R"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const auto& draft = duty_world().draft;
  EXPECT_EQ(draft.to, "@potieno");
  ASSERT_EQ(draft.promises.size(), 2U);
  EXPECT_EQ(draft.promises[0].text, "Call Paris");
  EXPECT_EQ(draft.promises[0].due, kThen + std::chrono::hours(2));
  EXPECT_EQ(draft.promises[1].text, "Be kind");
  EXPECT_EQ(run({"duty", "handover", "ke-odpp/duty"}).code, 2) << "to whom?";
  world().send.state = DeliveryState::queued;
  EXPECT_EQ(run({"duty", "accept"}).code, 5);
}

}  // namespace
}  // namespace valise::tests
