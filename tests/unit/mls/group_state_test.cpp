// What a group allows in which state: pending commits, removal, a new signature key, saved state of another version.
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

class GroupState : public testing::Test {
 protected:
  PendingCommit pending(const char* by, CommitOptions options = {}) {
    return room.at(by).group->commit(options, world.validation, world.random).value();
  }
  StagedCommit staged(const char* by, const Bytes& message) {
    return std::get<StagedCommit>(room.at(by).handle(message).value());
  }
  Group& group(const char* name) { return *room.at(name).group; }

  World world;
  Room room{world, {"anna", "ben", "cora"}};
};

TEST_F(GroupState, AnothersCommitWinsOverThePendingOne) {
  PendingCommit own = pending("anna");
  PendingCommit other = pending("ben");
  StagedCommit first = staged("anna", other.message);
  ASSERT_TRUE(group("anna").merge(std::move(first)));
  EXPECT_EQ(error_of(group("anna").merge(std::move(own))), MlsError::stale_pending_commit);
  room.at("cora").receive_commit(other.message);
  room.at("ben").settle(std::move(other));
  room.expect_agreement();
}

TEST_F(GroupState, PendingCommitWinsOverAStagedOne) {
  PendingCommit own = pending("anna");
  PendingCommit other = pending("ben");
  StagedCommit late = staged("anna", other.message);
  room.at("ben").receive_commit(own.message);
  room.at("cora").receive_commit(own.message);
  room.at("anna").settle(std::move(own));
  EXPECT_EQ(error_of(group("anna").merge(std::move(late))), MlsError::stale_pending_commit);
  EXPECT_EQ(error_of(room.at("anna").handle(other.message)), MlsError::wrong_epoch);
  room.expect_agreement();
}

TEST_F(GroupState, CommitOfAForkIsStale) {
  // Anna restored an old state and went on from there: same epoch number, another epoch.
  const SecretBytes epoch = group("anna").serialize_epoch();
  const SecretBytes ratchets = group("anna").serialize_ratchets();
  room.at("anna").settle(pending("anna"));
  auto fork = Group::restore(epoch.expose(), ratchets.expose(), room.at("anna").signer);
  ASSERT_TRUE(fork);
  ASSERT_TRUE(fork->merge(fork->commit({}, world.validation, world.random).value()));
  ASSERT_EQ(fork->epoch(), group("anna").epoch());
  EXPECT_EQ(error_of(group("anna").merge(fork->commit({}, world.validation, world.random).value())),
            MlsError::stale_pending_commit);
}

TEST_F(GroupState, StagedCommitOfAnotherGroupIsStale) {
  World elsewhere(9);
  Room other(elsewhere, {"anna", "ben", "cora"});
  auto theirs = other.at("anna").group->commit({}, elsewhere.validation, elsewhere.random);
  auto handled = other.at("ben").handle(theirs->message);
  EXPECT_EQ(error_of(group("ben").merge(std::get<StagedCommit>(std::move(*handled)))), MlsError::stale_pending_commit);
}

TEST_F(GroupState, RemovedMemberCanOnlyRead) {
  const Bytes late = room.at("cora").send("before you go");
  room.remove("anna", "ben");
  EXPECT_EQ(group("ben").phase(), GroupPhase::removed);
  EXPECT_EQ(text_of(room.at("ben").handle(late)), "before you go");
  EXPECT_EQ(error_of(group("ben").protect({}, {}, world.random)), MlsError::inactive);
  EXPECT_EQ(error_of(group("ben").propose({Remove{LeafIndex(0)}}, world.validation, world.random)), MlsError::inactive);
  EXPECT_EQ(error_of(group("ben").propose_update(world.random)), MlsError::inactive);
  EXPECT_EQ(error_of(group("ben").group_info(WelcomeTree::include)), MlsError::inactive);
  room.at("ben").restart();
  EXPECT_EQ(group("ben").phase(), GroupPhase::removed);
}

TEST_F(GroupState, RemovedMemberCannotMergeWhatWasPending) {
  PendingCommit own = pending("ben");
  room.remove("anna", "ben");
  EXPECT_EQ(error_of(group("ben").merge(std::move(own))), MlsError::stale_pending_commit);
  EXPECT_EQ(group("ben").phase(), GroupPhase::removed);
}

TEST_F(GroupState, CommitRenewsTheSignatureKey) {
  const auto fresh = std::make_shared<Ed25519Signer>(crypto::SigningKey::generate(world.random));
  room.commit("anna", {.leaf = {.signer = fresh}}, {"dan"});  // the Welcome is signed with the new key, too
  room.expect_agreement();
  room.at("anna").signer = fresh;
  EXPECT_EQ(group("ben").member(group("anna").own_leaf())->signature_key, fresh->public_key());
  EXPECT_EQ(text_of(room.at("dan").handle(room.at("anna").send("with the new key"))), "with the new key");
  room.at("anna").restart();
  room.commit("anna", {});
  room.expect_agreement();
}

TEST_F(GroupState, UpdateRenewsTheSignatureKeyWhenItIsCommitted) {
  const auto fresh = std::make_shared<Ed25519Signer>(crypto::SigningKey::generate(world.random));
  const auto update = group("anna").propose_update(world.random, WireFormat::private_message, {.signer = fresh});
  for (const char* name : {"ben", "cora"}) ASSERT_TRUE(room.at(name).handle(*update));
  room.commit("ben", {});
  EXPECT_EQ(text_of(room.at("cora").handle(room.at("anna").send("with the new key"))), "with the new key");
  room.expect_agreement();
}

TEST_F(GroupState, UpdateThatWasNotCommittedChangesNothing) {
  const auto fresh = std::make_shared<Ed25519Signer>(crypto::SigningKey::generate(world.random));
  ASSERT_TRUE(group("anna").propose_update(world.random, WireFormat::private_message, {.signer = fresh}));
  room.commit("ben", {});
  EXPECT_EQ(text_of(room.at("cora").handle(room.at("anna").send("with the old key"))), "with the old key");
}

TEST_F(GroupState, NewSignerMustBeOfferedAfterARestart) {
  const auto fresh = std::make_shared<Ed25519Signer>(crypto::SigningKey::generate(world.random));
  const SecretBytes saved = pending("anna", {.leaf = {.signer = fresh}}).serialize();
  room.at("anna").restart();
  EXPECT_EQ(error_of(group("anna").merge(PendingCommit::restore(saved.expose()).value())), MlsError::invalid_argument);
  EXPECT_EQ(group("anna").epoch(), Epoch(1));
  group("anna").offer_signer(fresh);
  EXPECT_TRUE(group("anna").merge(PendingCommit::restore(saved.expose()).value()));
}

TEST_F(GroupState, CredentialAndExtensionsOfTheOwnLeafChange) {
  const Extensions extensions({{ExtensionType::application_id, {1, 2}}});
  room.commit("anna", {.leaf = {.credential = Credential::basic(base::as_bytes("anna, promoted")), .extensions = extensions},
                       .path = PathChoice::when_required});
  room.expect_agreement();
  const LeafNode& leaf = *group("ben").tree().leaf(group("anna").own_leaf());
  EXPECT_EQ(base::to_string(leaf.credential.identity), "anna, promoted");
  EXPECT_EQ(leaf.extensions, extensions);
  const auto unlisted = Extensions({{ExtensionType(0xf123), {}}});
  EXPECT_EQ(error_of(group("anna").commit({.leaf = {.extensions = unlisted}}, world.validation, world.random)),
            MlsError::invalid_leaf_node);
}

TEST_F(GroupState, SignerMustBeTheLeafs) {
  EXPECT_EQ(error_of(Group::restore(group("anna").serialize_epoch().expose(), group("anna").serialize_ratchets().expose(),
                                    room.at("ben").signer)),
            MlsError::invalid_argument);
}

TEST_F(GroupState, OtherVersionsOfSavedStateAreNamed) {
  const auto other = [](ByteView saved) {
    Bytes out = base::to_bytes(saved);
    out[1] += 1;
    return out;
  };
  const Bytes epoch = base::to_bytes(group("anna").serialize_epoch().expose());
  const Bytes ratchets = base::to_bytes(group("anna").serialize_ratchets().expose());
  const auto& signer = room.at("anna").signer;
  EXPECT_TRUE(Group::restore(epoch, ratchets, signer));
  EXPECT_EQ(error_of(Group::restore(other(epoch), ratchets, signer)), MlsError::unknown_saved_format);
  EXPECT_EQ(error_of(Group::restore(epoch, other(ratchets), signer)), MlsError::unknown_saved_format);
  EXPECT_EQ(error_of(Group::restore(ratchets, epoch, signer)), MlsError::unknown_saved_format);
  const SecretBytes commit = pending("anna").serialize();
  EXPECT_EQ(error_of(PendingCommit::restore(other(commit.expose()))), MlsError::unknown_saved_format);
  const SecretBytes bundle = room.at("anna").key_package().serialize();
  EXPECT_EQ(error_of(KeyPackageBundle::restore(other(bundle.expose()))), MlsError::unknown_saved_format);
}

// The cut-off forms of a pending commit, as a torn write would leave them.
TEST_F(GroupState, DamagedPendingCommitIsRefused) {
  const SecretBytes saved = pending("anna").serialize();
  for (std::size_t size = 2; size < saved.size(); size += 53) {
    EXPECT_EQ(PendingCommit::restore(saved.expose().first(size)).has_value(), false) << size;
  }
}

}  // namespace
}  // namespace valise::mls::test
