// Alerts in the store: opened and ended with the message that does so, moved on in one transaction with what members are told;
// channels.
#include "store_fixture.hpp"

namespace valise::server::store {
namespace {

using core::AlertState;
using core::Refusal;
using std::chrono::hours;
using std::chrono::minutes;

class AlertStore : public StoreFixture {
 protected:
  // Device 1 writes for fr/desk, device 2 is ke/duty's.
  void SetUp() override {
    StoreFixture::SetUp();
    make_room(1, {device(2), device(3)});
  }
  base::Result<core::Submitted> urgent(std::uint32_t idempotency, base::UnixMillis by) {
    return send(
        {.room = room(1),
         .submitter = device(1),
         .key = key(idempotency),
         .message = {1},
         .urgency = core::Urgency::urgent,
         .authority = "fr",
         .alert = core::AlertWish{.post = "ke/duty", .acknowledge_by = by, .post_exists = true, .post_devices = {device(2)}}});
  }
  base::Result<core::Submitted> answer(std::uint32_t from, base::RoomSeq settles, std::vector<std::string> posts) {
    return send({.room = room(1),
                 .submitter = device(from),
                 .key = key(next_key_++),
                 .message = {2},
                 .settles = settles,
                 .posts = std::move(posts)});
  }
  base::Result<core::Submitted> withdraw(std::uint32_t from, base::RoomSeq withdraws, std::string authority) {
    return send({.room = room(1),
                 .submitter = device(from),
                 .key = key(next_key_++),
                 .message = {3},
                 .authority = std::move(authority),
                 .withdraws = withdraws});
  }
  DueAlerts due() {
    return wait_for<DueAlerts>([&](auto done) { store_->due_alerts(10, std::move(done)); }).value();
  }
  base::Result<bool> advance(AlertAdvance advance) {
    return wait_for<bool>([&](auto done) { store_->advance_alert(std::move(advance), std::move(done)); });
  }
  // wait_until moves an alert on, so that it is due then.
  AlertAdvance wait_until(core::Alert alert, base::UnixMillis then) {
    AlertAdvance out{.id = alert.id, .version = alert.version, .next = alert, .tell = {}};
    out.next->next_at = then;
    out.next->rounds = 1;
    out.tell.push_back({.devices = {device(1), device(2)}, .with_room = true, .body = {9}});
    return out;
  }
  base::Result<core::Channel> put(std::uint32_t id, std::string target = "a@b.c") {
    core::Channel channel;
    channel.id = numbered<core::ChannelId>(id);
    channel.address = "ke/duty";
    channel.target = std::move(target);
    channel.set_by = device(2);
    return wait_for<core::Channel>([&](auto done) { store_->put_channel(std::move(channel), std::move(done)); });
  }
  base::Result<core::Channel> test(std::uint32_t id, std::string code) {
    return wait_for<core::Channel>(
        [&](auto done) { store_->begin_channel_test(numbered<core::ChannelId>(id), std::move(code), std::move(done)); });
  }
  base::Result<bool> confirm(std::uint32_t id, std::string code) {
    return wait_for<bool>(
        [&](auto done) { store_->confirm_channel(numbered<core::ChannelId>(id), std::move(code), std::move(done)); });
  }
  base::Result<bool> mark(std::uint32_t id, bool taken) {
    return wait_for<bool>([&](auto done) {
      store_->mark_channel({.id = numbered<core::ChannelId>(id),
                            .taken = taken,
                            .tell = {.devices = {device(2)}, .with_room = false, .body = {8}}},
                           std::move(done));
    });
  }
  std::vector<core::Channel> channels() {
    return wait_for<std::vector<core::Channel>>([&](auto done) { store_->channels_of({"ke/duty"}, std::move(done)); }).value();
  }
};

TEST_F(AlertStore, AnUrgentMessageOpensOneAlertWhateverIsRepeated) {
  const auto sent = urgent(1, clock_.now() + hours(2));
  ASSERT_TRUE(sent);
  EXPECT_EQ(urgent(1, clock_.now() + hours(2)).value(), *sent) << "R6";
  open();  // a restart forgets nothing
  const auto found = due();
  ASSERT_EQ(found.alerts.size(), 1U);
  const auto& alert = found.alerts[0];
  EXPECT_EQ(alert.state, AlertState::open);
  EXPECT_EQ(alert.room, room(1));
  EXPECT_EQ(alert.room_seq, sent->room_seq);
  EXPECT_EQ(alert.sender, device(1));
  EXPECT_EQ(alert.acknowledge_by, clock_.now() + hours(2));
  EXPECT_EQ(alert.members, (std::vector{device(1), device(2), device(3)}));
}

TEST_F(AlertStore, MovesOnWithWhatMembersAreTold) {
  ASSERT_TRUE(urgent(1, clock_.now() + hours(2)));
  const auto alert = due().alerts.at(0);
  EXPECT_TRUE(advance(wait_until(alert, clock_.now() + minutes(15))).value());
  EXPECT_FALSE(advance(wait_until(alert, clock_.now() + minutes(15))).value()) << "decided about what is no more";
  EXPECT_TRUE(due().alerts.empty());
  EXPECT_EQ(due().next_at, clock_.now() + minutes(15));
  const auto told = deliveries(1);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, core::DeliveryKind::alert);
  EXPECT_EQ(told[0].room, room(1));
  EXPECT_EQ(told[0].room_seq, alert.room_seq);
  EXPECT_EQ(told[0].body, base::Bytes{9});
  EXPECT_EQ(deliveries(3).size(), 1U) << "the message, and no alert";
  clock_.advance(minutes(15));
  EXPECT_EQ(due().alerts.at(0).rounds, 1U);
}

TEST_F(AlertStore, IsEndedByThePostAndNobodyElse) {
  const auto seq = urgent(1, clock_.now() + hours(2))->room_seq;
  ASSERT_TRUE(advance(wait_until(due().alerts.at(0), clock_.now() + minutes(15))));
  ASSERT_TRUE(answer(3, seq, {"ug/desk"}));
  ASSERT_TRUE(answer(1, seq, {}));
  ASSERT_TRUE(answer(2, base::RoomSeq(seq.value() + 1), {"ke/duty"}));
  EXPECT_TRUE(due().alerts.empty());
  ASSERT_TRUE(answer(2, seq, {"ke/focal", "ke/duty"}));
  const auto ended = due().alerts.at(0);
  EXPECT_EQ(ended.state, AlertState::settled);
  ASSERT_TRUE(advance({.id = ended.id, .version = ended.version, .next = {}, .tell = {}}).value());
  EXPECT_TRUE(due().alerts.empty());
  EXPECT_FALSE(due().next_at);
}

TEST_F(AlertStore, IsTakenBackByTheAuthorityThatAskedAndNobodyElse) {
  const auto seq = urgent(1, clock_.now() + hours(2))->room_seq;
  ASSERT_TRUE(advance(wait_until(due().alerts.at(0), clock_.now() + minutes(15))));
  ASSERT_TRUE(withdraw(2, seq, "ke"));
  ASSERT_TRUE(withdraw(3, seq, ""));
  ASSERT_TRUE(withdraw(1, base::RoomSeq(seq.value() + 1), "fr"));
  EXPECT_TRUE(due().alerts.empty());
  ASSERT_TRUE(withdraw(3, seq, "fr")) << "a colleague";
  ASSERT_TRUE(withdraw(1, seq, "fr")) << "once more changes nothing";
  ASSERT_TRUE(answer(2, seq, {"ke/duty"}));
  const auto ended = due().alerts.at(0);
  EXPECT_EQ(ended.state, AlertState::withdrawn);
  ASSERT_TRUE(advance({.id = ended.id, .version = ended.version, .next = {}, .tell = {}}).value());
  EXPECT_TRUE(due().alerts.empty());
}

TEST_F(AlertStore, AnAnswerThatComesBetweenIsNotOvertaken) {
  const auto seq = urgent(1, clock_.now() + hours(2))->room_seq;
  const auto alert = due().alerts.at(0);  // the relay alerts channels now
  ASSERT_TRUE(answer(2, seq, {"ke/duty"}));
  EXPECT_FALSE(advance(wait_until(alert, clock_.now() + minutes(15))).value());
  EXPECT_EQ(due().alerts.at(0).state, AlertState::settled);
}

TEST_F(AlertStore, TooManyAreRefusedButTheMessageIsTaken) {
  limits_.open_alerts_per_post = 2;
  open();
  for (std::uint32_t i = 1; i <= 3; ++i) ASSERT_TRUE(urgent(i, clock_.now() + hours(2)));
  const auto found = due().alerts;
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[1].state, AlertState::open);
  EXPECT_EQ(found[2].state, AlertState::refused);
  EXPECT_EQ(deliveries(2).size(), 3U);
}

TEST_F(AlertStore, WhatWasGivenUpIsErasedWithTheMessages) {
  ASSERT_TRUE(urgent(1, clock_.now() + hours(2)));
  auto given_up = wait_until(due().alerts.at(0), clock_.now());
  given_up.next->next_at.reset();
  ASSERT_TRUE(advance(std::move(given_up)));
  const auto open_now = [&] { return wait_for<AlertCounts>([&](auto done) { store_->count_alerts(std::move(done)); })->open; };
  sweep_all();
  EXPECT_EQ(open_now(), 1U) << "a late answer still ends it";
  clock_.advance(limits_.retention + hours(1));
  sweep_all();
  EXPECT_EQ(open_now(), 0U);
}

TEST_F(AlertStore, AChannelCountsWhenItsCodeWasTypedBack) {
  ASSERT_TRUE(put(1));
  EXPECT_EQ(put(1).value().set_at, clock_.now()) << "the same again";
  EXPECT_EQ(put(1, "other@b.c").error().code, Refusal::key_reused);
  EXPECT_EQ(confirm(1, "").error().code, Refusal::expired) << "no test, no code";
  ASSERT_TRUE(test(1, "12345678"));
  EXPECT_FALSE(confirm(1, "12345679").value());
  EXPECT_TRUE(confirm(1, "12345678").value());
  EXPECT_EQ(channels().at(0).confirmed_at, clock_.now());
  EXPECT_EQ(test(1, "11111111")->code, "") << "a confirmed one needs none";
}

TEST_F(AlertStore, ACodeCannotBeGuessedNorAMailboxFlooded) {
  ASSERT_TRUE(put(1));
  ASSERT_TRUE(test(1, "12345678"));
  for (std::uint32_t i = 0; i < core::kCodeAttempts; ++i) EXPECT_FALSE(confirm(1, "00000000").value());
  EXPECT_EQ(confirm(1, "12345678").error().code, Refusal::expired);
  for (std::uint32_t i = 1; i < core::kTestsPerDay; ++i) ASSERT_TRUE(test(1, "22222222"));
  EXPECT_EQ(test(1, "22222222").error().code, Refusal::quota);
  for (std::uint32_t i = 2; i <= core::kChannelsPerAddress; ++i) ASSERT_TRUE(put(i));
  EXPECT_EQ(put(99).error().code, Refusal::quota);
}

TEST_F(AlertStore, AChannelThatFailsIsNewsOnce) {
  ASSERT_TRUE(put(1));
  EXPECT_FALSE(mark(1, false).value()) << "it never counted";
  ASSERT_TRUE(test(1, "12345678"));
  ASSERT_TRUE(confirm(1, "12345678"));
  EXPECT_FALSE(mark(1, true).value());
  EXPECT_TRUE(mark(1, false).value());
  EXPECT_FALSE(mark(1, false).value());
  ASSERT_EQ(deliveries(2).size(), 1U);
  EXPECT_EQ(deliveries(2)[0].kind, core::DeliveryKind::alert);
  EXPECT_EQ(deliveries(2)[0].room_seq, base::RoomSeq());
  EXPECT_EQ(channels().at(0).failing_since, clock_.now());
  EXPECT_FALSE(mark(1, true).value());
  EXPECT_FALSE(channels().at(0).failing_since);
}

TEST_F(AlertStore, WhatNobodyConfirmsIsForgotten) {
  ASSERT_TRUE(put(1));
  ASSERT_TRUE(put(2));
  ASSERT_TRUE(test(2, "12345678"));
  ASSERT_TRUE(confirm(2, "12345678"));
  clock_.advance(core::kCodeLifetime + hours(1));
  sweep_all();
  ASSERT_EQ(channels().size(), 1U);
  EXPECT_EQ(channels()[0].id, numbered<core::ChannelId>(2));
  const auto idle =
      wait_for<std::vector<core::Channel>>([&](auto done) { store_->idle_channels(hours(1), 10, std::move(done)); });
  EXPECT_EQ(idle->size(), 1U);
}

}  // namespace
}  // namespace valise::server::store
