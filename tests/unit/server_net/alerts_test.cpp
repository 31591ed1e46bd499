// Alerts through a session: channels set, proved and asked after; an urgent message alerts them, tells those concerned, and ends
// with the post's answer.
#include <mutex>

#include "keys/crypto/short_reference.hpp"
#include "tests/unit/server_net/relay_fixture.hpp"

namespace valise::server::net {
namespace {

using testing::Client;
using testing::RelayTest;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using Frame = v1::ClientFrame;

// Recorder keeps what would have been sent, and answers at once; from another thread, as the real one.
class Recorder final : public alert::AlertSender {
 public:
  [[nodiscard]] base::Result<> check(core::ChannelKind, const std::string& target) const override {
    return target.ends_with("forbidden.example") ? base::fail(alert::AlertError::not_allowed) : base::Result<>{};
  }
  void send(alert::Target target, alert::Message message, Done done) override {
    {
      const std::scoped_lock lock(mutex_);
      sent_.emplace_back(std::move(target), message);
    }
    std::jthread([this, done = std::move(done)]() mutable {
      done(works ? base::Result<>{} : base::fail(alert::AlertError::unreachable));
    }).join();
  }
  std::vector<std::pair<alert::Target, alert::Message>> sent() {
    const std::scoped_lock lock(mutex_);
    return sent_;
  }
  std::atomic<bool> works = true;

 private:
  std::mutex mutex_;
  std::vector<std::pair<alert::Target, alert::Message>> sent_;
};

class AlertTest : public RelayTest {
 protected:
  AlertTest() {
    alert_sender = &recorder;
    options.alerts.policy.urgent_repeat = 200ms;
  }

 public:
  static Frame set(const std::string& address, const std::string& target, v1::AlertChannelKind kind, char id) {
    Frame frame;
    auto& request = *frame.mutable_set_alert_channel();
    request.set_address(address);
    request.set_target(target);
    request.set_kind(kind);
    request.set_idempotency_key(std::string(16, id));
    return frame;
  }
  static Frame email(const std::string& target, char id = 'a') {
    return set("ke-odpp/duty", target, v1::ALERT_CHANNEL_KIND_EMAIL, id);
  }
  static Frame test(char id = 'a') {
    Frame frame;
    frame.mutable_test_alert_channel()->set_channel_id(std::string(16, id));
    return frame;
  }
  static Frame confirm(const std::string& code, char id = 'a') {
    Frame frame;
    frame.mutable_confirm_alert_channel()->set_channel_id(std::string(16, id));
    frame.mutable_confirm_alert_channel()->set_code(code);
    return frame;
  }
  static Frame reach(const std::string& address) {
    Frame frame;
    frame.mutable_get_reach()->add_addresses(address);
    return frame;
  }
  static Frame list() {
    Frame frame;
    frame.mutable_list_alert_channels()->set_address("ke-odpp/duty");
    return frame;
  }
  Frame urgent(std::chrono::milliseconds deadline) {
    auto frame = message("help");
    auto& request = *frame.mutable_submit_message();
    request.set_urgency(v1::URGENCY_URGENT);
    request.set_acknowledge_by_ms(base::to_wire(clock.now() + deadline));
    request.set_post("ke-odpp/duty");
    return frame;
  }
  asio::awaitable<void> make_channel(Client* client) {
    auto made = co_await client->ask(email("duty@odpp.example"));
    EXPECT_TRUE(made.has_alert_channel_set());
    auto tested = co_await client->ask(test());
    EXPECT_TRUE(tested.has_done());
    auto confirmed = co_await client->ask(confirm(recorder.sent().back().second.code));
    EXPECT_TRUE(confirmed.has_done());
  }
  // next_alert gives the next delivery of an alert.
  static asio::awaitable<v1::Alert> next_alert(Client* client) {
    for (;;) {
      auto push = co_await client->next_push();
      v1::Alert alert;
      if (push.body_case() == v1::RelayFrame::BODY_NOT_SET) co_return alert;
      if (push.delivery().kind() != v1::DELIVERY_KIND_ALERT) continue;
      alert.ParseFromString(push.delivery().message());
      co_return alert;
    }
  }

  Recorder recorder;
};

v1::FailureCode code(const v1::RelayFrame& frame) { return frame.failure().code(); }

TEST_F(AlertTest, ChannelsAreThePostsOwnAndCountWhenProved) {
  run([](AlertTest* self) -> asio::awaitable<void> {
    auto client = co_await self->log_in(&self->laptop);
    auto foreign = co_await client->ask(set("ke-odpp/focal", "a@b.c", v1::ALERT_CHANNEL_KIND_EMAIL, 'x'));
    EXPECT_EQ(code(foreign), v1::FAILURE_CODE_NOT_AUTHORISED);
    auto other = co_await client->ask(set("ke-odpp/@akimani", "a@b.c", v1::ALERT_CHANNEL_KIND_EMAIL, 'x'));
    EXPECT_EQ(code(other), v1::FAILURE_CODE_NOT_AUTHORISED);
    auto header = co_await client->ask(email("a@b.c\r\nBcc: x@y.z"));
    EXPECT_EQ(code(header), v1::FAILURE_CODE_MALFORMED);
    auto forbidden = co_await client->ask(email("a@forbidden.example"));
    EXPECT_EQ(code(forbidden), v1::FAILURE_CODE_REJECTED);

    auto hook = co_await client->ask(set("ke-odpp/@jmwangi", "https://a.b/c", v1::ALERT_CHANNEL_KIND_WEBHOOK, 'w'));
    EXPECT_EQ(hook.alert_channel_set().secret().size(), 32U);
    auto again = co_await client->ask(set("ke-odpp/@jmwangi", "https://a.b/c", v1::ALERT_CHANNEL_KIND_WEBHOOK, 'w'));
    EXPECT_EQ(again.alert_channel_set().secret(), hook.alert_channel_set().secret());

    auto made = co_await client->ask(email("duty@odpp.example"));
    EXPECT_TRUE(made.has_alert_channel_set());
    auto before = co_await client->ask(reach("ke-odpp/duty"));
    EXPECT_EQ(before.reach().addresses(0).state(), v1::Reach::STATE_NONE);
    auto tested = co_await client->ask(test());
    EXPECT_TRUE(tested.has_done());
    auto wrong = co_await client->ask(confirm("wrong"));
    EXPECT_EQ(code(wrong), v1::FAILURE_CODE_REJECTED);
    auto right = co_await client->ask(confirm(self->recorder.sent().back().second.code));
    EXPECT_TRUE(right.has_done());
    auto after = co_await client->ask(reach("ke-odpp/duty"));
    EXPECT_EQ(after.reach().addresses(0).state(), v1::Reach::STATE_WORKS);
    auto listed = co_await client->ask(list());
    EXPECT_EQ(listed.alert_channels().channels_size(), 1);
    EXPECT_EQ(listed.alert_channels().channels(0).set_by(), "ke-odpp/@jmwangi");

    self->recorder.works = false;
    auto failed = co_await client->ask(test());
    EXPECT_EQ(code(failed), v1::FAILURE_CODE_REJECTED);
    auto failing = co_await client->ask(reach("ke-odpp/duty"));
    EXPECT_EQ(failing.reach().addresses(0).state(), v1::Reach::STATE_FAILING);
    auto removed = co_await client->ask([] {
      Frame frame;
      frame.mutable_remove_alert_channel()->set_channel_id(std::string(16, 'a'));
      return frame;
    }());
    EXPECT_TRUE(removed.has_done());
    auto none = co_await client->ask(reach("ke-odpp/duty"));
    EXPECT_EQ(none.reach().addresses(0).state(), v1::Reach::STATE_NONE);
  }(this));
}

TEST_F(AlertTest, AnUrgentMessageAlertsRepeatsAndEndsWithTheAnswer) {
  run([](AlertTest* self) -> asio::awaitable<void> {
    auto sender = co_await self->log_in(&self->laptop);
    auto duty = co_await self->log_in(&self->world.pc);
    co_await self->make_channel(duty.get());
    auto created = co_await sender->ask(self->commit(0, {self->world.pc.id}));
    auto subscribed = co_await sender->ask(subscribe(64));
    auto sent = co_await sender->ask(self->urgent(1h));
    const auto seq = sent.submitted().room_seq();
    auto raised = co_await next_alert(sender.get());
    EXPECT_EQ(raised.state(), v1::ALERT_STATE_RAISED);
    EXPECT_EQ(raised.room_seq(), seq);
    EXPECT_EQ(raised.channels_reached(), 1U);
    EXPECT_EQ(raised.reference(), crypto::short_reference(self->room, base::RoomSeq(seq)));
    while (self->recorder.sent().size() < 3) co_await self->pause(10ms);  // the test, the alert, a repetition
    const auto rung = self->recorder.sent();
    EXPECT_EQ(rung.back().second.reference, raised.reference());
    EXPECT_EQ(rung.back().second.post, "ke-odpp/duty");

    auto answer = self->message("in charge");
    answer.mutable_submit_message()->set_settles_seq(seq);
    auto answered = co_await duty->ask(std::move(answer));
    EXPECT_TRUE(answered.has_submitted());
    auto settled = co_await next_alert(sender.get());
    EXPECT_EQ(settled.state(), v1::ALERT_STATE_SETTLED);
    const auto before = self->recorder.sent().size();
    co_await self->pause(500ms);
    EXPECT_EQ(self->recorder.sent().size(), before) << "nobody is alerted any more";
  }(this));
}

TEST_F(AlertTest, WhoAskedTakesItBackAndNobodyIsAlertedAnyMore) {
  run([](AlertTest* self) -> asio::awaitable<void> {
    auto sender = co_await self->log_in(&self->laptop);
    auto duty = co_await self->log_in(&self->world.pc);
    co_await self->make_channel(duty.get());
    auto created = co_await sender->ask(self->commit(0, {self->world.pc.id}));
    auto subscribed = co_await sender->ask(subscribe(64));
    auto sent = co_await sender->ask(self->urgent(1h));
    const auto seq = sent.submitted().room_seq();
    auto raised = co_await next_alert(sender.get());
    EXPECT_EQ(raised.state(), v1::ALERT_STATE_RAISED);
    auto retraction = self->message("taken back");
    retraction.mutable_submit_message()->set_withdraws_seq(seq);
    auto again = retraction;
    auto withdrawn = co_await sender->ask(std::move(retraction));
    auto repeated = co_await sender->ask(std::move(again));
    EXPECT_EQ(withdrawn.submitted().room_seq(), repeated.submitted().room_seq()) << "the same answer to the same key";
    auto told = co_await next_alert(sender.get());
    EXPECT_EQ(told.state(), v1::ALERT_STATE_WITHDRAWN);
    const auto then = self->recorder.sent().size();
    co_await self->pause(500ms);
    EXPECT_EQ(self->recorder.sent().size(), then);
    Frame where;
    where.mutable_get_room()->set_room_id(self->room.string());
    auto info = co_await sender->ask(std::move(where));
    EXPECT_EQ(info.room_info().own_seq(), withdrawn.submitted().room_seq());
  }(this));
}

TEST_F(AlertTest, TheSenderLearnsOfTheDeadlineThoughItWasAway) {
  run([](AlertTest* self) -> asio::awaitable<void> {
    auto sender = co_await self->log_in(&self->laptop);
    auto created = co_await sender->ask(self->commit(0, {self->world.pc.id}));
    auto sent = co_await sender->ask(self->urgent(300ms));
    sender->connection().cancel();
    co_await self->pause(800ms);
    auto later = co_await self->log_in(&self->laptop);
    auto subscribed = co_await later->ask(subscribe(64));
    auto raised = co_await next_alert(later.get());
    EXPECT_EQ(raised.state(), v1::ALERT_STATE_RAISED);
    EXPECT_EQ(raised.channels_reached(), 0U) << "the post has none";
    auto overdue = co_await next_alert(later.get());
    EXPECT_EQ(overdue.state(), v1::ALERT_STATE_OVERDUE);
  }(this));
}

TEST_F(AlertTest, WhatCannotBeAlertedIsSaid) {
  run([](AlertTest* self) -> asio::awaitable<void> {
    auto sender = co_await self->log_in(&self->laptop);
    auto created = co_await sender->ask(self->commit(0, {}));
    auto subscribed = co_await sender->ask(subscribe(64));
    auto frame = self->urgent(1h);
    frame.mutable_submit_message()->set_post("ke-odpp/nobody");
    auto sent = co_await sender->ask(std::move(frame));
    EXPECT_TRUE(sent.has_submitted()) << "the message is stored all the same";
    auto told = co_await next_alert(sender.get());
    EXPECT_EQ(told.state(), v1::ALERT_STATE_NOT_RAISED);
    auto bad = self->urgent(1h);
    bad.mutable_submit_message()->set_post("no address");
    auto refused = co_await sender->ask(std::move(bad));
    EXPECT_EQ(code(refused), v1::FAILURE_CODE_MALFORMED);
  }(this));
}

}  // namespace
}  // namespace valise::server::net
