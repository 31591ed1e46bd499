// Copies of one profile: old ones, and two that work at the same time. Row 24: none uses a key that another has used, both are
// found out, and what officers wrote at either is heard.
#include <gmock/gmock.h>

#include "client-sdk/net/relay_session.hpp"
#include "tests/simulation/journey.hpp"
#include "tests/simulation/must.hpp"

namespace valise::simulation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
namespace client = sdk::client;
namespace net = sdk::net;
namespace store = sdk::store;

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr const char* kCopied = "another copy of its profile";
constexpr const char* kKeyUsedTwice = "could not be used";

// No receiver met a key twice, or a message twice.
void expect_nothing_twice(Journey& journey, const std::vector<std::size_t>& others, const std::string& room) {
  for (const std::size_t other : others) {
    EXPECT_EQ(journey.notices(other, kKeyUsedTwice), 0U) << other;
    const auto texts = journey.texts(other, room);
    EXPECT_EQ(std::set(texts.begin(), texts.end()).size(), texts.size()) << other;
  }
}

// A line that breaks at the first message that is to leave: before the relay has it, or after the relay took it and before the
// answer comes.
enum class Breaks { before_it_is_taken, before_the_answer };
class BreakingSession final : public net::RelaySession {
 public:
  BreakingSession(std::shared_ptr<net::RelaySession> session, Breaks when, bool& broken)
      : session_(std::move(session)), when_(when), broken_(broken) {}
  [[nodiscard]] const v1::Hello& hello() const override { return session_->hello(); }
  using RelayLink::request;
  [[nodiscard]] asio::awaitable<net::Reply> request(v1::ClientFrame frame, milliseconds patience) override {
    if (!frame.has_submit_message()) co_return co_await session_->request(std::move(frame), patience);
    if (when_ == Breaks::before_the_answer) {
      const auto taken = co_await session_->request(std::move(frame), patience);
      EXPECT_TRUE(taken) << taken.error().message();
    }
    broken_ = true;
    session_->close();
    co_return std::unexpected(net::RequestError{{net::NetError::closed, {}}, {}, {}});
  }
  [[nodiscard]] asio::awaitable<net::Answer<v1::Subscribed>> subscribe(std::uint32_t window) override {
    return session_->subscribe(window);
  }
  [[nodiscard]] asio::awaitable<base::Result<net::Push>> next_push(milliseconds patience) override {
    return session_->next_push(patience);
  }
  void close() override { session_->close(); }
  [[nodiscard]] bool open() const override { return session_->open(); }

 private:
  const std::shared_ptr<net::RelaySession> session_;
  const Breaks when_;
  bool& broken_;
};

// work_until_cut lets a device that is up visit the relay as ever, until its line breaks. Then it is killed, without another try.
void work_until_cut(Journey& journey, std::size_t device, Breaks when) {
  bool broken = false;
  auto& dial = journey.device(device).context().dial;
  dial = [&broken, when, whole = dial](
             net::RelayEndpoint endpoint, net::Credential credential,
             net::SessionOptions options) -> asio::awaitable<net::Answer<std::shared_ptr<net::RelaySession>>> {
    if (broken) co_return std::unexpected(net::RequestError{{net::NetError::unreachable, {}}, {}, {}});
    auto session = co_await whole(std::move(endpoint), std::move(credential), options);
    if (!session) co_return session;
    co_return std::make_shared<BreakingSession>(std::move(*session), when, broken);
  };
  for (int waited = 0; !broken && waited < 600; ++waited) journey.pass(1s);
  ASSERT_TRUE(broken);
  journey.device(device).kill();
}

// What one device says is protected, and does not leave before the device is killed.
void say_and_be_cut(Journey& journey, std::size_t device, const std::string& room, const std::string& text) {
  ASSERT_EQ(journey.say(device, room, text), room);
  work_until_cut(journey, device, Breaks::before_it_is_taken);
}

// Officers write at both, in turns. Each finds that the other is there, and is brought back whenever it is the one that works.
TEST(Copies, OfTwoThatBothWorkEachIsHeardAndUsesNoKeyOfTheOther) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  const std::size_t original = 1, copy = journey.copy(original);
  journey.device(copy).kill();
  ASSERT_TRUE(journey.settle());
  for (int round = 0; round < 3; ++round) {
    const auto n = std::to_string(round);
    for (const std::size_t works : {original, copy}) {
      const std::size_t rests = works == original ? copy : original;
      journey.device(rests).kill();
      if (!journey.device(works).up()) journey.device(works).start();
      const auto said = journey.say(works, room, (works == copy ? "By the copy " : "By the original ") + n);
      ASSERT_EQ(said, room);
      ASSERT_EQ(journey.say(0, room, "Between, " + n + (works == copy ? "b" : "a")), room);
      ASSERT_TRUE(journey.settle());
      journey.skip(2h);  // a plea an hour
      ASSERT_TRUE(journey.settle());
    }
  }
  EXPECT_GT(journey.notices(copy, kCopied), 0U);
  journey.device(copy).kill();
  journey.device(original).start();
  ASSERT_TRUE(journey.settle());
  EXPECT_GT(journey.notices(original, kCopied), 0U);
  expect_nothing_twice(journey, {0, 2}, room);
  for (const std::size_t other : {0U, 2U}) {
    for (int round = 0; round < 3; ++round) {
      EXPECT_THAT(journey.texts(other, room), Contains("By the original " + std::to_string(round))) << other;
      EXPECT_THAT(journey.texts(other, room), Contains("By the copy " + std::to_string(round))) << other;
    }
  }
  EXPECT_EQ(journey.room(original, room).epoch_authenticator, journey.room(0, room).epoch_authenticator);
}

// The worst moment: one has encrypted and not sent, and the other one says something under the same key.
TEST(Copies, WhatWasEncryptedBeforeTheOtherSpokeIsNotSentUnderTheSameKey) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  const std::size_t original = 1, copy = journey.copy(original);
  journey.device(copy).kill();
  say_and_be_cut(journey, original, room, "By the original");
  journey.device(copy).start();
  ASSERT_EQ(journey.say(copy, room, "By the copy"), room);
  ASSERT_TRUE(journey.settle());
  journey.device(copy).kill();
  journey.device(original).start();
  ASSERT_TRUE(journey.settle());
  expect_nothing_twice(journey, {0, 2}, room);
  for (const std::size_t other : {0U, 2U}) {
    EXPECT_THAT(journey.texts(other, room), Contains("By the copy")) << other;
    EXPECT_THAT(journey.texts(other, room), Contains("By the original")) << other;
  }
  EXPECT_GT(journey.notices(original, kCopied), 0U);
  EXPECT_EQ(journey.room(original, room).epoch_authenticator, journey.room(0, room).epoch_authenticator);
}

// Two copies of one moment: one speaks, and only the other hears what is said after that. The relay's highest number tells it
// nothing, and the number that it gave to this device last does.
TEST(Copies, WhoHearsWhatFollowedACopysWordsSpeaksUnderNoKeyOfIt) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  const std::size_t original = 1, copy = journey.copy(original);
  journey.device(original).kill();
  ASSERT_EQ(journey.say(copy, room, "By the copy"), room);
  const auto heard = [&] { return std::ranges::count(journey.texts(0, room), "By the copy") > 0; };
  for (int waited = 0; !heard() && waited < 600; ++waited) journey.pass(100ms);
  ASSERT_TRUE(heard());
  journey.device(copy).kill();
  ASSERT_EQ(journey.say(0, room, "After it"), room);
  ASSERT_TRUE(journey.settle());
  journey.device(original).start();
  ASSERT_TRUE(journey.settle());
  EXPECT_THAT(journey.texts(original, room), Contains("After it"));
  ASSERT_EQ(journey.say(original, room, "By the original"), room);
  ASSERT_TRUE(journey.settle());
  expect_nothing_twice(journey, {0, 2}, room);
  for (const std::size_t other : {0U, 2U}) {
    EXPECT_THAT(journey.texts(other, room), Contains("By the copy")) << other;
    EXPECT_THAT(journey.texts(other, room), Contains("By the original")) << other;
  }
  EXPECT_GT(journey.notices(original, kCopied), 0U);
  EXPECT_EQ(journey.room(original, room).epoch_authenticator, journey.room(0, room).epoch_authenticator);
}

// Without a copy, a message whose answer was lost is sent once, and nobody is accused.
TEST(Copies, AMessageWhoseLineBrokeAccusesNobody) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  say_and_be_cut(journey, 1, room, "Once");
  ASSERT_EQ(journey.say(0, room, "Meanwhile"), room);
  ASSERT_TRUE(journey.settle());
  journey.device(1).start();
  ASSERT_EQ(journey.say(2, room, "On its way"), room);
  ASSERT_TRUE(journey.settle());
  expect_nothing_twice(journey, {0, 2}, room);
  for (const std::size_t device : {0U, 1U, 2U}) {
    EXPECT_THAT(journey.texts(device, room), Contains("Once"));
    EXPECT_EQ(journey.notices(device, kCopied) + journey.notices(device, "lost its place"), 0U) << device;
  }
}

// Killed before the relay had a message, and again after the relay took the next ciphertext of it, and before its answer came:
// the message stands where the others have it, between what they said, and not where a third ciphertext would.
TEST(Copies, AMessageWhoseAnswerWasLostTooStandsWhereTheOthersHaveIt) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  say_and_be_cut(journey, 1, room, "Once");
  ASSERT_EQ(journey.say(0, room, "Before it"), room);
  ASSERT_TRUE(journey.settle());
  journey.device(1).start();
  work_until_cut(journey, 1, Breaks::before_the_answer);
  ASSERT_TRUE(journey.settle());
  ASSERT_THAT(journey.texts(0, room), Contains("Once")) << "the relay took it";
  ASSERT_EQ(journey.say(2, room, "After it"), room);
  ASSERT_TRUE(journey.settle());
  journey.device(1).start();
  ASSERT_TRUE(journey.settle());
  for (const std::size_t device : {0U, 1U, 2U}) {
    EXPECT_THAT(journey.texts(device, room), ElementsAre("Opened", "Before it", "Once", "After it")) << device;
    EXPECT_EQ(journey.notices(device, kCopied) + journey.notices(device, "lost its place"), 0U) << device;
  }
  expect_nothing_twice(journey, {0, 2}, room);
}

TEST(Copies, EachOfManyOldOnesIsCaughtBeforeItEncrypts) {
  Journey journey(3, 1);
  const auto room = journey.open(0, "Case", {1, 2});
  ASSERT_TRUE(journey.settle());
  std::size_t caught = 0;
  constexpr std::size_t kCopies = 5;
  for (std::size_t i = 0; i < kCopies; ++i) {
    journey.device(1).back_up();
    for (std::size_t said = 0; said <= i; ++said) {
      ASSERT_EQ(journey.say(i % 2, room, "After copy " + std::to_string(i) + "." + std::to_string(said)), room);
    }
    ASSERT_TRUE(journey.settle());
    const auto epoch = journey.room(0, room).epoch;
    journey.device(1).put_back();
    journey.device(1).start();
    ASSERT_EQ(journey.say(1, room, "By copy " + std::to_string(i)), room);
    ASSERT_TRUE(journey.settle());
    caught += journey.room(0, room).epoch > epoch ? 1U : 0U;  // it was taken out and in again
    EXPECT_THAT(journey.texts(0, room), Contains("By copy " + std::to_string(i)));
    journey.skip(2h);  // a plea an hour
    ASSERT_TRUE(journey.settle());
  }
  EXPECT_EQ(caught, kCopies);
  expect_nothing_twice(journey, {0, 2}, room);
  EXPECT_EQ(journey.room(1, room).epoch_authenticator, journey.room(0, room).epoch_authenticator);
}

}  // namespace
}  // namespace valise::simulation
