// valise channel, valise alert, and what send says of posts that cannot be called.
#include <gmock/gmock.h>

#include "cli/deadline.hpp"
#include "fake_alerts.hpp"
#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class AlertCommands : public ProgramTest {
 protected:
  AlertCommands() {
    alerts_world() = {};
    now_ = Time(std::chrono::milliseconds(1'795'000'000'000));
  }
};

constexpr Time kThen{std::chrono::milliseconds(1'795'000'000'000)};  // 2026-11-18 11:06:40 UTC

TEST_F(AlertCommands, AddSendsTheCodeAtOnceAndShowsTheSecretOnce) {
  alerts_world().added = {.id = std::string(32, 'a'), .secret = "5ec7e7"};
  const auto outcome = run({"channel", "add", "ke-odpp/duty", "--webhook", "https://a.b/c"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(world().calls, ElementsAre("open", "add channel", "test " + std::string(32, 'a')));
  EXPECT_EQ(alerts_world().wanted.kind, ChannelKind::webhook);
  EXPECT_THAT(outcome.out, HasSubstr("5ec7e7"));
  EXPECT_EQ(run({"channel", "add", "ke-odpp/duty"}).code, 2) << "of which kind?";
  EXPECT_EQ(run({"channel", "add", "--email", "a@b.c", "--webhook", "https://a.b/c"}).code, 2);
}

TEST_F(AlertCommands, ListSaysWhatDoesNotWork) {
  alerts_world().channels = {{.id = std::string(32, 'a'), .address = "ke-odpp/duty", .target = "duty@odpp.example"},
                             {.id = std::string(32, 'b'),
                              .address = "ke-odpp/duty",
                              .target = "x@odpp.example",
                              .confirmed = kThen,
                              .failing_since = kThen}};
  const auto outcome = run({"channel", "list"});
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("duty@odpp.example"), HasSubstr("not confirmed"), HasSubstr("FAILING since 2026-11-18")));
}

// It is said before it goes out, whichever way it is written: into a new room, into one that exists, as an answer, as a form.
TEST_F(AlertCommands, WhatIsUrgentWarnsOfPostsThatNobodyCanCall) {
  world().send = {.message = "b", .room = "a", .state = DeliveryState::sent};
  alerts_world().reach = {{.address = "ke-odpp/duty", .state = ReachState::none}};
  const auto warned = [&](std::vector<std::string> words) {
    const auto routine = run(words);
    EXPECT_EQ(routine.code, 0) << routine.err;
    EXPECT_THAT(routine.err, Not(HasSubstr("alert channel")));
    world().calls.clear();
    words.push_back("--urgent");
    const auto outcome = run(words);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("ke-odpp/duty has no alert channel"));
    return alerts_world().asked;
  };
  EXPECT_THAT(warned({"send", "ke-odpp/duty", "--subject", "S", "--text", "T"}), ElementsAre("ke-odpp/duty"));
  EXPECT_THAT(warned({"send", "--room", "77b0", "--text", "T"}), ElementsAre("77b0"));
  EXPECT_THAT(warned({"send", "--reply-to", "3f9a", "--text", "T"}), ElementsAre("3f9a"));
  EXPECT_THAT(warned({"form", "new", "status-question", "ke-odpp/duty", "--field", "date=2026-11-22", "--field",
                      "their_reference=ODPP/9", "--field", "question=How far?"}),
              ElementsAre("ke-odpp/duty"));
}

TEST_F(AlertCommands, WithoutADeadlineTheUsualOneIsSaid) {
  const auto told = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"send", "ke-odpp/duty", "--subject", "S", "--text", "T"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words).err;
  };
  EXPECT_THAT(told({}), Not(HasSubstr("--acknowledge-by")));
  EXPECT_THAT(told({"--urgent", "--acknowledge-by", "1h"}), Not(HasSubstr("--acknowledge-by")));
  EXPECT_THAT(told({"--urgent"}), HasSubstr("--acknowledge-by"));
  EXPECT_EQ(usual_time(Urgency::urgent), std::chrono::hours(2));
  EXPECT_EQ(usual_time(Urgency::emergency), std::chrono::minutes(30));
  EXPECT_FALSE(usual_time(Urgency::routine));
}

TEST_F(AlertCommands, SendTakesADeadlineOnlyWithUrgencyAndAhead) {
  const std::vector<std::string> base{"send", "ke-odpp/duty", "--subject", "S", "--text", "T", "--acknowledge-by"};
  const auto with = [&](std::vector<std::string> more) {
    auto words = base;
    words.insert(words.end(), more.begin(), more.end());
    return run(words).code;
  };
  EXPECT_EQ(with({"2h"}), 2);
  EXPECT_EQ(with({"yesterday", "--urgent"}), 2);
  EXPECT_EQ(with({"2001-01-01T00:00Z", "--urgent"}), 2);
  EXPECT_NE(with({"2h", "--urgent"}), 2);
  EXPECT_NE(with({"2h", "--urgency", "emergency"}), 2);
}

TEST_F(AlertCommands, AnAlertIsTheRelaysWord) {
  alerts_world().alert = {.message = "m",
                          .room = "r",
                          .reference = "7F3K-29QD",
                          .post = "ke-odpp/duty",
                          .state = AlertState::escalated,
                          .events = {{.state = AlertState::raised, .at = kThen, .channels_reached = 2},
                                     {.state = AlertState::escalated, .at = kThen, .step = 1, .to = {"ke-odpp/@akimani"}}}};
  const auto outcome = run({"alert", "3f9a52c1"});
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("7F3K-29QD"), HasSubstr("took it: 2"), HasSubstr("step 1"), HasSubstr("ke-odpp/@akimani")));
  EXPECT_THAT(outcome.err, HasSubstr("no member signs it"));
}

TEST(Deadlines, AreDurationsOrTimesWithAZone) {
  using std::chrono::hours;
  EXPECT_EQ(cli::parse_deadline("2h", kThen), kThen + hours(2));
  EXPECT_EQ(cli::parse_deadline("90m", kThen), kThen + std::chrono::minutes(90));
  EXPECT_EQ(cli::parse_deadline("3d", kThen), kThen + hours(72));
  const auto noon = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 18)) + hours(12);
  for (const auto* same : {"2026-11-18T12:00Z", "2026-11-18T15:00+03:00", "2026-11-18 07:00:00-05:00", "2026-11-18t12:00:59z"}) {
    EXPECT_EQ(cli::parse_deadline(same, kThen), noon) << same;
  }
  for (const auto* bad : {"", "h", "-2h", "2026-11-18", "2026-11-18T12:00", "2026-02-30T12:00Z", "2026-11-18T24:00Z",
                          "2026-11-18T12:00Zx", "26-11-18T12:00Z", "0d"}) {
    EXPECT_FALSE(cli::parse_deadline(bad, kThen)) << bad;
  }
}

}  // namespace
}  // namespace valise::tests
