// What the relay does about an urgent message: every state at every moment, and a whole night.
#include "server/core/alerts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace valise::server::core {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = AlertEvent::Kind;

constexpr base::UnixMillis kStart{hours(500'000)};
const AlertPolicy kPolicy;
const Chain kChain{{.after = minutes(20), .addresses = {"ke/@second"}}, {.after = minutes(90), .addresses = {"ke/desk"}}};

base::UnixMillis at(int minute) { return kStart + minutes(minute); }

Alert fresh(int deadline = 60) {
  Alert alert;
  alert.post = "ke/duty";
  alert.accepted_at = kStart;
  alert.acknowledge_by = at(deadline);
  alert.next_at = kStart;
  return alert;
}

std::vector<Kind> kinds(const AlertPlan& plan) {
  std::vector<Kind> out;
  for (const auto& event : plan.events) out.push_back(event.kind);
  return out;
}

// until walks from one due moment to the next, as the relay does, and gives the last plan at or before `minute`.
struct Night {
  Alert alert = fresh();
  Chain chain = kChain;
  std::vector<std::pair<int, std::string>> told;

  void until(int minute) {
    while (alert.next_at && *alert.next_at <= at(minute)) {
      const auto now = *alert.next_at;
      const auto plan = plan_alert(alert, chain, now, kPolicy);
      const auto when = static_cast<int>(std::chrono::duration_cast<minutes>(now - kStart).count());
      for (const auto& event : plan.events) told.emplace_back(when, word(event));
      if (!plan.alert.empty()) told.emplace_back(when, "alert " + testing::PrintToString(plan.alert));
      alert = plan.next.value();
    }
  }
  static std::string word(const AlertEvent& event) {
    switch (event.kind) {
      case Kind::raised: return "raised";
      case Kind::escalated: return "step " + std::to_string(event.step);
      case Kind::overdue: return "overdue";
      case Kind::settled: return "settled";
      case Kind::withdrawn: return "withdrawn";
      case Kind::not_raised: return "not raised";
    }
    return {};
  }
};

TEST(Alerts, GoAlongTheChainThroughTheNight) {
  Night night;
  night.until(105);
  const std::string duty = R"({ "ke/duty" })";
  const std::string both = R"({ "ke/duty", "ke/@second" })";
  const std::string all = R"({ "ke/duty", "ke/@second", "ke/desk" })";
  EXPECT_THAT(night.told, ElementsAre(std::pair(0, "raised"), std::pair(0, "alert " + duty),  //
                                      std::pair(15, "alert " + duty),                         //
                                      std::pair(20, "step 1"), std::pair(20, R"(alert { "ke/@second" })"),
                                      std::pair(30, "alert " + both), std::pair(45, "alert " + both),
                                      // The deadline is a round, and takes the next step before its time.
                                      std::pair(60, "overdue"), std::pair(60, "step 2"), std::pair(60, "alert " + all)));
  EXPECT_EQ(night.alert.next_at, at(120)) << "after the first rounds they come more slowly";
}

TEST(Alerts, EndADayAfterTheDeadline) {
  Night night;
  night.until(10'000);
  EXPECT_FALSE(night.alert.next_at);
  EXPECT_LT(night.told.back().first, 60 + 24 * 60);
  EXPECT_GE(night.told.back().first, 60 + 20 * 60);
  EXPECT_LT(night.alert.rounds, 40U) << "nobody is flooded";
}

TEST(Alerts, ARelayThatWasAwayDoesOnceWhatWasDue) {
  Night night;
  night.until(0);
  const auto plan = plan_alert(night.alert, kChain, at(600), kPolicy);
  EXPECT_THAT(kinds(plan), ElementsAre(Kind::escalated, Kind::escalated, Kind::overdue));
  EXPECT_THAT(plan.alert, ElementsAre("ke/duty", "ke/@second", "ke/desk"));
  EXPECT_EQ(plan.next->rounds, 2U);
  EXPECT_GT(plan.next->next_at, at(600));
}

TEST(Alerts, AMessageThatWasLateIsOverdueAtOnce) {
  const auto plan = plan_alert(fresh(-5), kChain, kStart, kPolicy);
  EXPECT_THAT(kinds(plan), ElementsAre(Kind::raised, Kind::overdue, Kind::escalated));
  EXPECT_TRUE(plan.next->overdue);
}

TEST(Alerts, AnEmergencyRepeatsSooner) {
  auto alert = fresh();
  alert.urgency = Urgency::emergency;
  EXPECT_EQ(plan_alert(alert, {}, kStart, kPolicy).next->next_at, at(5));
}

// Every state at every kind of moment: what is told, and what becomes of it.
TEST(Alerts, EveryStateAtEveryMoment) {
  struct Row {
    const char* name;
    AlertState state;
    bool started;
    bool overdue;
    int minute;
    std::vector<Kind> told;
    bool rings;
    bool stays;
  };
  const Row rows[] = {
      {"begins", AlertState::open, false, false, 0, {Kind::raised}, true, true},
      {"before anything is due", AlertState::open, true, false, 10, {}, false, true},
      {"round", AlertState::open, true, false, 15, {}, true, true},
      {"step", AlertState::open, true, false, 20, {Kind::escalated}, true, true},
      {"deadline", AlertState::open, true, false, 60, {Kind::escalated, Kind::overdue}, true, true},
      {"after it", AlertState::open, true, true, 75, {Kind::escalated}, true, true},
      {"clock went back", AlertState::open, true, false, -60, {}, false, true},
      {"answered", AlertState::settled, true, false, 10, {Kind::settled}, false, false},
      {"answered too late", AlertState::settled, true, true, 600, {Kind::settled}, false, false},
      {"taken back", AlertState::withdrawn, true, true, 600, {Kind::withdrawn}, false, false},
      {"cannot be", AlertState::refused, false, false, 0, {Kind::not_raised}, false, false},
  };
  for (const auto& row : rows) {
    auto alert = fresh();
    alert.state = row.state;
    alert.overdue = row.overdue;
    if (row.started) {
      alert.rounds = 1;
      alert.last_round = row.overdue ? at(60) : kStart;
      alert.next_at = row.overdue ? at(75) : at(15);
    }
    const auto plan = plan_alert(alert, kChain, at(row.minute), kPolicy);
    EXPECT_EQ(kinds(plan), row.told) << row.name;
    EXPECT_EQ(!plan.alert.empty(), row.rings) << row.name;
    EXPECT_EQ(plan.next.has_value(), row.stays) << row.name;
    if (plan.next && !plan.events.empty()) {
      EXPECT_GT(plan.next->next_at, at(row.minute)) << row.name << ": it would be due for ever";
    }
  }
}

TEST(Alerts, AnswerAnewWhenTheChainChanges) {
  Night night;
  night.until(20);
  night.chain = {};
  night.until(60);
  EXPECT_EQ(night.told.back().second, R"(alert { "ke/duty" })");
}

TEST(AlertWishes, AreForPostsInTheRoom) {
  const base::DeviceId in_room = base::DeviceId(base::ByteArray<16>{1});
  const base::DeviceId elsewhere = base::DeviceId(base::ByteArray<16>{2});
  const std::vector members{in_room};
  EXPECT_EQ(judge_wish({.post = "ke/duty", .post_exists = true, .post_devices = {elsewhere, in_room}}, members),
            AlertState::open);
  EXPECT_EQ(judge_wish({.post = "ke/duty", .post_exists = true, .post_devices = {elsewhere}}, members), AlertState::refused);
  EXPECT_EQ(judge_wish({.post = "ke/duty", .post_exists = false}, members), AlertState::refused);
  EXPECT_EQ(judge_wish({.post = "ke/duty", .post_exists = true}, members), AlertState::open) << "it has no devices to be there";
  EXPECT_EQ(bounded_deadline(kStart + std::chrono::days(400), kStart), kStart + kLongestAlert);
}

TEST(ChannelTargets, AreOnePlainMailboxOrOneHttpsUrl) {
  for (const auto* good : {"duty@odpp.go.ke", "a.b+c@example.org", "x@10.0.0.1"}) EXPECT_TRUE(is_email(good)) << good;
  for (const auto* bad : {"", "@", "a@", "@b", "a b@c.d", "a@b\r\nRCPT TO:<x@y>", "<a@b.c>", "a@b.c,d@e.f", "a..b@c.d", "-f@c.d",
                          "a@-b.c", "a@b..c", "a@b_c.d", "\"a b\"@c.d"}) {
    EXPECT_FALSE(is_email(bad)) << bad;
  }
  EXPECT_EQ(parse_webhook_url("https://Hooks.Example.org:8443/a?b=c")->host, "hooks.example.org");
  EXPECT_EQ(parse_webhook_url("https://hooks.example.org:8443/a?b=c")->port, 8443);
  for (const auto* bad :
       {"http://a.b/", "https://", "https://user:pw@a.b/", "https://user@a.b/", "https://a.b:0/", "https://a.b:70000/",
        "https://a.b/#x", "https://a.b/ x", "https://a.b/\n", "https://a.b\\@c.d/", "file:///etc/passwd"}) {
    EXPECT_FALSE(parse_webhook_url(bad)) << bad;
  }
}

TEST(Reach, IsTheBestOfWhatWasConfirmed) {
  Channel unconfirmed;
  Channel works;
  works.confirmed_at = at(1);
  works.last_success = at(5);
  Channel failing;
  failing.confirmed_at = at(1);
  failing.failing_since = at(9);
  Channel failing_longer = failing;
  failing_longer.failing_since = at(3);
  const auto of = [](std::vector<Channel> channels) { return reach_of(channels); };
  EXPECT_EQ(of({}).state, Reach::State::none);
  EXPECT_EQ(of({unconfirmed}).state, Reach::State::none);
  EXPECT_EQ(of({failing, works}), (Reach{.state = Reach::State::works, .since = at(5)}));
  EXPECT_EQ(of({failing_longer, failing}), (Reach{.state = Reach::State::failing, .since = at(9)}));
}

}  // namespace
}  // namespace valise::server::core
