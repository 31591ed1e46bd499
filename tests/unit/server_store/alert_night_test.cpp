// A night in virtual time: store, clock and decision together, as the relay uses them, minute by minute; with restarts, a clock
// that jumps, and the first officer asleep.
#include <gmock/gmock.h>

#include "store_fixture.hpp"

namespace valise::server::store {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::Pair;

class AlertNight : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    make_room(1, {device(2)});
    started_ = clock_.monotonic();
  }
  // A minute passes; what is due is done as server/net/alert_service.cpp does it.
  void minute() {
    const auto found = wait_for<DueAlerts>([&](auto done) { store_->due_alerts(10, std::move(done)); }).value();
    for (const auto& alert : found.alerts) {
      const auto plan = core::plan_alert(alert, chain_, found.now, {});
      const auto at = std::chrono::duration_cast<minutes>(clock_.monotonic() - started_).count();
      for (const auto& event : plan.events) told_.emplace_back(at, event.kind);
      rung_ += plan.alert.size();
      AlertAdvance advance{.id = alert.id, .version = alert.version, .next = plan.next, .tell = {}};
      for (std::size_t i = 0; i < plan.events.size(); ++i) advance.tell.push_back({.devices = {device(1)}, .body = {1}});
      ASSERT_TRUE(wait_for<bool>([&](auto done) { store_->advance_alert(std::move(advance), std::move(done)); }).value());
    }
    clock_.advance(minutes(1));
  }
  void pass(std::chrono::minutes time) {
    for (auto passed = minutes(0); passed < time; passed += minutes(1)) minute();
  }
  base::RoomSeq ask() {
    return send({.room = room(1),
                 .submitter = device(1),
                 .key = key(1),
                 .message = {1},
                 .urgency = core::Urgency::urgent,
                 .authority = "fr",
                 .alert = core::AlertWish{.post = "ke/duty",
                                          .acknowledge_by = clock_.now() + hours(2),
                                          .post_exists = true,
                                          .post_devices = {device(2)}}})
        .value()
        .room_seq;
  }

  const core::Chain chain_{{.after = minutes(30), .addresses = {"ke/@second"}}, {.after = hours(5), .addresses = {"ke/desk"}}};
  base::Monotonic started_;
  std::vector<std::pair<long, core::AlertEvent::Kind>> told_;
  std::size_t rung_ = 0;
};

using Kind = core::AlertEvent::Kind;

TEST_F(AlertNight, TheFirstOfficerSleepsTheSecondAnswers) {
  const auto seq = ask();
  pass(minutes(20));
  open();  // the relay starts again
  pass(minutes(20));
  EXPECT_THAT(told_, ElementsAre(Pair(0, Kind::raised), Pair(30, Kind::escalated)));
  sweep_all();             // as every few minutes: the time is kept
  clock_.jump(hours(-3));  // the machine's clock goes back
  open();
  pass(minutes(90));
  EXPECT_THAT(told_,
              ElementsAre(Pair(0, Kind::raised), Pair(30, Kind::escalated), Pair(120, Kind::overdue), Pair(120, Kind::escalated)))
      << "the deadline does not wait for the clock to catch up, and takes the next step before its time";
  ASSERT_TRUE(
      send({.room = room(1), .submitter = device(2), .key = key(2), .message = {2}, .settles = seq, .posts = {"ke/duty"}}));
  pass(minutes(2));
  EXPECT_EQ(told_.back().second, Kind::settled);
  const auto rung = rung_;
  pass(hours(6));
  EXPECT_EQ(rung_, rung) << "nobody is called any more";
  EXPECT_EQ(deliveries(1).size(), 6U) << "five events and the answer";
}

TEST_F(AlertNight, NobodyAnswersAndItComesToAnEnd) {
  ask();
  pass(hours(48));
  EXPECT_EQ(told_.size(), 4U) << "what is told is told once";
  EXPECT_LT(rung_, 120U);
  EXPECT_FALSE(wait_for<DueAlerts>([&](auto done) { store_->due_alerts(10, std::move(done)); })->next_at);
}

}  // namespace
}  // namespace valise::server::store
