// The wall clock jumps by years, forward and back, while the relay runs and while it does not (docs/design/0010-relay-time.md).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fault/store_driver.hpp"

namespace valise::tests {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::IsEmpty;

constexpr auto kYears = hours(24 * 3650);

class ClockTest : public testing::Test {
 protected:
  ClockTest() {
    restart();
    driver_->fetch(device(2));
    driver_->ask(core::CommitSubmission{.room = room(1),
                                        .submitter = device(1),
                                        .key = key(1),
                                        .commit = body_of(0, 100),
                                        .welcome = body_of(0, 100),
                                        .add = {device(2)}});
    send();
  }
  void restart() {
    driver_.reset();
    driver_.emplace(disk_, clock_, history_);
    ASSERT_TRUE(driver_->open());
  }
  void send() {
    const std::size_t request = history_.requests().size();
    driver_->ask(core::MessageSubmission{.room = room(1),
                                         .submitter = device(1),
                                         .key = key(static_cast<std::uint32_t>(100 + request)),
                                         .message = body_of(request, 100)});
    driver_->run();
  }
  // live lets the relay run and sweep, as it does every few minutes.
  void live(hours span) {
    for (hours done{0}; done < span; done += hours(1)) {
      clock_.advance(hours(1));
      driver_->ask(Sweep{});
      driver_->run();
    }
  }
  [[nodiscard]] std::uint64_t erased_unread() {
    driver_->settle();
    EXPECT_THAT(history_.problems(), IsEmpty());
    return history_.mailbox(device(2)).skipped;
  }

  SimDisk disk_;
  StoppedClock clock_;
  RelayHistory history_;
  std::optional<StoreDriver> driver_;
};

TEST_F(ClockTest, AJumpForwardErasesNothingEarly) {
  live(hours(24 * 10));
  clock_.jump(kYears);
  live(hours(24 * 15));
  restart();
  live(hours(24));
  clock_.jump(-kYears);
  live(hours(24));
  EXPECT_EQ(erased_unread(), 0U);
}

TEST_F(ClockTest, AJumpWhileTheRelayIsDownErasesNothingEarly) {
  driver_.reset();
  clock_.jump(kYears);
  restart();
  live(hours(24));
  send();
  restart();
  live(hours(24));
  EXPECT_EQ(erased_unread(), 0U);
}

TEST_F(ClockTest, WhateverTheClockSaysWhatIsOldIsErasedInTheEnd) {
  for (const auto jump : {kYears, -2 * kYears, kYears}) {
    clock_.jump(jump);
    live(hours(24));
    send();
  }
  live(hours(24 * 34));
  EXPECT_EQ(erased_unread(), history_.mailbox(device(2)).mark.value());
}

TEST_F(ClockTest, WhatHasExpiredDoesNotRevive) {
  const auto hash = numbered<core::InviteHash>(5);
  SimDisk disk;
  ManualExecutor executor;
  std::unique_ptr<server::store::Store> store;
  const auto open = [&] {
    store.reset();
    store = server::store::open_store({.path = kStorePath,
                                       .limits = {},
                                       .clock = &clock_,
                                       .on_fatal = [](const base::Error&) {},
                                       .files = &disk,
                                       .executor = &executor},
                                      store_key(1))
                .value();
  };
  const auto is_there = [&] {
    bool there = false;
    store->find_invite(hash, [&](const base::Result<core::Invite>& found) { there = found.has_value(); });
    executor.run_all();
    return there;
  };
  open();
  store->register_invite(hash, {.authority = "fr-bepi", .expires_at = clock_.now() + hours(1), .request = {}}, [](auto) {});
  executor.run_all();
  EXPECT_TRUE(is_there());
  clock_.advance(minutes(61));
  EXPECT_FALSE(is_there());
  clock_.jump(-kYears);
  EXPECT_FALSE(is_there());
  store->put_served_head("head", [](auto) {});
  store->sweep([](auto) {});
  executor.run_all();
  open();
  EXPECT_FALSE(is_there());
}

}  // namespace
}  // namespace valise::tests
