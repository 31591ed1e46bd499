#include "keys/directory/proposal.hpp"

#include <gtest/gtest.h>

#include "tests/unit/directory/world.hpp"

namespace valise::directory {
namespace {

template <class T>
std::error_code code(const base::Result<T>& result) {
  return result ? std::error_code() : result.error().code;
}

struct ProposalTest : testing::Test {
  base::Result<Proposal> check(const v1::Statement& statement, const Signers& signers) {
    return check_proposal(w.log.state(), World::sign(statement, signers));
  }
  crypto::KeyInMemory holder(const crypto::SigningKey& key) {
    return crypto::KeyInMemory(crypto::SigningKey::from_seed(key.expose_seed()));
  }
  World w;
};

TEST_F(ProposalTest, LacksNothingButTheRegistrar) {
  const auto change = w.record_changed(1, "New name");
  const auto proposal = check(change, w.odpp());
  ASSERT_TRUE(proposal) << proposal.error().message();
  EXPECT_EQ(proposal->authority.string(), "ke-odpp");
  EXPECT_FALSE(proposal->signatures.complete());
  const auto half_signed = check(change, w.odpp() + first(w.registrar_keys, 1));
  ASSERT_TRUE(half_signed);
  EXPECT_EQ(half_signed->id, proposal->id) << "a signature changes the proposal's id";
  EXPECT_TRUE(check(change, w.odpp() + w.registrar())->signatures.complete());
}

TEST_F(ProposalTest, NothingElseIsOne) {
  EXPECT_EQ(code(check(w.record_changed(1, "New name"), first(w.odpp_keys, 1))), ProposalError::not_signed_by_authority);
  EXPECT_EQ(code(check(w.record_changed(1, "New name"), w.registrar())), ProposalError::not_signed_by_authority);
  EXPECT_EQ(code(check(w.record_changed(2, "New name"), w.odpp())), RuleError::revision_out_of_order);
  EXPECT_EQ(code(check(w.record_changed(1, ""), w.odpp())), RuleError::text_invalid);
  EXPECT_EQ(code(check(w.officer("potieno", "P. Otieno"), w.odpp())), ProposalError::not_a_proposal);
  EXPECT_EQ(code(check(w.record_changed(1, "New name"), w.odpp() + Signers{&w.log_key})), RuleError::signature_by_other_key);
  EXPECT_EQ(code(check_proposal(w.log.state(), base::as_bytes("x"))), StatementError::envelope_malformed);
}

TEST_F(ProposalTest, RefusalSpeaksForItsSignerOnly) {
  const auto id = check(w.record_changed(1, "New name"), w.odpp())->id;
  const auto directory = w.log.state().directory_id();
  const auto at = base::from_wire(1'800'000'000'000);
  const auto made = make_proposal_refusal(directory, id, "The name is another authority's.", at, holder(w.registrar_keys[0]));
  ASSERT_TRUE(made) << made.error().message();
  const auto refusal = check_proposal_refusal(directory, *made);
  ASSERT_TRUE(refusal) << refusal.error().message();
  EXPECT_EQ(refusal->proposal, id);
  EXPECT_EQ(refusal->reason, "The name is another authority's.");
  EXPECT_EQ(refusal->refused_at, at);
  EXPECT_EQ(refusal->key, w.registrar_keys[0].verify_key());

  EXPECT_EQ(code(make_proposal_refusal(directory, id, "two\nlines", at, holder(w.registrar_keys[0]))), RuleError::text_invalid);
  EXPECT_EQ(code(check_proposal_refusal(base::DirectoryId(), *made)), ProposalError::refusal_for_other_directory);
  EXPECT_EQ(code(check_proposal_refusal(directory, base::as_bytes("x"))), ProposalError::refusal_malformed);
  auto text = base::to_string(*made);
  text.replace(text.find("another"), 7, "ANOTHER");
  EXPECT_EQ(code(check_proposal_refusal(directory, base::as_bytes(text))), ProposalError::refusal_not_authentic);
}

}  // namespace
}  // namespace valise::directory
