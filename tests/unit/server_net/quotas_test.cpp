// What quotas look like to those who meet them.
#include "tests/unit/server_net/relay_fixture.hpp"

namespace valise::server::net::testing {
namespace {

v1::FailureCode code(const v1::RelayFrame& frame) {
  return frame.has_failure() ? frame.failure().code() : v1::FAILURE_CODE_UNSPECIFIED;
}

TEST_F(RelayTest, MessagesAboveTheQuotaAreRefusedWithATime) {
  options.quotas.device_messages_per_minute = 3;
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);
    auto created = co_await pc->ask(self->commit(0, {self->laptop.id}));
    EXPECT_TRUE(created.has_submitted());
    for (int i = 0; i < 3; ++i) {
      auto sent = co_await pc->ask(self->message("x"));
      EXPECT_TRUE(sent.has_submitted());
    }
    auto refused = co_await pc->ask(self->message("x"));
    EXPECT_EQ(code(refused), v1::FAILURE_CODE_QUOTA);
    EXPECT_GT(refused.failure().retry_after_ms(), 10'000U);
    EXPECT_LE(refused.failure().retry_after_ms(), 20'000U);
    auto other = co_await self->log_in(&self->laptop);
    auto sent = co_await other->ask(self->message("x"));
    EXPECT_TRUE(sent.has_submitted()) << "another device of the same authority";
    EXPECT_EQ(self->relay->counters().over_quota[static_cast<std::size_t>(Metered::message)], 1U);
  }(this));
}

TEST_F(RelayTest, LoginsAndSessionsHaveQuotas) {
  options.quotas.device_logins_per_minute = 2;
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto first = co_await self->log_in(&self->world.pc);
    auto second = co_await self->log_in(&self->world.pc);
    auto third = co_await self->connect();
    auto proof = RelayTest::device_proof(*third, self->world.pc);
    auto refused = co_await third->ask(proof);
    EXPECT_EQ(code(refused), v1::FAILURE_CODE_QUOTA);
    EXPECT_GT(refused.failure().retry_after_ms(), 0U);
    // A stranger who claims to be the laptop uses nothing of the laptop's up.
    for (int i = 0; i < 5; ++i) {
      auto liar = co_await self->connect();
      auto wrong = RelayTest::device_proof(*liar, self->world.pc);
      wrong.mutable_authenticate()->set_device_id(self->laptop.id.string());
      auto answer = co_await liar->ask(wrong);
      EXPECT_EQ(code(answer), v1::FAILURE_CODE_NOT_AUTHENTICATED);
    }
    auto laptop = co_await self->log_in(&self->laptop);
    EXPECT_EQ(self->relay->counters().authentications_refused, 5U);
  }(this));
}

TEST_F(RelayTest, StrangersAskOnlySoMuch) {
  options.quotas.address_requests_per_minute = 4;
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto client = co_await self->connect();
    v1::ClientFrame get_log;
    get_log.mutable_get_log()->set_invite_hash(std::string(32, 'x'));
    for (int i = 0; i < 4; ++i) {
      auto answer = co_await client->ask(get_log);
      EXPECT_EQ(code(answer), v1::FAILURE_CODE_NOT_FOUND);
    }
    auto again = co_await self->connect();  // of the same address
    auto refused = co_await again->ask(get_log);
    EXPECT_EQ(code(refused), v1::FAILURE_CODE_QUOTA);
  }(this));
}

// An authority fills the log only so fast: everybody has a copy of it for ever.
TEST_F(RelayTest, AnAuthorityWritesOnlySoMuchIntoTheLog) {
  options.quotas.authority_statements_per_hour = 2;
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto client = co_await self->connect();
    for (int i = 0; i < 2; ++i) {
      const auto device = self->world.new_device();
      auto added = co_await client->ask(self->append(self->world.device(device), self->world.odpp()));
      EXPECT_TRUE(added.has_statement_appended());
    }
    const auto device = self->world.new_device();
    const auto third = self->append(self->world.device(device), self->world.odpp());
    auto refused = co_await client->ask(third);
    EXPECT_EQ(code(refused), v1::FAILURE_CODE_QUOTA);
  }(this));
}

TEST_F(RelayTest, ADeviceThatAuthenticatedIsNoStrangerAnyMore) {
  options.listener.door.strangers = 2;
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);
    auto oldest = co_await self->connect();
    auto newer = co_await self->connect();
    auto newest = co_await self->connect();
    auto nothing = co_await oldest->receive();
    EXPECT_EQ(nothing.body_case(), v1::RelayFrame::BODY_NOT_SET) << "turned out for the newest";
    v1::ClientFrame count;
    count.mutable_count_key_packages();
    auto answer = co_await pc->ask(count);
    EXPECT_TRUE(answer.has_key_packages_published());
    auto laptop_proof = RelayTest::device_proof(*newer, self->laptop);
    auto proved = co_await newer->ask(laptop_proof);
    EXPECT_TRUE(proved.has_authenticated());
    EXPECT_EQ(self->relay->listener_counters().strangers_turned_out, 1U);
  }(this));
}

}  // namespace
}  // namespace valise::server::net::testing
