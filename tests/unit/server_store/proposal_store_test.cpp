#include "store_fixture.hpp"

namespace valise::server::store {
namespace {

using core::Refusal;

class ProposalStore : public StoreFixture {
 protected:
  static core::ProposalId id(std::uint32_t n) { return numbered<core::ProposalId>(n); }
  base::Result<> put(std::uint32_t n, std::string authority, std::string_view statement) {
    core::Proposal proposal{
        .id = id(n), .authority = std::move(authority), .statement = base::to_bytes(statement), .refusal = {}};
    return wait_for([&](auto done) { store_->put_proposal(std::move(proposal), std::move(done)); });
  }
  base::Result<> replace(std::uint32_t n, std::string_view before, std::string_view after) {
    return wait_for(
        [&](auto done) { store_->replace_proposal(id(n), base::to_bytes(before), base::to_bytes(after), std::move(done)); });
  }
  base::Result<> refuse(std::uint32_t n, std::string_view refusal) {
    return wait_for([&](auto done) { store_->refuse_proposal(id(n), base::to_bytes(refusal), std::move(done)); });
  }
  base::Result<> close(std::uint32_t n) {
    return wait_for([&](auto done) { store_->close_proposal(id(n), std::move(done)); });
  }
  std::vector<std::string> list(ProposalRange range = {}) {
    const auto found = wait_for<std::vector<core::Proposal>>([&](auto done) { store_->list_proposals(range, std::move(done)); });
    std::vector<std::string> out;
    for (const auto& proposal : found.value()) out.push_back(base::to_string(proposal.statement));
    return out;
  }
};
using Statements = std::vector<std::string>;

TEST_F(ProposalStore, KeepsThemInOrderAndByAuthority) {
  ASSERT_TRUE(put(1, "ke-odpp", "one"));
  ASSERT_TRUE(put(2, "ug-dpp", "two"));
  ASSERT_TRUE(put(3, "ke-odpp", "three"));
  EXPECT_TRUE(put(1, "ke-odpp", "one")) << "the same again";
  EXPECT_EQ(put(1, "ke-odpp", "other").error().code, Refusal::conflict);
  EXPECT_EQ(list(), (Statements{"one", "two", "three"}));
  EXPECT_EQ(list({.authority = "ke-odpp"}), (Statements{"one", "three"}));
  EXPECT_EQ(list({.after = 1, .authority = "ke-odpp"}), (Statements{"three"}));
  EXPECT_EQ(list({.max_count = 2}), (Statements{"one", "two"}));
  EXPECT_EQ(list({.max_bytes = 1}), (Statements{"one"}));
  ASSERT_TRUE(close(1));
  EXPECT_TRUE(close(1));
  EXPECT_EQ(list(), (Statements{"two", "three"}));
}

TEST_F(ProposalStore, AnAuthorityHasFew) {
  limits_.proposals_per_authority = 2;
  limits_.proposal_bytes = 5;
  open();
  ASSERT_TRUE(put(1, "ke-odpp", "one"));
  ASSERT_TRUE(put(2, "ke-odpp", "two"));
  ASSERT_TRUE(refuse(2, "no"));
  EXPECT_EQ(put(3, "ke-odpp", "three").error().code, Refusal::quota);
  EXPECT_TRUE(put(3, "ug-dpp", "three"));
  EXPECT_EQ(put(4, "fr-bepi", "longer").error().code, Refusal::too_large);
  ASSERT_TRUE(close(2));
  EXPECT_TRUE(put(5, "ke-odpp", "five"));
}

TEST_F(ProposalStore, ReplacesOnlyWhatTheCallerHasSeen) {
  ASSERT_TRUE(put(1, "ke-odpp", "a"));
  ASSERT_TRUE(replace(1, "a", "ab"));
  EXPECT_EQ(replace(1, "a", "ac").error().code, Refusal::conflict);
  EXPECT_EQ(replace(2, "a", "ac").error().code, Refusal::not_found);
  EXPECT_EQ(list(), (Statements{"ab"}));
}

TEST_F(ProposalStore, ARefusalIsFinal) {
  ASSERT_TRUE(put(1, "ke-odpp", "a"));
  ASSERT_TRUE(refuse(1, "no"));
  EXPECT_TRUE(refuse(1, "no"));
  EXPECT_EQ(refuse(1, "never").error().code, Refusal::conflict);
  EXPECT_EQ(refuse(2, "no").error().code, Refusal::not_found);
  EXPECT_EQ(replace(1, "a", "ab").error().code, Refusal::conflict);
  EXPECT_EQ(put(1, "ke-odpp", "a").error().code, Refusal::conflict);
}

TEST_F(ProposalStore, OldOnesGo) {
  ASSERT_TRUE(put(1, "ke-odpp", "old"));
  clock_.advance(limits_.retention + std::chrono::seconds(1));
  ASSERT_TRUE(put(2, "ke-odpp", "new"));
  sweep_all();
  EXPECT_EQ(list(), (Statements{"new"}));
}

}  // namespace
}  // namespace valise::server::store
