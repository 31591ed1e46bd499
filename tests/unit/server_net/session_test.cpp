#include "keys/directory/enrolment.hpp"
#include "tests/unit/server_net/relay_fixture.hpp"

namespace valise::server::net::testing {
namespace {

using Frame = v1::ClientFrame;

v1::FailureCode code(const v1::RelayFrame& frame) {
  return frame.has_failure() ? frame.failure().code() : v1::FAILURE_CODE_UNSPECIFIED;
}

TEST_F(RelayTest, HelloCarriesAVerifiableCheckpoint) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto client = co_await self->connect();
    EXPECT_EQ(client->hello().relay_id(), self->tls.relay_id().string());
    EXPECT_EQ(client->hello().directory_id(), self->world.log.state().directory_id().string());
    const auto checkpoint = directory::Checkpoint::parse(client->hello().checkpoint());
    EXPECT_TRUE(checkpoint && checkpoint->verify("valise.example/directory", self->world.log_key.verify_key()));
    EXPECT_EQ(checkpoint->head(), self->world.log.head());
  }(this));
}

TEST_F(RelayTest, WithoutAuthenticationThereIsAlmostNothing) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto client = co_await self->connect();
    auto refused = co_await client->ask(self->message("x"));
    EXPECT_EQ(code(refused), v1::FAILURE_CODE_NOT_AUTHENTICATED);
    Frame get_log;
    get_log.mutable_get_log()->set_limit(10);
    auto log = co_await client->ask(get_log);
    EXPECT_EQ(code(log), v1::FAILURE_CODE_NOT_AUTHENTICATED);
    get_log.mutable_get_log()->set_invite_hash(std::string(32, 'x'));
    log = co_await client->ask(get_log);
    EXPECT_EQ(code(log), v1::FAILURE_CODE_NOT_FOUND);
    Frame large = self->message(std::string(17 * 1024, 'x'));
    auto too_large = co_await client->ask(std::move(large));
    EXPECT_EQ(code(too_large), v1::FAILURE_CODE_TOO_LARGE);
    auto wrong = RelayTest::device_proof(*client, self->laptop);
    wrong.mutable_authenticate()->set_device_id(self->world.pc.id.string());
    auto failed = co_await client->ask(std::move(wrong));
    EXPECT_EQ(code(failed), v1::FAILURE_CODE_NOT_AUTHENTICATED);
  }(this));
}

TEST_F(RelayTest, MessageGoesToTheOtherDeviceAndIsErasedWhenAcknowledged) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);
    auto portable = co_await self->log_in(&self->laptop);
    auto subscribed = co_await portable->ask(RelayTest::subscribe(10));
    EXPECT_TRUE(subscribed.has_subscribed());
    auto created = co_await pc->ask(self->commit(0, {self->laptop.id}));
    EXPECT_EQ(created.submitted().room_seq(), 1U);
    auto sent = co_await pc->ask(self->message("hello"));
    EXPECT_EQ(sent.submitted().room_seq(), 2U);

    auto welcome = co_await portable->next_push();
    EXPECT_EQ(welcome.delivery().kind(), v1::DELIVERY_KIND_WELCOME);
    auto delivered = co_await portable->next_push();
    EXPECT_EQ(delivered.delivery().message(), "hello");
    EXPECT_EQ(delivered.delivery().room_seq(), 2U);
    EXPECT_EQ(delivered.delivery().mailbox_seq(), 2U);

    Frame acknowledge;
    acknowledge.mutable_acknowledge()->set_mailbox_seq(2);
    auto done = co_await portable->ask(acknowledge);
    EXPECT_TRUE(done.has_done());
    auto again = co_await self->log_in(&self->laptop);
    auto state = co_await again->ask(RelayTest::subscribe(10));
    EXPECT_EQ(state.subscribed().first_seq(), 0U);
    EXPECT_EQ(state.subscribed().last_seq(), 2U);
  }(this));
}

// The answer does not wait for it, so nobody asks again: it has to happen by itself.
TEST_F(RelayTest, WhatIsAcknowledgedIsErasedSoon) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);
    auto portable = co_await self->log_in(&self->laptop);
    auto subscribed = co_await portable->ask(RelayTest::subscribe(10));
    EXPECT_TRUE(subscribed.has_subscribed());
    auto created = co_await pc->ask(self->commit(0, {self->laptop.id}));
    EXPECT_TRUE(created.has_submitted());
    auto welcome = co_await portable->next_push();
    EXPECT_EQ(welcome.delivery().mailbox_seq(), 1U);
    Frame acknowledge;
    acknowledge.mutable_acknowledge()->set_mailbox_seq(2);
    auto beyond = co_await portable->ask(acknowledge);
    EXPECT_EQ(code(beyond), v1::FAILURE_CODE_MALFORMED);
    acknowledge.mutable_acknowledge()->set_mailbox_seq(1);
    auto done = co_await portable->ask(acknowledge);
    EXPECT_TRUE(done.has_done());
    asio::steady_timer timer(self->io);
    bool erased = false;
    for (int n = 0; !erased && n < 6000; ++n) {
      timer.expires_after(10ms);
      auto waited = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
      static_cast<void>(waited);
      auto look = [&](store::Completion<core::MailboxState> done) {
        self->store->mailbox_state(self->laptop.id, std::move(done));
      };
      auto state = co_await ask<core::MailboxState>(look);
      erased = state && state->first_seq == base::MailboxSeq(0);
    }
    EXPECT_TRUE(erased);
  }(this));
}

TEST_F(RelayTest, RepeatedRequestsHaveTheSameAnswerAndLateCommitsConflict) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);
    auto created = co_await pc->ask(self->commit(0, {self->laptop.id}));
    EXPECT_TRUE(created.has_submitted());
    const auto message = self->message("once");
    auto first = co_await pc->ask(message);
    auto second = co_await pc->ask(message);
    EXPECT_EQ(first.submitted().room_seq(), second.submitted().room_seq());
    auto other = message;
    other.mutable_submit_message()->set_message("twice");
    auto reused = co_await pc->ask(other);
    EXPECT_EQ(code(reused), v1::FAILURE_CODE_KEY_REUSED);
    auto late = co_await pc->ask(self->commit(0, {}));
    EXPECT_EQ(code(late), v1::FAILURE_CODE_CONFLICT);
    EXPECT_EQ(late.failure().position(), 1U);
    auto stranger = co_await pc->ask(self->commit(1, {self->world.random.id<base::DeviceId>()}));
    EXPECT_EQ(code(stranger), v1::FAILURE_CODE_NOT_FOUND);
  }(this));
}

// R3: the order in which one session sends is the order in the room, though answers are concurrent.
TEST_F(RelayTest, ManyMessagesInFlightKeepTheirOrderAndCreditIsKept) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);
    auto portable = co_await self->log_in(&self->laptop);
    auto created = co_await pc->ask(self->commit(0, {self->laptop.id}));
    EXPECT_TRUE(created.has_submitted());
    for (std::uint64_t i = 0; i < 60; ++i) {
      auto message = self->message(std::to_string(i));
      message.set_request_id(1000 + i);
      co_await pc->send(std::move(message));
    }
    for (int i = 0; i < 60; ++i) {
      auto answer = co_await pc->receive();
      EXPECT_EQ(answer.submitted().room_seq(), answer.request_id() - 1000 + 2);
    }
    auto subscribed = co_await portable->ask(RelayTest::subscribe(21));  // the Welcome and 20 messages
    EXPECT_EQ(subscribed.subscribed().last_seq(), 61U);
    for (int i = 0; i < 21; ++i) {
      auto delivery = co_await portable->next_push();
      if (i > 0) {
        EXPECT_EQ(delivery.delivery().message(), std::to_string(i - 1));
      }
    }
    Frame count;
    count.mutable_count_key_packages();
    co_await self->pause(50ms);
    auto counted = co_await portable->ask(count);
    EXPECT_TRUE(portable->pushed.empty()) << "a delivery without credit";
    Frame credit;
    credit.mutable_credit()->set_deliveries(40);
    auto more = co_await portable->ask(credit);
    EXPECT_TRUE(more.has_done());
    for (int i = 20; i < 60; ++i) {
      auto delivery = co_await portable->next_push();
      EXPECT_EQ(delivery.delivery().message(), std::to_string(i));
    }
  }(this));
}

TEST_F(RelayTest, RequestsAboveTheLimitAreBusy) {
  options.session_limits.requests_in_flight = 2;
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);
    auto created = co_await pc->ask(self->commit(0, {}));
    EXPECT_TRUE(created.has_submitted());
    for (std::uint64_t i = 0; i < 20; ++i) {
      auto message = self->message("x");
      message.set_request_id(1000 + i);
      co_await pc->send(std::move(message));
    }
    int busy = 0;
    int accepted = 0;
    for (int i = 0; i < 20; ++i) {
      auto answer = co_await pc->receive();
      busy += code(answer) == v1::FAILURE_CODE_BUSY && answer.failure().retry_after_ms() > 0 ? 1 : 0;
      accepted += answer.has_submitted() ? 1 : 0;
    }
    EXPECT_EQ(busy + accepted, 20);
    EXPECT_GE(accepted, 2);
    EXPECT_GE(busy, 1);
  }(this));
}

TEST_F(RelayTest, NewerSessionFencesTheOlder) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto older = co_await self->log_in(&self->world.pc);
    auto newer = co_await self->log_in(&self->world.pc);
    auto told = co_await older->receive();
    EXPECT_EQ(told.request_id(), 0U);
    EXPECT_EQ(code(told), v1::FAILURE_CODE_FENCED);
    auto nothing = co_await older->receive();
    EXPECT_EQ(nothing.body_case(), v1::RelayFrame::BODY_NOT_SET);
    Frame count;
    count.mutable_count_key_packages();
    auto alive = co_await newer->ask(count);
    EXPECT_TRUE(alive.has_key_packages_published());
  }(this));
}

TEST_F(RelayTest, RevocationCutsTheSessionAndTheOthersHearThatTheLogGrew) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);
    auto portable = co_await self->log_in(&self->laptop);
    auto subscribed = co_await pc->ask(RelayTest::subscribe(1));
    EXPECT_TRUE(subscribed.has_subscribed());
    auto anybody = co_await self->connect();
    const auto revocation = self->append(self->world.device_revoked(self->laptop.id), self->world.odpp());
    auto appended = co_await anybody->ask(revocation);
    EXPECT_EQ(appended.statement_appended().index(), self->world.entries.size());
    auto repeated = co_await anybody->ask(revocation);
    EXPECT_EQ(repeated.statement_appended().index(), self->world.entries.size());
    auto told = co_await portable->receive();
    EXPECT_EQ(code(told), v1::FAILURE_CODE_NOT_AUTHORISED);
    auto news = co_await pc->next_push();
    EXPECT_EQ(news.log_grew().checkpoint(), repeated.statement_appended().checkpoint());
    auto again = co_await self->connect();
    auto refused = co_await again->ask(RelayTest::device_proof(*again, self->laptop));
    EXPECT_EQ(code(refused), v1::FAILURE_CODE_NOT_AUTHENTICATED);
    auto pointless = co_await anybody->ask(self->append(self->world.device_revoked(self->laptop.id), self->world.registrar()));
    EXPECT_EQ(code(pointless), v1::FAILURE_CODE_REJECTED);
  }(this));
}

TEST_F(RelayTest, LogIsServedInFullAndProofsVerify) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);
    Frame get_log;
    get_log.mutable_get_log()->set_first(0);
    get_log.mutable_get_log()->set_limit(1000);
    auto log = co_await pc->ask(get_log);
    std::vector<Bytes> entries;
    for (const auto& entry : log.log_entries().entries()) entries.push_back(base::to_bytes(entry));
    EXPECT_EQ(entries, self->world.entries);
    directory::Log replica;
    const auto checkpoint = directory::Checkpoint::parse(log.log_entries().checkpoint()).value();
    EXPECT_TRUE(replica.accept(entries, checkpoint, self->tls.relay_id()));
    Frame get_proof;
    get_proof.mutable_get_proof()->set_inclusion_of(3);
    get_proof.mutable_get_proof()->set_tree_size(entries.size());
    auto proof = co_await pc->ask(get_proof);
    directory::MerkleProof hashes;
    for (const auto& hash : proof.proof().hashes()) hashes.push_back(directory::TreeHash::parse(hash).value());
    EXPECT_TRUE(directory::verify_inclusion(directory::leaf_hash(entries[3]), 3, entries.size(), hashes, checkpoint.head().root));
  }(this));
}

TEST_F(RelayTest, EnrolmentPassesThroughUnderAnInvite) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto& made = self->world;
    const auto officer = directory::OfficerAddress::parse("ke-odpp/@jmwangi").value();
    const auto expires = self->clock.now() + std::chrono::hours(1);
    const auto invite = directory::Invite::make(made.random, {.directory = made.log.state().directory_id(),
                                                              .relay_address = "relay.example:1",
                                                              .relay = self->tls.relay_id(),
                                                              .officer = officer,
                                                              .officer_name = "J. Mwangi",
                                                              .expires = expires});
    auto security_officer = co_await self->log_in(&made.odpp_keys[0]);
    Frame reg;
    reg.mutable_register_invite()->set_invite_registration(
        base::to_string(directory::make_invite_registration(invite, made.odpp_keys[0])));
    auto registered = co_await security_officer->ask(reg);
    EXPECT_TRUE(registered.has_done());
    Frame foreign;
    foreign.mutable_register_invite()->set_invite_registration(
        base::to_string(directory::make_invite_registration(invite, made.registrar_keys[0])));
    auto refused = co_await security_officer->ask(foreign);
    EXPECT_EQ(code(refused), v1::FAILURE_CODE_NOT_AUTHORISED);

    const auto device = made.new_device();
    const auto request =
        directory::make_enrolment_request(invite, directory::World::describe(device), device.signature_key, device.transport_key);
    auto anybody = co_await self->connect();
    Frame submit;
    submit.mutable_submit_enrolment()->set_invite_hash(invite.hash().string());
    submit.mutable_submit_enrolment()->set_enrolment_request(base::to_string(request));
    auto submitted = co_await anybody->ask(submit);
    EXPECT_TRUE(submitted.has_done());
    Frame get_log;
    get_log.mutable_get_log()->set_limit(1);
    get_log.mutable_get_log()->set_invite_hash(invite.hash().string());
    auto log = co_await anybody->ask(get_log);
    EXPECT_EQ(log.log_entries().entries_size(), 1);

    Frame fetch;
    fetch.mutable_fetch_enrolment()->set_invite_hash(invite.hash().string());
    auto fetched = co_await security_officer->ask(fetch);
    EXPECT_EQ(fetched.enrolment_fetched().enrolment_request(), base::to_string(request));
    auto registrar = co_await self->log_in(&made.registrar_keys[0]);
    auto not_theirs = co_await registrar->ask(fetch);
    EXPECT_EQ(code(not_theirs), v1::FAILURE_CODE_NOT_AUTHORISED);
  }(this));
}

TEST_F(RelayTest, KeyPackagesAreHandedOutOnce) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);
    auto portable = co_await self->log_in(&self->laptop);
    Frame publish;
    publish.mutable_publish_key_packages()->add_key_packages("package 1");
    publish.mutable_publish_key_packages()->set_last_resort("last");
    auto published = co_await portable->ask(publish);
    EXPECT_EQ(published.key_packages_published().available(), 1U);
    Frame claim;
    claim.mutable_claim_key_packages()->add_device_ids(self->laptop.id.string());
    claim.mutable_claim_key_packages()->set_idempotency_key(std::string(16, 'a'));
    auto first = co_await pc->ask(claim);
    EXPECT_EQ(first.key_packages_claimed().claimed(0).key_package(), "package 1");
    claim.mutable_claim_key_packages()->set_idempotency_key(std::string(16, 'b'));
    auto second = co_await pc->ask(claim);
    EXPECT_EQ(second.key_packages_claimed().claimed(0).key_package(), "last");
    EXPECT_TRUE(second.key_packages_claimed().claimed(0).last_resort());
  }(this));
}

TEST_F(RelayTest, UnreadableFramesEndTheSession) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    const std::string deep(200, '\x0b');  // nested groups
    for (const std::string& bad : {std::string("\xff\xff\xff"), std::string(), deep}) {
      auto client = co_await self->log_in(&self->world.pc);
      auto written = co_await client->connection().write(base::to_bytes(bad));
      EXPECT_TRUE(written);
      auto told = co_await client->receive();
      EXPECT_EQ(code(told), v1::FAILURE_CODE_MALFORMED);
      auto nothing = co_await client->receive();
      EXPECT_EQ(nothing.body_case(), v1::RelayFrame::BODY_NOT_SET);
    }
  }(this));
}

TEST_F(RelayTest, AnonymousSessionsEndAfterAWhile) {
  options.session_limits.anonymous_lifetime = 150ms;
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto anybody = co_await self->connect();
    auto pc = co_await self->log_in(&self->world.pc);
    auto nothing = co_await anybody->receive();
    EXPECT_EQ(nothing.body_case(), v1::RelayFrame::BODY_NOT_SET);
    EXPECT_FALSE(anybody->connection().open());
    co_await self->pause(100ms);
    EXPECT_TRUE(pc->connection().open());
  }(this));
}

TEST_F(RelayTest, DrainDoesNotWaitForClientsThatDoNotGo) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);  // reads no more, so it answers no close frame
    auto subscribed = co_await pc->ask(RelayTest::subscribe(1));
    EXPECT_TRUE(subscribed.has_subscribed());
    const auto before = std::chrono::steady_clock::now();
    co_await self->relay->drain(200ms);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 20s);
    EXPECT_EQ(self->relay->sessions(), 0U);
  }(this));
}

TEST_F(RelayTest, DrainTellsClientsToComeBackAndAnswersWhatIsUnderWay) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->log_in(&self->world.pc);
    auto created = self->commit(0, {});
    created.set_request_id(77);
    co_await pc->send(std::move(created));
    co_await self->pause(1ms);
    wire::TaskGroup group(self->io.get_executor());
    group.spawn(self->relay->drain(2s));
    bool answered = false;
    bool away = false;
    for (int i = 0; i < 2; ++i) {
      auto frame = co_await pc->receive();
      answered = answered || frame.has_submitted();
      away = away || frame.going_away().reconnect_after_ms() > 0;
    }
    EXPECT_TRUE(answered);
    EXPECT_TRUE(away);
    auto nothing = co_await pc->receive();
    EXPECT_EQ(nothing.body_case(), v1::RelayFrame::BODY_NOT_SET);
    co_await group.join();
    EXPECT_EQ(self->relay->sessions(), 0U);
  }(this));
}

// They must not all come back in the same moment: docs/operate.md, "two seconds and up to five more".
TEST_F(RelayTest, DrainSendsEachClientBackAfterAWaitOfItsOwn) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 8; ++i) {
      auto client = co_await self->connect();
      clients.push_back(std::move(client));
    }
    wire::TaskGroup group(self->io.get_executor());
    group.spawn(self->relay->drain(5s));
    std::vector<std::uint64_t> waits;
    for (const auto& client : clients) {
      auto frame = co_await client->receive();
      EXPECT_TRUE(frame.has_going_away());
      waits.push_back(frame.going_away().reconnect_after_ms());
    }
    const auto [least, most] = std::ranges::minmax(waits);
    EXPECT_GE(least, 2000U);
    EXPECT_LE(most, 7000U);
    EXPECT_GT(most - least, 500U) << "eight draws of five seconds";
    clients.clear();
    co_await group.join();
  }(this));
}

}  // namespace
}  // namespace valise::server::net::testing
