// The relay's box of proposals: who may put in, see, countersign, refuse and take away.
#include "keys/directory/proposal.hpp"
#include "tests/unit/server_net/relay_fixture.hpp"

namespace valise::server::net {
namespace {

using directory::operator+;
using testing::RelayTest;
using Frame = v1::ClientFrame;

v1::FailureCode code(const v1::RelayFrame& frame) { return frame.failure().code(); }

Frame submit(const v1::Statement& statement, const directory::Signers& signers) {
  Frame frame;
  frame.mutable_submit_proposal()->set_signed_statement(base::to_string(directory::World::sign(statement, signers)));
  return frame;
}
Frame list(const std::string& authority) {
  Frame frame;
  frame.mutable_list_proposals()->set_authority_id(authority);
  return frame;
}
std::string id_of(const v1::RelayFrame& listed) {
  const auto bytes = base::as_bytes(listed.proposals().proposals(0).signed_statement());
  return directory::proposal_id(directory::SignedStatement::parse(bytes).value()).string();
}

TEST_F(RelayTest, ProposalIsCountersignedStepByStep) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto& w = self->world;
    const auto change = w.record_changed(1, "New name");
    auto officer = co_await self->log_in(&w.odpp_keys[0]);
    auto handed_in = co_await officer->ask(submit(change, w.odpp()));
    EXPECT_TRUE(handed_in.has_done());
    auto half = co_await officer->ask(submit(w.record_changed(1, "Other"), directory::first(w.odpp_keys, 1)));
    EXPECT_EQ(code(half), v1::FAILURE_CODE_REJECTED);

    auto registrar = co_await self->log_in(&w.registrar_keys[0]);
    auto own_idea = co_await registrar->ask(submit(w.record_changed(1, "Another"), w.odpp()));
    EXPECT_EQ(code(own_idea), v1::FAILURE_CODE_NOT_FOUND) << "a registrar's key puts nothing new in";
    auto countersigned = co_await registrar->ask(submit(change, w.odpp() + directory::first(w.registrar_keys, 1)));
    EXPECT_TRUE(countersigned.has_done());
    auto listed = co_await registrar->ask(list(""));
    EXPECT_EQ(listed.proposals().proposals_size(), 1);
    const auto bytes = base::to_bytes(listed.proposals().proposals(0).signed_statement());
    EXPECT_EQ(directory::SignedStatement::parse(bytes)->signatures().size(), 3U);

    auto appended = co_await registrar->ask(self->append(change, w.odpp() + w.registrar()));
    EXPECT_TRUE(appended.has_statement_appended());
    auto afterwards = co_await registrar->ask(list(""));
    EXPECT_EQ(afterwards.proposals().proposals_size(), 0) << "what is in the log waits no longer";
  }(this));
}

TEST_F(RelayTest, ProposalIsRefusedByTheRegistrarOnly) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto& w = self->world;
    auto officer = co_await self->log_in(&w.odpp_keys[0]);
    auto handed_in = co_await officer->ask(submit(w.record_changed(1, "New name"), w.odpp()));
    EXPECT_TRUE(handed_in.has_done());
    auto listed = co_await officer->ask(list("ke-odpp"));
    const auto id = directory::ProposalId::parse(id_of(listed)).value();
    const auto refusal_by = [&](const crypto::SigningKey& key) {
      const crypto::KeyInMemory holder(crypto::SigningKey::from_seed(key.expose_seed()));
      Frame frame;
      frame.mutable_refuse_proposal()->set_refusal(base::to_string(
          directory::make_proposal_refusal(w.log.state().directory_id(), id, "No.", self->clock.now(), holder).value()));
      return frame;
    };
    auto by_itself = co_await officer->ask(refusal_by(w.odpp_keys[0]));
    EXPECT_EQ(code(by_itself), v1::FAILURE_CODE_NOT_AUTHORISED);
    auto registrar = co_await self->log_in(&w.registrar_keys[1]);
    auto refused = co_await registrar->ask(refusal_by(w.registrar_keys[1]));
    EXPECT_TRUE(refused.has_done());
    auto seen = co_await officer->ask(list("ke-odpp"));
    const auto refusal =
        directory::check_proposal_refusal(w.log.state().directory_id(), base::as_bytes(seen.proposals().proposals(0).refusal()));
    EXPECT_EQ(refusal.value().reason, "No.");

    Frame withdraw;
    withdraw.mutable_withdraw_proposal()->set_proposal_id(id.string());
    auto not_theirs = co_await registrar->ask(withdraw);
    EXPECT_EQ(code(not_theirs), v1::FAILURE_CODE_NOT_AUTHORISED);
    auto withdrawn = co_await officer->ask(withdraw);
    EXPECT_TRUE(withdrawn.has_done());
    auto again = co_await officer->ask(withdraw);
    EXPECT_TRUE(again.has_done());
  }(this));
}

TEST_F(RelayTest, AnAuthoritySeesItsOwnProposals) {
  run([](RelayTest* self) -> asio::awaitable<void> {
    auto officer = co_await self->log_in(&self->world.odpp_keys[0]);
    auto all = co_await officer->ask(list(""));
    EXPECT_EQ(code(all), v1::FAILURE_CODE_NOT_AUTHORISED);
    auto others = co_await officer->ask(list("ug-dpp"));
    EXPECT_EQ(code(others), v1::FAILURE_CODE_NOT_AUTHORISED);
    auto device = co_await self->log_in(&self->world.pc);
    auto no_administrator = co_await device->ask(list("ke-odpp"));
    EXPECT_EQ(code(no_administrator), v1::FAILURE_CODE_NOT_AUTHORISED);
  }(this));
}

}  // namespace
}  // namespace valise::server::net
